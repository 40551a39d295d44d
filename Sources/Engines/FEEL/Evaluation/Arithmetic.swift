import Decimals
import Temporal

enum Operator: String, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case power = "**"
}

/// Arithmetic on two operands (DMN 1.5 §10.3.2.13 tables 45 to 49 and 66 to 68).
final class Arithmetic: Node {
  let left: any Node
  let right: any Node
  let operation: Operator
  let position: Position

  init(_ left: any Node, _ operation: Operator, _ right: any Node, at position: Position) {
    self.left = left
    self.right = right
    self.operation = operation
    self.position = position
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let left = left.evaluate(&frame)
    let right = right.evaluate(&frame)
    if case .number(let left) = left, case .number(let right) = right {
      let result =
        switch operation {
        case .add: left.adding(right)
        case .subtract: left.subtracting(right)
        case .multiply: left.multiplied(by: right)
        case .divide: left.divided(by: right)
        case .power: frame.evaluation.spend(right.isWhole ? 40 : 400) ? left.power(right) : nil
        }
      guard let result else { return frame.fault(.arithmetic, at: position) }
      return .number(result)
    }
    return other(left, right, &frame)
  }

  private func other(_ left: Value, _ right: Value, _ frame: inout Frame) -> Value {
    let result: Outcome =
      switch operation {
      case .add: Self.sum(left, right, frame.evaluation)
      case .subtract: Self.difference(left, right)
      case .multiply: Self.product(left, right)
      case .divide: Self.quotient(left, right)
      case .power: .undefined
      }
    switch result {
    case .value(let value): return value
    case .undefined: return frame.fault(.wrongType(what: operation.rawValue), at: position)
    case .outOfRange: return frame.fault(.arithmetic, at: position)
    }
  }

  private enum Outcome {
    case value(Value)
    case outOfRange
    case undefined

    init(_ value: Value?) { self = value.map { .value($0) } ?? .outOfRange }
  }

  private static func sum(_ left: Value, _ right: Value, _ evaluation: Evaluation) -> Outcome {
    switch (left, right) {
    case (.string(let left), .string(let right)):
      guard evaluation.spend((left.utf8.count + right.utf8.count) / 16) else { return .value(.null) }
      return .value(.string(left + right))
    case (.months(let left), .months(let right)): return Outcome(left.adding(right).map(Value.months))
    case (.seconds(let left), .seconds(let right)): return Outcome(left.adding(right).map(Value.seconds))
    case (.date(let date), .months(let span)), (.months(let span), .date(let date)):
      return Outcome(date.adding(span).map(Value.date))
    case (.date(let date), .seconds(let span)), (.seconds(let span), .date(let date)):
      return Outcome(date.adding(span).map(Value.date))
    case (.dateTime(let moment), .months(let span)), (.months(let span), .dateTime(let moment)):
      return Outcome(moment.adding(span).map(Value.dateTime))
    case (.dateTime(let moment), .seconds(let span)), (.seconds(let span), .dateTime(let moment)):
      return Outcome(moment.adding(span).map(Value.dateTime))
    case (.time(let time), .seconds(let span)), (.seconds(let span), .time(let time)):
      return .value(.time(time.adding(span)))
    default: return .undefined
    }
  }

  private static func difference(_ left: Value, _ right: Value) -> Outcome {
    switch (left, right) {
    case (.months(let left), .months(let right)): return Outcome(left.subtracting(right).map(Value.months))
    case (.seconds(let left), .seconds(let right)): return Outcome(left.subtracting(right).map(Value.seconds))
    case (.date(let left), .date(let right)): return .value(.seconds(left.duration(since: right)))
    case (.dateTime(let left), .dateTime(let right)): return between(left, right)
    case (.dateTime(let left), .date(let right)): return between(left, right.midnightUTC)
    case (.date(let left), .dateTime(let right)): return between(left.midnightUTC, right)
    case (.time(let left), .time(let right)):
      return left.duration(since: right).map { .value(.seconds($0)) } ?? .undefined
    case (.date(let date), .months(let span)): return Outcome(date.subtracting(span).map(Value.date))
    case (.date(let date), .seconds(let span)): return Outcome(date.subtracting(span).map(Value.date))
    case (.dateTime(let moment), .months(let span)): return Outcome(moment.subtracting(span).map(Value.dateTime))
    case (.dateTime(let moment), .seconds(let span)): return Outcome(moment.subtracting(span).map(Value.dateTime))
    case (.time(let time), .seconds(let span)): return Outcome(time.subtracting(span).map(Value.time))
    default: return .undefined
    }
  }

  private static func between(_ left: DateAndTime, _ right: DateAndTime) -> Outcome {
    left.duration(since: right).map { .value(.seconds($0)) } ?? .undefined
  }

  private static func product(_ left: Value, _ right: Value) -> Outcome {
    switch (left, right) {
    case (.months(let span), .number(let factor)), (.number(let factor), .months(let span)):
      Outcome(span.multiplied(by: factor).map(Value.months))
    case (.seconds(let span), .number(let factor)), (.number(let factor), .seconds(let span)):
      Outcome(span.multiplied(by: factor).map(Value.seconds))
    default: .undefined
    }
  }

  private static func quotient(_ left: Value, _ right: Value) -> Outcome {
    switch (left, right) {
    case (.months(let span), .number(let divisor)): Outcome(span.divided(by: divisor).map(Value.months))
    case (.seconds(let span), .number(let divisor)): Outcome(span.divided(by: divisor).map(Value.seconds))
    case (.months(let left), .months(let right)): Outcome(left.divided(by: right).map(Value.number))
    case (.seconds(let left), .seconds(let right)): Outcome(left.divided(by: right).map(Value.number))
    default: .undefined
    }
  }
}

/// Unary minus.
final class Negate: Node {
  let operand: any Node
  let position: Position

  init(_ operand: any Node, at position: Position) {
    self.operand = operand
    self.position = position
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let value: Value?
    switch operand.evaluate(&frame) {
    case .number(let number): value = .number(number.negated)
    case .months(let span): value = span.negated.map(Value.months)
    case .seconds(let span): value = span.negated.map(Value.seconds)
    default: return frame.fault(.wrongType(what: "-"), at: position)
    }
    return value ?? frame.fault(.arithmetic, at: position)
  }
}
