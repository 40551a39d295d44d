import Decimals
import FEEL
import Testing

@Suite("Functions") struct FunctionTests {
  @Test(
    "Functions are values: defined, handed on, closed over names, called by position and by name",
    arguments: [
      Row("(function(a, b) a - b)(5, 3)", "2"), Row("(function(a, b) a - b)(b: 3, a: 5)", "2"), Row("(function() 7)()", "7"),
      Row("{f: function(x) x * 2, r: f(f(3))}.r", "12"), Row("(function(a) function(b) a + b)(1)(2)", "3"),
      Row("for f in [function(x) x + 1, function(x) x * 2] return f(5)", "[6, 10]"),
      Row("for f in (for i in 1..3 return function(x) x + i) return f(10)", "[11, 12, 13]"),
      Row("(function(f) f([1, 2]))(count)", "2"), Row("(function(f) f(list: [1, 2]))(sum)", "3"),
      Row("[sum, count][1](1, 2)", "3"),
      Row("{o: {f: function(x) x}}.o.f(4)", "4"), Row("[1, 2][(function(x) x = 2)(item)]", "[2]"),
    ])
  func values(_ row: Row) { row.check() }

  @Test(
    "A wrong call is null",
    arguments: [
      "(function(a) a)()", "(function(a) a)(1, 2)", "(function(a) a)(b: 1)", "nothing(1)", "1(2)", "null()", "\"abs\"(-1)",
      "abs()",
      "abs(1, 2)", "abs(x: 1)", "count()", "(function(a: number) a)(\"x\")", "function(a) external {java: {class: \"x\"}}",
      "(function(a) external {})(1)", "not(1, 2)", "now(1)", "substring(string: \"a\", strt: 1)",
    ])
  func wrongCalls(_ text: String) throws {
    let evaluation = Evaluation()
    #expect(try Expression(text, scope: Scope()).evaluate(evaluation) == nil)
    #expect(!evaluation.diagnostics.isEmpty, "\(text)")
  }

  @Test(
    "Arguments and lists of one are converted to the parameters' types",
    arguments: [
      Row("(function(a: number) a + 1)([4])", "5"), Row("(function(a: list<number>) count(a))(4)", "1"),
      Row("(function(a: date and time) a)(@\"2024-01-01\")", "@\"2024-01-01T00:00:00Z\""),
      Row("(function(a: string) a)(null)", "null"),
      Row("(function(a: list<number>) a)([\"x\"])", "null"), Row("upper case([\"a\"])", "\"A\""),
      Row("(function(a: context<x: number>) a.x)({x: 3, y: 4})", "3"),
      Row("(function(a: context<x: number>) a)({y: 4})", "null"),
    ])
  func conversions(_ row: Row) { row.check() }

  @Test("The program around makes functions of its own, with types and a name")
  func hosted() throws {
    let twice = Function(name: "twice", parameters: [.init("n", .number)], result: .number) { arguments, evaluation in
      guard case .number(let number) = arguments[0], let sum = number.adding(number) else { return .null }
      return .number(sum)
    }
    let scope = Scope([.init("twice it", .function([.number], .number))])
    let variables = Variables([.function(twice)])
    for (text, value) in [
      ("twice it(4)", 8), ("twice it(n: 4)", 8), ("twice it([4])", 8), ("twice it(\"x\")", nil), ("twice it()", nil),
    ]
      as [(String, Value)]
    {
      #expect(try Expression(text, scope: scope).evaluate(variables, Evaluation()) == value, "\(text)")
    }
    #expect(twice.invoke([3], Evaluation()) == 6)
    #expect(twice.invoke(named: [("n", 3)], Evaluation()) == 6)
    #expect(try Expression("twice it(1)", scope: scope).type == .number)
  }
}
