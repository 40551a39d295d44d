import Decimals
import FEEL
import SeededRandom
import Testing

@testable import DecisionModel

@Suite("Decision tables: analysis")
struct AnalysisTests {
  private func findings(
    _ policy: String, _ inputs: [String], _ rules: [[String]], inputValues: [String] = [], outputValues: [String] = []
  )
    throws -> [TableAnalysis.Finding]
  {
    let table = DMN.table(policy, inputs, ["o"], rules, outputValues: outputValues, inputValues: inputValues)
    return try DMN.tableOf(DMN.decision(table, inputs: inputs)).analysis.findings
  }

  @Test("a gap is a readable box with an example and sentences in two languages")
  func gap() throws {
    let found = try findings(
      "UNIQUE", ["age", "kind"], [["< 18", "-", "1"], ["[18..60)", "\"a\"", "2"], [">= 60", "-", "3"]])
    #expect(found.count == 1)
    #expect(found.first?.kind == .gap)
    #expect(found.first?.box.map(\.test) == ["[18..60)", "not(\"a\")"])
    #expect(found.first?.example.first?.value == 18)
    #expect(found.first?.message.english.contains("no rule covers age: [18..60)") == true)
    #expect(found.first?.message.chinese.contains("没有规则覆盖") == true)
  }

  @Test("allowed values leave no gap where nothing can come")
  func allowed() throws {
    #expect(try findings("UNIQUE", ["k"], [["\"a\"", "1"], ["\"b\"", "2"]], inputValues: ["\"a\", \"b\""]).isEmpty)
    let found = try findings(
      "UNIQUE", ["k"], [["\"a\"", "1"], ["\"b\"", "2"], ["\"c\"", "3"]], inputValues: ["\"a\", \"b\""])
    #expect(found.map(\.kind) == [.notAllowed])
    #expect(found.first?.rules == [3])
  }

  @Test("a rule behind others that take all it would match never fires")
  func hidden() throws {
    let rules = [["< 10", "\"a\""], [">= 10", "\"b\""], ["[5..15]", "\"c\""]]
    let found = try findings("FIRST", ["x"], rules)
    #expect(found.map(\.kind) == [.hidden])
    #expect(found.first?.rules == [3, 1, 2])
    #expect(try findings("PRIORITY", ["x"], rules, outputValues: ["\"c\", \"b\", \"a\""]).isEmpty)
    #expect(try findings("PRIORITY", ["x"], rules, outputValues: ["\"b\", \"a\", \"c\""]).map(\.kind) == [.hidden])
    #expect(try findings("FIRST", ["x"], [["(5..5]", "1"], ["-", "2"]]).first?.kind == .contradiction)
  }

  @Test("overlaps under UNIQUE, disagreement under ANY")
  func overlaps() throws {
    let rules = [["<= 10", "1"], [">= 10", "2"], [">= 10", "2"]]
    let unique = try findings("UNIQUE", ["x"], rules)
    #expect(unique.map(\.rules) == [[1, 2], [1, 3], [2, 3]])
    #expect(unique.first?.example.first?.value == 10)
    #expect(unique.first?.box.first?.test == "10")
    #expect(try findings("ANY", ["x"], rules).map(\.rules) == [[1, 2], [1, 3]])
    #expect(try findings("COLLECT", ["x"], rules).isEmpty)
  }

  @Test("columns with the same expression are one input")
  func sameInput() throws {
    let table = DMN.table("UNIQUE", ["x", "x"], ["o"], [["> 1", "< 5", "1"], ["<= 1", "-", "2"], [">= 5", "-", "3"]])
    #expect(try DMN.tableOf(DMN.decision(table, inputs: ["x"])).analysis.findings.isEmpty)
  }

  @Test("what is computed is not claimed, and said")
  func computed() throws {
    let table = DMN.table("UNIQUE", ["x", "y"], ["o"], [["> y", "-", "1"], ["> 3", "-", "2"]])
    let analysis = try DMN.tableOf(DMN.decision(table, inputs: ["x", "y"])).analysis
    #expect(analysis.findings.isEmpty)
    #expect(analysis.notAnalysed.map(\.rules) == [[1]])
    #expect(analysis.remarks.first?.english.contains("“x”") == true)
  }

