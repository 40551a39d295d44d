/// `and` and `or` over any number of operands, three-valued (DMN 1.5 §10.3.2.13 table 50): what is not boolean counts
/// as null.
final class Junction: Node {
  let operands: [any Node]
  /// What one operand must be to decide the whole: false for `and`, true for `or`.
  let decisive: Bool

  init(_ operands: [any Node], decisive: Bool) {
    self.operands = operands
    self.decisive = decisive
  }

  func evaluate(_ frame: inout Frame) -> Value {
    var isKnown = true
    for operand in operands {
      guard case .boolean(let value) = operand.evaluate(&frame) else {
        isKnown = false
        continue
      }
      if value == decisive { return .boolean(decisive) }
    }
    return isKnown ? .boolean(!decisive) : .null
  }
}

final class Conditional: Node {
  let condition: any Node
  let then: any Node
  let otherwise: any Node

  init(condition: any Node, then: any Node, otherwise: any Node) {
    self.condition = condition
    self.then = then
    self.otherwise = otherwise
  }

  /// Anything but true takes the `else` branch.
  func evaluate(_ frame: inout Frame) -> Value {
    if case .boolean(true) = condition.evaluate(&frame) { return then.evaluate(&frame) }
    return otherwise.evaluate(&frame)
  }
}

enum Comparison: String, Sendable {
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  /// Nil where the values cannot be compared.
  @inline(__always) func holds(_ left: Value, _ right: Value, _ evaluation: Evaluation) -> Bool? {
    switch self {
    case .equal: return left.isEqual(to: right, paying: evaluation)
    case .notEqual: return left.isEqual(to: right, paying: evaluation).map { !$0 }
    default:
      guard let order = left.compare(to: right) else { return nil }
      return switch self {
      case .less: order < 0
      case .lessOrEqual: order <= 0
      case .greater: order > 0
      default: order >= 0
      }
    }
  }
}

final class Compare: Node {
  let left: any Node
  let right: any Node
  let comparison: Comparison
  let position: Position

  init(_ left: any Node, _ comparison: Comparison, _ right: any Node, at position: Position) {
    self.left = left
    self.right = right
    self.comparison = comparison
    self.position = position
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let left = left.evaluate(&frame)
    let right = right.evaluate(&frame)
    guard let holds = comparison.holds(left, right, frame.evaluation) else {
      return frame.fault(.wrongType(what: comparison.rawValue), at: position)
    }
    return .boolean(holds)
  }
}

/// `e between a and b`.
final class Between: Node {
  let value: any Node
  let lower: any Node
  let upper: any Node
  let position: Position

  init(_ value: any Node, _ lower: any Node, _ upper: any Node, at position: Position) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.position = position
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let value = value.evaluate(&frame)
    let lower = lower.evaluate(&frame)
    let upper = upper.evaluate(&frame)
    guard let fromLower = value.compare(to: lower), let toUpper = value.compare(to: upper) else {
      return frame.fault(.wrongType(what: "between"), at: position)
    }
    return .boolean(fromLower >= 0 && toUpper <= 0)
  }
}

final class InstanceOf: Node {
  let value: any Node
  let type: FEELType

  init(_ value: any Node, _ type: FEELType) {
    self.value = value
    self.type = type.withoutConstraints
  }

  /// Null is an instance of nothing (§10.3.2.9.3).
  func evaluate(_ frame: inout Frame) -> Value {
    let value = value.evaluate(&frame)
    return .boolean(!value.isNull && type.conforms(value, frame.evaluation))
  }
}
