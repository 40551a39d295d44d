import FEEL
import Testing

@Suite("Control") struct ControlTests {
  @Test(
    "if takes its else for everything but true",
    arguments: [
      Row("if true then 1 else 2", "1"), Row("if false then 1 else 2", "2"), Row("if null then 1 else 2", "2"),
      Row("if 1 then 1 else 2", "2"), Row("if 1 < 2 then if 2 < 1 then 1 else 2 else 3", "2"),
      Row("1 + if true then 1 else 2", "2"),
    ])
  func conditional(_ row: Row) { row.check() }

  @Test(
    "for goes through lists and ranges, up and down, and knows what it has so far",
    arguments: [
      Row("for i in [1, 2, 3] return i * 2", "[2, 4, 6]"), Row("for i in 3..1 return i", "[3, 2, 1]"),
      Row("for i in 1..1 return i", "[1]"), Row("for i in [1..3] return i", "[1, 2, 3]"),
      Row("for i in (1..3) return i", "[2]"),
      Row("for i in [3..1] return i", "null"), Row("for i in 5 return i", "[5]"), Row("for i in null return i", "null"),
      Row("for i in [] return i", "[]"), Row("for i in 1..2, j in i..2 return [i, j]", "[[1, 1], [1, 2], [2, 2]]"),
      Row("for i in 1..5 return if i < 3 then i else partial[-1] + partial[-2]", "[1, 2, 3, 5, 8]"),
      Row("for i in 1..3 return count(partial)", "[0, 1, 2]"),
      Row("for i in 1..2, j in 1..2 return count(partial)", "[0, 1, 2, 3]"),
      Row("for d in @\"2024-02-28\"..@\"2024-03-01\" return d.day", "[28, 29, 1]"),
      Row("for i in \"a\"..\"c\" return i", "null"), Row("for i in 1..2.5 return i", "null"),
      Row("for i in 1..3 return {n: i}.n", "[1, 2, 3]"), Row("count(for i in 1..1000, j in 1..100 return 1)", "100000"),
    ])
  func iteration(_ row: Row) { row.check() }

  @Test("partial is that of the innermost iteration")
  func innerPartial() {
    #expect(evaluate("for i in 1..2 return for j in 1..2 return count(partial) + i * 10") == [[10, 11], [20, 21]])
  }

  @Test(
    "some and every are disjunction and conjunction over the combinations",
    arguments: [
      Row("some x in [1, 2] satisfies x > 1", "true"), Row("some x in [1, 2] satisfies x > 2", "false"),
      Row("every x in [1, 2] satisfies x > 0", "true"), Row("every x in [1, 2] satisfies x > 1", "false"),
      Row("some x in [] satisfies true", "false"), Row("every x in [] satisfies false", "true"),
      Row("some x in [1, null] satisfies x > 0", "true"), Row("some x in [null] satisfies x > 0", "null"),
      Row("every x in [1, null] satisfies x > 0", "null"), Row("every x in [-1, null] satisfies x > 0", "false"),
      Row("some x in 1..3, y in 1..3 satisfies x * y = 9", "true"),
      Row("every x in 1..3, y in 1..3 satisfies x * y < 9", "false"),
    ])
  func quantified(_ row: Row) { row.check() }

  @Test(
    "Filters take positions and conditions",
    arguments: [
      Row("[1, 2, 3][2]", "2"), Row("[1, 2, 3][-1]", "3"), Row("[1, 2, 3][0]", "null"), Row("[1, 2, 3][4]", "null"),
      Row("[1, 2, 3][item > 1]", "[2, 3]"), Row("[1, 2, 3][item > 5]", "[]"), Row("[][1]", "null"), Row("[][item = 1]", "[]"),
      Row("5[1]", "5"), Row("5[item = 5]", "[5]"), Row("null[1]", "null"), Row("null[true]", "[]"),
      Row("[1, 2, 3][true]", "[1, 2, 3]"),
      Row("[1, 2, 3][1 + 1]", "2"), Row("[3, 2, 1][count([1, 1])]", "2"),
      Row("[{x: 1, y: 2}, {x: 2}][x = 1]", "[{x: 1, y: 2}]"), Row("[{x: 1}, {y: 2}][y = 2]", "[{y: 2}]"),
      Row("[{item: 1}, {item: 2}][item > 1]", "[{item: 2}]"),
      Row("[{x: [1, 2]}, {x: [3]}][count(x[item > 1]) = 1]", "[{x: [1, 2]}, {x: [3]}]"),
      Row("[{x: 1}, {x: null}][x < 2]", "[{x: 1}]"), Row("[[1, 2], [3]][1][2]", "2"), Row("[{a: 1}, {a: 2}][a > 1][1].a", "2"),
      Row("{v: 2, r: [{x: 1}, {x: 2}][x = v]}.r", "[{x: 2}]"), Row("[1, 2, 3][even(item)]", "[2]"),
    ])
  func filters(_ row: Row) { row.check() }

  @Test(
    "Paths reach entries, properties, and the entries of each element",
    arguments: [
      Row("{a: {b: 1}}.a.b", "1"), Row("[{a: 1}, {a: 2}].a", "[1, 2]"), Row("[{a: 1}, {b: 2}].a", "[1, null]"),
      Row("null.a", "null"),
      Row("@\"2024-02-29\".year", "2024"), Row("@\"2024-02-29\".month", "2"), Row("@\"2024-02-29\".day", "29"),
      Row("@\"2024-02-29\".weekday", "4"), Row("@\"10:20:30\".hour", "10"), Row("@\"10:20:30\".minute", "20"),
      Row("@\"10:20:30\".second", "30"), Row("@\"10:20:30\".time offset", "null"),
      Row("@\"10:20:30+08:00\".time offset", "@\"PT8H\""),
      Row("@\"10:20:30@Asia/Shanghai\".timezone", "\"Asia/Shanghai\""),
      Row("@\"2024-07-01T10:00:00@Europe/Paris\".time offset", "@\"PT2H\""),
      Row("@\"P1Y2M\".years", "1"), Row("@\"P1Y2M\".months", "2"), Row("@\"P1DT2H3M4S\".days", "1"),
      Row("@\"P1DT2H3M4S\".hours", "2"),
      Row("@\"P1DT2H3M4S\".minutes", "3"), Row("@\"P1DT2H3M4S\".seconds", "4"), Row("@\"P1Y\".days", "null"),
      Row("\"a\".b", "null"),
    ])
  func paths(_ row: Row) { row.check() }
}
