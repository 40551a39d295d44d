import Decimals
import Temporal

/// What an iteration goes through: a list, or the whole numbers or days from one end to the other, up or down.
enum Domain {
  case values([Value])
  case integers(from: Int, to: Int)
  case days(from: CivilDate, to: CivilDate)

  /// A range that is a value goes up only; it must have both ends (DMN 1.5 §10.3.2.14).
  init?(_ value: Value) {
    switch value {
    case .list(let elements): self = .values(elements)
    case .range(let interval):
      guard !interval.isNotEqual, let lower = interval.lower, let upper = interval.upper else { return nil }
      switch (lower, upper) {
      case (.number(let lower), .number(let upper)):
        guard let lower = lower.int, let upper = upper.int, lower <= upper else { return nil }
        let first = lower.addingReportingOverflow(interval.lowerIsClosed ? 0 : 1)
        let last = upper.subtractingReportingOverflow(interval.upperIsClosed ? 0 : 1)
        guard !first.overflow, !last.overflow else { return nil }
        self =
          first.partialValue <= last.partialValue ? .integers(from: first.partialValue, to: last.partialValue) : .values([])
      case (.date(let lower), .date(let upper)):
        guard lower <= upper, let first = interval.lowerIsClosed ? lower : lower.adding(days: 1),
          let last = interval.upperIsClosed ? upper : upper.adding(days: -1)
        else { return nil }
        self = first <= last ? .days(from: first, to: last) : .values([])
      default: return nil
      }
    case .null: return nil
    default: self = .values([value])
    }
  }

  /// `a..b` after `in`: up or down.
  init?(from start: Value, to end: Value) {
    switch (start, end) {
    case (.number(let start), .number(let end)):
      guard let start = start.int, let end = end.int else { return nil }
      self = .integers(from: start, to: end)
    case (.date(let start), .date(let end)): self = .days(from: start, to: end)
    default: return nil
    }
  }

  /// Calls `body` for each value until it gives false.
  func forEach(_ body: (Value) -> Bool) {
    switch self {
    case .values(let values):
      for value in values where !body(value) { return }
    case .integers(let from, let to):
      var value = from
      while body(.number(Decimal34(value))), value != to { value += from <= to ? 1 : -1 }
    case .days(let from, let to):
      var day = from
      while body(.date(day)), day != to, let next = day.adding(days: from <= to ? 1 : -1) { day = next }
    }
  }
}

/// One `name in …` of an iteration.
struct Iterator: Sendable {
  let start: any Node
  /// The other end of `a..b`.
  let end: (any Node)?

  func domain(_ frame: inout Frame, _ what: String, at position: Position) -> Domain? {
    let value = start.evaluate(&frame)
    let domain: Domain?
    if let end {
      domain = Domain(from: value, to: end.evaluate(&frame))
    } else {
      domain = Domain(value)
    }
    if domain == nil { _ = frame.fault(.wrongType(what: what), at: position) }
    return domain
  }
}

/// `for … return …` (§10.3.2.14). Of the locals the first is the place of `partial`, then come the iteration variables.
final class For: Node {
  let iterators: [Iterator]
  let body: any Node
  let usesPartial: Bool
  let position: Position

  init(_ iterators: [Iterator], usesPartial: Bool, body: any Node, at position: Position) {
    self.iterators = iterators
    self.usesPartial = usesPartial
    self.body = body
    self.position = position
  }

  func evaluate(_ frame: inout Frame) -> Value {
    var results: [Value] = []
    let partial = frame.locals.count
    frame.locals.append(.null)
    defer { frame.locals.removeLast() }
    guard run(0, partial, &frame, &results), !frame.evaluation.isExhausted else { return .null }
    return .list(results)
  }

  /// Binds the iterator at `index` to each of its values; false when the domain is none.
  private func run(_ index: Int, _ partial: Int, _ frame: inout Frame, _ results: inout [Value]) -> Bool {
    guard index < iterators.count else {
      guard usesPartial else {
        results.append(frame.evaluation.admit(body.evaluate(&frame)))
        return true
      }
      // Handed over and taken back, so that the list is not copied in each round.
      frame.locals[partial] = .list(results)
      results = []
      let value = frame.evaluation.admit(body.evaluate(&frame))
      if case .list(let soFar) = frame.locals[partial] { results = soFar }
      frame.locals[partial] = .null
      results.append(value)
      return true
    }
    guard let domain = iterators[index].domain(&frame, "for", at: position) else { return false }
    var isComplete = true
    domain.forEach { value in
      guard frame.evaluation.spend() else { return false }
      frame.locals.append(value)
      isComplete = run(index + 1, partial, &frame, &results)
      frame.locals.removeLast()
      return isComplete
    }
    return isComplete
  }
}

/// `some` and `every … satisfies …`: `or` and `and` over the iterations.
final class Quantified: Node {
  let iterators: [Iterator]
  let condition: any Node
  /// What one iteration must give to decide the whole: true for `some`, false for `every`.
  let decisive: Bool
  let position: Position

  init(_ iterators: [Iterator], condition: any Node, decisive: Bool, at position: Position) {
    self.iterators = iterators
    self.condition = condition
    self.decisive = decisive
    self.position = position
  }

  private enum Outcome { case decided, undecided, unknown }

  func evaluate(_ frame: inout Frame) -> Value {
    switch run(0, &frame) {
    case .decided: .boolean(decisive)
    case .undecided: frame.evaluation.isExhausted ? .null : .boolean(!decisive)
    case .unknown: .null
    }
  }

  private func run(_ index: Int, _ frame: inout Frame) -> Outcome {
    guard index < iterators.count else {
      guard case .boolean(let holds) = condition.evaluate(&frame) else { return .unknown }
      return holds == decisive ? .decided : .undecided
    }
    guard let domain = iterators[index].domain(&frame, decisive ? "some" : "every", at: position) else { return .unknown }
    var outcome = Outcome.undecided
    domain.forEach { value in
      guard frame.evaluation.spend() else { return false }
      frame.locals.append(value)
      let one = run(index + 1, &frame)
      frame.locals.removeLast()
      if one != .undecided { outcome = one }
      return one != .decided
    }
    return outcome
  }
}
