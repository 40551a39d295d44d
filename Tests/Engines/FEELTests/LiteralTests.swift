import FEEL
import Testing

@Suite("Literals") struct LiteralTests {
  @Test(
    "Strings know all escapes, and count by code points",
    arguments: [
      (#""a\"b""#, "a\"b"), (#""a\\b""#, "a\\b"), (#""a\nb\tc\rd""#, "a\nb\tc\rd"), (#""\'""#, "'"), (#""\u4e2d\u6587""#, "中文"),
      (#""\U01F40E""#, "🐎"), (#""\uD83D\uDC0E""#, "🐎"), (#""\d+""#, #"\d+"#), (#""中文""#, "中文"), ("\"a\nb\"", "a\nb"),
      ("\"\"", ""),
    ])
  func strings(_ text: String, _ value: String) { #expect(evaluate(text) == .string(value)) }

  @Test(
    "Constants, lists, contexts and ranges",
    arguments: [
      Row("true", "1 = 1"), Row("null", "null"), Row("[]", "reverse([])"), Row("[1, [2], \"x\"][2]", "[2]"),
      Row("{a: 1, \"b c\": 2}.b c", "2"), Row("{a: 1, b: a + 1, c: {d: a + b}}.c.d", "3"), Row("{}", "context([])"),
      Row("[1..5].start", "1"), Row("[1..5].end", "5"), Row("[1..5).end included", "false"),
      Row("]1..5).start included", "false"),
      Row("(<5).start", "null"), Row("[5..1]", "null"), Row("[1..\"a\"]", "null"), Row("(null..5]", "null"),
      Row("[1+1..2*3].end", "6"),
      Row("@\"2024-02-29\"", "date(2024, 2, 29)"), Row("@\"P1Y\"", "duration(\"P1Y\")"),
      Row("@\"-PT5S\"", "duration(\"-PT5S\")"),
      Row("@\"10:00:00+08:00\"", "time(10, 0, 0, @\"PT8H\")"),
      Row("@\"2024-02-29T10:00:00@Europe/Paris\"", "date and time(\"2024-02-29T10:00:00@Europe/Paris\")"),
    ])
  func structures(_ row: Row) { row.check() }

  @Test(
    "Comments and white space may stand anywhere between",
    arguments: [
      Row("1 /* one */ + // and\n 1", "2"), Row("/* a * b / c */ 3", "3"), Row("\u{3000}1\u{00A0}+\u{2003}1\t", "2"),
      Row("date/**/(\"2024-01-01\")", "@\"2024-01-01\""), Row("10/2", "5"),
    ])
  func comments(_ row: Row) { row.check() }

  @Test("A value's literal is a FEEL expression that gives the value again")
  func roundTrip() throws {
    let texts = [
      "1.50", "-3", "\"a\\\"b\\\\c\\nd\"", "true", "null", "[1, \"x\", [2]]", "{a: 1, \"b+c\": {\"\": null}}", "[1..5)",
      "(>= 3)", "(< 3)",
      "(= 3)", "(!= 3)", "@\"2024-02-29\"", "@\"10:00:00Z\"", "@\"2024-02-29T10:00:00.5+08:00\"", "@\"P1Y2M\"", "@\"-P1DT2H\"",
    ]
    for text in texts {
      let value = evaluate(text)
      #expect(evaluate(value.literal) == value, "\(text) is written as \(value.literal)")
    }
  }
}