  @Test("an analysis that is too much work says so")
  func limit() throws {
    let rules = (0..<40).map { row in (0..<8).map { $0 == row % 8 ? "\(row)" : "-" } + ["1"] }
    let names = (0..<8).map { "x\($0)" }
    let table = try DMN.tableOf(DMN.decision(DMN.table("RULE ORDER", names, ["o"], rules), inputs: names))
    #expect(table.analyse(work: 50).isFinished == false)
    #expect(table.analyse(work: 50).remarks.contains { $0.chinese.contains("未完成") })
  }

  @Test("on small domains it says what trying everything says")
  func bruteForce() throws {
    var random = SplitMix(state: 7)
    let numbers = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map { Decimal34($0).divided(by: 2) ?? 0 }.map(Value.number)
    let domains: [[Value]] = [numbers, ["a", "b", "c", "…"], [true, false]]
    func test(_ column: Int) -> String {
      let bound = Int.random(in: 0...4, using: &random)
      switch (column, Int.random(in: 0..<6, using: &random)) {
      case (_, 0), (_, 1): return "-"
      case (0, 2): return "< \(bound)"
      case (0, 3): return ">= \(bound)"
      case (0, 4): return "[\(min(bound, 2))..\(max(bound, 2)))"
      case (0, _): return "\(bound)"
      case (1, 2): return "not(\"a\", \"b\")"
      case (1, _): return ["\"a\"", "\"b\", \"c\"", "\"c\""].randomElement(using: &random) ?? "-"
      default: return Bool.random(using: &random) ? "true" : "not(true)"
      }
    }
    for _ in 0..<150 {
      let names = ["x", "y", "z"].prefix(Int.random(in: 1...3, using: &random))
      let rules = (0..<Int.random(in: 0...7, using: &random)).map { number in names.indices.map(test) + ["\(number)"] }
      let policy = Bool.random(using: &random) ? "FIRST" : "UNIQUE"
      let table = try DMN.tableOf(DMN.decision(DMN.table(policy, Array(names), ["o"], rules), inputs: Array(names)))
      try check(table, names.indices.map { domains[$0] }, rules)
    }
  }

  private func check(_ table: DecisionTable, _ domains: [[Value]], _ rules: [[String]]) throws {
    var points: [[Value]] = [[]]
    for domain in domains { points = points.flatMap { point in domain.map { point + [$0] } } }
    let analysis = table.analysis
    #expect(analysis.isFinished)
    let boxes = try analysis.findings.filter { $0.kind == .gap }.map { try $0.box.map { try UnaryTests($0.test) } }
    var fired = Set<Int>()
    var together = Set<[Int]>()
    for point in points {
      let matching = rules.indices.filter { rule in
        zip(table.rules[rule].tests, point).allSatisfy { $0?.holds(for: $1, Variables(), Evaluation()) ?? true }
      }
      let isGap = boxes.contains { box in zip(box, point).allSatisfy { $0.holds(for: $1, Evaluation()) == true } }
      #expect(isGap == matching.isEmpty, "\(rules) at \(point)")
      if let first = matching.first { fired.insert(first + 1) }
      for (place, left) in matching.enumerated() {
        for right in matching[(place + 1)...] { together.insert([left + 1, right + 1]) }
      }
    }
    let never = Set(analysis.findings.filter { $0.kind == .hidden || $0.kind == .contradiction }.compactMap(\.rules.first))
    if table.hitPolicy == .first { #expect(never == Set(rules.indices.map { $0 + 1 }).subtracting(fired), "\(rules)") }
    let overlaps = Set(analysis.findings.filter { $0.kind == .overlap }.map(\.rules))
    if table.hitPolicy == .unique { #expect(overlaps == together, "\(rules)") }
  }
}
