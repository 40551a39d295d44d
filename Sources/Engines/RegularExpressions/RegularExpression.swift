/// A regular expression, compiled once and used from any thread.
///
/// Works on UTF-8 by Unicode scalars. A search never recurses and its work is bounded: it is linear in the text for
/// patterns without look-around and back-references, and ends with `RegularExpressionError.gaveUp` when a budget is used up.
public struct RegularExpression: Sendable {
  /// The grammar and meaning of a pattern.
  public enum Dialect: Sendable, Hashable {
    /// ECMA-262 (2024) with the `u` flag.
    case ecmaScript
    /// XPath and XQuery Functions and Operators 3.1 §5.6.
    case xPath
  }

  /// How a pattern is read and matched. `extended` and `literal` are for `xPath` only and ignored by `ecmaScript`.
  public struct Flags: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `i`: letters match in any case, by simple case folding.
    public static let ignoreCase = Flags(rawValue: 1)
    /// `m`: `^` and `$` match at lines.
    public static let multiline = Flags(rawValue: 2)
    /// `s`: `.` matches line ends too.
    public static let dotAll = Flags(rawValue: 4)
    /// `x`: white space in the pattern, outside of classes, means nothing.
    public static let extended = Flags(rawValue: 8)
    /// `q`: the pattern is plain text.
    public static let literal = Flags(rawValue: 16)

    /// Flags by their letters, such as `"im"`; nil when a letter is not one of `imsxq`.
    public init?(letters: String) {
      var flags = Flags()
      for letter in letters.unicodeScalars {
        switch letter {
        case "i": flags.insert(.ignoreCase)
        case "m": flags.insert(.multiline)
        case "s": flags.insert(.dotAll)
        case "x": flags.insert(.extended)
        case "q": flags.insert(.literal)
        default: return nil
        }
      }
      self = flags
    }
  }

  /// What a pattern and a search may come to.
  public enum Limit {
    /// Length of a pattern in UTF-8 bytes.
    public static let patternBytes = 65_536
    /// Groups, classes and look-arounds inside each other.
    public static let nesting = 100
    /// Instructions of the compiled program, counted repetitions written out.
    public static let instructions = 100_000
    /// Ranges of scalars in all classes of a pattern together.
    public static let classRanges = 200_000
    /// Steps of one search. A step takes a few nanoseconds.
    public static let steps = 50_000_000
    /// Places a search remembers to come back to, at a time.
    public static let openChoices = 4_000_000
  }

  /// The text the expression was made from.
  public let pattern: String
  /// Capturing groups in the pattern, the whole match not counted.
  public var groupCount: Int { program.groupCount }
  /// The numbers of the named groups.
  public var groupNames: [String: Int] { program.groupNames }

  let program: Program
  let simple: SimplePattern?
  let isLiteral: Bool

  /// Compiles a pattern.
  ///
  /// - Throws: `invalidPattern` or `tooLarge`.
  public init(_ pattern: String, dialect: Dialect = .ecmaScript, flags: Flags = []) throws(RegularExpressionError) {
    guard pattern.utf8.count <= Limit.patternBytes else { throw .tooLarge }
    var parser = PatternParser(pattern, dialect: dialect, flags: flags)
    let parsed = try parser.parse()
    self.pattern = pattern
    isLiteral = dialect == .xPath && flags.contains(.literal)
    program = try Compiler.compile(parsed, ignoreCase: flags.contains(.ignoreCase), xPath: dialect == .xPath)
    simple = SimplePattern(parsed.root)
  }

  /// Whether the pattern matches somewhere in the text: the search is not anchored. The text is valid UTF-8.
  ///
  /// - Throws: `gaveUp`.
  public func matches(_ text: Span<UInt8>) throws(RegularExpressionError) -> Bool {
    if let simple { return simple.matches(text) }
    return try program.firstMatch(in: text)
  }

  /// Whether the pattern matches somewhere in the text: the search is not anchored.
  ///
  /// - Throws: `gaveUp`.
  public func matches(_ text: String) throws(RegularExpressionError) -> Bool {
    try matches(text.utf8Span.span)
  }

  /// One match. Group 0 is the whole of it.
  public struct Match: Sendable, Hashable {
    /// UTF-8 offsets in the text; nil where a group took no part.
    public var groups: [Range<Int>?]
    /// Where the whole match is, in UTF-8 offsets.
    public var range: Range<Int> { (groups.first ?? nil) ?? 0..<0 }
  }

  /// All matches in order, none overlapping another.
  ///
  /// - Throws: `gaveUp`.
  public func allMatches(in text: String) throws(RegularExpressionError) -> [Match] {
    try program.allMatches(in: text.utf8Span.span)
  }
}
