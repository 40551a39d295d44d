/// Why a text is no FEEL: for a person who writes rules, with the place.
public struct FEELError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of fault.
  public enum Reason: Sendable, Hashable {
    /// Something else was expected here.
    case expected(String, found: String)
    /// The text ends too early.
    case unexpectedEnd(expected: String)
    /// A character that FEEL does not know here.
    case unexpectedCharacter(String)
    /// A string without its closing quotation mark.
    case unterminatedString
    /// A comment without its end.
    case unterminatedComment
    /// A `\` in a string with something after it that is no escape.
    case badEscape
    /// A number outside what 34 digits and the exponent can hold.
    case numberOutOfRange
    /// `@"…"` with a text that is no date, time or duration.
    case badLiteral(String)
    /// A name of a type that is not known.
    case unknownType(String)
    /// The same name twice in a context, or among parameters.
    case duplicateName(String)
    /// Brackets, or operators in a row, too deep.
    case tooDeep
    /// More text than is taken.
    case tooLong
    /// Nothing was written.
    case empty
  }

  public let reason: Reason
  /// From 1.
  public let line: Int
  /// From 1, in characters.
  public let column: Int

  public init(_ reason: Reason, line: Int, column: Int) {
    self.reason = reason
    self.line = line
    self.column = column
  }

  /// A sentence in English.
  public var description: String { "" }

  /// A sentence in Chinese.
  public var chinese: String { "" }
}
