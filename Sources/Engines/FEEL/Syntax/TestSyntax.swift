/// A comparison with the left side left open: `< 5`.
final class ComparisonTest: Test {
  let comparison: Comparison
  let end: any Node
  let position: Position

  init(_ comparison: Comparison, _ end: any Node, at position: Position) {
    self.comparison = comparison
    self.end = end
    self.position = position
  }

  func holds(for input: Value, _ frame: inout Frame) -> Bool? {
    let holds = comparison.holds(input, end.evaluate(&frame), frame.evaluation)
    if holds == nil { _ = frame.fault(.wrongType(what: comparison.rawValue), at: position) }
    return holds
  }

  var constant: ConstantTest? {
    guard let value = end.constant, !value.isNull || comparison == .equal || comparison == .notEqual else { return nil }
    switch comparison {
    case .equal: return .equal(value)
    case .notEqual: return .notEqual(value)
    case .less: return .interval(Interval(lower: nil, lowerIsClosed: false, upper: value, upperIsClosed: false))
    case .lessOrEqual: return .interval(Interval(lower: nil, lowerIsClosed: false, upper: value, upperIsClosed: true))
    case .greater: return .interval(Interval(lower: value, lowerIsClosed: false, upper: nil, upperIsClosed: false))
    case .greaterOrEqual: return .interval(Interval(lower: value, lowerIsClosed: true, upper: nil, upperIsClosed: false))
    }
  }
}

extension Parser {
  /// The comparison at hand, for a test with its left side left open.
  func comparison() -> Comparison? {
    guard case .symbol(let symbol) = token.kind else { return nil }
    return Comparison(rawValue: symbol.rawValue)
  }

  /// One positive unary test.
  mutating func test() throws(FEELError) -> (any Test, Parsed) {
    let position = position()
    if let comparison = comparison() {
      try advance()
      let end = try binary(.sum)
      return (ComparisonTest(comparison, end.node, at: position), end)
    }
    let usedInput = usesInput
    usesInput = false
    defer { usesInput = usesInput || usedInput }
    let expression = try expression()
    return (ExpressionTest(expression.node, usesInput: usesInput, at: position), expression)
  }

  /// The right side of `in`.
  mutating func membership(of value: Parsed) throws(FEELError) -> Parsed {
    let usedInput = usesInput
    usesInput = false
    defer { usesInput = usedInput }
    bind("?", value.type)
    let bound = bindCount
    defer { unbind() }
    let tests: [any Test]
    let parts: [Parsed]
    if isAt(.leftParenthesis) {
      let start = self.position()
      switch try parenthesised(mayBeTests: true) {
      case .tests(let several, let their):
        tests = several
        parts = their
      case .expression(let first):
        let whole = try binary(.sum, from: try postfix(from: first))
        tests = [ExpressionTest(whole.node, usesInput: usesInput, at: start)]
        parts = [whole]
      }
    } else if comparison() != nil {
      let (test, part) = try test()
      tests = [test]
      parts = [part]
    } else {
      let start = self.position()
      let whole = try binary(.sum)
      tests = [ExpressionTest(whole.node, usesInput: usesInput, at: start)]
      parts = [whole]
    }
    let list = TestList(tests, isNegated: false, needsInput: usesInput || bindCount != bound)
    let node = In(value.node, list)
    return try made(node, .boolean, over: [value] + parts)
  }

  /// A whole text of unary tests, about the local `?`.
  mutating func wholeUnaryTests(input: FEELType) throws(FEELError) -> (TestList, depth: Int) {
    guard token.kind != .end else { throw lexer.error(.empty, at: token.start) }
    bind("?", input)
    let bound = bindCount
    if isAt(.minus), try lexer.token(from: token.end).kind == .end {
      return (TestList([AnyTest()], isNegated: false, needsInput: false), 1)
    }
    var tests: [any Test] = []
    var parts: [Parsed] = []
    if isAt(word: "not"), try lexer.token(from: token.end).kind == .symbol(.leftParenthesis) {
      let start = position()
      try advance()
      try advance()
      repeat {
        let (test, part) = try test()
        tests.append(test)
        parts.append(part)
      } while try take(.comma)
      try expect(.rightParenthesis)
      if token.kind == .end {
        let list = TestList(tests, isNegated: true, needsInput: usesInput || bindCount != bound)
        return (list, try depth(over: parts))
      }
      // It was the beginning of an expression: not(…) and …
      guard parts.count == 1, let inner = parts.first, tests.first is ExpressionTest, let function = BuiltIn.named("not") else {
        throw expected("end")
      }
      let negation = try made(BuiltInCall(function, [inner.node], at: start), .boolean, over: inner)
      let whole = try binary(.disjunction, from: try postfix(from: negation))
      tests = [ExpressionTest(whole.node, usesInput: usesInput, at: start)]
      parts = [whole]
    } else {
      let (test, part) = try test()
      tests.append(test)
      parts.append(part)
    }
    while try take(.comma) {
      let (test, part) = try test()
      tests.append(test)
      parts.append(part)
    }
    guard token.kind == .end else { throw expected("end") }
    let list = TestList(tests, isNegated: false, needsInput: usesInput || bindCount != bound)
    return (list, try depth(over: parts))
  }

  private func depth(over parts: [Parsed]) throws(FEELError) -> Int {
    try made(Constant(.null), .any, over: parts).depth
  }
}
