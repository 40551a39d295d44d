/// `[a, b, …]`
final class ListLiteral: Node {
  let elements: [any Node]

  init(_ elements: [any Node]) { self.elements = elements }

  func evaluate(_ frame: inout Frame) -> Value {
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    var isFlat = true
    for element in elements {
      let value = element.evaluate(&frame)
      switch value {
      case .list, .context, .range, .function: isFlat = false
      default: break
      }
      values.append(value)
    }
    // A row of plain values needs no look at its nesting.
    return isFlat ? .list(values) : frame.evaluation.admit(.list(values))
  }
}

/// `{a: …, b: …}`: each entry sees those before it, as locals.
final class ContextLiteral: Node {
  let names: [String]
  let values: [any Node]

  init(names: [String], values: [any Node]) {
    self.names = names
    self.values = values
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let start = frame.locals.count
    for value in values { frame.locals.append(value.evaluate(&frame)) }
    var context = Context()
    for (place, name) in names.enumerated() { context[name] = frame.locals[start + place] }
    frame.locals.removeSubrange(start...)
    return frame.evaluation.admit(.context(context))
  }
}

/// `[a..b]` and its open forms. Ends that cannot be compared, are null or in the wrong order give null.
final class RangeLiteral: Node {
  let lower: any Node
  let upper: any Node
  let lowerIsClosed: Bool
  let upperIsClosed: Bool
  let position: Position

  init(lower: any Node, lowerIsClosed: Bool, upper: any Node, upperIsClosed: Bool, at position: Position) {
    self.lower = lower
    self.upper = upper
    self.lowerIsClosed = lowerIsClosed
    self.upperIsClosed = upperIsClosed
    self.position = position
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let lower = lower.evaluate(&frame)
    let upper = upper.evaluate(&frame)
    guard let interval = Interval(from: lower, isClosed: lowerIsClosed, to: upper, isClosed: upperIsClosed) else {
      return frame.fault(.wrongType(what: ".."), at: position)
    }
    return .range(interval)
  }
}

extension Interval {
  /// A range between two ends of one kind, the lower not after the upper; else nil.
  init?(from lower: Value, isClosed lowerIsClosed: Bool, to upper: Value, isClosed upperIsClosed: Bool) {
    guard lower.isOfSameKind(as: upper), let order = lower.compare(to: upper), order <= 0 else { return nil }
    self.init(lower: lower, lowerIsClosed: lowerIsClosed, upper: upper, upperIsClosed: upperIsClosed)
  }
}

/// `< x`, `>= x`, `= x`, … as a value: a range with one end.
final class HalfRange: Node {
  let comparison: Comparison
  let end: any Node
  let position: Position

  init(_ comparison: Comparison, _ end: any Node, at position: Position) {
    self.comparison = comparison
    self.end = end
    self.position = position
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let end = end.evaluate(&frame)
    switch comparison {
    case .equal: return .range(Interval(equalTo: end))
    case .notEqual: return .range(Interval(equalTo: end, isNegated: true))
    default: break
    }
    guard end.compare(to: end) != nil else {
      return end.isNull ? .null : frame.fault(.wrongType(what: comparison.rawValue), at: position)
    }
    return switch comparison {
    case .less: .range(Interval(lower: nil, lowerIsClosed: false, upper: end, upperIsClosed: false))
    case .lessOrEqual: .range(Interval(lower: nil, lowerIsClosed: false, upper: end, upperIsClosed: true))
    case .greater: .range(Interval(lower: end, lowerIsClosed: false, upper: nil, upperIsClosed: false))
    default: .range(Interval(lower: end, lowerIsClosed: true, upper: nil, upperIsClosed: false))
    }
  }
}
