extension Parser {
  /// Paths, filters and calls after an expression.
  mutating func postfix(from first: Parsed) throws(FEELError) -> Parsed {
    var source = first
    while true {
      let position = position()
      if isAt(.dot) {
        try advance()
        source = try path(from: source, at: position)
      } else if isAt(.leftBracket) {
        if mayEndRange, try isRangeEnd() { return source }
        source = try filter(source, at: position)
      } else if isAt(.leftParenthesis) {
        source = try call(source, at: position)
      } else {
        return source
      }
    }
  }

  /// Whether a `[` closes a range (`[1..5[`): then nothing follows that could be a filter.
  private func isRangeEnd() throws(FEELError) -> Bool {
    let next = try lexer.token(from: token.end)
    switch next.kind {
    case .end: return true
    case .symbol(let symbol):
      return switch symbol {
      case .leftParenthesis, .leftBracket, .leftBrace, .minus, .at: false
      case .rightBracket: !(try isInsideBracketAfter(next))
      default: true
      }
    case .word: return Keyword.followsExpression(Array(lexer.bytes[next.start..<next.end]))
    default: return false
    }
  }

  /// `]` after `[` can open a range (`[…[ ]1..2[`, a filter) only where a `..` comes before the next bracket.
  private func isInsideBracketAfter(_ bracket: Token) throws(FEELError) -> Bool {
    var next = bracket
    while true {
      next = try lexer.token(from: next.end)
      switch next.kind {
      case .symbol(.dots): return true
      case .end, .symbol(.rightBracket), .symbol(.leftBracket), .symbol(.comma), .symbol(.rightParenthesis),
        .symbol(.rightBrace):
        return false
      default: continue
      }
    }
  }

  private mutating func path(from source: Parsed, at position: Position) throws(FEELError) -> Parsed {
    guard token.kind == .word else { throw expected("name") }
    let name: String
    let members = source.type.members
    if let match = NameTable(members.map(\.name)).longestMatch(lexer, word: token.start, end: token.end) {
      name = match.name
      try advance(to: match.end)
    } else {
      let word = token.end
      let matches = [entryNames, scope.entryNames].compactMap { $0.longestMatch(lexer, word: token.start, end: word) }
      if let match = matches.max(by: { $0.end < $1.end }), match.end > word {
        name = match.name
        try advance(to: match.end)
      } else {
        name = try words()
      }
    }
    return try made(Path(source.node, name, at: position), source.type.type(of: name), over: source)
  }

  private mutating func filter(_ source: Parsed, at position: Position) throws(FEELError) -> Parsed {
    try advance()
    let outer = mayEndRange
    mayEndRange = false
    defer { mayEndRange = outer }
    let element = source.type.element
    bind("item", element)
    bindings.append(.element(index: localCount - 1, type: element))
    let filter = try expression()
    bindings.removeLast()
    unbind()
    try expect(.rightBracket)
    let type: FEELType
    if case .number? = filter.node.constant { type = element } else { type = filter.type == .boolean ? .list(element) : .any }
    return try made(Filter(source.node, filter.node, at: position), type, levels: 3, over: [source, filter])
  }

  private mutating func call(_ callee: Parsed, at position: Position) throws(FEELError) -> Parsed {
    try advance()
    let outer = mayEndRange
    mayEndRange = false
    defer { mayEndRange = outer }
    var names: [String] = []
    var values: [Parsed] = []
    if !isAt(.rightParenthesis) {
      let isNamed = try hasLabel()
      repeat {
        if isNamed { names.append(try label()) }
        values.append(try expression())
      } while try take(.comma)
    }
    try expect(.rightParenthesis)
    if let builtIn = callee.builtIn { return try call(builtIn, names, values, at: position) }
    let arguments: Arguments =
      names.isEmpty ? .positional(values.map(\.node)) : .named(zip(names, values).map { ($0, $1.node) })
    var type = FEELType.any
    if case .function(_, let result) = callee.type { type = result }
    return try made(Call(callee.node, arguments, at: position), type, over: [callee] + values)
  }

  private func call(
    _ builtIn: BuiltIn, _ names: [String], _ values: [Parsed], at position: Position
  ) throws(FEELError) -> Parsed {
    var nodes = values.map(\.node)
    if !names.isEmpty {
      guard let order = builtIn.order(of: names) else {
        return Parsed(node: WrongCall(.wrongArguments(function: builtIn.name), at: position))
      }
      nodes = order.map { place in place.map { nodes[$0] } ?? Constant(.null) }
    }
    guard builtIn.takes(nodes.count) else {
      return Parsed(node: WrongCall(.wrongArguments(function: builtIn.name), at: position))
    }
    let node = BuiltInCall(builtIn, nodes, names: names, at: position)
    // Dates, times and durations from constant texts are constants themselves.
    if builtIn.isConstructor, nodes.allSatisfy({ $0.constant != nil }) {
      let evaluation = Evaluation()
      var frame = Frame(variables: [], locals: [], evaluation: evaluation)
      let value = node.evaluate(&frame)
      if evaluation.diagnostics.isEmpty, !value.isNull { return Parsed(node: Constant(value), type: value.plainType) }
    }
    return try made(node, builtIn.result, levels: 4, over: values)
  }

  /// Whether the arguments that begin here are named.
  private func hasLabel() throws(FEELError) -> Bool {
    guard token.kind == .word else { return false }
    var next = token
    while true {
      switch next.kind {
      case .word, .number, .symbol(.dot), .symbol(.plus), .symbol(.minus), .symbol(.times), .symbol(.divide),
        .symbol(.apostrophe):
        next = try lexer.token(from: next.end)
      case .symbol(.colon): return true
      default: return false
      }
    }
  }

  private mutating func label() throws(FEELError) -> String {
    let name = try freeName()
    try expect(.colon)
    return name
  }
}
