import FEEL
import Testing

@Suite("Errors") struct ErrorTests {
  @Test(
    "A text that is no FEEL is refused with the reason and the place",
    arguments: [
      ("", .empty, 1, 1), ("  // nothing\n", .empty, 2, 1), ("1 +", .unexpectedEnd(expected: "expression"), 1, 4),
      ("1 2", .expected("end", found: "2"), 1, 3), ("\"abc", .unterminatedString, 1, 1), ("1 /* x", .unterminatedComment, 1, 3),
      ("1 # 2", .unexpectedCharacter("#"), 1, 3), ("\n  $", .unexpectedCharacter("$"), 2, 3), ("\"\\u12\"", .badEscape, 1, 2),
      ("\"\\ud800\"", .badEscape, 1, 2), ("@\"foo\"", .badLiteral("foo"), 1, 2), ("1e9999", .numberOutOfRange, 1, 1),
      ("1 instance of foo", .unknownType("foo"), 1, 15), ("{a: 1, a: 2}", .duplicateName("a"), 1, 8),
      ("function(a, a) 1", .duplicateName("a"), 1, 13), ("[1, 2", .unexpectedEnd(expected: "]"), 1, 6),
      ("(1", .unexpectedEnd(expected: ")"), 1, 3), ("{a 1}", .expected(":", found: "}"), 1, 5),
      ("if 1 then 2", .unexpectedEnd(expected: "else"), 1, 12),
      ("for x in [1] 2", .expected("return", found: "2"), 1, 14), ("[1..2", .unexpectedEnd(expected: "]"), 1, 6),
      ("中文 ~", .unexpectedCharacter("~"), 1, 4), ("f(a: 1, 2)", .expected("name", found: "2"), 1, 9),
      ("1 between 2", .unexpectedEnd(expected: "and"), 1, 12),
      ("(1, 2)", .expected(")", found: ","), 1, 3), ("and", .expected("expression", found: "and"), 1, 1),
      ("1 !", .unexpectedCharacter("!"), 1, 3),
    ] as [(String, FEELError.Reason, Int, Int)])
  func places(_ text: String, _ reason: FEELError.Reason, _ line: Int, _ column: Int) {
    guard let error = fault(text) else {
      Issue.record("\(text) was taken")
      return
    }
    #expect(error == FEELError(reason, line: line, column: column))
    #expect(error.description.hasPrefix("Line \(error.line), column \(error.column): "))
    #expect(error.chinese.hasPrefix("第\(error.line)行第\(error.column)列：") && error.chinese.hasSuffix("。"))
  }

  @Test(
    "Full-width marks are told with what to write instead, unless they are part of a known name",
    arguments: [
      ("年龄＞18", "＞", ">", 3), ("年龄 ＞ 18", "＞", ">", 4), ("[1，2]", "，", ",", 3), ("“a”", "“", "\"", 1), ("f（1）", "（", "(", 2),
      ("{a：1}", "：", ":", 3), ("1 ≥ 2", "≥", ">=", 3), ("function(a、b) 1", "、", ",", 11), ("1 × 2", "×", "*", 3),
    ])
  func fullWidth(_ text: String, _ mark: String, _ instead: String, _ column: Int) throws {
    #expect(fault(text) == FEELError(.fullWidth(mark, instead: instead), line: 1, column: column))
    #expect(try Expression("收入（元） + 1", scope: Scope([.init("收入（元）")])).evaluate(Variables([5]), Evaluation()) == 6)
    #expect(evaluate("{收入（元）: 1, b: 收入（元） + 1}.b") == 2)
    #expect(evaluate("l[收入（元） > 0]", [("l", evaluate("[{收入（元）: 1}]"))]) == evaluate("[{收入（元）: 1}]"))
  }

  @Test("Faults while computing are told with their place, and never thrown")
  func diagnostics() throws {
    for (text, reason, column) in [
      ("1 + \"a\"", .wrongType(what: "+"), 3), ("1 / 0", .arithmetic, 3), ("[1][5]", .indexOutOfRange, 4),
      ("date(\"x\")", .badArgument(function: "date"), 5),
      ("abs(\"x\")", .wrongType(what: "abs"), 4), ("abs(1, 2)", .wrongArguments(function: "abs"), 4),
      ("1(2)", .notAFunction, 2),
      ("{a: 1}.b", .unknownName("b"), 7), ("1 < \"a\"", .wrongType(what: "<"), 3), ("-\"a\"", .wrongType(what: "-"), 1),
    ] as [(String, Diagnostic.Reason, Int)] {
      let evaluation = Evaluation()
      #expect(try Expression(text).evaluate(evaluation) == nil)
      #expect(evaluation.diagnostics == [Diagnostic(reason, line: 1, column: column)], "\(text)")
      #expect(evaluation.diagnostics.allSatisfy { !$0.description.isEmpty && $0.chinese.hasSuffix("。") })
    }
  }

  @Test("Diagnostics are kept up to the limit")
  func many() throws {
    let evaluation = Evaluation()
    _ = try Expression("for i in 1..1000 return i + \"a\"").evaluate(evaluation)
    #expect(evaluation.diagnostics.count == evaluation.limits.diagnostics)
    #expect(evaluation.exceeded == nil)
  }
}
