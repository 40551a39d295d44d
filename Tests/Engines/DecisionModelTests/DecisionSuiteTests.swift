import Decimals
import FEEL
import Foundation
import JSON
import Temporal
import Testing

@testable import DecisionModel

/// The DMN Technology Compatibility Kit, run in this process where it is found. It is no part of the package: without it
/// these tests are skipped.
@Suite("The DMN TCK", .enabled(if: CompatibilityKit.folder != nil, "no TCK beside the package; DMN_TCK names its folder"))
struct DecisionSuiteTests {
  @Test("level 2: every case passes")
  func levelTwo() throws {
    let tally = try CompatibilityKit.run(level: 2)
    #expect(tally.cases >= 100)
    #expect(tally.failed.isEmpty, "\(tally.failed)")
  }

  @Test("level 3: cases with a result that is not null pass but for those the documentation names")
  func levelThree() throws {
    let tally = try CompatibilityKit.run(level: 3)
    #expect(tally.nonNull > 1_700)
    #expect(Double(tally.nonNullPassed) >= 0.98 * Double(tally.nonNull), "\(tally.failed.prefix(40))")
  }
}

enum CompatibilityKit {
  struct Tally {
    var cases = 0
    var nonNull = 0
    var nonNullPassed = 0
    var failed: [String] = []
  }

  /// `DMN_TCK`, else the suite that lies beside the package.
  static let folder: URL? = {
    var beside = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { beside.deleteLastPathComponent() }
    let named = ProcessInfo.processInfo.environment["DMN_TCK"].map { URL(fileURLWithPath: $0) }
    let place = (named ?? beside.appendingPathComponent("../shared/suites/dmn-tck")).appendingPathComponent("TestCases")
    return FileManager.default.fileExists(atPath: place.path) ? place : nil
  }()

  private static func bytes(_ file: URL) -> [UInt8] { FileManager.default.contents(atPath: file.path).map(Array.init) ?? [] }

  static func run(level: Int) throws -> Tally {
    var tally = Tally()
    guard let folder = folder?.appendingPathComponent("compliance-level-\(level)") else { return tally }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      let place = folder.appendingPathComponent(name)
      let files = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
      for test in files where test.contains("-test-") && test.hasSuffix(".xml") {
        try run(place.appendingPathComponent(test), in: place, files.filter { $0.hasSuffix(".dmn") }, name, &tally)
      }
    }
    return tally
  }

  private static func run(_ test: URL, in place: URL, _ models: [String], _ name: String, _ tally: inout Tally) throws {
    let root = try XMLReader.read(bytes(test), file: test.lastPathComponent)
    let main = place.appendingPathComponent(root.first("modelName")?.text ?? "")
    let model = try DecisionModel(xml: bytes(main), file: main.lastPathComponent) { namespace, _ in
      models.lazy.map { ModelFile(name: $0, bytes: bytes(place.appendingPathComponent($0))) }
        .first { (try? DecisionModel.namespace(of: $0.bytes)) == namespace }
    }
    let now = DateAndTime("2026-03-04T05:06:07Z")
    for one in root.all("testCase") {
      var isGood = true
      var isNonNull = false
      var inputs = Context()
      for node in one.all("inputNode") { inputs[node["name"] ?? ""] = value(node) }
      for result in one.all("resultNode") {
        let wanted = result.first("expected").map(value) ?? .null
        let got: Value?
        if one["type"] == "decisionService" {
          got = model.service(one["invocableName"] ?? "")?.evaluate(inputs, at: now)
        } else {
          let decision = model.decision(result["name"] ?? "")
          got = decision?.evaluate(inputs, at: now)
          // An explanation says what the evaluation says.
          let told = decision?.explain(inputs, at: now).value
          #expect(TypedJSON.json(got ?? .null) == TypedJSON.json(told ?? .null), "\(name) \(result["name"] ?? "")")
          for table in decision?.tables ?? [] { _ = table.analysis }
        }
        let isFault = result["errorResult"] == "true"
        if !isFault, !wanted.isNull { isNonNull = true }
        isGood = isGood && isSame(isFault ? .null : wanted, got ?? .null)
      }
      tally.cases += 1
      if isNonNull { tally.nonNull += 1 }
      if isNonNull, isGood { tally.nonNullPassed += 1 }
      if !isGood { tally.failed.append("\(name) \(one["id"] ?? "")") }
    }
  }

  private static func value(_ node: XMLTree) -> Value {
    if let list = node.first("list") { return list["xsi:nil"] == "true" ? .null : .list(list.all("item").map(value)) }
    let components = node.all("component")
    if !components.isEmpty { return .context(Context(components.map { ($0["name"] ?? "", value($0)) })) }
    guard let written = node.first("value"), written["xsi:nil"] != "true" else { return .null }
    let kind = (written["xsi:type"] ?? "xsd:string").split(separator: ":").last.map(String.init) ?? ""
    let text = written.text
    if kind == "string" { return .string(text) }
    let typed = ["double": "decimal", "integer": "decimal"][kind] ?? kind
    let json: JSON = ["t": .string(typed), "v": .string(text.trimmingCharacters(in: .whitespacesAndNewlines))]
    return (try? TypedJSON.value(json)) ?? .string(text)
  }

  private static let near = Decimal34("0.00000001") ?? 0

  /// Numbers are the same when they are near enough, as the kit has it.
  private static func isSame(_ wanted: Value, _ got: Value) -> Bool {
    switch (wanted, got) {
    case (.number(let left), .number(let right)): (left.subtracting(right)?.magnitude).map { $0 < near } ?? false
    case (.list(let left), .list(let right)): left.count == right.count && zip(left, right).allSatisfy(isSame)
    case (.context(let left), .context(let right)):
      left.count == right.count
        && left.entries.allSatisfy { entry in right[entry.name].map { isSame(entry.value, $0) } ?? false }
    default: wanted == got
    }
  }
}
