/// What a name bound inside the text means.
enum Binding {
  case local(name: String, index: Int, type: FEELType)
  /// The element that a filter looks at: its entries are names there.
  case element(index: Int, type: FEELType)
}

/// Words that cannot be part of an unknown name, since they may follow an expression.
enum Keyword {
  private static let following: Set<[UInt8]> = Set(
    ["and", "or", "in", "between", "instance", "then", "else", "return", "satisfies", "external"].map { Array($0.utf8) })

  static func followsExpression(_ word: [UInt8]) -> Bool { following.contains(word) }
}

extension Parser {
  /// Adds a local name; its value is the next of the frame's locals.
  mutating func bind(_ name: String, _ type: FEELType) {
    bindings.append(.local(name: name, index: localCount, type: type))
    localCount += 1
    bindCount += 1
    localNames.add(name)
  }

  /// Takes back the last local name.
  mutating func unbind() {
    guard case .local(let name, _, _)? = bindings.popLast() else { return }
    localCount -= 1
    localNames.remove(name)
  }

  private var isInFilter: Bool {
    bindings.contains { if case .element = $0 { true } else { false } }
  }

  /// The longest name in scope that begins with the word at hand.
  func longestName() -> (name: String, end: Int)? {
    var best: (name: String, end: Int)?
    func consider(_ table: NameTable) {
      guard let match = table.longestMatch(lexer, word: token.start, end: token.end), match.end > (best?.end ?? 0) else {
        return
      }
      best = match
    }
    consider(localNames)
    consider(scope.names)
    consider(BuiltIn.names)
    if isInFilter {
      for case .element(_, let type) in bindings { consider(NameTable(type.members.map(\.name))) }
      consider(entryNames)
      consider(scope.entryNames)
    }
    return best
  }

  /// A name used as an expression; `match` where it is known to be of several words.
  mutating func name(_ match: (name: String, end: Int)?) throws(FEELError) -> Parsed {
    let position = position()
    let start = token.start
    if let match {
      try advance(to: match.end)
      if let known = resolve(match.name) { return called(match.name, known) }
      return try unknown(match.name, from: start, at: position)
    }
    if let known = resolve(text(token)), !(known.node is ImplicitMember) {
      let name = text(token)
      try advance()
      return called(name, known)
    }
    let name = try words()
    if let known = resolve(name) { return known }
    return try unknown(name, from: start, at: position)
  }

  /// A variable that is surely no function does not hide a built-in function of its name from a call.
  private func called(_ name: String, _ known: Parsed) -> Parsed {
    guard isAt(.leftParenthesis), known.builtIn == nil, !known.type.mayBeFunction, let builtIn = BuiltIn.named(name) else {
      return known
    }
    return Parsed(node: Constant(.function(builtIn.function)), builtIn: builtIn)
  }

  private mutating func unknown(_ name: String, from start: Int, at position: Position) throws(FEELError) -> Parsed {
    let node = Unknown(name: name, position: position)
    let elements = elements
    guard elements.isEmpty else {
      return Parsed(node: ImplicitMember(name: name, elements: elements, otherwise: node))
    }
    if let error = lexer.fullWidth(from: start, to: token.start) { throw error }
    unknownNames.append(UnknownName(name: name, line: Int(position.line), column: Int(position.column)))
    return Parsed(node: node)
  }

  /// The elements of filters around that may have entries, innermost first.
  private var elements: [Int] {
    bindings.reversed().compactMap { if case .element(let index, let type) = $0, type.mayHaveEntries { index } else { nil } }
  }

  /// What a name means: entries of filtered elements and local names from the inside out, then the scope's variables,
  /// then the built-in functions.
  private mutating func resolve(_ name: String) -> Parsed? {
    var elements: [Int] = []
    var found: Parsed?
    search: for binding in bindings.reversed() {
      switch binding {
      case .element(let index, let type): if type.mayHaveEntries { elements.append(index) }
      case .local(name, let index, let type):
        if name == "?" { usesInput = true }
        if name == "partial" { usesPartial = true }
        found = Parsed(node: Local(index: index), type: type)
        break search
      case .local: break
      }
    }
    if found == nil, let slot = scope.slot(of: name) {
      found = Parsed(node: Variable(slot: slot), type: scope.variables[slot].type)
    }
    if found == nil, let builtIn = BuiltIn.named(name) {
      found = Parsed(node: Constant(.function(builtIn.function)), builtIn: builtIn)
    }
    guard let found else { return nil }
    // A built-in function's name is rarely an entry's; but an entry of that name is meant first.
    guard elements.isEmpty else {
      return Parsed(
        node: ImplicitMember(name: name, elements: elements, otherwise: found.node), type: found.type, builtIn: found.builtIn)
    }
    return found
  }

  /// A name that is not in scope: as many words as stand in a row.
  mutating func words() throws(FEELError) -> String {
    var name = text(token)
    try advance()
    while token.kind == .word, !Keyword.followsExpression(Array(lexer.bytes[token.start..<token.end])) {
      name += " " + text(token)
      try advance()
    }
    return name
  }

  /// A name being defined or a label: words, numbers and the symbols that names may hold, up to something else. White
  /// space in it counts as one space.
  mutating func freeName(upTo keyword: StaticString? = nil) throws(FEELError) -> String {
    guard token.kind == .word else { throw expected("name") }
    var name = ""
    var end = token.start
    while true {
      switch token.kind {
      case .word:
        // Full-width parentheses may be meant as part of a name that is being made; separators never are.
        if let error = lexer.fullWidth(from: token.start, to: token.end), error.isSeparator { throw error }
        if let keyword, !name.isEmpty, isAt(word: keyword) { return name }
      case .number: break
      case .symbol(let symbol):
        switch symbol {
        case .dot, .divide, .minus, .apostrophe, .plus, .times, .power: break
        default: return name
        }
      default: return name
      }
      if token.start > end, !name.isEmpty { name += " " }
      name += text(token)
      end = token.end
      try advance()
    }
  }
}
