import Foundation
import JSON
import RunningProgram
import Testing

@Suite("The interface from the command line", .serialized)
struct InterfaceCheckTests {
  @Test("openapi prints the document, or the page that the documentation holds")
  func command() async throws {
    let document = try await BuiltProgram.run("openapi")
    #expect(document.status == 0)
    #expect(try JSON.parse(document.output)["openapi"] == "3.1.0")
    let page = try await BuiltProgram.run("openapi", "--markdown")
    let kept = try String(contentsOf: BuiltProgram.root.appendingPathComponent("docs/api.md"), encoding: .utf8)
    #expect(page.output == kept)
  }

  @Test("Schemathesis finds nothing in a few requests to every operation")
  func schemathesis() async throws {
    let outcome = try await Task.detached {
      let (process, output) = (Process(), Pipe())
      process.executableURL = BuiltProgram.root.appendingPathComponent("tools/api-check")
      process.arguments = ["--examples", "3", "--roles", "citizen"]
      let built = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      process.environment = ProcessInfo.processInfo.environment.merging(
        ["WUTONG": built.appendingPathComponent("wutong").path]) { $1 }
      process.standardOutput = output
      process.standardError = output
      try process.run()
      let said = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (status: process.terminationStatus, text: String(decoding: said, as: UTF8.self))
    }.value
    guard outcome.status != 3 else {
      print("Schemathesis cannot be had here: the interface was not held to its document by it.")
      return
    }
    #expect(outcome.status == 0, "\(outcome.text.suffix(6000))")
  }
}
