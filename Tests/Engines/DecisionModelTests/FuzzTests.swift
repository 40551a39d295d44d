import DecisionModel
import FEEL
import Foundation
import SeededRandom
import Testing

@Suite("Hostile models")
struct FuzzTests {
  private static let seeds = [
    DMN.decision(
      DMN.table(
        "PRIORITY", ["x", "y"], ["o", "p"],
        [["< 1", "\"a\"", "1", "x"], ["[1..5)", "-", "2", "y"], ["not(2)", "?> x", "3", "null"]], outputValues: ["1,2,3"],
        defaults: ["0"]), inputs: ["x", "y"]),
    DMN.decision(
      "<context><contextEntry><variable name=\"f\"/><functionDefinition><formalParameter name=\"n\"/>\(DMN.literal("if n > 0 then n - 1 else 0"))</functionDefinition></contextEntry><contextEntry><for iteratorVariable=\"i\"><in>\(DMN.literal("[1..9]"))</in><return>\(DMN.literal("f(i) + count(partial)"))</return></for></contextEntry></context>"
    ),
    "<itemDefinition name=\"t\" isCollection=\"true\"><itemComponent name=\"a b\"><typeRef>number</typeRef><allowedValues><text>1,2</text></allowedValues></itemComponent></itemDefinition>"
      + DMN.decision(
        "<filter><in>\(DMN.literal("x"))</in><match>\(DMN.literal("a b > 1"))</match></filter>", inputs: ["x"], type: "t"),
  ]

  @Test("models that are damaged anywhere never do harm (longer with FUZZ_SECONDS)")
  func mutated() {
    let seconds = ProcessInfo.processInfo.environment["FUZZ_SECONDS"].flatMap(Double.init) ?? 1
    let end = ContinuousClock.now + .milliseconds(Int(seconds * 1000))
    var random = SplitMix(state: UInt64(seconds))
    let pieces = [
      "<", ">", "\"", "context", "(", ")", "[", "]", "..", "decision", "x", "for", "function", "9999999999", "é", "&amp;", "-",
    ]
    var looked = 0
    while ContinuousClock.now < end {
      var bytes = Array(DMN.text(Self.seeds.randomElement(using: &random) ?? "").utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0x20...0x7E, using: &random)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...12, using: &random)))
        case 2: bytes.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: place)
        default:
          bytes.insert(
            contentsOf: bytes[place..<min(bytes.count, place + 30)], at: Int.random(in: 0...bytes.count, using: &random))
        }
        if bytes.isEmpty { bytes = [0x3C] }
      }
      guard let model = try? DecisionModel(xml: bytes) else { continue }
      for decision in model.decisions {
        let inputs = Context(of: ["x": 1, "y": "a"])
        _ = decision.evaluate(inputs)
        _ = decision.explain(inputs).json
        for table in decision.tables { _ = table.analysis }
      }
      looked += 1
    }
    #expect(looked > 0)
  }

  @Test("endless calls and endless lists end with null")
  func endless() throws {
    let entries =
      "<contextEntry><variable name=\"f\"/><functionDefinition><formalParameter name=\"g\"/>\(DMN.literal("g(g)"))</functionDefinition></contextEntry><contextEntry>\(DMN.literal("f(f)"))</contextEntry>"
    #expect(try DMN.value(DMN.decision("<context>\(entries)</context>")) == .null)
    let loop = "<for iteratorVariable=\"i\"><in>\(DMN.literal("[1..100000000]"))</in><return>\(DMN.literal("i"))</return></for>"
    #expect(try DMN.value(DMN.decision(loop)) == .null)
    let nest =
      "<for iteratorVariable=\"i\"><in>\(DMN.literal("[1..10000]"))</in><return><list>\(DMN.literal("partial"))</list></return></for>"
    #expect(try DMN.value(DMN.decision(nest)) == .null)
    let closures =
      "<for iteratorVariable=\"i\"><in>\(DMN.literal("[1..10000]"))</in><return><functionDefinition>\(DMN.literal("partial"))</functionDefinition></return></for>"
    #expect(try DMN.value(DMN.decision(closures)) == .null)
  }

  @Test("boxes in boxes as deep as XML may go")
  func deep() throws {
    let depth = 90
    let logic = String(repeating: "<list>", count: depth) + DMN.literal("1") + String(repeating: "</list>", count: depth)
    #expect(try DMN.value(DMN.decision(logic)) != .null)
    let filters =
      String(repeating: "<filter><in>\(DMN.literal("[1]"))</in><match>", count: 60) + DMN.literal("a > 1")
      + String(repeating: "</match></filter>", count: 60)
    _ = try DMN.value(DMN.decision(filters))
  }

  @Test("a table of thousands of rules is read, evaluated and analysed in bounded time")
  func large() throws {
    let rules = (0..<3_000).map { ["[\($0)..\($0 + 1))", "\"k\($0)\"", "\($0)"] }
    let body = DMN.decision(DMN.table("FIRST", ["x", "y"], ["o"], rules), inputs: ["x", "y"])
    let decision = try DMN.model(body).decision("d")
    #expect(decision?.evaluate(Context(of: ["x": 2_500, "y": "k2500"])) == 2_500)
    #expect(decision?.evaluate(Context(of: ["x": 2_500, "y": "k1"])) == .null)
    _ = decision?.tables.first?.analysis
  }
}
