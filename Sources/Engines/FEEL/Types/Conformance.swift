import Temporal

extension FEELType {
  /// Whether a value is of this type without any conversion (§10.3.2.9). Null is of every type.
  public func conforms(_ value: Value, _ evaluation: Evaluation) -> Bool {
    if value.isNull { return true }
    switch (self, value) {
    case (.any, _), (.boolean, .boolean), (.number, .number), (.string, .string), (.date, .date), (.time, .time),
      (.dateTime, .dateTime), (.yearsAndMonthsDuration, .months), (.daysAndTimeDuration, .seconds):
      return true
    case (.list(let type), .list(let elements)):
      guard type != .any else { return true }
      guard evaluation.spend(elements.count) else { return false }
      return elements.allSatisfy { type.conforms($0, evaluation) }
    case (.range(let type), .range(let interval)):
      return [interval.lower, interval.upper].allSatisfy { $0.map { type.conforms($0, evaluation) } ?? true }
    case (.context(let members), .context(let context)):
      return members.allSatisfy { member in context[member.name].map { member.type.conforms($0, evaluation) } ?? false }
    case (.function(let parameters, let result), .function(let function)):
      // Parameters may be wider, the result narrower (§10.3.2.9.2).
      if case ([], .any) = (parameters, result) { return true }
      guard function.definition.builtIn == nil else { return true }
      return parameters.count == function.parameters.count
        && zip(parameters, function.parameters).allSatisfy { $0.isSubtype(of: $1.type) }
        && (function.result == .any || function.result.isSubtype(of: result))
    case (.constrained(let type, let tests), _):
      return type.conforms(value, evaluation) && passes(tests, value, of: type, evaluation)
    default: return false
    }
  }

  /// Allowed values of a list type are those of its elements, unless the tests speak of the list itself by `?`.
  private func passes(_ tests: UnaryTests, _ value: Value, of type: FEELType, _ evaluation: Evaluation) -> Bool {
    if case .list = type.plain, case .list(let elements) = value, !tests.text.utf8.contains(UInt8(ascii: "?")) {
      if evaluation.silently({ tests.holds(for: value, evaluation) }) == true { return true }
      return elements.allSatisfy { tests.holds(for: $0, evaluation) == true }
    }
    return tests.holds(for: value, evaluation) == true
  }

  /// The value made this type by FEEL's implicit conversions (§10.3.2.9.4: to a singleton list, from a singleton list,
  /// date to date and time), else null with a diagnostic.
  public func coerce(_ value: Value, _ evaluation: Evaluation) -> Value {
    if conforms(value, evaluation) { return value }
    switch (plain, value) {
    case (.list(let type), .list(let elements)):
      // Elements may need conversion themselves: dates in a list of dates and times.
      let made = Value.list(elements.map { type.converted($0, evaluation) ?? $0 })
      if conforms(made, evaluation) { return made }
    case (.list, _):
      let made = Value.list([value])
      if conforms(made, evaluation) { return made }
    default:
      if let made = converted(value, evaluation) { return made }
    }
    evaluation.report(Diagnostic(.notOfType(description)))
    return .null
  }

  private func converted(_ value: Value, _ evaluation: Evaluation) -> Value? {
    if conforms(value, evaluation) { return value }
    switch (plain, value) {
    case (.dateTime, .date(let date)):
      let made = Value.dateTime(date.midnightUTC)
      return conforms(made, evaluation) ? made : nil
    case (_, .list(let elements)):
      // Only one pair of brackets is taken away.
      guard elements.count == 1, let only = elements.first, !only.isList else { return nil }
      return converted(only, evaluation)
    default: return nil
    }
  }

  /// §10.3.2.9.2: whether every value of this type is of the other.
  public func isSubtype(of other: FEELType) -> Bool {
    switch (self, other) {
    case (_, .any), (.null, _): return true
    case (.constrained(let type, _), .constrained(_, _)): return self == other || type.isSubtype(of: other)
    case (.constrained(let type, _), _): return type.isSubtype(of: other)
    case (.list(let left), .list(let right)), (.range(let left), .range(let right)): return left.isSubtype(of: right)
    case (.context(let left), .context(let right)):
      return right.allSatisfy { member in
        left.contains { $0.name == member.name && $0.type.isSubtype(of: member.type) }
      }
    case (.function(let left, let leftResult), .function(let right, let rightResult)):
      return left.count == right.count && zip(left, right).allSatisfy { $1.isSubtype(of: $0) }
        && leftResult.isSubtype(of: rightResult)
    default: return self == other
    }
  }
}

extension Value {
  fileprivate var isList: Bool { if case .list = self { true } else { false } }
}

extension FEELType {
  /// The type with no regard to allowed values: that is what `instance of` asks (§10.3.2.9.3).
  var withoutConstraints: FEELType {
    switch self {
    case .constrained(let type, _): type.withoutConstraints
    case .list(let type): .list(type.withoutConstraints)
    case .range(let type): .range(type.withoutConstraints)
    case .context(let members): .context(members.map { Member($0.name, $0.type.withoutConstraints) })
    default: self
    }
  }
}
