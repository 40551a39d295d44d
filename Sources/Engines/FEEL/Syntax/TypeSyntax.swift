extension Parser {
  /// A type (grammar rules 52 to 54 and 65): a built-in or named type, `list<…>`, `range<…>`, `context<a: …>`,
  /// `function<…> -> …`.
  mutating func typeName() throws(FEELError) -> FEELType {
    level += 1
    defer { level -= 1 }
    guard level <= Self.greatestLevel else { throw lexer.error(.tooDeep, at: token.start) }
    guard token.kind == .word else { throw expected("type") }
    let start = token
    let word = token
    let matches = [scope.typeNames, FEELType.names].compactMap {
      $0.longestMatch(lexer, word: word.start, end: word.end)
    }
    let best = matches.max { $0.end < $1.end }
    if let best, let named = scope.types[best.name] {
      try advance(to: best.end)
      return named
    }
    let hasArguments = try lexer.token(from: token.end).kind == .symbol(.less)
    if hasArguments {
      if isAt(word: "list") { return .list(try argument()) }
      if isAt(word: "range") { return .range(try argument()) }
      if isAt(word: "context") { return try contextType() }
      if isAt(word: "function") { return try functionType() }
    }
    guard let best, let type = FEELType(builtInName: best.name) else {
      throw lexer.error(.unknownType(text(start)), at: start.start)
    }
    try advance(to: best.end)
    return type
  }

  private mutating func argument() throws(FEELError) -> FEELType {
    try advance()
    try expect(.less)
    let type = try typeName()
    try expect(.greater)
    return type
  }

  private mutating func contextType() throws(FEELError) -> FEELType {
    try advance()
    try expect(.less)
    var members: [FEELType.Member] = []
    repeat {
      let start = token.start
      let name = try freeName()
      guard !members.contains(where: { $0.name == name }) else { throw lexer.error(.duplicateName(name), at: start) }
      try expect(.colon)
      members.append(FEELType.Member(name, try typeName()))
    } while try take(.comma)
    try expect(.greater)
    return .context(members)
  }

  private mutating func functionType() throws(FEELError) -> FEELType {
    try advance()
    try expect(.less)
    var parameters: [FEELType] = []
    if !isAt(.greater) {
      repeat { parameters.append(try typeName()) } while try take(.comma)
    }
    try expect(.greater)
    try expect(.arrow)
    return .function(parameters, try typeName())
  }
}
