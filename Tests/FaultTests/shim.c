// Stands between the program and the disk (LD_PRELOAD), for files under SHIM_FOLDER alone.
//
// It moves the clock of the day by the seconds that the file SHIM_CLOCK holds; clocks that only go forward stay as they are.
//
// It logs each fsync and fdatasync that succeeded on such a file as a line "sync CLOCK_MONOTONIC-nanoseconds path" in SHIM_LOG. While the
// file SHIM_SWITCH holds "full", writes fail with ENOSPC; while it holds "eio", syncs fail with EIO and nothing is synced.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static char mode(void) {
  const char *path = getenv("SHIM_SWITCH");
  char first = 0;
  int handle = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (handle < 0) return 0;
  ssize_t (*next)(int, void *, size_t) = dlsym(RTLD_NEXT, "read");
  if (next(handle, &first, 1) != 1) first = 0;
  close(handle);
  return first;
}

static long jump(void) {
  const char *path = getenv("SHIM_CLOCK");
  char text[32] = "";
  int handle = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (handle < 0) return 0;
  ssize_t (*next)(int, void *, size_t) = dlsym(RTLD_NEXT, "read");
  ssize_t length = next(handle, text, sizeof text - 1);
  close(handle);
  return length > 0 ? atol(text) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  static int (*next)(clockid_t, struct timespec *);
  if (!next) next = dlsym(RTLD_NEXT, "clock_gettime");
  int result = next(clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += jump();
  return result;
}

int gettimeofday(struct timeval *time, void *zone) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *place) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (place) *place = now.tv_sec;
  return now.tv_sec;
}

static int ours(int handle, char *path) {
  const char *folder = getenv("SHIM_FOLDER");
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
  ssize_t length = folder ? readlink(link, path, 4095) : -1;
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, folder, strlen(folder)) == 0;
}

static int full(int handle) {
  char path[4096];
  return ours(handle, path) && mode() == 'f';
}

ssize_t write(int handle, const void *bytes, size_t count) {
  static ssize_t (*next)(int, const void *, size_t);
  if (!next) next = dlsym(RTLD_NEXT, "write");
  if (handle > 2 && full(handle)) return errno = ENOSPC, -1;
  return next(handle, bytes, count);
}

ssize_t pwrite64(int handle, const void *bytes, size_t count, off64_t at) {
  static ssize_t (*next)(int, const void *, size_t, off64_t);
  if (!next) next = dlsym(RTLD_NEXT, "pwrite64");
  if (full(handle)) return errno = ENOSPC, -1;
  return next(handle, bytes, count, at);
}

ssize_t pwrite(int handle, const void *bytes, size_t count, off_t at) { return pwrite64(handle, bytes, count, at); }

static int synced(int handle, const char *name) {
  char path[4096], line[4200];
  int (*next)(int) = dlsym(RTLD_NEXT, name);
  int known = ours(handle, path);
  if (known && mode() == 'e') return errno = EIO, -1;
  int result = next(handle);
  const char *log = getenv("SHIM_LOG");
  if (known && result == 0 && log) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int length = snprintf(line, sizeof line, "sync %lld %s\n", now.tv_sec * 1000000000LL + now.tv_nsec, path);
    int out = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (out >= 0) {
      if (write(out, line, length) != length) abort();
      close(out);
    }
  }
  return result;
}

int fsync(int handle) { return synced(handle, "fsync"); }
int fdatasync(int handle) { return synced(handle, "fdatasync"); }
