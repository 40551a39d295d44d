import Foundation
import Glibc
package import Kernel
import Synchronization

/// A log on disk that begins a new file each civil day, and when one is full, and keeps as many days as it must (网络安全法 art. 21: six months).
///
/// `wutong.log` is the file under way; older ones are `wutong.2026-11-25.1.log`. Lines are written whole, by any thread; a disk that is
/// full costs lines, never a request. What cannot be written to the file goes to standard error.
package final class LogFile: Sendable {
  private struct State {
    var handle: Int32 = -1
    var size = 0
    var day: CivilDate?
  }

  private let path: String
  private let largest: Int
  private let keepDays: Int
  private let clock: WallClock
  private let state = Mutex(State())

  /// `path`: ends with `.log`. `largest`: bytes of one file. Throws when it cannot be written.
  package init(path: String, largest: Int, keepDays: Int, clock: WallClock = .system) throws {
    self.path = path
    self.largest = largest
    self.keepDays = keepDays
    self.clock = clock
    let opened = state.withLock { open(&$0, clock.now) }
    guard opened else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
  }

  deinit { state.withLock { if $0.handle >= 0 { close($0.handle) } } }

  package func write(_ line: String) {
    let now = clock.now
    let isWritten = state.withLock { state in
      if let day = state.day, day != now.civilDate || (state.size > 0 && state.size + line.utf8.count > largest) {
        rotate(&state, now)
      }
      guard state.handle >= 0 || open(&state, now) else { return false }
      let count = JSONLogHandler.put(line, to: state.handle)
      state.size += count
      return count == line.utf8.count
    }
    if !isWritten { JSONLogHandler.toStandardError(line) }
  }

  private func open(_ state: inout State, _ now: Instant) -> Bool {
    state.handle = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard state.handle >= 0 else { return false }
    state.size = Int(lseek(state.handle, 0, SEEK_END))
    // One that was begun on another day goes on being that day's.
    let changed = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    let seconds = state.size > 0 ? changed?.timeIntervalSince1970 : nil
    state.day = seconds.map { Instant(milliseconds: Int64($0 * 1000)).civilDate } ?? now.civilDate
    return true
  }

  private func rotate(_ state: inout State, _ now: Instant) {
    let day = state.day ?? now.civilDate
    if state.handle >= 0 { close(state.handle) }
    state.handle = -1
    var number = 1
    while access(archived(day, number), F_OK) == 0 { number += 1 }
    rename(path, archived(day, number))
    sweep(now)
    if open(&state, now) { state.day = now.civilDate }
  }

  /// Removes the files of days that need not be kept.
  private func sweep(_ now: Instant) {
    let (folder, stem) = place
    let oldest = now.adding(days: -Int64(keepDays)).civilDate
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(stem + ".") {
      guard let match = name.dropFirst(stem.count).wholeMatch(of: /\.(\d{4}-\d{2}-\d{2})\.\d+\.log/),
        let day = CivilDate(String(match.1)), day < oldest
      else { continue }
      unlink("\(folder)/\(name)")
    }
  }

  private var place: (folder: String, stem: String) {
    let url = URL(fileURLWithPath: path)
    return (url.deletingLastPathComponent().path, url.deletingPathExtension().lastPathComponent)
  }

  private func archived(_ day: CivilDate, _ number: Int) -> String { "\(place.folder)/\(place.stem).\(day).\(number).log" }
}
