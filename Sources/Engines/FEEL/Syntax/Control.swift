extension Parser {
  mutating func conditional() throws(FEELError) -> Parsed {
    try advance()
    let condition = try expression()
    try expect(word: "then")
    let then = try expression()
    try expect(word: "else")
    let otherwise = try expression()
    let node = Conditional(condition: condition.node, then: then.node, otherwise: otherwise.node)
    return try made(node, then.type == otherwise.type ? then.type : .any, over: condition, then, otherwise)
  }

  /// `for a in x, b in 1..3 return …`
  mutating func iteration() throws(FEELError) -> Parsed {
    let position = position()
    try advance()
    let usedPartial = usesPartial
    usesPartial = false
    // The place of `partial` is before those of the iteration variables, but the name hides nothing until the body.
    let partial = localCount
    localCount += 1
    let (iterators, parts) = try iterators()
    bindings.append(.local(name: "partial", index: partial, type: .list(.any)))
    try expect(word: "return")
    let body = try expression()
    bindings.removeLast()
    for _ in iterators { unbind() }
    localCount -= 1
    let node = For(iterators, usesPartial: usesPartial, body: body.node, at: position)
    usesPartial = usesPartial || usedPartial
    return try made(node, .list(body.type), levels: 5 * iterators.count + 1, over: parts + [body])
  }

  /// `some a in x satisfies …`, and with `decisive` false `every`.
  mutating func quantified(decisive: Bool) throws(FEELError) -> Parsed {
    let position = position()
    try advance()
    let (iterators, parts) = try iterators()
    try expect(word: "satisfies")
    let condition = try expression()
    for _ in iterators { unbind() }
    let node = Quantified(iterators, condition: condition.node, decisive: decisive, at: position)
    return try made(node, .boolean, levels: 5 * iterators.count + 1, over: parts + [condition])
  }

  /// Leaves the iteration variables bound.
  private mutating func iterators() throws(FEELError) -> ([Iterator], [Parsed]) {
    var iterators: [Iterator] = []
    var parts: [Parsed] = []
    repeat {
      let name = try freeName(upTo: "in")
      try expect(word: "in")
      let start = try expression()
      parts.append(start)
      var end: Parsed?
      if try take(.dots) {
        let last = try expression()
        parts.append(last)
        end = last
      }
      iterators.append(Iterator(start: start.node, end: end?.node))
      bind(name, end == nil ? start.type.element : start.type)
    } while try take(.comma)
    return (iterators, parts)
  }

  /// `function(a: number, b) …`
  mutating func function() throws(FEELError) -> Parsed {
    let position = position()
    try advance()
    try expect(.leftParenthesis)
    var parameters: [Function.Parameter] = []
    if !isAt(.rightParenthesis) {
      repeat {
        let start = token.start
        let name = try freeName()
        guard !parameters.contains(where: { $0.name == name }) else { throw lexer.error(.duplicateName(name), at: start) }
        parameters.append(Function.Parameter(name, try take(.colon) ? try typeName() : .any))
      } while try take(.comma)
    }
    try expect(.rightParenthesis)
    let outer = (mayEndRange, usesInput)
    mayEndRange = false
    defer { mayEndRange = outer.0 }
    if isAt(word: "external") {
      try advance()
      let description = try expression()
      return try made(ExternalFunction(at: position), .any, over: description)
    }
    for parameter in parameters { bind(parameter.name, parameter.type) }
    let body = try expression()
    for _ in parameters { unbind() }
    let node = FunctionDefinition(parameters: parameters, body: body.node, depth: body.depth + 10)
    return try made(node, .function(parameters.map(\.type), body.type), over: body)
  }

  /// `{a: 1, "b c": a + 1}`
  mutating func context() throws(FEELError) -> Parsed {
    try advance()
    let outer = mayEndRange
    mayEndRange = false
    defer { mayEndRange = outer }
    var members: [FEELType.Member] = []
    var seen: Set<String> = []
    var parts: [Parsed] = []
    if !isAt(.rightBrace) {
      repeat {
        let start = token.start
        let name: String
        if case .string(let text) = token.kind {
          name = text
          try advance()
        } else {
          name = try freeName()
        }
        guard seen.insert(name).inserted else { throw lexer.error(.duplicateName(name), at: start) }
        try expect(.colon)
        let value = try expression()
        parts.append(value)
        members.append(FEELType.Member(name, value.type))
        entryNames.add(name)
        bind(name, value.type)
      } while try take(.comma)
    }
    try expect(.rightBrace)
    for _ in parts { unbind() }
    let node = ContextLiteral(names: members.map(\.name), values: parts.map(\.node))
    return try made(node, .context(members), over: parts)
  }
}
