import FEEL

extension DecisionTable {
  /// The result for the inputs of a frame.
  func evaluate(_ frame: inout Variables, _ run: Run) -> Value {
    if let trace = run.trace { return explained(&frame, run, trace) }
    if index.words == 1, !index.asksAllowed { return evaluateFew(&frame, run) }
    guard let values = inputValues(&frame, run) else { return .null }
    return result(of: rules(for: values, &frame, run.evaluation), &frame, run)
  }

  /// The same for at most 64 rules and allowed values that are constants: nothing is allocated on the way to the rule.
  @inline(__always)
  private func evaluateFew(_ frame: inout Variables, _ run: Run) -> Value {
    var alive = index.all[0]
    var values: [Value] = []
    let isAsked = index.dynamicRules[0] != 0
    if isAsked { values = [Value](repeating: .null, count: inputs.count) }
    for number in index.tested {
      let value: Value
      if case .slot(let slot) = inputs[number].logic, slot < frame.values.count {
        value = frame.values[slot]
      } else {
        value = inputs[number].logic.evaluate(&frame, run)
      }
      if isAsked { values[number] = value }
      if let found = index.columns[number].classes.find(value) {
        alive &= index.columns[number].masks[found]
        if let allowed = index.columns[number].allowed, !allowed[found] {
          return refused(.notAllowed(inputs[number].label, value), run)
        }
      } else {
        if let allowed = inputs[number].allowed, !allowed.holds(for: value, frame, run.evaluation) {
          return refused(.notAllowed(inputs[number].label, value), run)
        }
        alive &= asked(number, value, among: [alive], frame, run.evaluation)[0]
      }
      if alive == 0, !index.hasAllowed { break }
    }
    guard alive & index.dynamicRules[0] == 0, hitPolicy == .first || alive & (alive &- 1) == 0 else {
      return result(of: settled([alive], values, frame, run.evaluation), &frame, run)
    }
    guard alive != 0 else { return fallback(&frame, run) }
    let rule = alive.trailingZeroBitCount
    if hitPolicy.isSingle { return output(of: rule, &frame, run) }
    return result(of: [rule], &frame, run)
  }

  /// The inputs' values; nil when one is not among the allowed ones (§8.2.7), with the reason reported.
  func inputValues(_ frame: inout Variables, _ run: Run) -> [Value]? {
    var values: [Value] = []
    values.reserveCapacity(inputs.count)
    var isAllowed = true
    for input in inputs {
      let value = input.logic.evaluate(&frame, run)
      values.append(value)
      // Null is what an input without a value has; whether it matters is for the rules to say.
      if let allowed = input.allowed, !value.isNull, !allowed.holds(for: value, frame, run.evaluation) {
        isAllowed = false
        run.evaluation.report(.notAllowed(input.label, value))
      }
    }
    return isAllowed ? values : nil
  }

  /// The numbers of the rules that match, in order; under FIRST only the first.
  func rules(for values: [Value], _ frame: inout Variables, _ evaluation: Evaluation) -> [Int] {
    let words = index.words
    var alive = index.all
    for number in index.tested where number < values.count {
      let column = index.columns[number]
      if let found = column.classes.find(values[number]) {
        for word in 0..<words { alive[word] &= column.masks[found * words + word] }
      } else {
        alive = asked(number, values[number], among: alive, frame, evaluation)
      }
    }
    return settled(alive, values, frame, evaluation)
  }

  /// Every rule tested entry by entry, without the index: what the index must agree with.
  func rulesOneByOne(for values: [Value], _ frame: inout Variables, _ evaluation: Evaluation) -> [Int] {
    var found: [Int] = []
    for (number, rule) in rules.enumerated() {
      let holds = zip(rule.tests, values).allSatisfy { test, value in
        test.map { $0.holds(for: value, frame, evaluation) } ?? true
      }
      guard holds else { continue }
      found.append(number)
      if hitPolicy == .first { break }
    }
    return found
  }

  /// A value that belongs to no class of its column: the constant entries are asked, the others wait their turn.
  private func asked(
    _ number: Int, _ value: Value, among alive: [UInt64], _ frame: Variables, _ evaluation: Evaluation
  ) -> [UInt64] {
    var left = alive
    for rule in rules.indices where left[rule >> 6] & (1 << UInt64(rule & 63)) != 0 {
      guard let test = rules[rule].tests[number], !index.dynamicColumns[rule].contains(number) else { continue }
      if !test.holds(for: value, frame, evaluation) { left[rule >> 6] &= ~(1 << UInt64(rule & 63)) }
    }
    return left
  }

  /// Asks what the index could not decide.
  private func settled(_ alive: [UInt64], _ values: [Value], _ frame: Variables, _ evaluation: Evaluation) -> [Int] {
    var found: [Int] = []
    for (word, bits) in alive.enumerated() {
      var bits = bits
      while bits != 0 {
        let rule = word * 64 + bits.trailingZeroBitCount
        bits &= bits &- 1
        let holds = index.dynamicColumns[rule].allSatisfy { number in
          rules[rule].tests[number].map { $0.holds(for: values[number], frame, evaluation) } ?? true
        }
        guard holds else { continue }
        found.append(rule)
        if hitPolicy == .first { return found }
      }
    }
    return found
  }
}

extension Diagnostic {
  static func notAllowed(_ label: String, _ value: Value) -> Diagnostic {
    Diagnostic(
      .other(
        english: "\(value.literal) is not among the allowed values of “\(label)”",
        chinese: "\(value.literal) 不在“\(label)”的允许值之内"))
  }
}
