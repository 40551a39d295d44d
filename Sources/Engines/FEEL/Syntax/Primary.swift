import Decimals
import Temporal

extension Parser {
  mutating func primary() throws(FEELError) -> Parsed {
    switch token.kind {
    case .end: throw expected("expression")
    case .number: return try number()
    case .string(let text):
      try advance()
      return Parsed(node: Constant(.string(text)), type: .string)
    case .word: return try wordPrimary()
    case .symbol(let symbol):
      switch symbol {
      case .leftParenthesis:
        switch try parenthesised(mayBeTests: false) {
        case .expression(let expression): return expression
        case .tests: throw expected(")")
        }
      case .leftBracket: return try listOrRange()
      case .rightBracket:
        let position = position()
        try advance()
        let lower = try endpoint()
        return try range(from: lower, isClosed: false, at: position)
      case .leftBrace: return try context()
      case .at: return try atLiteral()
      case .dot: return try number()
      default: throw expected("expression")
      }
    }
  }

  private mutating func number() throws(FEELError) -> Parsed {
    guard token.kind == .number else { throw expected("expression") }
    let text = text(token)
    guard let number = Decimal34(text.hasPrefix(".") ? "0" + text : text) else {
      throw lexer.error(.numberOutOfRange, at: token.start)
    }
    try advance()
    return Parsed(node: Constant(.number(number)), type: .number)
  }

  private mutating func wordPrimary() throws(FEELError) -> Parsed {
    // A name of several words wins over a keyword it begins with.
    if let match = longestName(), match.end > token.end { return try name(match) }
    let isConstant: Value?
    if isAt(word: "true") {
      isConstant = true
    } else if isAt(word: "false") {
      isConstant = false
    } else if isAt(word: "null") {
      isConstant = .some(.null)
    } else {
      isConstant = nil
    }
    if let value = isConstant {
      try advance()
      return Parsed(node: Constant(value), type: value.plainType)
    }
    if isAt(word: "if") { return try conditional() }
    if isAt(word: "for") { return try iteration() }
    if isAt(word: "some") { return try quantified(decisive: true) }
    if isAt(word: "every") { return try quantified(decisive: false) }
    if isAt(word: "function"), try lexer.token(from: token.end).kind == .symbol(.leftParenthesis) { return try function() }
    if Keyword.followsExpression(Array(lexer.bytes[token.start..<token.end])) { throw expected("expression") }
    return try name(nil)
  }

  /// What stands in parentheses: an expression, a range, a comparison with an open left side, or several tests.
  enum Parenthesised {
    case expression(Parsed)
    case tests([any Test], [Parsed])
  }

  /// - Parameter mayBeTests: whether several tests may stand here, as after `in`.
  mutating func parenthesised(mayBeTests: Bool) throws(FEELError) -> Parenthesised {
    let opening = position()
    try advance()
    let outer = mayEndRange
    mayEndRange = false
    defer { mayEndRange = outer }
    let usedInput = usesInput
    usesInput = false
    defer { usesInput = usesInput || usedInput }
    let first: Parsed
    let start = position()
    if let comparison = comparison() {
      try advance()
      level += 1
      defer { level -= 1 }
      guard level <= Self.greatestLevel else { throw lexer.error(.tooDeep, at: token.start) }
      let end = try binary(.sum)
      first = try made(folded(HalfRange(comparison, end.node, at: start)), .range(end.type), over: end)
    } else {
      first = try expression()
      if isAt(.dots) { return .expression(try range(from: first, isClosed: false, at: opening)) }
    }
    guard mayBeTests, isAt(.comma) else {
      try expect(.rightParenthesis)
      return .expression(first)
    }
    var tests: [any Test] = [ExpressionTest(first.node, usesInput: usesInput, at: start)]
    var parts = [first]
    while try take(.comma) {
      let (test, part) = try test()
      tests.append(test)
      parts.append(part)
    }
    try expect(.rightParenthesis)
    return .tests(tests, parts)
  }

  private mutating func listOrRange() throws(FEELError) -> Parsed {
    let position = position()
    try advance()
    let outer = mayEndRange
    mayEndRange = false
    defer { mayEndRange = outer }
    var elements: [Parsed] = []
    if !isAt(.rightBracket) {
      elements.append(try expression())
      if isAt(.dots), let lower = elements.first { return try range(from: lower, isClosed: true, at: position) }
      while try take(.comma) { elements.append(try expression()) }
    }
    try expect(.rightBracket)
    let types = elements.map(\.type)
    let element = types.first.map { first in types.allSatisfy { $0 == first } ? first : .any } ?? .any
    let constants = elements.compactMap(\.node.constant)
    if constants.count == elements.count {
      return try made(Constant(.list(constants)), .list(element), over: elements)
    }
    return try made(ListLiteral(elements.map(\.node)), .list(element), over: elements)
  }

  private mutating func endpoint() throws(FEELError) -> Parsed {
    let outer = mayEndRange
    mayEndRange = true
    defer { mayEndRange = outer }
    level += 1
    defer { level -= 1 }
    guard level <= Self.greatestLevel else { throw lexer.error(.tooDeep, at: token.start) }
    return try binary(.sum)
  }

  /// The rest of a range, from its `..`.
  private mutating func range(from lower: Parsed, isClosed: Bool, at position: Position) throws(FEELError) -> Parsed {
    try expect(.dots)
    let upper = try endpoint()
    let upperIsClosed = isAt(.rightBracket)
    guard upperIsClosed || isAt(.rightParenthesis) || isAt(.leftBracket) else { throw expected("]") }
    try advance()
    let node = RangeLiteral(
      lower: lower.node, lowerIsClosed: isClosed, upper: upper.node, upperIsClosed: upperIsClosed, at: position)
    guard lower.node.constant != nil, upper.node.constant != nil else {
      return try made(node, .range(lower.type), over: lower, upper)
    }
    return try made(folded(node), .range(lower.type), over: lower, upper)
  }

  /// A node of constants only as a constant, unless it has something to complain of.
  func folded(_ node: any Node) -> any Node {
    switch node {
    case let node as HalfRange: guard node.end.constant != nil else { return node }
    case let node as RangeLiteral: guard node.lower.constant != nil, node.upper.constant != nil else { return node }
    default: return node
    }
    let evaluation = Evaluation()
    var frame = Frame(variables: [], locals: [], evaluation: evaluation)
    let value = node.evaluate(&frame)
    return evaluation.diagnostics.isEmpty ? Constant(value) : node
  }

  /// `@"2024-02-29"` and the like.
  private mutating func atLiteral() throws(FEELError) -> Parsed {
    try advance()
    guard case .string(let text) = token.kind else { throw expected("\"") }
    guard let value = Value(literal: text) else { throw lexer.error(.badLiteral(text), at: token.start) }
    try advance()
    return Parsed(node: Constant(value), type: value.plainType)
  }
}

extension Value {
  /// A date, time, date and time or duration from its text (grammar rule 62).
  init?(literal text: String) {
    if let date = CivilDate(text) {
      self = .date(date)
    } else if text.utf8.contains(UInt8(ascii: "T")), text.utf8.first != UInt8(ascii: "P"), let moment = DateAndTime(text) {
      self = .dateTime(moment)
    } else if let time = TimeOfDay(text) {
      self = .time(time)
    } else if let span = MonthsDuration(text) {
      self = .months(span)
    } else if let span = SecondsDuration(text) {
      self = .seconds(span)
    } else {
      return nil
    }
  }
}
