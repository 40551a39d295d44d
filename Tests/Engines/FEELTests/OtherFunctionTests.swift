import FEEL
import Temporal
import Testing

@Suite("Numeric, context and date functions") struct OtherFunctionTests {
  @Test(
    "Rounding, parity and powers",
    arguments: [
      Row("decimal(1.125, 2)", "1.12"), Row("decimal(2.5, 0)", "2"), Row("decimal(125, -1)", "120"), Row("floor(1.5)", "1"),
      Row("floor(-1.5)", "-2"),
      Row("floor(-1.56, 1)", "-1.6"), Row("ceiling(1.5)", "2"), Row("ceiling(-1.56, 1)", "-1.5"), Row("round up(5.1, 0)", "6"),
      Row("round up(-5.1, 0)", "-6"),
      Row("round down(5.9, 0)", "5"), Row("round half up(2.5, 0)", "3"), Row("round half up(-2.5, 0)", "-3"),
      Row("round half down(2.5, 0)", "2"),
      Row("round half down(n: -2.51, scale: 1)", "-2.5"), Row("round up(1, 6177)", "null"), Row("round up(1, null)", "null"),
      Row("decimal(1)", "null"),
      Row("abs(-5)", "5"), Row("abs(n: -5)", "5"), Row("abs(@\"-P1Y\")", "@\"P1Y\""), Row("abs(@\"-P1D\")", "@\"P1D\""),
      Row("abs(\"x\")", "null"),
      Row("modulo(12, 5)", "2"), Row("modulo(-12, 5)", "3"), Row("modulo(12, -5)", "-3"), Row("modulo(5.5, 2)", "1.5"),
      Row("modulo(1, 0)", "null"),
      Row("sqrt(16)", "4"), Row("sqrt(-1)", "null"), Row("log(1)", "0"), Row("log(0)", "null"), Row("exp(0)", "1"),
      Row("exp(number: 0)", "1"),
      Row("decimal(exp(1), 10)", "2.7182818285"), Row("odd(3)", "true"), Row("odd(-2)", "false"), Row("even(0)", "true"),
      Row("even(\"2\")", "null"),
    ])
  func numbers(_ row: Row) { row.check() }

  @Test(
    "Contexts are looked into, built and merged",
    arguments: [
      Row("get value({a: 1}, \"a\")", "1"), Row("get value({a: 1}, \"b\")", "null"),
      Row("get value(key: \"a\", m: {a: 1})", "1"), Row("get value(1, \"a\")", "null"),
      Row("get entries({a: 1, b: 2})", "[{key: \"a\", value: 1}, {key: \"b\", value: 2}]"), Row("get entries({})", "[]"),
      Row("get entries(1)", "null"),
      Row("context([{key: \"a\", value: 1}, {key: \"b\", value: null}])", "{a: 1, b: null}"),
      Row("context({key: \"a\", value: 1})", "{a: 1}"),
      Row("context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])", "null"), Row("context([{key: \"a\"}])", "null"),
      Row("context([])", "{}"),
      Row("context put({a: 1}, \"b\", 2)", "{a: 1, b: 2}"), Row("context put({a: 1}, \"a\", 2)", "{a: 2}"),
      Row("context put({a: {b: 1}}, [\"a\", \"b\"], 2)", "{a: {b: 2}}"),
      Row("context put({a: {b: 1}}, [\"a\", \"c\"], 2)", "{a: {b: 1, c: 2}}"),
      Row("context put({a: 1}, [\"a\", \"b\"], 2)", "null"), Row("context put({}, [], 2)", "null"),
      Row("context put(context: {}, keys: [\"a\"], value: 1)", "{a: 1}"),
      Row("context put(context: {}, key: [\"a\"], value: 1)", "null"),
      Row("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"), Row("context merge({a: 1})", "{a: 1}"),
      Row("context merge([1])", "null"),
    ])
  func contexts(_ row: Row) { row.check() }

  @Test(
    "Days of the calendar, and the clock that was handed in",
    arguments: [
      Row("day of year(@\"2024-12-31\")", "366"), Row("day of week(@\"2024-02-29\")", "\"Thursday\""),
      Row("month of year(@\"2024-02-29\")", "\"February\""),
      Row("week of year(@\"2005-01-01\")", "53"), Row("week of year(date: @\"2024-01-01T10:00:00\")", "1"),
      Row("day of week(1)", "null"),
      Row("now()", "@\"2026-03-04T05:06:07Z\""), Row("today()", "@\"2026-03-04\""),
    ])
  func calendar(_ row: Row) { row.check() }

