import Decimals

/// A part of the text that has been read: what it evaluates to, its type as far as known, and its height as a tree.
struct Parsed {
  var node: any Node
  var type = FEELType.any
  var depth = 1
  /// Set where the text is the bare name of a built-in function.
  var builtIn: BuiltIn?
}

/// Reads FEEL and compiles it in one pass (grammar of DMN 1.5 §10.3.1.2): what a name is, and where it ends, depends on
/// the names in scope, which the text itself adds to.
struct Parser {
  /// Text beyond this many bytes is not read.
  static let greatestLength = 500_000
  /// Brackets and other constructs in each other.
  static let greatestLevel = 160
  /// Height of the tree, for instance operators in a row.
  static let greatestDepth = 1000

  let lexer: Lexer
  let scope: Scope
  var token: Token
  var level = 0

  /// What names mean, innermost last.
  var bindings: [Binding] = []
  /// How many values the frame's locals hold where the part being read is evaluated.
  var localCount = 0
  /// How many names have been bound so far.
  var bindCount = 0
  /// Names of more than one word among the bindings.
  var localNames = NameTable()
  /// Names of entries that were met in the text, for paths into contexts of unknown type.
  var entryNames = NameTable()
  var unknownNames: [UnknownName] = []
  /// Whether `?` has been used since this was last cleared; `partial` likewise.
  var usesInput = false
  var usesPartial = false
  /// Whether a `[` may be the open end of a range here rather than a filter.
  var mayEndRange = false
  private var known = (offset: 0, position: Position(line: 1, column: 1))

  init(_ text: String, scope: Scope) throws(FEELError) {
    lexer = Lexer(text)
    self.scope = scope
    guard lexer.bytes.count <= Self.greatestLength else { throw FEELError(.tooLong, line: 1, column: 1) }
    token = try lexer.token(from: 0)
  }

  // MARK: Tokens

  mutating func advance() throws(FEELError) { token = try lexer.token(from: token.end) }

  mutating func advance(to offset: Int) throws(FEELError) { token = try lexer.token(from: offset) }

  func isAt(_ symbol: Symbol) -> Bool { token.kind == .symbol(symbol) }

  /// Whether the token is this word.
  func isAt(word: StaticString) -> Bool {
    guard token.kind == .word, token.end - token.start == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { lexer.bytes[token.start..<token.end].elementsEqual($0) }
  }

  /// Goes past a symbol if it is there.
  mutating func take(_ symbol: Symbol) throws(FEELError) -> Bool {
    guard isAt(symbol) else { return false }
    try advance()
    return true
  }

  mutating func expect(_ symbol: Symbol) throws(FEELError) {
    guard try take(symbol) else { throw expected(symbol.rawValue) }
  }

  mutating func expect(word: StaticString) throws(FEELError) {
    guard isAt(word: word) else { throw expected("\(word)") }
    try advance()
  }

  func text(_ token: Token) -> String { String(decoding: lexer.bytes[token.start..<token.end], as: UTF8.self) }

  func expected(_ what: String) -> FEELError {
    if token.kind == .end { return lexer.error(.unexpectedEnd(expected: what), at: token.start) }
    if let error = lexer.fullWidth(from: token.start, to: token.end), case .word = token.kind { return error }
    return lexer.error(.expected(what, found: String(text(token).prefix(40))), at: token.start)
  }

  /// The position of the current token. Tokens are mostly met in order, so counting goes on from the last one.
  mutating func position() -> Position {
    if token.start < known.offset { known = (0, Position(line: 1, column: 1)) }
    known = (token.start, lexer.positions(upTo: token.start, from: known.position, at: known.offset))
    return known.position
  }

  // MARK: Bounds

  /// Puts a part together from smaller ones, within the bound on height.
  func made(_ node: any Node, _ type: FEELType = .any, over parts: Parsed...) throws(FEELError) -> Parsed {
    try made(node, type, over: parts)
  }

  /// - Parameter levels: how much of the stack the node takes, in units of a plain operator.
  func made(_ node: any Node, _ type: FEELType, levels: Int = 1, over parts: [Parsed]) throws(FEELError) -> Parsed {
    let depth = levels + parts.reduce(0) { max($0, $1.depth) }
    guard depth <= Self.greatestDepth else { throw lexer.error(.tooDeep, at: token.start) }
    return Parsed(node: node, type: type, depth: depth)
  }

  // MARK: Whole texts

  mutating func wholeExpression() throws(FEELError) -> Parsed {
    guard token.kind != .end else { throw lexer.error(.empty, at: token.start) }
    let expression = try expression()
    guard token.kind == .end else { throw expected("end") }
    return expression
  }
}
