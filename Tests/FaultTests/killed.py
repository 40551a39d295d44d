"""kill -9 at any moment, of the program and of PostgreSQL; a database that goes and comes back."""
import os, random, signal, sqlite3, threading, time
from faults import *

KILLS = int(os.environ.get("WUTONG_KILLS", "100" if LARGE else "4"))


def killed(kind, what="program"):
    base = database(kind, "killed-" + what)
    files = f"{FOLDER}/killed-{what}-{kind}/files"
    work, dice = Work(), random.Random(SEED)
    try:
        for _ in range(KILLS):
            server = Server(base, files)
            stop = threading.Event()
            before = len(work.submitted)
            threads = work.crowd(server, stop)
            until(60, "people are served", lambda: len(work.submitted) >= before + 3)
            time.sleep(dice.uniform(0, 1.5))
            if what == "program":
                server.kill()
            else:
                base.stop(signal.SIGKILL)
                server.kill()
                until(30, "PostgreSQL may start again", lambda: restarted(base))
            stop.set()
            for thread in threads:
                thread.join(30)
        verify(base, files, work)
        server = Server(base, files)
        lost, answered, acts = repeat_lost(server, work)
        demand(server.stop() == 0, "the server did not end with 0")
        verify(base, files, work)
        once(base, work)
        demand(len(work.submitted) >= KILLS, "too few submissions to prove anything: " + work.said())
        return f"{base.name}, {what} killed {KILLS} times: {work.said()}; sent again with their keys: {lost} lost and {answered} answered submissions, each one case; {acts} lost actions"
    finally:
        base.close()


def restarted(base):
    try:
        base.start()
        return True
    except Broken:
        return False


def told(answer, words):
    """A refusal in words, with when to come back."""
    status, value, headers = answer
    demand(status == 503, f"503 was due, not {status} {value}")
    demand(headers.get("retry-after"), "no Retry-After")
    demand(headers["content-type"].startswith("application/problem+json"), headers["content-type"])
    demand(any(word in value["detail"] for word in words), f"words: {value['detail']}")


def away(number, name):
    base = database("postgres", "away-" + name)
    files = f"{FOLDER}/away-{name}/files"
    server = None
    try:
        server = Server(base, files)
        work, stop = Work(), threading.Event()
        token = server.sign_in("citizen")
        work.body(server)
        threads = work.crowd(server, stop, patient=True)
        until(30, "people are served", lambda: len(work.submitted) >= 10)
        base.stop(number)
        told(server.api("GET", "/cases?mine=true", token=token), ["database"])
        told(work.submit(server, "citizen", token), ["database"])
        status, value, headers = server.ask("GET", "/readyz")
        demand(status == 503 and value["status"] == "unavailable" and headers.get("retry-after"), f"/readyz {status} {value}")
        demand(health(server.port) == 200, "/healthz")
        status, page, _ = server.ask("GET", "/sign-in", language="zh")
        before = len(work.submitted)
        base.start()
        began = time.time()
        until(10, "the server is ready again", lambda: health(server.port, "/readyz") == 200)
        until(10, "people are served again", lambda: len(work.submitted) > before + 8)
        took = time.time() - began
        stop.set()
        for thread in threads:
            thread.join(60)
        for status, value, headers in work.refused:
            demand(status in (503, 409, 401), f"under the fault somebody was told {status} {value}")
            if status == 503:
                demand(headers.get("retry-after"), "no Retry-After")
        demand('"reason":"database' in server.logged().replace(" ", ""), "the log does not name the database")
        repeat_lost(server, work)
        demand(server.stop() == 0, "the server did not end with 0")
        verify(base, files, work)
        once(base, work)
        return f"PostgreSQL stopped ({name}): back {took:.1f} s after it; {work.said()}; {len(work.refused)} told to wait"
    finally:
        if server and server.process.poll() is None:
            server.kill()
        base.close()


def locked():
    base = database("sqlite", "locked")
    files = f"{FOLDER}/locked/files"
    server = Server(base, files)
    try:
        work = Work()
        token = server.sign_in("citizen")
        work.body(server)
        holder = sqlite3.connect(base.path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        began = time.time()
        told(work.submit(server, "citizen", token), ["again in a few seconds"])
        took = time.time() - began
        demand(4 < took < 15, f"told after {took:.1f} s")
        demand(server.api("GET", "/cases?mine=true", token=token)[0] == 200, "readers do not wait for a writer's lock")
        holder.execute("ROLLBACK")
        holder.close()
        demand(work.submit(server, "citizen", token)[0] == 201, "the same server does not go on")
        demand(server.stop() == 0, "the server did not end with 0")
        verify(base, files, work)
        once(base, work)
        return f"SQLite locked by another process: told after {took:.1f} s, went on"
    finally:
        if server.process.poll() is None:
            server.kill()


if __name__ == "__main__":
    main({
        "killed-sqlite": lambda: killed("sqlite"),
        "killed-postgres": lambda: killed("postgres"),
        "killed-postmaster": lambda: killed("postgres", "postmaster"),
        "away-fast": lambda: away(signal.SIGINT, "fast"),
        "away-immediate": lambda: away(signal.SIGQUIT, "immediate"),
        "locked": locked,
    })