  @Test("Without a clock there is no now")
  func noClock() throws {
    #expect(try Expression("now()").evaluate(Evaluation()) == nil)
    #expect(try Expression("today()").evaluate(Evaluation()) == nil)
  }

  @Test(
    "Relations of points and ranges",
    arguments: [
      Row("before(1, 2)", "true"), Row("before(1, [1..5])", "false"), Row("before(1, (1..5])", "true"),
      Row("before([1..5], 6)", "true"),
      Row("before([1..5], [5..8])", "false"), Row("before([1..5), [5..8])", "true"), Row("after(2, 1)", "true"),
      Row("after(5, [1..5))", "true"),
      Row("after((5..8], [1..5])", "true"), Row("meets([1..5], [5..8])", "true"), Row("meets([1..5), [5..8])", "false"),
      Row("met by([5..8], [1..5])", "true"),
      Row("overlaps([1..5], [3..8])", "true"), Row("overlaps([1..5], [6..8])", "false"),
      Row("overlaps([1..5), [5..8])", "false"),
      Row("overlaps before([1..5], [3..8])", "true"), Row("overlaps before([3..8], [1..5])", "false"),
      Row("overlaps before([1..5], [1..5])", "false"),
      Row("overlaps before([1..5], (1..5])", "true"), Row("overlaps after([3..8], [1..5])", "true"),
      Row("overlaps after((1..5], [1..5))", "true"),
      Row("finishes(5, [1..5])", "true"), Row("finishes(5, [1..5))", "false"), Row("finishes([3..5], [1..5])", "true"),
      Row("finished by([1..5], 5)", "true"),
      Row("finished by([1..5], [3..5])", "true"), Row("includes([1..5], 3)", "true"), Row("includes((1..5), 1)", "false"),
      Row("includes([1..5], [1..5))", "true"),
      Row("includes([1..5), [1..5])", "false"), Row("during(3, [1..5])", "true"), Row("during([2..3], [1..5])", "true"),
      Row("starts(1, [1..5])", "true"),
      Row("starts([1..3], [1..5])", "true"), Row("starts((1..3], [1..5])", "false"), Row("started by([1..5], 1)", "true"),
      Row("started by([1..5], [1..3])", "true"),
      Row("coincides(1, 1)", "true"), Row("coincides([1..5], [1..5])", "true"), Row("coincides([1..5], [1..5))", "false"),
      Row("before(point1: 1, point2: 2)", "true"),
      Row("includes(range: [1..5], point: 2)", "true"), Row("during(range1: [2..3], range2: [1..5])", "true"),
      Row("before(1, \"a\")", "null"), Row("meets(1, 2)", "null"),
      Row("includes(1, 2)", "null"), Row("before(null, 1)", "null"), Row("includes((< 5), 3)", "true"),
      Row("before((< 5), 5)", "true"),
      Row("overlaps((> 3), (< 5))", "true"), Row("before([@\"2024-01-01\"..@\"2024-01-31\"], @\"2024-02-01\")", "true"),
    ])
  func ranges(_ row: Row) { row.check() }

  @Test("The example of a value's life: contexts keep their order, and are equal in any")
  func contextValues() {
    var context = Context([("b", 1), ("a", 2)])
    context["c"] = 3
    #expect(context.names == ["b", "a", "c"])
    #expect(context == Context([("c", 3), ("a", 2), ("b", 1)]))
    #expect(context.hashValue == Context([("c", 3), ("a", 2), ("b", 1)]).hashValue)
    context["a"] = nil
    #expect(context.names == ["b", "c"])
    let large = Context((0..<100).map { ("name \($0)", .string("\($0)")) })
    #expect(large["name 57"] == "57" && large["name 100"] == nil && large.count == 100)
    var smaller = large
    for number in 0..<95 { smaller["name \(number)"] = nil }
    #expect(smaller["name 96"] == "96" && smaller["name 3"] == nil && smaller.count == 5)
  }
}
