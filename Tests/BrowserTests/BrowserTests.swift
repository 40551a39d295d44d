import Foundation
import RunningProgram
import Testing

@Suite("In a real browser", .serialized)
struct BrowserTests {
  @Test(
    "every role carries a case from search to rating, with scripts and without; axe finds nothing on any page",
    .timeLimit(.minutes(10)))
  func journey() async throws { try await run("journey.py", cases: 40, pages: 100) }

  @Test(
    "an editor changes a guide and a form and suspends a service, a second person publishes, a citizen sees it; axe finds nothing",
    .timeLimit(.minutes(5)))
  func editor() async throws { try await run("editor.py", cases: 0, pages: 40) }

  @Test(
    "the newborn form and the company form are filled in by keyboard alone at a phone's width; what is wrong is told while typing",
    .timeLimit(.minutes(5)))
  func forms() async throws { try await run("forms.py", cases: 0, pages: 40) }

  /// Runs a script against a demonstration of its own. `pages`: how many it looks at, at the least: one that looks at nothing proves nothing.
  private func run(_ script: String, cases: Int, pages: Int) async throws {
    let python = BuiltProgram.root.appendingPathComponent(".build/browser/bin/python")
    try #require(
      FileManager.default.isExecutableFile(atPath: python.path), "the browser's driver is missing: run tools/needs test")
    try await withFolder { folder in
      let demo = try await RunningDemo(folder: folder, cases: cases)
      defer { demo.stop() }
      let (status, said) = try await Self.run(
        python, ["\(BuiltProgram.root.path)/Tests/BrowserTests/\(script)", demo.address, "/usr/bin/chromium"])
      #expect(status == 0, "\(said.split(separator: "\n").suffix(25).joined(separator: "\n"))")
      let looked = said.split(separator: "\n").filter { $0.hasPrefix("looked ") }.count
      #expect(looked >= pages, "looked at \(looked) pages")
    }
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
