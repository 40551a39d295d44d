import FEEL
import Testing

@Suite("Operators") struct OperatorTests {
  @Test(
    "Operators bind as the grammar says, to the left",
    arguments: [
      Row("1 + 2 * 3", "7"), Row("(1 + 2) * 3", "9"), Row("10 - 3 - 2", "5"), Row("100 / 10 / 5", "2"),
      Row("2 ** 3 ** 2", "64"), Row("-3 ** 2", "9"), Row("2 * 3 ** 2", "18"), Row("--5", "5"), Row("1 - -1", "2"),
      Row("1 + 1 = 2", "true"), Row("1 < 2 and 2 < 1 or true", "true"), Row("true or true and false", "true"),
      Row("2 = 1 + 1 and 3 > 2", "true"), Row(".5 + .5", "1"), Row("1.5e3", "1500"), Row("1E-2", "0.01"),
    ])
  func precedence(_ row: Row) { row.check() }

  @Test(
    "Arithmetic on anything but numbers follows the tables of dates and durations",
    arguments: [
      Row("\"a\" + \"b\"", "\"ab\""), Row("\"a\" + 1", "null"), Row("1 / 0", "null"), Row("null + 1", "null"),
      Row("[1] + 1", "null"), Row("10 ** 7000", "null"),
      Row("@\"2024-01-31\" + @\"P1M\"", "@\"2024-02-29\""), Row("@\"P1M\" + @\"2024-01-31\"", "@\"2024-02-29\""),
      Row("@\"2024-03-01\" - @\"2024-02-01\"", "@\"P29D\""), Row("@\"2024-03-01\" - @\"P1D\"", "@\"2024-02-29\""),
      Row("@\"2024-03-01\" + @\"2024-03-01\"", "null"), Row("@\"2024-03-01\" * 2", "null"),
      Row("@\"2024-01-01T10:00:00\" + @\"PT36H\"", "@\"2024-01-02T22:00:00\""),
      Row("@\"2024-01-01T10:00:00Z\" - @\"2024-01-01T10:00:00+02:00\"", "@\"PT2H\""),
      Row("@\"2024-01-01T10:00:00Z\" - @\"2024-01-01T10:00:00\"", "null"),
      Row("@\"23:00:00\" + @\"PT2H\"", "@\"01:00:00\""), Row("@\"10:00:00\" - @\"09:30:00\"", "@\"PT30M\""),
      Row("@\"P1Y\" + @\"P2M\"", "@\"P1Y2M\""), Row("@\"P1D\" - @\"PT1H\"", "@\"PT23H\""), Row("@\"P1Y\" + @\"P1D\"", "null"),
      Row("@\"P1Y\" * 2.5", "@\"P2Y6M\""), Row("3 * @\"PT8H\"", "@\"P1D\""), Row("@\"P1D\" / 2", "@\"PT12H\""),
      Row("@\"P2Y\" / @\"P6M\"", "4"), Row("@\"P1D\" / @\"PT0S\"", "null"), Row("-@\"P1Y\"", "@\"-P1Y\""),
      Row("-@\"P1D\"", "@\"-P1D\""), Row("-\"a\"", "null"),
    ])
  func mixedArithmetic(_ row: Row) { row.check() }

  @Test(
    "Equality is null between kinds, false against null, and by value within",
    arguments: [
      Row("1 = 1.00", "true"), Row("1 = \"1\"", "null"), Row("1 != \"1\"", "null"), Row("null = null", "true"),
      Row("null = 1", "false"), Row("1 != null", "true"), Row("true = false", "false"), Row("[1, 2] = [1, 2]", "true"),
      Row("[1, 2] = [2, 1]", "false"), Row("[1] = [1, 2]", "false"), Row("[1, \"a\"] = [1, 2]", "null"),
      Row("{a: 1, b: 2} = {b: 2, a: 1}", "true"), Row("{a: 1} = {b: 1}", "false"), Row("[1..2] = [1..2]", "true"),
      Row("[1..2] = [1..2)", "false"), Row("(<5) = (<5)", "true"), Row("(=5) = [5..5]", "false"), Row("(!=5) = (!=5)", "true"),
      Row("@\"10:00:00Z\" = @\"11:00:00+01:00\"", "true"), Row("@\"P1D\" = @\"PT24H\"", "true"),
      Row("@\"P1Y\" = @\"P365D\"", "null"), Row("count = count", "true"), Row("count = sum", "false"),
      Row("\"\\u00e9\" = \"e\\u0301\"", "false"),
    ])
  func equality(_ row: Row) { row.check() }

  @Test(
    "Order exists within a kind only",
    arguments: [
      Row("1 < 2", "true"), Row("2 <= 2", "true"), Row("\"a\" < \"b\"", "true"), Row("\"B\" < \"a\"", "true"),
      Row("1 < \"2\"", "null"), Row("null < 1", "null"), Row("true < false", "null"), Row("[1] < [2]", "null"),
      Row("@\"2024-01-01\" < @\"2024-01-02\"", "true"), Row("@\"P11M\" < @\"P1Y\"", "true"),
      Row("@\"2024-01-01\" <= @\"2024-01-01T00:00:00Z\"", "true"), Row("@\"10:00:00\" > @\"09:00:00Z\"", "null"),
      Row("5 between 1 and 5", "true"), Row("0 between 1 and 5", "false"), Row("5 between null and 6", "null"),
      Row("2 between 1 and 3 and true", "true"),
    ])
  func order(_ row: Row) { row.check() }

  @Test("Conjunction, disjunction and negation are three-valued, and what is no boolean is unknown")
  func logic() {
    let values: [(String, Bool?)] = [("true", true), ("false", false), ("null", nil), ("1", nil)]
    for (left, leftValue) in values {
      #expect(evaluate("not(\(left))") == (leftValue.map { .boolean(!$0) } ?? .null))
      for (right, rightValue) in values {
        let both: Bool? =
          leftValue == false || rightValue == false ? false : leftValue == true && rightValue == true ? true : nil
        let one: Bool? =
          leftValue == true || rightValue == true ? true : leftValue == false && rightValue == false ? false : nil
        #expect(evaluate("\(left) and \(right)") == (both.map { .boolean($0) } ?? .null), "\(left) and \(right)")
        #expect(evaluate("\(left) or \(right)") == (one.map { .boolean($0) } ?? .null), "\(left) or \(right)")
      }
    }
    #expect(evaluate("null or false or true") == true)
    #expect(evaluate("true and null and false") == false)
  }

  @Test(
    "in takes values, lists, ranges and several tests",
    arguments: [
      Row("1 in 1", "true"), Row("1 in [2, 1]", "true"), Row("1 in [[0..5]]", "true"), Row("5 in (1..5)", "false"),
      Row("5 in ]1..5]", "true"), Row("1 in [1..5[", "true"), Row("5 in [1..5[", "false"), Row("3 in (1, <4)", "true"),
      Row("5 in (1, <4)", "false"), Row("5 in >= 5", "true"), Row("5 in != 5", "false"), Row("5 in (= 5)", "true"),
      Row("null in [1..5]", "null"), Row("\"b\" in (\"a\"..\"c\")", "true"), Row("5 in (4) + 1", "true"),
      Row("[1, 2] in [[1, 2], [3]]", "true"), Row("5 in (? > 4)", "true"), Row("5 in (? > 6, ? = 5)", "true"),
      Row("1 in [1..2] and 5 in (5..6)", "false"), Row("[1..2] in [1..2]", "true"),
    ])
  func membership(_ row: Row) { row.check() }
}
