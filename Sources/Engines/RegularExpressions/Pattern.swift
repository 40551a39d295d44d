/// A pattern as it was read: a tree, whose depth the parser keeps below `RegularExpression.Limit.nesting`.
indirect enum Pattern: Sendable {
  case empty
  /// One scalar out of a set.
  case one(ScalarSet)
  case sequence([Pattern])
  case alternation([Pattern])
  /// A capturing group with its number, from 1.
  case group(Pattern, number: Int)
  case repetition(Pattern, least: Int, most: Int?, greedy: Bool)
  case assertion(Assertion)
  case look(Pattern, behind: Bool, negative: Bool)
  case backreference(Int)

  enum Assertion: UInt8, Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
  }

  /// Whether the pattern can match without taking a scalar. A back-reference may always be to nothing.
  var canBeEmpty: Bool {
    switch self {
    case .empty, .assertion, .look, .backreference: true
    case .one: false
    case .sequence(let parts): parts.allSatisfy(\.canBeEmpty)
    case .alternation(let branches): branches.contains(where: \.canBeEmpty)
    case .group(let inner, _): inner.canBeEmpty
    case .repetition(let inner, let least, _, _): least == 0 || inner.canBeEmpty
    }
  }

  /// The numbers of the groups inside, first and last; nil where there are none.
  var groups: ClosedRange<Int>? {
    switch self {
    case .empty, .one, .assertion, .backreference: nil
    case .sequence(let parts), .alternation(let parts):
      parts.reduce(nil as ClosedRange<Int>?) { Self.join($0, $1.groups) }
    case .group(let inner, let number): Self.join(number...number, inner.groups)
    case .repetition(let inner, _, _, _): inner.groups
    case .look(let inner, _, _): inner.groups
    }
  }

  private static func join(_ a: ClosedRange<Int>?, _ b: ClosedRange<Int>?) -> ClosedRange<Int>? {
    guard let a else { return b }
    guard let b else { return a }
    return min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
  }
}

/// What the parser hands to the compiler.
struct ParsedPattern: Sendable {
  var root: Pattern
  /// Capturing groups, without the whole match.
  var groupCount: Int
  var groupNames: [String: Int]
  /// What `\b` takes for a word character.
  var word: ScalarSet
}
