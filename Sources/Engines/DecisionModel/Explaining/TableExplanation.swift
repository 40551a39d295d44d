import FEEL

extension DecisionTable {
  /// Evaluates as without an explanation, and notes what was tested. Rules are tested one by one so that the column
  /// that stopped each is known.
  func explained(_ frame: inout Variables, _ run: Run, _ trace: TraceBuilder) -> Value {
    let evaluation = run.evaluation
    trace.begin(.table, id ?? place, evaluation)
    var table = Trace.Table(hitPolicy: hitPolicy.rawValue, aggregation: aggregation?.rawValue)
    var value = Value.null
    if let values = inputValues(&frame, run) {
      trace.note { $0.inputs = zip(inputs, values).map { Trace.Named(name: $0.label, value: $1) } }
      var matching: [Int] = []
      for (number, rule) in rules.enumerated() {
        if hitPolicy == .first, !matching.isEmpty {
          table.notTested = rules.count - number
          break
        }
        if let stopped = stoppingColumn(of: rule, values, frame, evaluation) {
          table.misses.append(
            Trace.Miss(rule: number + 1, column: inputs[stopped].label, test: rule.tests[stopped]?.text ?? ""))
        } else {
          matching.append(number)
        }
      }
      var outputValues: [[Value]] = []
      for rule in matching { outputValues.append(self.outputValues(of: rule, &frame, run)) }
      value = matching.isEmpty ? fallback(&frame, run) : result(of: matching, outputValues, frame, run)
      table.isDefault = matching.isEmpty && outputs.contains { $0.fallback != nil }
      table.matches = zip(matching, outputValues).map { number, values in
        Trace.Match(
          rule: number + 1, id: rules[number].id, annotations: annotations(of: number),
          output: outputs.isEmpty ? .null : Self.combined(values, outputs))
      }
    }
    trace.note { $0.table = table }
    trace.close(value, evaluation)
    return value
  }

  private func stoppingColumn(of rule: Rule, _ values: [Value], _ frame: Variables, _ evaluation: Evaluation) -> Int? {
    zip(rule.tests, values).enumerated().first { _, pair in
      pair.0.map { !$0.holds(for: pair.1, frame, evaluation) } ?? false
    }?.offset
  }

  private func annotations(of rule: Int) -> [Trace.Named] {
    rules[rule].annotations.enumerated().compactMap { place, text in
      guard !text.isEmpty else { return nil }
      let name = place < annotationNames.count ? annotationNames[place] : ""
      return Trace.Named(name: name.isEmpty ? "annotation \(place + 1)" : name, value: .string(text))
    }
  }
}
