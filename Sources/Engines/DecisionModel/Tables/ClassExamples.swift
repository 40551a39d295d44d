import Decimals
import FEEL
import Temporal

/// A value for each class of a column, as plain as can be: it decides which tests the class passes, and it is what a
/// finding shows to a person.
enum ClassExamples {
  static func examples(_ kind: ColumnClasses.Kind, _ constants: [Value]) -> [Value?] {
    switch kind {
    case .none: return [.boolean(true)]
    case .boolean: return [.boolean(false), .boolean(true)]
    case .string: return constants.map { $0 } + [other(than: constants)]
    default:
      var found: [Value?] = []
      for (index, constant) in constants.enumerated() {
        found.append(between(index == 0 ? Value?.none : constants[index - 1], constant))
        found.append(constant)
      }
      found.append(between(constants.last, .none))
      return found
    }
  }

  /// A string that is none of these.
  private static func other(than constants: [Value]) -> Value {
    var text = "…"
    while constants.contains(.string(text)) { text += "…" }
    return .string(text)
  }

  /// A value strictly between two, or beyond one; nil where there is none.
  private static func between(_ lower: Value?, _ upper: Value?) -> Value? {
    switch (lower, upper) {
    case (.number(let low)?, .number(let high)?): return number(low, high).map(Value.number)
    case (nil, .number(let high)?): return high.subtracting(.one).flatMap { strictly(nil, $0, high) }.map(Value.number)
    case (.number(let low)?, nil): return low.adding(.one).flatMap { strictly(low, $0, nil) }.map(Value.number)
    case (.date(let low)?, .date(let high)?): return low.adding(days: 1).flatMap { $0 < high ? Value?.some(.date($0)) : .none }
    case (nil, .date(let high)?): return high.adding(days: -1).map(Value.date)
    case (.date(let low)?, nil): return low.adding(days: 1).map(Value.date)
    case (.months, _), (_, .months): return months(lower, upper)
    case (.seconds, _), (_, .seconds): return seconds(lower, upper)
    case (.string, _), (_, .string): return string(lower, upper)
    default: return .none
    }
  }

  private static func strictly(_ low: Decimal34?, _ value: Decimal34, _ high: Decimal34?) -> Decimal34? {
    if let low, value <= low { return nil }
    if let high, value >= high { return nil }
    return value
  }

  private static func number(_ low: Decimal34, _ high: Decimal34) -> Decimal34? {
    if let whole = low.rounded(toScale: 0, .floor)?.adding(.one), let fits = strictly(low, whole, high) { return fits }
    return low.adding(high)?.divided(by: 2).flatMap { strictly(low, $0, high) }
  }

  private static func months(_ lower: Value?, _ upper: Value?) -> Value? {
    if case .months(let low)? = lower {
      guard let next = low.adding(MonthsDuration(months: 1)) else { return .none }
      if case .months(let high)? = upper, next >= high { return .none }
      return .months(next)
    }
    guard case .months(let high)? = upper else { return .none }
    return high.subtracting(MonthsDuration(months: 1)).map(Value.months)
  }

  private static func seconds(_ lower: Value?, _ upper: Value?) -> Value? {
    let one: Int128 = 1_000_000_000
    switch (lower, upper) {
    case (.seconds(let low)?, .seconds(let high)?):
      let (from, to) = (low.totalNanoseconds, high.totalNanoseconds)
      let step = from + one < to ? from + one : (from + to) / 2
      guard step > from, step < to else { return .none }
      return SecondsDuration(totalNanoseconds: step).map(Value.seconds)
    case (nil, .seconds(let high)?): return SecondsDuration(totalNanoseconds: high.totalNanoseconds - one).map(Value.seconds)
    case (.seconds(let low)?, nil): return SecondsDuration(totalNanoseconds: low.totalNanoseconds + one).map(Value.seconds)
    default: return .none
    }
  }

  private static func string(_ lower: Value?, _ upper: Value?) -> Value? {
    let stem = if case .string(let text)? = lower { text } else { "" }
    let candidates = lower == nil ? [" ", "\u{0}", ""] : [stem + " ", stem + "\u{0}"]
    return candidates.map(Value.string).first { candidate in
      if let lower, ColumnClasses.order(lower, candidate) >= 0 { return false }
      if let upper, ColumnClasses.order(candidate, upper) >= 0 { return false }
      return true
    }
  }
}
