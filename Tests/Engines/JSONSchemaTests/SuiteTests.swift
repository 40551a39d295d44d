import Foundation
import JSON
import Testing

@testable import JSONSchema

/// The outside judge: JSON-Schema-Test-Suite, draft 2020-12. Not part of this repository: the folder is looked for beside it, or where the
/// environment variable JSON_SCHEMA_SUITE says.
enum Suite2020 {
  static let folder: URL? = {
    let beside = URL(filePath: #filePath).appending(path: "../../../../../shared/suites/json-schema-test-suite").standardized
    let named = ProcessInfo.processInfo.environment["JSON_SCHEMA_SUITE"].map { URL(filePath: $0) }
    return [named, beside].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path + "/tests/draft2020-12") }
  }()

  static func read(_ url: URL) throws -> JSON {
    try JSON.parse(Array(Data(contentsOf: url)), limits: JSONLimits(depth: 200, nul: true))
  }

  static func files(under path: String) throws -> [(name: String, url: URL)] {
    guard let folder else { return [] }
    let base = folder.appending(path: path)
    let all = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
    return all.filter { $0.pathExtension == "json" }.map { (String($0.path.dropFirst(base.path.count + 1)), $0) }
      .sorted { $0.0 < $1.0 }
  }

  static func remotes() throws -> [String: JSON] {
    Dictionary(
      uniqueKeysWithValues: try files(under: "remotes").map { ("http://localhost:1234/" + $0.name, try read($0.url)) })
  }

  /// What is passed, and the names of what is not.
  static func run(_ kind: String) throws -> (passed: Int, failed: [String]) {
    let remotes = try remotes()
    var passed = 0
    var failed: [String] = []
    for (name, url) in try files(under: "tests/draft2020-12") {
      let isFormat = name.hasPrefix("optional/format/")
      guard kind == (isFormat ? "format" : name.hasPrefix("optional/") ? "optional" : "required") else { continue }
      for group in try read(url).arrayValue ?? [] {
        let options = SchemaOptions(checksFormats: isFormat) { remotes[$0] }
        let schema = Result { try JSONSchema(group["schema"] ?? .null, options: options) }
        for test in group["tests"]?.arrayValue ?? [] {
          let label = [name, group["description"]?.stringValue ?? "", test["description"]?.stringValue ?? ""].joined(
            separator: " / ")
          do {
            let (compiled, value) = (try schema.get(), test["data"] ?? .null)
            let verdict = try compiled.accepts(value)
            let errors = try compiled.errors(in: value)
            // From bytes as from a tree; and whatever is wrong is told.
            let alike = try compiled.accepts(value.bytes, limits: JSONLimits(depth: 200, nul: true)) == verdict
            if verdict == test["valid"]?.boolValue, errors.isEmpty == verdict, alike {
              passed += 1
            } else {
              failed.append(label)
            }
          } catch {
            failed.append("\(label): \(error)")
          }
        }
      }
    }
    print("JSON-Schema-Test-Suite, \(kind): \(passed) of \(passed + failed.count)")
    for label in failed { print("  not: \(label)") }
    return (passed, failed)
  }
}

@Suite(
  "JSON-Schema-Test-Suite, draft 2020-12",
  .enabled(
    if: Suite2020.folder != nil,
    "the suite is not part of this repository; put it beside it or set JSON_SCHEMA_SUITE, and this runs"))
struct SuiteTests {
  @Test("all that the standard requires is judged as it says")
  func required() throws {
    let (passed, failed) = try Suite2020.run("required")
    #expect(failed.isEmpty, "\(failed.joined(separator: "\n"))")
    #expect(passed == 1299)
  }

  @Test("what is optional is judged as it says, but for what docs/json-schema.md lists")
  func optional() throws {
    let (passed, failed) = try Suite2020.run("optional")
    #expect(passed >= 150, "\(failed.joined(separator: "\n"))")
  }

  @Test("formats are checked as their standards say, but for what docs/json-schema.md lists")
  func formats() throws {
    let (passed, failed) = try Suite2020.run("format")
    #expect(passed >= 740, "\(failed.joined(separator: "\n"))")
  }
}
