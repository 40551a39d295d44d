import App
import ArgumentParser
import Foundation
import JSON
import WebSupport

struct OpenAPICommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openapi", abstract: "The interface's OpenAPI document, made from its routes, or a page of it.")
  @Option(help: "Write to this file; without it, to standard output.") var out: String?
  @Flag(help: "A page of Markdown in place of JSON.") var markdown = false

  func run() async throws {
    let document = try await InterfaceDocument.read()
    let text = markdown ? document.markdown : document.json.text + "\n"
    if let out {
      try Data(text.utf8).write(to: URL(fileURLWithPath: out), options: .atomic)
    } else {
      print(text, terminator: "")
    }
  }
}
