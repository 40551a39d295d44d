/// Why a pattern, a replacement or a search was refused.
public enum RegularExpressionError: Error, Sendable, Hashable {
  /// The pattern is not in the dialect's grammar. The position is the offset of the scalar at which reading stopped,
  /// counted in Unicode scalars from the pattern's start.
  case invalidPattern(Reason, position: Int)
  /// The pattern, or what its counted repetitions come to, is over a limit of `RegularExpression.Limit`.
  case tooLarge
  /// The replacement has a `\` before neither `\` nor `$`, or a `$` before no digit (F&O 3.1 §5.6.4, err:FORX0004).
  case invalidReplacement(position: Int)
  /// The pattern matches the empty string, where a replacement has no meaning (F&O 3.1 §5.6.4, err:FORX0003).
  case matchesEmptyString
  /// The search needed more steps or more memory than is allowed.
  case gaveUp

  /// What is wrong with a pattern, in one word or two.
  public enum Reason: String, Sendable, Hashable {
    case unclosedGroup, unclosedClass, unmatchedBracket, nothingToRepeat, countsOutOfOrder, badCount
    case unknownEscape, badEscape, trailingBackslash, unknownProperty, rangeOutOfOrder, badRange
    case unknownGroup, badGroupName, repeatedGroupName, unsupportedGroup, tooDeep
  }
}
