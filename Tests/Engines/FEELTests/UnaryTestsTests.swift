import FEEL
import Testing

@Suite("Unary tests") struct UnaryTestsTests {
  private func holds(_ text: String, _ input: Value) throws -> Bool? {
    let scope = Scope([.init("limit", .number), .init("allowed", .list(.string))])
    return try UnaryTests(text, scope: scope).holds(for: input, Variables([10, ["x", "y"]]), Evaluation())
  }

  @Test(
    "Tests compare, include, list alternatives, negate and compute",
    arguments: [
      ("-", 5, true), ("5", 5, true), ("5", 6, false), ("\"a\", \"b\"", "b", true), ("< 5", 4, true), ("< 5", 5, false),
      (">= 5", 5, true), ("= 5", 5, true), ("!= 5", 5, false), ("[1..5)", 5, false), ("(1..5]", 5, true), ("]1..5[", 1, false),
      ("1, [3..5], > 10", 4, true), ("1, [3..5], > 10", 7, false), ("not(5)", 5, false), ("not(5)", 6, true),
      ("not(1, [3..5])", 4, false), ("not(< 5)", 7, true), ("null", nil, true), ("null", 5, false), ("not(null)", 5, true),
      ("limit", 10, true), ("< limit", 5, true), ("> limit + 1", 12, true), ("allowed", "y", true), ("allowed", "z", false),
      ("[\"a\", \"b\"]", "a", true), ("? > 3 and ? < 5", 4, true), ("? > 3 and ? < 5", 5, false),
      ("contains(?, \"b\")", "abc", true),
      ("not(contains(?, \"b\"))", "abc", false), ("not(? > 3) and limit = 10", 2, true), ("limit > 5", "any", true),
      ("limit > 50", "any", false), ("count(?) > 1", [1, 2], true), ("[1, 2]", [1, 2], true), ("? = null", nil, true),
      ("-5", -5, true), ("true", true, true), ("false", true, false), ("some x in ? satisfies x > 1", [1, 2], true),
      ("? in [1..3]", 2, true), ("?.a = 1", evaluate("{a: 1}"), true), ("-1 * 5", -5, true), ("not(true)", false, true),
    ] as [(String, Value, Bool)])
  func table(_ text: String, _ input: Value, _ expected: Bool) throws { #expect(try holds(text, input) == expected) }

  @Test("What cannot be compared is neither passed nor failed")
  func unknown() throws {
    #expect(try holds("< 5", "a") == nil)
    #expect(try holds("[1..5]", "a") == nil)
    #expect(try holds("\"a\"", 5) == nil)
    #expect(try holds("\"a\", 5", 5) == true)
    #expect(try holds("< 5", nil) == nil)
    #expect(try holds("? + 1", 5) == nil)
  }

  @Test("Constant tests can be looked at as data")
  func constants() throws {
    func constants(_ text: String) throws -> ConstantTests? {
      try UnaryTests(text, scope: Scope([.init("limit")])).constantTests
    }
    func interval(_ text: String) -> ConstantTest? {
      guard case .range(let interval) = evaluate(text) else { return nil }
      return .interval(interval)
    }
    #expect(try constants("-") == ConstantTests(isNegated: false, tests: [.any]))
    #expect(try constants("\"a\", -5") == ConstantTests(isNegated: false, tests: [.equal("a"), .equal(-5)]))
    #expect(try constants("not(5, != 3)") == ConstantTests(isNegated: true, tests: [.equal(5), .notEqual(3)]))
    #expect(try constants("[1..5)")?.tests.first == interval("[1..5)"))
    #expect(try constants("< 5")?.tests.first == interval("(< 5)"))
    #expect(try constants(">= @\"2024-01-01\"")?.tests.first == interval("(>= @\"2024-01-01\")"))
    #expect(
      try constants("[date(\"2024-01-01\")..date(\"2024-12-31\")]")?.tests.first
        == interval("[@\"2024-01-01\"..@\"2024-12-31\"]"))
    #expect(try constants("duration(\"P1D\")")?.tests == [.equal(evaluate("@\"P1D\""))])
    #expect(try constants("< limit") == nil)
    #expect(try constants("? > 5") == nil)
    #expect(try constants("1, limit") == nil)
    #expect(try constants("[5..1]") == nil)
  }

  @Test(
    "Texts that are no unary tests are refused",
    arguments: ["", "5,", "< ", "5 5", "not(5", "-, 5", "not()", "[1..", "a b c +"])
  func errors(_ text: String) { #expect(throws: FEELError.self) { try UnaryTests(text) } }
}
