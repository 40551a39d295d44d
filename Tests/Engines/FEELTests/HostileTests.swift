import FEEL
import Testing

@Suite("Hostile texts") struct HostileTests {
  @Test(
    "Ten thousand openings of anything end with an error",
    arguments: [
      "(", "[", "{a:", "-", "not(", "if true then ", "for i in ", "function() ", "[1..", "1 in (", "x[", "1+(", "(1..(",
      "some x in ",
      "f(", "f(a:", "(<", "1 instance of list<", "@", "x.", "{a:[", "]", "1 between ", "1 in [1..",
    ])
  func openings(_ opening: String) {
    #expect(fault(String(repeating: opening, count: 10_000)) != nil)
    #expect(throws: FEELError.self) { try UnaryTests(String(repeating: opening, count: 10_000)) }
  }

  @Test(
    "Ten thousand operators in a row end with an error, or are taken flat",
    arguments: [
      "+1", "-1", "**2", " = 1", " in 1", ".a", "[1]", "()", " instance of number", " between 1 and 2", " and 1", " or 1",
    ])
  func rows(_ rest: String) {
    let text = "1" + String(repeating: rest, count: 10_000)
    if rest == " and 1" || rest == " or 1" {
      #expect(evaluate(text) == nil)
    } else {
      #expect(fault(text)?.reason == .tooDeep)
    }
  }

  @Test("A megabyte of text is too long; a long list within bounds is read")
  func long() {
    #expect(fault(String(repeating: "1+", count: 500_000) + "1")?.reason == .tooLong)
    #expect(fault("\"" + String(repeating: "a", count: 1_000_000) + "\"")?.reason == .tooLong)
    #expect(evaluate("count([" + String(repeating: "1,", count: 100_000) + "1])") == 100_001)
    #expect(evaluate(String(repeating: " ", count: 400_000) + "1") == 1)
    #expect(fault("{" + (0..<20_000).map { "a\($0): \($0)" }.joined(separator: ",") + "}") == nil)
  }

  @Test(
    "Endless computing ends with the limit it met",
    arguments: [
      ("for i in 1..1000000000000 return i", .steps), ("some i in 1..1000000000000 satisfies i < 0", .steps),
      ("count(for i in 1..100000, j in 1..100000 return 0)", .steps),
      ("for d in @\"0001-01-01\"..@\"999999999-12-31\" return d", .steps),
      ("for i in 1..99 return if i = 1 then \"aaaaaaaaaaaaaaaa\" else partial[-1] + partial[-1]", .steps),
      ("for i in 1..99 return if i = 1 then [1, 2] else concatenate(partial[-1], partial[-1])", .steps),
      ("for i in 1..1000000 return [partial[-1]]", .nesting), ("for i in 1..1000000 return {a: partial[-1]}", .nesting),
      ("for i in 1..1000000 return append([], partial[-1])", .nesting),
      ("for i in 1..1000000 return function() partial", .nesting),
      ("(function(g) g(g))(function(g) g(g))", .depth), ("(function(g) 1 + g(g))(function(g) 1 + g(g))", .depth),
      ("(function(g) sort([1, 2], function(a, b) g(g)))(function(g) sort([1, 2], function(a, b) g(g)))", .depth),
      (
        "(function(g) for i in [1] return for i in [1] return g(g))(function(g) for i in [1] return for i in [1] return g(g))",
        .depth
      ),
      ("(function(g) [1][[1][g(g)]])(function(g) [1][[1][g(g)]])", .depth),
      ("(function(g) 1 in (g(g), 2))(function(g) 1 in (g(g), 2))", .depth),
      (
        "(function(g) list replace([1], function(a, b) g(g), 2))(function(g) list replace([1], function(a, b) g(g), 2))", .depth
      ),
    ] as [(String, Evaluation.Limit)])
  func endless(_ text: String, _ limit: Evaluation.Limit) throws {
    let evaluation = Evaluation()
    #expect(try Expression(text).evaluate(evaluation) == nil)
    #expect(evaluation.exceeded == limit)
    #expect(evaluation.diagnostics.contains { $0.reason == .limit(limit) })
  }

  @Test("Recursion within the bound is computed")
  func recursion() {
    let factorial = "function(g, n) if n <= 1 then 1 else n * g(g, n - 1)"
    #expect(evaluate("(\(factorial))(\(factorial), 20)") == 2_432_902_008_176_640_000)
    let sum = "function(g, n) if n = 0 then 0 else 1 + g(g, n - 1)"
    #expect(evaluate("(\(sum))(\(sum), 300)") == 300)
  }

  @Test("A tighter budget is kept")
  func budget() throws {
    var limits = Evaluation.Limits()
    limits.steps = 100
    let evaluation = Evaluation(limits: limits)
    #expect(try Expression("sum(for i in 1..50 return i)").evaluate(evaluation) == 1275)
    #expect(try Expression("sum(for i in 1..90 return i)").evaluate(evaluation) == nil)
    #expect(evaluation.exceeded == .steps)
    // One that is used up stays so.
    #expect(try Expression("1").evaluate(evaluation) == nil)
  }
}
