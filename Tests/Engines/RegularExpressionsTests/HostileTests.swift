import SeededRandom
import Testing

@testable import RegularExpressions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Patterns and texts made to hurt.
@Suite struct HostileTests {
  private static let long = String(repeating: "a", count: 5_000) + "b"

  @Test(
    "what makes other engines go on for ever ends soon",
    .timeLimit(.minutes(1)),
    arguments: [
      "(a+)+$", "^(a+)+$", "^(a*)*$", "(a|a)+$", "(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(?:a?){30}a{30}$", "^a*a*a*a*a*$",
      "(.*)*(.*)*(.*)*c", "^(?:(?:a*)*)*$", "(a+?)+?$", "^(?:a?a?a?)*$", "[^b]*c", "(?:a{0,5}){0,5}a$", "a+c",
    ])
  func ends(_ pattern: String) throws {
    #expect(try !RegularExpression(pattern).matches(Self.long))
    #expect(try RegularExpression(pattern).allMatches(in: Self.long).isEmpty)
  }

  @Test("many matches in a long text are found in linear time")
  func manyMatches() throws {
    let expression = try RegularExpression("(a+b|a)")
    #expect(try expression.allMatches(in: String(repeating: "a", count: 5_000)).count == 5_000)
    #expect(try RegularExpression("(?:a+)+b|a").allMatches(in: String(repeating: "a", count: 2_000)).count == 2_000)
  }

  @Test(
    "where work cannot be bounded by remembering, the search gives up",
    .timeLimit(.minutes(1)),
    arguments: ["^(a+)+\\1$", "^(?=(a+)+$)", "(?<=c(a+)+)b", "(a*)*\\1b\\1c"])
  func givesUp(_ pattern: String) throws {
    var program = try RegularExpression(pattern).program
    program.stepLimit = 100_000
    let bytes = Array(Self.long.utf8)
    #expect(throws: RegularExpressionError.gaveUp) { try program.firstMatch(in: bytes.span) }
  }

  @Test("a hundred thousand letters and a nested loop are no matter", .timeLimit(.minutes(1)))
  func longText() throws {
    #expect(try !RegularExpression("(a+)+$").matches(String(repeating: "a", count: 100_000) + "b"))
  }

  @Test("groups that each iteration forgets count as work", .timeLimit(.minutes(1)))
  func manyGroups() throws {
    var program = try RegularExpression("(?:" + String(repeating: "()", count: 2_000) + "a)*").program
    program.stepLimit = 100_000
    #expect(throws: RegularExpressionError.gaveUp) { try program.allMatches(in: Self.long.utf8Span.span) }
  }

  @Test("a pattern of very many properties compiles within reason", .timeLimit(.minutes(1)))
  func manyProperties() throws {
    let many = String(repeating: "\\p{Emoji}\\P{L}", count: 100)
    #expect(try !RegularExpression(many, flags: .ignoreCase).matches("a"))
    #expect(try RegularExpression("[" + many + "]").matches("1"))
  }

  @Test("whatever the bytes of pattern and text, nothing breaks")
  func fuzz() throws {
    let seconds = getenv("FUZZ_SECONDS").flatMap { Int(String(cString: $0)) } ?? 1
    let end = ContinuousClock.now + .seconds(seconds)
    var random = SplitMix(state: seconds > 1 ? UInt64.random(in: 0...UInt64.max) : 1)
    let pieces = [
      "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "\\", "^", "$", ".", "-", "a", "b", "1", ",", "(?:", "(?=", "(?<!",
      "(?<n>", "\\k<n>", "\\p{L}", "\\P{Lu}", "\\u{1F432}", "\\d", "\\W", "\\b", "{2,3}", "[^", "-[", "é", "🐲", "\\1", "=", "<",
    ]
    while ContinuousClock.now < end {
      var pattern = ""
      for _ in 0..<Int.random(in: 0...14, using: &random) {
        if Int.random(in: 0..<12, using: &random) == 0 {
          let bytes = (0..<3).map { _ in UInt8.random(in: 0...255, using: &random) }
          pattern += String(decoding: bytes, as: UTF8.self)
        } else {
          pattern += pieces.randomElement(using: &random) ?? ""
        }
      }
      let flags = RegularExpression.Flags(
        rawValue: UInt8.random(in: 0..<32, using: &random) & (random.next() % 2 == 0 ? 31 : 22))
      let dialect: RegularExpression.Dialect = Bool.random(using: &random) ? .ecmaScript : .xPath
      guard let expression = try? RegularExpression(pattern, dialect: dialect, flags: flags) else { continue }
      for _ in 0..<4 {
        // Not even valid UTF-8: what comes out does not matter, that it ends does.
        let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
          Bool.random(using: &random)
            ? UInt8.random(in: 0...255, using: &random) : UInt8.random(in: 0x60...0x63, using: &random)
        }
        _ = try? expression.matches(bytes.span)
        _ = try? expression.allMatches(in: String(decoding: bytes, as: UTF8.self))
      }
    }
  }
}
