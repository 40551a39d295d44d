import FEEL
import Testing

@Suite("Names") struct NameTests {
  private let variables: [(String, Value)] = [
    ("Loan Amount", 1000), ("loan", 5), ("a", 10), ("b", 3), ("a-b", 99), ("a + b", 98), ("for sale", true), ("in stock", 7),
    ("date", "d"), ("Pre-bureau risk category", "LOW"), ("days in weekend", ["saturday"]), ("年龄", 35), ("申请人 年龄", 36),
    ("applicant", .context(Context([("first name", "Li"), ("x-y", 4), ("age", 20)]))),
  ]

  @Test(
    "The longest name in scope is meant, with whatever space between its words",
    arguments: [
      Row("Loan Amount + 1", "1001"), Row("Loan   Amount", "1000"), Row("Loan\n Amount", "1000"), Row("loan + 1", "6"),
      Row("a-b", "99"), Row("a - b", "99"), Row("a-loan", "5"), Row("a+b", "98"), Row("a * b", "30"), Row("for sale", "true"),
      Row("in stock in [7]", "true"), Row("Pre-bureau risk category = \"LOW\"", "true"),
      Row("Pre-bureau  risk category", "\"LOW\""),
      Row("for d in days in weekend return d", "[\"saturday\"]"), Row("年龄 + 1", "36"), Row("申请人 年龄", "36"),
      Row("if for sale then a else b", "10"), Row("[a-b, a]", "[99, 10]"),
    ])
  func longestMatch(_ row: Row) { row.check(variables) }

  @Test(
    "Names bound in the text are known in it",
    arguments: [
      Row("{x y: 1, z: x y + 1}.z", "2"), Row("{a: 1, b: a}.b", "1"), Row("for my item in [1, 2] return my item * 2", "[2, 4]"),
      Row("some n m in [1, 2] satisfies n m > 1", "true"), Row("(function(p q, r) p q - r)(5, 3)", "2"),
      Row("for x in [1], y in [x + 1] return x + y", "[3]"), Row("{f: function(n) n + 1, g: f(2)}.g", "3"),
      Row("[{x y: 1}, {x y: 2}][x y > 1]", "[{x y: 2}]"), Row("{a: 5, b: {a: 6, c: a}}.b.c", "6"),
    ])
  func bound(_ row: Row) { row.check() }

  @Test(
    "Paths into contexts of unknown type take words in a row",
    arguments: [
      Row("applicant.first name", "\"Li\""), Row("applicant.first name = \"Li\" and applicant.age > 18", "true"),
      Row("applicant.age in [18..65]", "true"), Row("[applicant].first name", "[\"Li\"]"), Row("applicant.nothing", "null"),
      Row("date(\"2024-01-01\").month", "null"),
    ])
  func paths(_ row: Row) { row.check(variables) }

  @Test("The type of a variable tells the names of its entries, also those with operators")
  func typedPaths() throws {
    let type = FEELType.context([.init("x-y", .number), .init("first name", .string), .init("x", .number)])
    let scope = Scope([.init("p", type), .init("list", .list(type)), .init("y", .number)])
    let person = Value.context(Context([("x-y", 4), ("first name", "Li"), ("x", 9)]))
    let variables = Variables([person, .list([person]), 1])
    for (text, value) in [("p.x-y", 4), ("p.x - y", 4), ("p.x", 9), ("(p.x) - y", 8)] as [(String, Value)] {
      #expect(try Expression(text, scope: scope).evaluate(variables, Evaluation()) == value, "\(text)")
    }
    #expect(try Expression("list[x-y = 4].first name", scope: scope).evaluate(variables, Evaluation()) == ["Li"])
    #expect(try Expression("p.first name", scope: scope).type == .string)
    #expect(try Expression("list.x-y", scope: scope).type == .list(.number))
  }

  @Test("A variable that is surely no function does not hide a built-in function")
  func notHidden() throws {
    let scope = Scope([.init("date", .date), .init("count", .any)])
    let variables = Variables([.null, 3])
    #expect(try Expression("date(\"2024-01-01\").year", scope: scope).evaluate(variables, Evaluation()) == 2024)
    #expect(try Expression("count([1])", scope: scope).evaluate(variables, Evaluation()) == nil)
  }

  @Test("An unknown name is null, told with its place, and does not stop the rest")
  func unknown() throws {
    let expression = try Expression("[1,\n nothing here]", scope: Scope())
    #expect(expression.unknownNames == [UnknownName(name: "nothing here", line: 2, column: 2)])
    let evaluation = Evaluation()
    #expect(expression.evaluate(evaluation) == [1, nil])
    #expect(evaluation.diagnostics == [Diagnostic(.unknownName("nothing here"), line: 2, column: 2)])
    #expect(evaluation.diagnostics.first?.description.contains("nothing here") == true)
    #expect(evaluation.diagnostics.first?.chinese.contains("第2行") == true)
  }
}
