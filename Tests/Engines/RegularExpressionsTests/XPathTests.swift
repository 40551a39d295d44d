import RegularExpressions
import Testing

/// The dialect of XPath and XQuery Functions and Operators 3.1 §5.6.
@Suite struct XPathTests {
  @Test(
    "patterns match as fn:matches does",
    arguments: [
      ("^[a-z-[aeiou]]+$", "", "xyz", true), ("^[a-z-[aeiou]]+$", "", "xez", false), ("[A-Z-[OI]]", "i", "x", true),
      ("[A-Z-[OI]]", "i", "o", false), ("^[^a-z-[A]]$", "", "A", false), ("^[a-z-[b-y-[m]]]+$", "", "amz", true),
      ("[^Q]", "i", "q", false), ("k", "i", "\u{212A}", true), ("^\\i\\c*$", "", "a-b", true), ("^\\i\\c*$", "", "-b", false),
      ("^\\I$", "", "1", true), ("^\\C$", "", "!", true), ("^\\d$", "", "߀", true), ("^\\D$", "", "߀", false),
      ("^\\w$", "", "é", true), ("^\\w$", "", "_", false), ("^\\W$", "", "-", true), ("^\\s$", "", "\u{a0}", false),
      ("^\\p{IsBasicLatin}+$", "", "ab", true), ("^\\p{IsCJKUnifiedIdeographs}$", "", "汉", true), ("^\\p{Lu}$", "", "A", true),
      ("^\\P{IsGreekandCoptic}$", "", "a", true), ("a.b", "", "a\rb", false), ("a.b", "", "a\u{2028}b", true),
      ("a.b", "s", "a\nb", true), ("^$", "m", "\nabcd\ndefg\n", true), ("^$", "m", "abcd\n\ndefg\n ", true),
      ("^$", "m", "abcd\n", false), ("^b", "m", "a\nb", true), ("^b", "m", "a\rb", false), ("a$", "", "a\n", false),
      ("he ll o[ ]worl d", "x", "hello world", true), ("hello\\ sworld", "x", "hello world", true),
      ("\\p{ I s B a s i c L a t i n }+", "x", "hello", true), ("x[y-z]", "q", "x[y-z]", true),
      ("x[Y-z]", "qi", "X[y-Z]", true), ("a+", "q", "aa", false), ("(a)\\1", "i", "aA", true), ("a[^b]", "", "a", false),
      ("[0-9-.]*/", "", "input", false), ("^[0-9-.]+$", "", "1-2.3", true), ("(a)(b)\\12", "", "aba2", true),
      ("-", "", "-", true),
    ])
  func matches(_ pattern: String, _ letters: String, _ text: String, _ expected: Bool) throws {
    let flags = try #require(RegularExpression.Flags(letters: letters))
    #expect(try RegularExpression(pattern, dialect: .xPath, flags: flags).matches(text) == expected)
  }

  @Test("flags other than s, m, i, x and q are none")
  func flags() {
    for letters in ["X", " ", "p", "ig"] { #expect(RegularExpression.Flags(letters: letters) == nil) }
  }

  @Test(
    "replacing puts groups where the replacement says",
    arguments: [
      ("(ab)|(a)", "abcd", "[1=$1][2=$2]", "[1=ab][2=]cd"), ("bra", "abracadabra", "*", "a*cada*"),
      ("a.*a", "abracadabra", "*", "*"), ("a.*?a", "abracadabra", "*", "*c*bra"),
      ("a(.)", "abracadabra", "a$1$1", "abbraccaddabbra"),
      ("A+?", "AAAA", "b", "bbbb"), ("^(.*?)d(.*)$", "darted", "$1c$2", "carted"),
      ("[iouy]", "facetiously", "[$0]", "facet[i][o][u]sl[y]"),
      ("(\\d{3})(\\d{3})(\\d{4})", "0123456789", "($1) $2-$3", "(012) 345-6789"), ("a", "banana", "\\$\\\\", "b$\\n$\\n$\\"),
      ("(a)", "a", "$12", "a2"), ("a", "a", "$1", ""), ("汉", "一汉字", "é", "一é字"), ("x", "abc", "#", "abc"),
    ])
  func replaces(_ pattern: String, _ text: String, _ replacement: String, _ expected: String) throws {
    let expression = try RegularExpression(pattern, dialect: .xPath)
    #expect(try expression.replacing(in: text, with: replacement) == expected)
  }

  @Test("a replacement that is wrong, and a pattern that matches nothing, are errors")
  func refuses() throws {
    let expression = try RegularExpression("a", dialect: .xPath)
    for (replacement, position) in [("$", 0), ("x$y", 1), ("\\", 0), ("a\\n", 1)] {
      #expect(throws: RegularExpressionError.invalidReplacement(position: position)) {
        _ = try expression.replacing(in: "a", with: replacement)
      }
    }
    #expect(throws: RegularExpressionError.matchesEmptyString) {
      _ = try RegularExpression("a*", dialect: .xPath).replacing(in: "b", with: "c")
    }
    let literal = try RegularExpression("a.", dialect: .xPath, flags: .literal)
    #expect(try literal.replacing(in: "a.ab", with: "$1\\") == "$1\\ab")
  }
}
