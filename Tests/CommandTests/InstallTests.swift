import App
import Foundation
import Glibc
import Kernel
import RunningProgram
import Synchronization
import Testing

@Suite("The program is one thing, its data another")
struct InstallTests {
  /// Every file below a folder with its size and the time of its last change.
  private func listing(_ folder: String) throws -> [String: String] {
    var found: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")
      found[path] = "\(attributes[.size] ?? "") \(attributes[.modificationDate] ?? "")"
    }
    return found
  }

  private func make(_ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["make", "-s", "-C", BuiltProgram.root.path] + arguments
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test("make install puts program and files in place; what runs from there writes to its data, files and log alone")
  func installed() async throws {
    try await withFolder { folder in
      let prefix = folder + "/usr"
      #expect(try make(["install", "PREFIX=\(prefix)", "BUILD=\(BuiltProgram.folder)"]) == 0)
      #expect(FileManager.default.isExecutableFile(atPath: prefix + "/bin/wutong"))
      let before = try listing(prefix)
      #expect(
        before.keys.contains("share/wutong/Assets/css/wutong.css")
          && before.keys.contains("share/wutong/Data/calendar/holidays.csv"))
      let (state, logs) = (folder + "/state", folder + "/log")
      for path in [state, logs] { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
      let server = try await RunningServer(
        [
          "serve", "--database", "sqlite:\(state)/wutong.sqlite", "--files", state + "/files", "--port", "0", "--set",
          "log.file=\(logs)/wutong.log", "--set", "server.drainSeconds=2",
        ], folder: folder, program: prefix + "/bin/wutong")
      defer { server.stop() }
      let page = try await send("GET", server.address + "/assets/css/wutong.css", nil, type: nil)
      #expect(page.status == 200)
      // Told to stop it says that it is not ready, and still answers; then it ends with 0.
      #expect(try await send("GET", server.address + "/readyz", nil, type: nil).status == 200)
      server.process.terminate()
      try await Task.sleep(for: .milliseconds(500))
      #expect(try await send("GET", server.address + "/readyz", nil, type: nil).status == 503)
      #expect(try await send("GET", server.address + "/healthz", nil, type: nil).status == 200)
      server.process.waitUntilExit()
      #expect(server.process.terminationStatus == 0)
      #expect(try listing(prefix) == before, "nothing beside the program changed")
      #expect(try listing(state).keys.sorted().allSatisfy { $0.hasPrefix("wutong.sqlite") || $0.hasPrefix("files") })
      let log = try String(contentsOfFile: logs + "/wutong.log", encoding: .utf8)
      #expect(log.contains("\"route\":\"/readyz\"") && server.logged.isEmpty, "\(server.logged)")
      #expect(
        (try FileManager.default.attributesOfItem(atPath: logs + "/wutong.log")[.posixPermissions] as? Int ?? 0) & 0o077 == 0)
    }
  }

  /// A clock that a test moves.
  private final class Moment: Sendable {
    let now = Mutex(Instant(milliseconds: 1_795_000_000_000))
    var clock: WallClock { WallClock { self.now.withLock { $0 } } }
    func pass(days: Int64) { now.withLock { $0 = $0.adding(days: days) } }
  }

  @Test("a log begins a new file each day and when one is full, keeps the days it must, and loses no line")
  func rotation() async throws {
    try await withFolder { folder in
      let moment = Moment()
      let path = folder + "/wutong.log"
      try Data("ours".utf8).write(to: URL(fileURLWithPath: folder + "/wutong.notes.log"))
      let log = try LogFile(path: path, largest: 100, keepDays: 180, clock: moment.clock)
      let line = String(repeating: "x", count: 39) + "\n"
      func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
      for _ in 0..<5 { log.write(line) }
      let day = moment.clock.today
      #expect(try names() == ["wutong.\(day).1.log", "wutong.\(day).2.log", "wutong.log", "wutong.notes.log"])
      moment.pass(days: 1)
      log.write(line)
      #expect(try names().count == 5 && FileManager.default.fileExists(atPath: "\(folder)/wutong.\(day).3.log"))
      moment.pass(days: 179)
      log.write(line)
      #expect(try names().contains("wutong.\(day).1.log"), "180 days are kept")
      moment.pass(days: 1)
      log.write(line)
      #expect(try !names().contains { $0.hasPrefix("wutong.\(day).") })
      #expect(try names().contains("wutong.notes.log"), "what is not ours stays")
      // Eight lines were written; five went with their day, three are there.
      let kept = try names().filter { $0 != "wutong.notes.log" }.map {
        try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")).count
      }
      #expect(kept.reduce(0, +) == 3 * 40)
    }
  }

  @Test("many threads write whole lines")
  func threads() async throws {
    try await withFolder { folder in
      let log = try LogFile(path: folder + "/a.log", largest: 5000, keepDays: 180)
      await withTaskGroup(of: Void.self) { group in
        for thread in 0..<8 {
          group.addTask { for number in 0..<200 { log.write("thread \(thread) line \(number)\n") } }
        }
      }
      let text = try FileManager.default.contentsOfDirectory(atPath: folder).map {
        try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)
      }.joined()
      let lines = Set(text.split(separator: "\n"))
      #expect(lines.count == 1600 && lines.allSatisfy { $0.wholeMatch(of: /thread \d line \d+/) != nil })
    }
  }
}
