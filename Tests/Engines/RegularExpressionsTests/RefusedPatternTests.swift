import RegularExpressions
import Testing

/// Patterns that are not in the grammar.
@Suite struct RefusedPatternTests {
  typealias Reason = RegularExpressionError.Reason

  private func reason(
    _ pattern: String, _ dialect: RegularExpression.Dialect, _ flags: RegularExpression.Flags = []
  ) -> (Reason, Int)? {
    do {
      _ = try RegularExpression(pattern, dialect: dialect, flags: flags)
      return nil
    } catch {
      guard case .invalidPattern(let reason, let position) = error else { return nil }
      return (reason, position)
    }
  }

  @Test(
    "an ECMAScript pattern that is wrong says why and where",
    arguments: [
      ("(a", .unclosedGroup, 0), ("a)", .unmatchedBracket, 1), ("[a", .unclosedClass, 0), ("a]", .unmatchedBracket, 1),
      ("a}", .unmatchedBracket, 1), ("*a", .nothingToRepeat, 0), ("a**", .nothingToRepeat, 2), ("a|+", .nothingToRepeat, 2),
      ("a{2,1}", .countsOutOfOrder, 1), ("a{", .badCount, 1), ("a{x}", .badCount, 1), ("a{1,x}", .badCount, 1),
      ("{1}", .nothingToRepeat, 0), ("^*", .nothingToRepeat, 1), ("\\b+", .nothingToRepeat, 2),
      ("(?=a)*", .nothingToRepeat, 5), ("(?<=a)?", .nothingToRepeat, 6), ("\\a", .unknownEscape, 0),
      ("\\Z", .unknownEscape, 0), ("x\\-", .unknownEscape, 1), ("\\_", .unknownEscape, 0), ("[\\B]", .unknownEscape, 1),
      ("\\", .trailingBackslash, 0), ("\\c1", .badEscape, 0), ("\\x4", .badEscape, 0), ("\\u12", .badEscape, 0),
      ("\\u{110000}", .badEscape, 0), ("\\u{}", .badEscape, 0), ("\\01", .badEscape, 0), ("\\1", .unknownGroup, 0),
      ("(a)\\2", .unknownGroup, 3), ("\\k<x>", .unknownGroup, 0), ("\\k", .badGroupName, 0),
      ("(?<1>a)", .badGroupName, 3), ("(?<a>x)(?<a>y)", .repeatedGroupName, 10), ("(?P<a>x)", .unsupportedGroup, 0),
      ("(?#c)a", .unsupportedGroup, 0), ("(?i)a", .unsupportedGroup, 0), ("(?i:a)", .unsupportedGroup, 0),
      ("(?>a)", .unsupportedGroup, 0), ("[b-a]", .rangeOutOfOrder, 1), ("[a-\\d]", .badRange, 1), ("[\\d-a]", .badRange, 1),
      ("\\p{Nope}", .unknownProperty, 0), ("\\p{sc=Nope}", .unknownProperty, 0), ("\\p{l}", .unknownProperty, 0),
      ("\\pL", .badEscape, 0), ("\\p{L", .badEscape, 0), ("\\p{IsBasicLatin}", .unknownProperty, 0),
    ] as [(String, Reason, Int)])
  func refused(_ pattern: String, _ expected: Reason, _ position: Int) throws {
    let found = try #require(reason(pattern, .ecmaScript))
    #expect(found.0 == expected)
    #expect(found.1 == position)
  }

  @Test(
    "an XPath pattern that is wrong says why",
    arguments: [
      ("(.)\\3", .unknownGroup), ("\\1(a)", .unknownGroup), ("(a\\1)", .unknownGroup), ("(asd)[\\1]", .unknownEscape),
      ("[asd\\0]", .unknownEscape), ("(?=a)", .unsupportedGroup), ("(?<n>a)", .unsupportedGroup), ("\\b", .unknownEscape),
      ("\\u0041", .unknownEscape), ("[]", .badRange), ("[[a]]", .badRange), ("a[b-[c]", .unclosedClass),
      ("\\p{Script=Han}", .unknownProperty), ("\\p{ IsBasicLatin}", .unknownProperty), ("\\p{IsNope}", .unknownProperty),
      ("a{2,1}", .countsOutOfOrder), ("+", .nothingToRepeat), (")", .unmatchedBracket), ("\\/", .unknownEscape),
    ] as [(String, Reason)])
  func refusedByXPath(_ pattern: String, _ expected: Reason) {
    #expect(reason(pattern, .xPath)?.0 == expected)
  }

  @Test("size, nesting and written-out repetition have limits")
  func limits() {
    #expect(throws: RegularExpressionError.tooLarge) {
      _ = try RegularExpression(String(repeating: "a", count: RegularExpression.Limit.patternBytes + 1))
    }
    for pattern in ["((a{1000}){1000}){1000}", "(a|b){100000}", "(?:a{999}b?){999,}"] {
      #expect(throws: RegularExpressionError.tooLarge) { _ = try RegularExpression(pattern) }
    }
    let deep = String(repeating: "(", count: 1_000) + String(repeating: ")", count: 1_000)
    #expect(reason(deep, .ecmaScript)?.0 == .tooDeep)
    #expect(reason(String(repeating: "[a-", count: 1_000), .xPath)?.0 == .tooDeep)
    let fair = String(repeating: "(", count: 90) + "a" + String(repeating: ")*", count: 90)
    #expect(throws: Never.self) { try RegularExpression(fair).matches(String(repeating: "a", count: 100)) }
  }

  @Test("a repetition of nothing, however often, is nothing")
  func repeatedNothing() throws {
    #expect(try RegularExpression("^(?:){1000000000}$").matches(""))
    #expect(try RegularExpression("^(?:(?:){99999999}){99999999,}$").matches(""))
  }
}
