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
    /// A full-width punctuation mark, where FEEL has another.
    case fullWidth(String, instead: String)
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

  /// Whether this is about a full-width colon or comma.
  var isSeparator: Bool {
    if case .fullWidth(_, let instead) = reason { return instead == ":" || instead == "," }
    return false
  }

  /// A sentence in English.
  public var description: String { "Line \(line), column \(column): \(english)" }

  private var english: String {
    switch reason {
    case .expected("end", let found): "“\(found)” does not fit here; perhaps an operator or a comma is missing before it."
    case .expected(let what, let found): "Here should be \(Self.english(what)), but there is “\(found)”."
    case .unexpectedEnd(let what): "The text ends here, but \(Self.english(what)) is missing."
    case .unexpectedCharacter(let character): "The character “\(character)” has no meaning here."
    case .fullWidth(let mark, let instead): "“\(mark)” is a full-width mark; write \(instead) instead."
    case .unterminatedString: "This text has no closing quotation mark."
    case .unterminatedComment: "This comment has no end (*/)."
    case .badEscape: "After this backslash a valid character code is expected."
    case .numberOutOfRange: "This number is too large or too small."
    case .badLiteral(let text): "“\(text)” is no date, time or duration."
    case .unknownType(let name): "There is no type “\(name)”."
    case .duplicateName(let name): "The name “\(name)” is used twice."
    case .tooDeep: "The expression is nested too deeply; split it into smaller ones."
    case .tooLong: "The text is too long."
    case .empty: "Nothing is written here."
    }
  }

  private static func english(_ what: String) -> String {
    switch what {
    case "expression": "a value or an expression"
    case "name": "a name"
    case "type": "a type"
    case "end": "the end of the text"
    default: "“\(what)”"
    }
  }

  /// A sentence in Chinese.
  public var chinese: String {
    let sentence =
      switch reason {
      case .expected("end", let found): "此处不应出现“\(found)”，前面可能缺少运算符或逗号。"
      case .expected(let what, let found): "此处应为\(Self.chinese(what))，但写的是“\(found)”。"
      case .unexpectedEnd(let what): "内容到此结束，但还缺少\(Self.chinese(what))。"
      case .unexpectedCharacter(let character): "字符“\(character)”在此处没有意义。"
      case .fullWidth(let mark, let instead): "“\(mark)”是全角符号，请改用半角的 \(instead) 。"
      case .unterminatedString: "这段文字缺少结束的引号。"
      case .unterminatedComment: "这段注释没有结束（*/）。"
      case .badEscape: "反斜杠后面应为有效的字符编码。"
      case .numberOutOfRange: "这个数太大或太小。"
      case .badLiteral(let text): "“\(text)”不是日期、时间或时长。"
      case .unknownType(let name): "没有名为“\(name)”的类型。"
      case .duplicateName(let name): "名称“\(name)”重复使用。"
      case .tooDeep: "表达式嵌套太深，请拆分成较小的表达式。"
      case .tooLong: "内容太长。"
      case .empty: "此处没有填写内容。"
      }
    return "第\(line)行第\(column)列：\(sentence)"
  }

  private static func chinese(_ what: String) -> String {
    switch what {
    case "expression": "值或表达式"
    case "name": "名称"
    case "type": "类型"
    case "end": "结尾"
    default: "“\(what)”"
    }
  }
}
