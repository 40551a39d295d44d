import Decimals
import FEEL
import SeededRandom
import Temporal
import Testing

@testable import DecisionModel

@Suite("Decision tables: the index finds what testing row by row finds")
struct TableIndexTests {
  private enum Column: CaseIterable { case number, string, date, boolean, months, seconds, ordered, mixed }

  private static func constant(_ column: Column, _ random: inout SplitMix) -> String {
    switch column {
    case .number: ["0", "1", "2.5", "-3", "1.0", "1e2", "0.1"].randomElement(using: &random) ?? "0"
    case .string, .ordered: ["\"a\"", "\"b\"", "\"é\"", "\"\"", "\"低\""].randomElement(using: &random) ?? "\"a\""
    case .date: "@\"2026-0\(Int.random(in: 1...3, using: &random))-1\(Int.random(in: 0...2, using: &random))\""
    case .boolean: Bool.random(using: &random) ? "true" : "false"
    case .months: "@\"P\(Int.random(in: 1...4, using: &random))M\""
    case .seconds: "@\"PT\(Int.random(in: 1...4, using: &random))S\""
    case .mixed: constant(Column.allCases.dropLast().randomElement(using: &random) ?? .number, &random)
    }
  }

  private static func test(_ column: Column, _ random: inout SplitMix) -> String {
    func constant() -> String { Self.constant(column, &random) }
    let isOrdered = column != .boolean && column != .string && column != .mixed
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1: return "-"
    case 2: return "not(\(constant()))"
    case 3: return "\(constant()), \(constant())"
    case 4: return ["null", "not(null)", "\(constant()), null"].randomElement(using: &random) ?? "null"
    case 5 where isOrdered:
      return "\(["<", "<=", ">", ">="].randomElement(using: &random) ?? "<") \(constant())"
    case 6 where isOrdered:
      let ends = (["[", "(", "]"].randomElement(using: &random) ?? "[", ["]", ")", "["].randomElement(using: &random) ?? "]")
      return "\(ends.0)\(constant())..\(constant())\(ends.1)"
    case 7 where isOrdered: return "not(< \(constant()), \(constant()))"
    case 8: return "? = \(constant())"
    case 9: return ["c0 = ?", "? != null", "unknown", "1 +", "[1, 2]"].randomElement(using: &random) ?? "-"
    default: return constant()
    }
  }

  private static func value(_ column: Column, _ random: inout SplitMix) -> Value {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return .null
    case 1:
      return [.list([1, "a"]), .list(["a"]), .context(Context()), .string("zz"), 7].randomElement(using: &random) ?? .null
    case 2: return [.number(Decimal34(99)), "e\u{301}", true].randomElement(using: &random) ?? .null
    case 3: return DateAndTime("2026-01-10T00:00:00").map(Value.dateTime) ?? .null
    default:
      let text = constant(column, &random)
      return (try? Expression(text))?.evaluate(Variables(), Evaluation()) ?? .null
    }
  }

  @Test("random tables, every hit policy, random inputs of the right and of the wrong kinds")
  func random() throws {
    var random = SplitMix(state: 20_260_301)
    for round in 0..<160 {
      let columns = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        Column.allCases.randomElement(using: &random) ?? .number
      }
      let count = round % 8 == 0 ? Int.random(in: 60...140, using: &random) : Int.random(in: 0...12, using: &random)
      let rules = (0..<count).map { number in columns.map { Self.test($0, &random) } + ["\(number % 5)"] }
      let policy = DecisionTable.HitPolicy.allCases.randomElement(using: &random) ?? .unique
      let names = columns.indices.map { "c\($0)" }
      // Now and then only some values are allowed.
      let allowed = round % 3 == 0 ? columns.map { Self.test($0, &random) } : []
      let body = DMN.decision(
        DMN.table(policy.rawValue, names, ["o"], rules, outputValues: ["3, 1, 0, 2, 4"], inputValues: allowed), inputs: names)
      guard let decision = try DMN.model(body).decision("d"), let table = decision.tables.first else {
        Issue.record("no table")
        return
      }
      for _ in 0..<60 {
        let values = columns.map { Self.value($0, &random) }
        var frame = Variables(values)
        let slow = table.rulesOneByOne(for: values, &frame, Evaluation())
        let quick = table.rules(for: values, &frame, Evaluation())
        #expect(slow == quick, "\(rules) on \(values)")
        let context = Context(zip(names, values).map { ($0, $1) })
        let isAllowed = table.inputValues(&frame, Run(Evaluation())) != nil
        let wanted = isAllowed ? table.result(of: slow, &frame, Run(Evaluation())) : .null
        #expect(decision.evaluate(context) == wanted, "\(policy) \(rules) on \(values)")
        #expect(decision.explain(context).value == wanted)
        if slow != quick { return }
      }
    }
  }

  @Test("values between, on and beyond the constants fall into their classes")
  func classes() {
    let classes = ColumnClasses(kind: .number, constants: [5, 1, 5, 1])
    #expect(classes.count == 6)
    #expect([0, 1, 3, 5, 9, .null].map { classes.find($0) } == [0, 1, 2, 3, 4, 5])
    #expect(classes.find(.number(Decimal34("4.999") ?? 0)) == 2)
    #expect(classes.find("a") == nil)
    let days = ColumnClasses(kind: .date, constants: ["2026-01-01", "2026-01-02"].compactMap { CivilDate($0).map(Value.date) })
    #expect(days.examples.map { $0 == nil } == [false, false, true, false, false, false])
  }
}
