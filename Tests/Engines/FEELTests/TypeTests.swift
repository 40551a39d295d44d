import FEEL
import Testing

@Suite("Types") struct TypeTests {
  @Test(
    "instance of knows every form of type",
    arguments: [
      Row("1 instance of number", "true"), Row("1 instance of string", "false"), Row("1 instance of Any", "true"),
      Row("null instance of Any", "false"), Row("null instance of number", "false"), Row("\"a\" instance of string", "true"),
      Row("true instance of boolean", "true"), Row("@\"2024-01-01\" instance of date", "true"),
      Row("@\"2024-01-01\" instance of date and time", "false"),
      Row("@\"2024-01-01T00:00:00\" instance of date and time", "true"),
      Row("@\"10:00:00\" instance of time", "true"), Row("@\"P1D\" instance of days and time duration", "true"),
      Row("@\"P1Y\" instance of days and time duration", "false"),
      Row("@\"P1Y\" instance of years and months duration", "true"),
      Row("[1] instance of list", "true"), Row("[1] instance of list<number>", "true"),
      Row("[1, \"a\"] instance of list<number>", "false"),
      Row("[[1]] instance of list<list<number>>", "true"), Row("[1..2] instance of range<number>", "true"),
      Row("[1..2] instance of range<string>", "false"), Row("{a: 1} instance of context", "true"),
      Row("{a: 1, b: 2} instance of context<a: number>", "true"), Row("{b: 2} instance of context<a: number>", "false"),
      Row("{a: {b: 1}} instance of context<a: context<b: number>>", "true"),
      Row("(function(a: number) a) instance of function<number> -> Any", "true"),
      Row("(function(a: number) a) instance of function<string> -> Any", "false"),
      Row("(function() 1) instance of function<> -> Any", "true"), Row("1 instance of function<> -> Any", "false"),
      Row("1 instance of tAge", "true"), Row("200 instance of tAge", "true"), Row("[1] instance of t List", "true"),
      Row("1 + 1 instance of number", "null"), Row("-1 instance of number", "true"),
    ])
  func instances(_ row: Row) throws {
    let age = FEELType.constrained(.number, try UnaryTests("[0..150]"))
    row.check(types: ["tAge": age, "t List": .list(.number)])
  }

  @Test("Values are converted to singleton lists, out of them, and from dates; nothing else")
  func coercion() throws {
    let evaluation = Evaluation()
    #expect(FEELType.list(.number).coerce(1, evaluation) == [1])
    #expect(FEELType.number.coerce([1], evaluation) == 1)
    #expect(FEELType.number.coerce([1, 2], evaluation) == nil)
    #expect(FEELType.string.coerce(1, evaluation) == nil)
    #expect(FEELType.dateTime.coerce(evaluate("@\"2024-01-01\""), evaluation) == evaluate("@\"2024-01-01T00:00:00Z\""))
    #expect(
      FEELType.list(.dateTime).coerce(evaluate("[@\"2024-01-01\"]"), evaluation) == evaluate("[@\"2024-01-01T00:00:00Z\"]"))
    #expect(FEELType.any.coerce([1], evaluation) == [1])
    #expect(FEELType.number.coerce(.null, evaluation) == nil)
    #expect(evaluation.diagnostics.map(\.reason) == [.notOfType("number"), .notOfType("string")])
    let letter = FEELType.constrained(.string, try UnaryTests("\"a\", \"b\""))
    #expect(letter.coerce("a", evaluation) == "a")
    #expect(letter.coerce(["b"], evaluation) == "b")
    #expect(letter.coerce("c", evaluation) == nil)
    #expect(FEELType.list(letter).coerce(["a", "b"], evaluation) == ["a", "b"])
    #expect(FEELType.constrained(.list(.string), try UnaryTests("\"a\", \"b\"")).coerce(["a", "b"], evaluation) == ["a", "b"])
  }

  @Test("Subtypes: narrower elements and results, more entries, wider parameters")
  func subtypes() throws {
    let small = FEELType.context([.init("a", .number)])
    let large = FEELType.context([.init("b", .string), .init("a", .number)])
    let some = FEELType.constrained(.number, try UnaryTests("> 0"))
    #expect(large.isSubtype(of: small) && !small.isSubtype(of: large))
    #expect(FEELType.list(large).isSubtype(of: .list(small)) && FEELType.number.isSubtype(of: .any))
    #expect(FEELType.null.isSubtype(of: .string) && !FEELType.number.isSubtype(of: .string))
    #expect(some.isSubtype(of: .number) && !FEELType.number.isSubtype(of: some) && some.isSubtype(of: some))
    #expect(FEELType.function([small], large).isSubtype(of: .function([large], small)))
    #expect(!FEELType.function([large], small).isSubtype(of: .function([small], large)))
    #expect(FEELType.range(.number).isSubtype(of: .range(.number)) && !FEELType.range(.number).isSubtype(of: .range(.date)))
  }

  @Test("Built-in types are known by all their names")
  func names() {
    for (name, type) in [
      ("number", .number), ("dateTime", .dateTime), ("date and time", .dateTime), ("dayTimeDuration", .daysAndTimeDuration),
      ("days and time duration", .daysAndTimeDuration), ("yearMonthDuration", .yearsAndMonthsDuration), ("Any", .any),
    ] as [(String, FEELType)] {
      #expect(FEELType(builtInName: name) == type)
    }
    #expect(FEELType(builtInName: "nothing") == nil)
    #expect(FEELType.list(.context([.init("a b", .range(.date))])).description == "list<context<a b: range<date>>>")
    #expect(FEELType.function([.number], .dateTime).description == "function<number> -> date and time")
  }

  @Test("The type of an expression is told as far as the text tells it")
  func inference() throws {
    for (text, type) in [
      ("1 + 2", .number), ("\"a\"", .string), ("1 < 2", .boolean), ("[1, 2]", .list(.number)), ("[1, \"a\"]", .list(.any)),
      ("[1, 2][1]", .number), ("{a: 1}.a", .number), ("date(\"2024-01-01\")", .date), ("if true then 1 else 2", .number),
      ("for i in [1] return \"x\"", .list(.string)), ("nothing", .any), ("@\"P1D\"", .daysAndTimeDuration),
    ] as [(String, FEELType)] {
      #expect(try Expression(text).type == type, "\(text)")
    }
  }
}
