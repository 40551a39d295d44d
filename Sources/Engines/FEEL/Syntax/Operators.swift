import Decimals

extension Parser {
  mutating func expression() throws(FEELError) -> Parsed {
    level += 1
    defer { level -= 1 }
    guard level <= Self.greatestLevel else { throw lexer.error(.tooDeep, at: token.start) }
    return try binary(.disjunction)
  }

  /// From the loosest to the tightest.
  enum Precedence: Int, Comparable {
    case disjunction, conjunction, comparison, sum, product, power, instance

    static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }
  }

  private enum Infix {
    case junction(decisive: Bool)
    case comparison(Comparison)
    case between
    case membership
    case arithmetic(Operator)
    case instance
  }

  private func infix() -> (Infix, Precedence)? {
    switch token.kind {
    case .symbol(let symbol):
      switch symbol {
      case .equal: (.comparison(.equal), .comparison)
      case .notEqual: (.comparison(.notEqual), .comparison)
      case .less: (.comparison(.less), .comparison)
      case .lessOrEqual: (.comparison(.lessOrEqual), .comparison)
      case .greater: (.comparison(.greater), .comparison)
      case .greaterOrEqual: (.comparison(.greaterOrEqual), .comparison)
      case .plus: (.arithmetic(.add), .sum)
      case .minus: (.arithmetic(.subtract), .sum)
      case .times: (.arithmetic(.multiply), .product)
      case .divide: (.arithmetic(.divide), .product)
      case .power: (.arithmetic(.power), .power)
      default: nil
      }
    case .word:
      if isAt(word: "and") {
        (.junction(decisive: false), .conjunction)
      } else if isAt(word: "or") {
        (.junction(decisive: true), .disjunction)
      } else if isAt(word: "between") {
        (.between, .comparison)
      } else if isAt(word: "in") {
        (.membership, .comparison)
      } else if isAt(word: "instance") {
        (.instance, .instance)
      } else {
        nil
      }
    default: nil
    }
  }

  /// Operators at least as tight as `least`; all of them group to the left (§10.3.1.2).
  mutating func binary(_ least: Precedence, from first: Parsed? = nil) throws(FEELError) -> Parsed {
    var left: Parsed
    if let first { left = first } else { left = try unary() }
    while let (operation, precedence) = infix(), precedence >= least {
      let position = position()
      try advance()
      switch operation {
      case .junction(let decisive): left = try junction(from: left, decisive: decisive, precedence)
      case .comparison(let comparison):
        let right = try binary(.sum)
        left = try made(Compare(left.node, comparison, right.node, at: position), .boolean, over: left, right)
      case .between:
        let lower = try binary(.sum)
        try expect(word: "and")
        let upper = try binary(.sum)
        left = try made(Between(left.node, lower.node, upper.node, at: position), .boolean, over: left, lower, upper)
      case .membership: left = try membership(of: left)
      case .arithmetic(let operation):
        let right = operation == .power ? try unary() : try binary(operation.operand)
        left = try made(
          Arithmetic(left.node, operation, right.node, at: position), type(left.type, operation, right.type), over: left, right)
      case .instance:
        try expect(word: "of")
        let type = try typeName()
        left = try made(InstanceOf(left.node, type), .boolean, over: left)
      }
    }
    return left
  }

  private func type(_ left: FEELType, _ operation: Operator, _ right: FEELType) -> FEELType {
    switch (left, right) {
    case (.number, .number): .number
    case (.string, .string) where operation == .add: .string
    default: .any
    }
  }

  /// `a and b and c` becomes one node, however many operands there are.
  private mutating func junction(from left: Parsed, decisive: Bool, _ precedence: Precedence) throws(FEELError) -> Parsed {
    let word: StaticString = decisive ? "or" : "and"
    let tighter = Precedence.conjunction == precedence ? Precedence.comparison : .conjunction
    var operands = [left, try binary(tighter)]
    while isAt(word: word) {
      try advance()
      operands.append(try binary(tighter))
    }
    return try made(Junction(operands.map(\.node), decisive: decisive), .boolean, over: operands)
  }

  mutating func unary() throws(FEELError) -> Parsed {
    guard isAt(.minus) else { return try postfix(from: try primary()) }
    level += 1
    defer { level -= 1 }
    guard level <= Self.greatestLevel else { throw lexer.error(.tooDeep, at: token.start) }
    let position = position()
    try advance()
    let operand = try unary()
    if case .number(let number)? = operand.node.constant {
      return Parsed(node: Constant(.number(number.negated)), type: .number)
    }
    return try made(Negate(operand.node, at: position), operand.type, over: operand)
  }
}

extension Operator {
  /// How tight the right operand must be.
  fileprivate var operand: Parser.Precedence {
    switch self {
    case .add, .subtract: .product
    case .multiply, .divide: .power
    case .power: .instance
    }
  }
}
