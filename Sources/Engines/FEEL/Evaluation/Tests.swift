/// A part of unary tests: gives whether an input passes, nil for null.
protocol Test: AnyObject, Sendable {
  func holds(for input: Value, _ frame: inout Frame) -> Bool?
  /// As data, where nothing has to be computed.
  var constant: ConstantTest? { get }
}

/// `-`: everything passes.
final class AnyTest: Test {
  func holds(for input: Value, _ frame: inout Frame) -> Bool? { true }
  var constant: ConstantTest? { .any }
}

/// An expression as a test (§10.3.2.8, grammar rules 7 to 14): a range includes the input, a list has it as an element
/// or in a range that is an element, anything else equals it. An expression that speaks of the input (`?`) is the
/// answer itself.
final class ExpressionTest: Test {
  let expression: any Node
  /// Whether the expression speaks of `?`.
  let usesInput: Bool
  private let isConstant: Bool
  let position: Position

  init(_ expression: any Node, usesInput: Bool, at position: Position) {
    self.expression = expression
    isConstant = expression.constant != nil
    self.usesInput = usesInput
    self.position = position
  }

  func holds(for input: Value, _ frame: inout Frame) -> Bool? {
    let value = expression.evaluate(&frame)
    if usesInput {
      guard case .boolean(let answer) = value else { return nil }
      return answer
    }
    // A condition on other things, in a cell whose input is no boolean.
    if case .boolean(let answer) = value, !isConstant {
      switch input {
      case .boolean, .null, .list: break
      default: return answer
      }
    }
    // A range that could not be made includes nothing that is known.
    if value.isNull, expression is RangeLiteral { return nil }
    let answer = value.admits(input, frame.evaluation)
    if answer == nil { _ = frame.fault(.wrongType(what: "in"), at: position) }
    return answer
  }

  var constant: ConstantTest? {
    guard !usesInput, let value = expression.constant else { return nil }
    switch value {
    case .range(let interval): return interval.asTest
    case .list, .function: return nil
    default: return .equal(value)
    }
  }
}

extension Value {
  /// Whether this, as a test, lets an input pass; nil for null.
  func admits(_ input: Value, _ evaluation: Evaluation) -> Bool? {
    switch self {
    case .range(let interval):
      if case .range = input { return isEqual(to: input, paying: evaluation) }
      return interval.includes(input)
    case .list(let elements):
      if case .list = input, isEqual(to: input, paying: evaluation) == true { return true }
      guard evaluation.spend(elements.count / 8) else { return nil }
      for element in elements {
        if case .range(let interval) = element, interval.includes(input) == true { return true }
        if element.isEqual(to: input, paying: evaluation) == true { return true }
      }
      return false
    default: return isEqual(to: input, paying: evaluation)
    }
  }
}

extension Interval {
  /// Whether a value lies in the range; nil where it cannot be compared with the ends.
  public func includes(_ value: Value) -> Bool? {
    if isNotEqual { return lower.flatMap { value.isEqual(to: $0) }.map { !$0 } }
    if isEqualOnly { return lower.flatMap { value.isEqual(to: $0) } }
    if let lower {
      guard let order = value.compare(to: lower) else { return nil }
      if order < 0 || (order == 0 && !lowerIsClosed) {
        // The other end must be comparable too, else the whole is null.
        return upper.map { value.compare(to: $0) != nil } ?? true ? false : nil
      }
    }
    if let upper {
      guard let order = value.compare(to: upper) else { return nil }
      if order > 0 || (order == 0 && !upperIsClosed) { return false }
    }
    return true
  }

  var asTest: ConstantTest {
    guard let lower, isNotEqual || isEqualOnly else { return .interval(self) }
    return isNotEqual ? .notEqual(lower) : .equal(lower)
  }
}

/// Alternatives, perhaps negated.
final class TestList: Test {
  let tests: [any Test]
  let isNegated: Bool
  /// Whether a local for the input is needed: some test speaks of it, or has locals that come after it.
  let needsInput: Bool

  init(_ tests: [any Test], isNegated: Bool, needsInput: Bool) {
    self.tests = tests
    self.isNegated = isNegated
    self.needsInput = needsInput
  }

  func holds(for input: Value, _ frame: inout Frame) -> Bool? {
    var isKnown = true
    for test in tests {
      guard let holds = test.holds(for: input, &frame) else {
        isKnown = false
        continue
      }
      if holds { return !isNegated }
    }
    return isKnown ? isNegated : nil
  }

  var constant: ConstantTest? { nil }
}

/// `e in tests`.
final class In: Node {
  let value: any Node
  let tests: TestList

  init(_ value: any Node, _ tests: TestList) {
    self.value = value
    self.tests = tests
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let value = value.evaluate(&frame)
    if tests.needsInput { frame.locals.append(value) }
    let holds = tests.holds(for: value, &frame)
    if tests.needsInput { frame.locals.removeLast() }
    return holds.map { .boolean($0) } ?? .null
  }
}
