import Decimals
import FEEL
import Temporal

extension DecisionTable.HitPolicy {
  /// Whether the result is that of one rule.
  var isSingle: Bool {
    switch self {
    case .unique, .any, .priority, .first: true
    case .ruleOrder, .outputOrder, .collect: false
    }
  }
}

/// From the rules that match to the result (DMN 1.5 §8.2.10).
extension DecisionTable {
  /// Several outputs are one context.
  static func combined(_ values: [Value], _ outputs: [Output]) -> Value {
    if outputs.count == 1 { return values[0] }
    var made = Context()
    for (output, value) in zip(outputs, values) { made[output.name] = value }
    return .context(made)
  }

  /// The outputs of a rule one by one.
  func outputValues(of rule: Int, _ frame: inout Variables, _ run: Run) -> [Value] {
    var values: [Value] = []
    for logic in rules[rule].outputs { values.append(logic.evaluate(&frame, run)) }
    return values
  }

  func output(of rule: Int, _ frame: inout Variables, _ run: Run) -> Value {
    if let constant = rules[rule].constant { return constant }
    guard !outputs.isEmpty else { return .null }
    return Self.combined(outputValues(of: rule, &frame, run), outputs)
  }

  /// What the table gives when no rule matches (§8.2.11); without defaults null, for COLLECT what nothing amounts to.
  func fallback(_ frame: inout Variables, _ run: Run) -> Value {
    if outputs.contains(where: { $0.fallback != nil }) {
      var values: [Value] = []
      for output in outputs {
        let value = output.fallback.map { $0.evaluate(&frame, run) } ?? .null
        values.append(output.isTyped ? output.type.coerce(value, run.evaluation) : value)
      }
      return Self.combined(values, outputs)
    }
    guard hitPolicy == .collect else { return .null }
    return switch aggregation {
    case nil: .list([])
    case .count: 0
    case .sum, .min, .max: .null
    }
  }

  func result(of matching: [Int], _ frame: inout Variables, _ run: Run) -> Value {
    guard let first = matching.first else { return fallback(&frame, run) }
    // Where one rule is enough the others' outputs are not computed.
    switch hitPolicy {
    case .first: return output(of: first, &frame, run)
    case .unique where matching.count > 1: return refused(.overlap(matching, rules), run)
    case .unique: return output(of: first, &frame, run)
    default: break
    }
    var values: [[Value]] = []
    for rule in matching { values.append(outputValues(of: rule, &frame, run)) }
    return result(of: matching, values, frame, run)
  }

  /// The result from the outputs of the rules that match, at least one.
  func result(of matching: [Int], _ outputValues: [[Value]], _ frame: Variables, _ run: Run) -> Value {
    let values = outputs.isEmpty ? matching.map { _ in Value.null } : outputValues.map { Self.combined($0, outputs) }
    guard let first = values.first else { return .null }
    switch hitPolicy {
    case .first: return first
    case .unique: return matching.count > 1 ? refused(.overlap(matching, rules), run) : first
    case .any:
      if let other = values.firstIndex(where: { $0 != first }) {
        return refused(.disagreement(matching[0], matching[other], rules), run)
      }
      return first
    case .priority, .outputOrder:
      let ranked = ranked(outputValues, values, frame, run)
      return hitPolicy == .priority ? ranked.first ?? .null : run.evaluation.admit(.list(ranked))
    case .ruleOrder: return run.evaluation.admit(.list(values))
    case .collect: return collected(values, run)
    }
  }

  func refused(_ diagnostic: Diagnostic, _ run: Run) -> Value {
    run.evaluation.report(diagnostic)
    return .null
  }

  /// From the most important to the least: by the first output's values, then the second's, then rule order.
  private func ranked(_ outputValues: [[Value]], _ values: [Value], _ frame: Variables, _ run: Run) -> [Value] {
    let ranks = outputValues.map { row in
      zip(outputs, row).map { rank(of: $1, $0, frame, run.evaluation) }
    }
    return values.indices.sorted { left, right in
      ranks[left] == ranks[right] ? left < right : ranks[left].lexicographicallyPrecedes(ranks[right])
    }.map { values[$0] }
  }

  /// A value that is not listed comes last.
  func rank(of value: Value, _ output: Output, _ frame: Variables, _ evaluation: Evaluation) -> Int {
    output.priorities.firstIndex { $0.holds(for: value, frame, evaluation) } ?? output.priorities.count
  }

  private func collected(_ values: [Value], _ run: Run) -> Value {
    guard let aggregation else { return run.evaluation.admit(.list(values)) }
    if aggregation == .count { return .number(Decimal34(values.count)) }
    // §8.2.10: aggregates are defined for a single output.
    guard outputs.count == 1 else { return refused(.notAggregated(aggregation), run) }
    return Aggregate.value(aggregation, of: values) ?? refused(.notAggregated(aggregation), run)
  }
}

/// SUM, MIN and MAX of outputs.
enum Aggregate {
  /// Nil where the values cannot be added or compared.
  static func value(_ aggregation: DecisionTable.Aggregation, of values: [Value]) -> Value? {
    guard var result = values.first, !result.isNull else { return nil }
    switch aggregation {
    case .count: return .number(.init(values.count))
    case .sum:
      // One value alone must be of a kind that can be added, too.
      guard sum(result, result) != nil else { return nil }
      for value in values.dropFirst() {
        guard let next = sum(result, value) else { return nil }
        result = next
      }
    case .min, .max:
      guard result.compare(to: result) != nil else { return nil }
      for value in values.dropFirst() {
        guard let order = value.compare(to: result) else { return nil }
        if aggregation == .min ? order < 0 : order > 0 { result = value }
      }
    }
    return result
  }

  private static func sum(_ left: Value, _ right: Value) -> Value? {
    switch (left, right) {
    case (.number(let left), .number(let right)): left.adding(right).map(Value.number)
    case (.months(let left), .months(let right)): left.adding(right).map(Value.months)
    case (.seconds(let left), .seconds(let right)): left.adding(right).map(Value.seconds)
    default: .none
    }
  }
}

extension Diagnostic {
  private static func named(_ rule: Int, _ rules: [DecisionTable.Rule]) -> String {
    rule < rules.count ? rules[rule].id.map { "\(rule + 1) (\($0))" } ?? "\(rule + 1)" : "\(rule + 1)"
  }

  static func overlap(_ matching: [Int], _ rules: [DecisionTable.Rule]) -> Diagnostic {
    let names = matching.prefix(5).map { named($0, rules) }
    return Diagnostic(
      .other(
        english: "the hit policy is UNIQUE, but the rules \(names.joined(separator: ", ")) all match",
        chinese: "命中策略为 UNIQUE，但规则 \(names.joined(separator: "、")) 同时命中"))
  }

  static func disagreement(_ first: Int, _ second: Int, _ rules: [DecisionTable.Rule]) -> Diagnostic {
    let (first, second) = (named(first, rules), named(second, rules))
    return Diagnostic(
      .other(
        english: "the hit policy is ANY, but the rules \(first) and \(second) match with different results",
        chinese: "命中策略为 ANY，但规则 \(first) 与 \(second) 同时命中且结果不同"))
  }

  static func notAggregated(_ aggregation: DecisionTable.Aggregation) -> Diagnostic {
    Diagnostic(
      .other(
        english: "the outputs cannot be aggregated by \(aggregation.rawValue)", chinese: "输出值无法按 \(aggregation.rawValue) 聚合"))
  }
}
