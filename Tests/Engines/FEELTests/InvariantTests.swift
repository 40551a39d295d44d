import Decimals
import FEEL
import SeededRandom
import Testing

@Suite("Invariants") struct InvariantTests {
  private static func value(_ depth: Int, _ generator: inout SplitMix) -> Value {
    let plain = [
      "1", "-2.5", "1e20", "\"a\"", "\"中\\n\\\"\\\\\"", "true", "null", "@\"2024-02-29\"", "@\"10:00:00.25+08:00\"",
      "@\"2024-02-29T10:00:00@Asia/Shanghai\"",
      "@\"P1Y2M\"", "@\"-P1DT2H\"", "[1..5)", "(>= 3)", "(!= \"x\")", "\"\"",
    ]
    guard depth > 0, Bool.random(using: &generator) else { return evaluate(plain.randomElement(using: &generator) ?? "null") }
    let parts = (0..<Int.random(in: 0...4, using: &generator)).map { _ in value(depth - 1, &generator) }
    if Bool.random(using: &generator) { return .list(parts) }
    let names = ["a", "b c", "d-e", "", "年龄", "x\"y"].shuffled(using: &generator)
    return .context(Context(zip(names, parts).map { ($0, $1) }))
  }

  @Test("Every value's literal, read again, is the value; equality is reflexive where it is known, and hashes agree")
  func literals() {
    var generator = SplitMix(state: 11)
    for _ in 0..<400 {
      let value = Self.value(3, &generator)
      let again = evaluate(value.literal)
      #expect(again == value, "\(value.literal)")
      #expect(again.hashValue == value.hashValue)
      #expect(value.isEqual(to: again) == true)
    }
  }

  @Test("Tests looked at as data say the same as tests evaluated")
  func constantTests() throws {
    var generator = SplitMix(state: 12)
    let parts = [
      "1", "\"a\"", "< 3", "<= 3", "> 3", ">= 3", "= 2", "!= 2", "[1..3]", "(1..3)", "]1..3]", "[\"a\"..\"c\")", "null", "-2",
      "true", "(< 2)",
    ]
    let inputs: [Value] = [0, 1, 2, 3, 4, -2, "a", "b", "c", nil, true]
    for _ in 0..<500 {
      let chosen = (0..<Int.random(in: 1...3, using: &generator)).map { _ in parts.randomElement(using: &generator) ?? "1" }
      let list = chosen.joined(separator: ", ")
      let text = Bool.random(using: &generator) ? list : "not(\(list))"
      let tests = try UnaryTests(text)
      let data = try #require(tests.constantTests, "\(text)")
      for input in inputs {
        let answers = data.tests.map { Self.holds($0, input) }
        let any: Bool? = answers.contains(true) ? true : answers.contains(nil) ? nil : false
        let expected = data.isNegated ? any.map { !$0 } : any
        #expect(tests.holds(for: input, Evaluation()) == expected, "\(input.literal) in \(text)")
      }
    }
  }

  private static func holds(_ test: ConstantTest, _ input: Value) -> Bool? {
    switch test {
    case .any: true
    case .equal(let value): input.isEqual(to: value)
    case .notEqual(let value): input.isEqual(to: value).map { !$0 }
    case .interval(let interval): interval.includes(input)
    }
  }

  @Test("Relations of ranges agree with looking at all their points")
  func ranges() {
    let ends = [("[", "]"), ("[", ")"), ("(", "]"), ("(", ")")]
    let ranges = ends.flatMap { open, close in
      [(1, 2), (1, 3), (2, 3), (2, 2), (3, 4)].map { "\(open)\($0.0)..\($0.1)\(close)" }
    }
    // Quarters are fine enough to tell open from closed ends, except that an empty range has no points.
    let grid = (0...20).map { "\(Double($0) / 4)" }
    let points = Dictionary(
      uniqueKeysWithValues: ranges.map { range in
        (range, Set(grid.indices.filter { evaluate("\(grid[$0]) in \(range)") == true }))
      })
    for left in ranges {
      for right in ranges {
        guard let leftPoints = points[left], let rightPoints = points[right], let leftMost = leftPoints.max(),
          let rightLeast = rightPoints.min()
        else {
          continue
        }
        #expect(evaluate("before(\(left), \(right))") == .boolean(leftMost < rightLeast), "before(\(left), \(right))")
        #expect(evaluate("after(\(right), \(left))") == .boolean(leftMost < rightLeast))
        #expect(
          evaluate("overlaps(\(left), \(right))") == .boolean(!leftPoints.isDisjoint(with: rightPoints)),
          "overlaps(\(left), \(right))")
        #expect(
          evaluate("includes(\(left), \(right))") == .boolean(rightPoints.isSubset(of: leftPoints)),
          "includes(\(left), \(right))")
        #expect(evaluate("during(\(right), \(left))") == .boolean(rightPoints.isSubset(of: leftPoints)))
        #expect(evaluate("coincides(\(left), \(right))") == .boolean(leftPoints == rightPoints))
      }
    }
  }

  @Test("A program is evaluated by many tasks at once")
  func concurrency() async throws {
    let scope = Scope([.init("n", .number)])
    let expression = try Expression("sum(for i in 1..n return i) + count([{x: 1}, {x: n}][x = n])", scope: scope)
    let tests = try UnaryTests("[1..5], > 100", scope: scope)
    await withTaskGroup(of: Bool.self) { group in
      for task in 1...8 {
        group.addTask {
          (1...50).allSatisfy { round in
            let number = task * 10 + round
            let value = expression.evaluate(Variables([.number(.init(number))]), Evaluation())
            return value == .number(.init(number * (number + 1) / 2 + 1)) && tests.holds(for: 3, Evaluation()) == true
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test("A value is small, so that lists of them are")
  func size() { #expect(MemoryLayout<Value>.size <= 32) }
}
