import Foundation
import FoundationNetworking
import Testing

/// The program as it was built beside these tests, started on a free port with a folder of its own, and ended by its own number.
final class RunningDemo: @unchecked Sendable {
  let process = Process()
  let address: String

  static let root: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  init(folder: String, cases: Int) async throws {
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("wutong")
    try #require(FileManager.default.isExecutableFile(atPath: program.path), "build first: swift build --build-tests")
    let port = Int.random(in: 20_000..<40_000)
    let output = folder + "/out.log"
    _ = FileManager.default.createFile(atPath: output, contents: nil)
    process.executableURL = program
    process.arguments = ["demo", "--data", folder + "/demo", "--port", "\(port)", "--cases", "\(cases)"]
    process.environment = ProcessInfo.processInfo.environment.merging(["WUTONG_HOME": Self.root.path]) { $1 }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    var address: String?
    for _ in 0..<600 where address == nil && process.isRunning {
      try await Task.sleep(for: .milliseconds(100))
      let text = try String(contentsOfFile: output, encoding: .utf8)
      address = text.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+/).map { String($0.0) }
    }
    let found = try #require(address, "the demo did not start")
    self.address = found
    let health = try #require(URL(string: found + "/healthz"))
    var answers = false
    for _ in 0..<300 where !answers {
      answers = (try? await URLSession.shared.data(from: health)) != nil
      if !answers { try await Task.sleep(for: .milliseconds(100)) }
    }
    try #require(answers, "the demo does not answer")
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}

@Suite("In a real browser", .serialized)
struct BrowserTests {
  @Test(
    "every role carries a case from search to rating, with scripts and without; axe finds nothing on any page",
    .timeLimit(.minutes(10)))
  func journey() async throws {
    let python = RunningDemo.root.appendingPathComponent(".build/browser/bin/python")
    try #require(
      FileManager.default.isExecutableFile(atPath: python.path), "the browser's driver is missing: run tools/needs test")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wutong-browser-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let demo = try await RunningDemo(folder: folder, cases: 40)
    defer { demo.stop() }
    let (status, said) = try await Self.run(
      python, ["\(RunningDemo.root.path)/Tests/BrowserTests/journey.py", demo.address, "/usr/bin/chromium"])
    #expect(status == 0, "\(said.split(separator: "\n").suffix(25).joined(separator: "\n"))")
    // Every page at two widths: a script that looks at nothing proves nothing.
    let looked = said.split(separator: "\n").filter { $0.hasPrefix("looked ") }.count
    #expect(looked >= 100, "looked at \(looked) pages")
  }

  private static func run(_ program: URL, _ arguments: [String]) async throws -> (status: Int32, said: String) {
    try await Task.detached {
      let process = Process()
      let pipe = Pipe()
      process.executableURL = program
      process.arguments = arguments
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }.value
  }
}
