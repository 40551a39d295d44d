import FEEL
import Testing

@Suite("Conversion functions") struct ConversionTests {
  @Test(
    "Dates, times and durations are made of texts, parts and each other",
    arguments: [
      Row("date(\"2024-02-29\")", "@\"2024-02-29\""), Row("date(\"2023-02-29\")", "null"),
      Row("date(2024, 2, 29)", "@\"2024-02-29\""),
      Row("date(year: 2024, month: 2, day: 1)", "@\"2024-02-01\""), Row("date(2024, 13, 1)", "null"), Row("date(null)", "null"),
      Row("date(@\"2024-02-29T10:00:00\")", "@\"2024-02-29\""), Row("date(1)", "null"), Row("date(2024, 1)", "null"),
      Row("time(\"10:20:30\")", "@\"10:20:30\""), Row("time(\"25:00:00\")", "null"), Row("time(10, 20, 30)", "@\"10:20:30\""),
      Row("time(10, 20, 30.5, @\"-PT2H\")", "@\"10:20:30.5-02:00\""), Row("time(10, 20, 30, null)", "@\"10:20:30\""),
      Row("time(10, 20, 30, 5)", "null"), Row("time(@\"2024-01-01T10:00:00Z\")", "@\"10:00:00Z\""),
      Row("time(@\"2024-01-01\")", "@\"00:00:00Z\""), Row("time(from: \"10:00:00\")", "@\"10:00:00\""),
      Row("date and time(\"2024-01-01T10:00:00\")", "@\"2024-01-01T10:00:00\""),
      Row("date and time(\"2024-01-01\")", "@\"2024-01-01T00:00:00\""),
      Row("date and time(@\"2024-01-01\", @\"10:00:00Z\")", "@\"2024-01-01T10:00:00Z\""),
      Row("date and time(@\"2024-01-01T01:00:00\", @\"10:00:00\")", "@\"2024-01-01T10:00:00\""),
      Row("date and time(1)", "null"),
      Row("date and time(date: @\"2024-01-01\", time: @\"10:00:00\")", "@\"2024-01-01T10:00:00\""),
      Row("duration(\"P1Y2M\")", "@\"P1Y2M\""), Row("duration(\"P1DT2H\")", "@\"P1DT2H\""), Row("duration(\"P\")", "null"),
      Row("duration(5)", "null"),
      Row("years and months duration(@\"2022-01-22\", @\"2024-08-21\")", "@\"P2Y6M\""),
      Row("years and months duration(from: @\"2024-08-24\", to: @\"2022-01-22\")", "@\"-P2Y7M\""),
      Row("years and months duration(@\"2024-08-24\", null)", "null"),
    ])
  func temporal(_ row: Row) { row.check() }

  @Test(
    "Numbers are read with separators, everything is written as text",
    arguments: [
      Row("number(\"1 000,5\", \" \", \",\")", "1000.5"), Row("number(\"1.000,5\", \".\", \",\")", "1000.5"),
      Row("number(\"1,000.5\", \",\", \".\")", "1000.5"), Row("number(\"1000.5\", null, null)", "1000.5"),
      Row("number(\"15\")", "15"),
      Row("number(\"1,5\", \",\", \",\")", "null"), Row("number(\"1:5\", \":\", \".\")", "null"),
      Row("number(\"x\", \" \", \".\")", "null"),
      Row("number(from: \"1,5\", grouping separator: \".\", decimal separator: \",\")", "1.5"),
      Row("number(5, \" \", \".\")", "null"),
      Row("string(1.50)", "\"1.5\""), Row("string(true)", "\"true\""), Row("string(null)", "null"),
      Row("string(\"a\")", "\"a\""),
      Row("string(@\"2024-01-01\")", "\"2024-01-01\""), Row("string(@\"P1DT1H\")", "\"P1DT1H\""),
      Row("string([1, \"a\"])", "\"[1, \\\"a\\\"]\""),
      Row("string({a: 1})", "\"{a: 1}\""), Row("string([1..2))", "\"[1..2)\""),
      Row("string(@\"10:00:00@Asia/Shanghai\")", "\"10:00:00@Asia/Shanghai\""),
    ])
  func texts(_ row: Row) { row.check() }

  @Test(
    "not, is and range",
    arguments: [
      Row("not(true)", "false"), Row("not(null)", "null"), Row("not(negand: false)", "true"), Row("not(1)", "null"),
      Row("is(1, 1.0)", "true"), Row("is(1, \"1\")", "false"), Row("is(null, null)", "true"),
      Row("is(@\"10:00:00Z\", @\"11:00:00+01:00\")", "false"), Row("is(@\"10:00:00Z\", @\"10:00:00+00:00\")", "true"),
      Row("is(value2: 1, value1: 1)", "true"), Row("range(\"[1..3)\")", "[1..3)"),
      Row("range(\"]\\\"a\\\"..\\\"c\\\"]\")", "(\"a\"..\"c\"]"),
      Row("range(\"[date(\\\"2024-01-01\\\")..@\\\"2024-02-01\\\"]\")", "[@\"2024-01-01\"..@\"2024-02-01\"]"),
      Row("range(\"[3..1]\")", "null"),
      Row("range(\"(<5)\")", "null"), Row("range(\"[x..5]\")", "null"), Row("range(\"5\")", "null"), Row("range(5)", "null"),
      Row("range(\"[1..\")", "null"),
    ])
  func others(_ row: Row) { row.check() }
}
