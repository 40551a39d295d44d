import FEEL

extension LogicCompiler {
  mutating func table(_ written: TableText, _ boxed: BoxedText, _ scope: Scope) -> Compiled {
    let line = boxed.line
    var policy = DecisionTable.HitPolicy(rawValue: written.hitPolicy)
    if policy == nil {
      report(.structure, line: line, "the hit policy “\(written.hitPolicy)” is not known", "未知的命中策略“\(written.hitPolicy)”")
      policy = .unique
    }
    var aggregation: DecisionTable.Aggregation?
    if policy == .collect, let name = written.aggregation {
      aggregation = DecisionTable.Aggregation(rawValue: name)
      if aggregation == nil { report(.structure, line: line, "the aggregation “\(name)” is not known", "未知的聚合方式“\(name)”") }
    }
    let inputs = written.inputs.map { input($0, scope) }
    let outputs = written.outputs.enumerated().map { output($1, $0, written, scope) }
    if outputs.isEmpty { report(.structure, line: line, "the table has no output column", "决策表没有输出列") }
    let around = spot
    var rules: [DecisionTable.Rule] = []
    for (number, rule) in written.rules.enumerated() {
      spot = TwoTongues("rule \(number + 1)", "规则 \(number + 1)")
      rules.append(self.rule(rule, inputs, outputs, scope))
    }
    spot = around
    warn(policy ?? .unique, outputs, rules, line)
    let table = DecisionTable(
      place: place, id: boxed.id, line: line, hitPolicy: policy ?? .unique, aggregation: aggregation, inputs: inputs,
      outputs: outputs, annotationNames: written.annotations, rules: rules)
    tables.append(table)
    return (.table(table), resultType(table))
  }

  /// Tells of outputs that have no rank where ranks decide, and of results that are not among the output values.
  private mutating func warn(
    _ policy: DecisionTable.HitPolicy, _ outputs: [DecisionTable.Output], _ rules: [DecisionTable.Rule], _ line: Int
  ) {
    let isRanked = policy == .priority || policy == .outputOrder
    if isRanked, outputs.allSatisfy(\.priorities.isEmpty) {
      report(
        .structure, line: line, "the hit policy \(policy.rawValue) needs output values, which say what comes first",
        "命中策略 \(policy.rawValue) 需要列出输出值，以确定先后")
    }
    for (number, rule) in rules.enumerated() {
      for (output, logic) in zip(outputs, rule.outputs) where !output.priorities.isEmpty {
        guard let value = logic.constant, !value.isNull else { continue }
        let evaluation = Evaluation()
        if output.priorities.contains(where: { $0.holds(for: value, Variables(), evaluation) }) { continue }
        report(
          .structure, line: rule.line,
          "rule \(number + 1): \(value.literal) is not among the output values of “\(output.name)”",
          "规则 \(number + 1)：\(value.literal) 不在“\(output.name)”的输出值之内")
      }
    }
  }

  private mutating func input(_ written: TableText.Input, _ scope: Scope) -> DecisionTable.Input {
    let compiled = expression(written.expression, scope)
    let type = type(written.type, line: written.line) ?? compiled.type
    let text = ModelReader.tidy(written.expression.text)
    return DecisionTable.Input(
      label: written.label ?? text, expression: text, type: type, logic: compiled.logic,
      allowed: tests(written.values, scope, type))
  }

  private mutating func output(
    _ written: TableText.Output, _ index: Int, _ table: TableText, _ scope: Scope
  )
    -> DecisionTable.Output
  {
    let named = type(written.type, line: written.line)
    let type = named ?? .any
    let name = written.name ?? written.label ?? (table.outputs.count == 1 ? table.label : nil) ?? "output \(index + 1)"
    let fallback = written.fallback.flatMap { text -> Logic? in
      text.text.allSatisfy(\.isWhitespace) ? nil : expression(text, scope).logic
    }
    var priorities: [TableTest] = []
    if let values = written.values { priorities = self.priorities(values, scope, type) }
    if priorities.isEmpty, case .constrained(_, let tests) = type {
      priorities = self.priorities(FEELText(text: tests.text, line: written.line), scope, type)
    }
    return DecisionTable.Output(
      name: name, type: type, priorities: priorities, fallback: fallback, isTyped: named != nil && type != .any)
  }

  /// The tests of a list of output values one by one: their order is their rank.
  private mutating func priorities(_ written: FEELText, _ scope: Scope, _ type: FEELType) -> [TableTest] {
    guard let whole = tests(written, scope, type) else { return [] }
    guard let constants = whole.constants, !constants.isNegated else { return [whole] }
    return constants.tests.compactMap { test in
      guard case .equal(let value) = test, let one = try? UnaryTests(value.literal, input: type) else { return nil }
      return .tests(one)
    }
  }

  private mutating func rule(
    _ written: TableText.Rule, _ inputs: [DecisionTable.Input], _ outputs: [DecisionTable.Output], _ scope: Scope
  ) -> DecisionTable.Rule {
    if written.tests.count != inputs.count || written.outputs.count != outputs.count {
      report(
        .structure, line: written.line,
        "the rule has \(written.tests.count) tests for \(inputs.count) inputs and \(written.outputs.count) results for \(outputs.count) outputs",
        "该规则有 \(written.tests.count) 个条件（输入列 \(inputs.count) 个）、\(written.outputs.count) 个结果（输出列 \(outputs.count) 个）")
    }
    var tests: [TableTest?] = []
    for (entry, input) in zip(written.tests, inputs) { tests.append(self.tests(entry, scope, input.type)) }
    // An entry that is missing is one that was left empty.
    while tests.count < inputs.count { tests.append(nil) }
    var results: [Logic] = []
    for (entry, output) in zip(written.outputs, outputs) {
      let logic = expression(entry, scope).logic
      results.append(output.isTyped ? prepared(logic, output.type) : logic)
    }
    while results.count < outputs.count { results.append(.constant(.null)) }
    let constants = results.compactMap(\.constant)
    return DecisionTable.Rule(
      id: written.id, annotations: written.annotations, line: written.line, tests: tests, outputs: results,
      constant: constants.count == results.count && !outputs.isEmpty ? .some(DecisionTable.combined(constants, outputs)) : .none
    )
  }

  /// A constant is made its type now, if that can be done without a word; everything else when it is evaluated.
  private func prepared(_ logic: Logic, _ type: FEELType) -> Logic {
    guard let constant = logic.constant else { return .typed(logic, type) }
    let evaluation = Evaluation()
    let value = type.coerce(constant, evaluation)
    return evaluation.diagnostics.isEmpty ? .constant(value) : .typed(logic, type)
  }

  private func resultType(_ table: DecisionTable) -> FEELType {
    let row: FEELType =
      table.outputs.count == 1
      ? table.outputs[0].type : .context(table.outputs.map { FEELType.Member($0.name, $0.type) })
    switch table.hitPolicy {
    case .unique, .any, .first, .priority: return row
    case .ruleOrder, .outputOrder: return .list(row)
    case .collect:
      switch table.aggregation {
      case nil: return .list(row)
      case .count: return .number
      case .sum, .min, .max: return row
      }
    }
  }
}
