import RegularExpressions
import Testing

/// What the constructs of ECMAScript mean: pattern, text, whether it matches.
@Suite struct ConstructTests {
  @Test(
    "each construct matches what ECMA-262 says",
    arguments: [
      ("abc", "xabcx", true), ("abc", "ab", false), ("", "", true), ("", "a", true), ("a|b", "xxb", true),
      ("^(?:a|b)$", "c", false), ("^a*$", "", true), ("^a+$", "", false), ("^a?b$", "b", true), ("^a{2,3}$", "aaaa", false),
      ("^a{2,3}$", "aaa", true), ("^a{2}$", "aa", true), ("^a{2,}$", "aaaaa", true), ("^a{0}$", "", true),
      ("^a{0}b$", "b", true), ("^(ab)+$", "ababab", true), ("^(ab)+$", "aba", false), ("^(?<x>a)\\k<x>$", "aa", true),
      ("^\\k<x>(?<x>a)$", "a", true), ("(a)\\1", "ab", false), ("^(?:(a)|b)\\1$", "b", true), ("^(a*)*$", "aaab", false),
      ("^(?:a*)*$", "aaa", true), ("^(a|ab)(c|bcd)$", "abcd", true), ("^a.c$", "a\nc", false), ("^a.c$", "a\u{2028}c", false),
      ("^a.c$", "a\u{85}c", true), ("^.$", "🐲", true), ("^[🐲-🐴]$", "🐳", true), ("^\\ud83d\\udc32$", "🐲", true),
      ("^\\u{1F432}$", "🐲", true), ("^\\x41\\u0042$", "AB", true), ("^[\\b]$", "\u{8}", true), ("^\\cC$", "\u{3}", true),
      ("^\\0$", "\0", true), ("^[]$", "", false), ("[]", "a", false), ("^[^]$", "\n", true), ("^[a\\-z]$", "-", true),
      ("^[-a]$", "-", true), ("^[a-]$", "-", true), ("^[^a-c]$", "d", true), ("^[^a-c]$", "b", false), ("^\\d$", "߀", false),
      ("^\\w$", "é", false), ("^\\W$", "é", true), ("^\\s$", "\u{feff}", true), ("^\\S$", "\u{feff}", false),
      ("\\bfoo\\b", "a foo b", true), ("\\bfoo\\b", "afoo b", false), ("^\\Boo", "oo", false), ("o\\B", "oo", true),
      ("^(?=.*\\d)(?=.*[a-z]).{4,}$", "ab1c", true), ("^(?=.*\\d)(?=.*[a-z]).{4,}$", "abcd", false),
      ("^(?!foo)", "foobar", false), ("^(?!foo)", "barfoo", true), ("(?<=a+)b", "aab", true), ("(?<=a+)b", "cb", false),
      ("(?<!a)b", "ab", false), ("(?<!a)b", "cb", true), ("^abc$", "abc\n", false), ("\\$\\.\\/", "$./", true),
      ("(?<=(\\d)(\\d+))x", "123x", true), ("(?<=\\1(a))b", "aab", true), ("(?<=\\1(a))b", "ab", false),
      ("^(?:a|(?=b)){3}b", "aab", true), ("(?=(a+))a*b\\1", "baaabac", true), ("^[\\d-]$", "-", true),
    ])
  func means(_ pattern: String, _ text: String, _ expected: Bool) throws {
    #expect(try RegularExpression(pattern).matches(text) == expected)
  }

  @Test(
    "properties are those of Unicode",
    arguments: [
      ("^\\p{L}$", "π", true), ("^\\p{Letter}$", "1", false), ("^\\p{gc=Lu}$", "É", true),
      ("^\\p{General_Category=Uppercase_Letter}$", "é", false), ("^\\P{L}$", "1", true), ("^\\p{digit}+$", "৪২", true),
      ("^\\p{Script=Han}+$", "汉字", true), ("^\\p{sc=Hani}$", "あ", false), ("^\\p{scx=Hira}$", "ー", true),
      ("^\\p{sc=Hira}$", "ー", false), ("^\\p{Script_Extensions=Latin}$", "a", true), ("^\\p{sc=Mong}$", "ᠠ", true),
      ("^\\p{sc=Tibt}$", "བ", true), ("^\\p{scx=Common}$", "ー", false), ("^\\p{sc=Common}$", "ー", true),
      ("^\\p{Emoji_Presentation}$", "🐲", true), ("^\\p{ASCII}$", "é", false), ("^\\p{Alphabetic}$", "é", true),
      ("^\\p{White_Space}$", "\u{3000}", true), ("^\\p{ID_Start}$", "_", false), ("^\\p{Any}$", "x", true),
      ("^[\\p{Lu}\\d]+$", "A1", true), ("^[^\\p{Lu}]$", "A", false), ("^\\p{Cn}$", "\u{378}", true),
    ])
  func property(_ pattern: String, _ text: String, _ expected: Bool) throws {
    #expect(try RegularExpression(pattern).matches(text) == expected)
  }

  @Test("flags change what matches")
  func flags() throws {
    let cases: [(String, RegularExpression.Flags, String, Bool)] = [
      ("^abc$", .ignoreCase, "ABC", true), ("k", .ignoreCase, "\u{212A}", true), ("[^q]", .ignoreCase, "Q", false),
      ("σ", .ignoreCase, "ς", true), ("i", .ignoreCase, "İ", false), ("i", .ignoreCase, "ı", false),
      ("^\\w$", .ignoreCase, "ſ", true), ("^\\W$", .ignoreCase, "s", false), ("(a)\\1", .ignoreCase, "aA", true),
      ("^b$", .multiline, "a\nb\nc", true), ("^b$", [], "a\nb\nc", false), ("^b$", .multiline, "a\u{2028}b", true),
      ("a.b", .dotAll, "a\nb", true), ("ß", .ignoreCase, "ẞ", true), ("^[à-ý]$", .ignoreCase, "É", true),
    ]
    for (pattern, flags, text, expected) in cases {
      #expect(try RegularExpression(pattern, flags: flags).matches(text) == expected, "\(pattern) \(text)")
    }
  }

  @Test("groups are what they matched last, forgotten by each new iteration")
  func groups() throws {
    func groups(_ pattern: String, _ text: String) throws -> [String?] {
      let bytes = Array(text.utf8)
      return try RegularExpression(pattern).allMatches(in: text).flatMap(\.groups).map { range in
        range.map { String(decoding: bytes[$0], as: UTF8.self) }
      }
    }
    #expect(try groups("(z)((a+)?(b+)?(c))*", "zaacbbbcac") == ["zaacbbbcac", "z", "ac", "a", nil, "c"])
    #expect(try groups("(?=(a+))", "baaa") == ["", "aaa", "", "aa", "", "a"])
    #expect(try groups("(?=(a+))a*b\\1", "baaabac") == ["aba", "a"])
    #expect(try groups("(.*?)a(?!(a+)b\\2c)\\2(.*)", "baaabaac") == ["baaabaac", "ba", nil, "abaac"])
    #expect(try groups("(?<=(\\d+)(\\d+))$", "1053") == ["", "1", "053"])
    #expect(try groups("(?<=\\1(\\d+))x|y", "y") == ["y", nil])
    #expect(try groups("a*?", "aa") == ["", "", ""])
    #expect(try groups("é|汉", "aé汉b") == ["é", "汉"])
    #expect(try groups("((a)|(ab))((c)|(bc))", "abc") == ["abc", "a", "a", nil, "bc", nil, "bc"])
    #expect(try groups("(a*)*", "b") == ["", nil, "", nil])
  }
}
