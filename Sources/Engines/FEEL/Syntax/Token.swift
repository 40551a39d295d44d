/// A lexical element of FEEL. Names of several words are put together by the parser, which knows what is in scope.
struct Token {
  enum Kind: Equatable {
    case end
    case number
    /// A string, with its escapes resolved.
    case string(String)
    /// One word: a maximal run of name characters (grammar rules 28 to 30).
    case word
    case symbol(Symbol)
  }

  var kind: Kind
  /// Offsets in the text's UTF-8.
  var start: Int
  var end: Int
}

/// Operators and brackets.
enum Symbol: String {
  case leftParenthesis = "("
  case rightParenthesis = ")"
  case leftBracket = "["
  case rightBracket = "]"
  case leftBrace = "{"
  case rightBrace = "}"
  case comma = ","
  case colon = ":"
  case dot = "."
  case dots = ".."
  case plus = "+"
  case minus = "-"
  case times = "*"
  case power = "**"
  case divide = "/"
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case arrow = "->"
  case at = "@"
  /// May stand in names only.
  case apostrophe = "'"
}
