import Decimals
import FEEL

extension Logic {
  /// The value in a frame. Frames have as many values as the scope the logic was compiled in; what is pushed is popped.
  func evaluate(_ frame: inout Variables, _ run: Run) -> Value {
    switch self {
    case .constant(let value): return value
    case .slot(let slot): return slot < frame.values.count ? frame.values[slot] : .null
    case .expression(let expression): return expression.evaluate(frame, run.evaluation)
    case .failing(let diagnostic):
      run.evaluation.report(diagnostic)
      return .null
    case .table(let table): return table.evaluate(&frame, run)
    case .context(let entries, let result): return Self.context(entries, result, &frame, run)
    case .list(let elements):
      var values: [Value] = []
      values.reserveCapacity(elements.count)
      for element in elements { values.append(element.evaluate(&frame, run)) }
      return run.evaluation.admit(.list(values))
    case .relation(let columns, let rows): return Self.relation(columns, rows, &frame, run)
    case .function(let parameters, let body, let result, let levels):
      return .function(Self.function(parameters, result, body, levels, captured: frame.values, run.evaluation))
    case .invocation(let callee, let bindings): return Self.invocation(callee, bindings, &frame, run)
    case .conditional(let condition, let then, let otherwise):
      switch condition.evaluate(&frame, run) {
      case .boolean(true): return then.evaluate(&frame, run)
      case .boolean(false), .null: return otherwise.evaluate(&frame, run)
      default: return Self.notBoolean("if", run)
      }
    case .filter(let list, let match, let members): return Self.filter(list, match, members, &frame, run)
    case .each(let list, let result): return Self.each(list, result, &frame, run)
    case .quantified(let list, let isEvery, let satisfies):
      return Self.quantified(list, isEvery, satisfies, &frame, run)
    case .typed(let logic, let type): return type.coerce(logic.evaluate(&frame, run), run.evaluation)
    }
  }

  /// Where a boxed expression asks for true or false, anything else is a fault.
  private static func notBoolean(_ what: String, _ run: Run) -> Value {
    run.evaluation.report(Diagnostic(.wrongType(what: what)))
    return .null
  }

  private static func context(_ entries: [Entry], _ result: Logic?, _ frame: inout Variables, _ run: Run) -> Value {
    let base = frame.values.count
    defer { frame.values.removeLast(frame.values.count - base) }
    for entry in entries { frame.values.append(entry.value.evaluate(&frame, run)) }
    if let result { return result.evaluate(&frame, run) }
    var made = Context()
    for (index, entry) in entries.enumerated() { made[entry.name] = frame.values[base + index] }
    return run.evaluation.admit(.context(made))
  }

  private static func relation(_ columns: [String], _ rows: [[Logic]], _ frame: inout Variables, _ run: Run) -> Value {
    var made: [Value] = []
    made.reserveCapacity(rows.count)
    for row in rows {
      var context = Context()
      for (column, cell) in zip(columns, row) { context[column] = cell.evaluate(&frame, run) }
      made.append(.context(context))
    }
    return run.evaluation.admit(.list(made))
  }

  /// A function value whose body sees what stood around it when it was made.
  static func function(
    _ parameters: [Function.Parameter], _ result: FEELType, _ body: Logic, _ levels: Int, captured: [Value],
    _ evaluation: Evaluation
  ) -> Function {
    Function(parameters: parameters, result: result, depth: levels, holding: captured, evaluation) {
      arguments, evaluation in
      var frame = Variables(captured + arguments)
      return body.evaluate(&frame, Run(evaluation))
    }
  }

  private static func invocation(_ callee: Logic, _ bindings: [Entry], _ frame: inout Variables, _ run: Run) -> Value {
    guard case .function(let function) = callee.evaluate(&frame, run) else {
      run.evaluation.report(Diagnostic(.notAFunction))
      return .null
    }
    var arguments: [(name: String, value: Value)] = []
    for binding in bindings { arguments.append((binding.name, binding.value.evaluate(&frame, run))) }
    return function.invoke(named: arguments, run.evaluation)
  }

  /// §10.2.1.9: `list[match]`: the elements for which the match is true, or the one a number names.
  private static func filter(
    _ list: Logic, _ match: Logic, _ members: [String], _ frame: inout Variables, _ run: Run
  ) -> Value {
    let source = list.evaluate(&frame, run)
    let elements: [Value]
    switch source {
    case .list(let values): elements = values
    case .null: return .null
    default: elements = [source]
    }
    let base = frame.values.count
    defer { frame.values.removeLast(frame.values.count - base) }
    var kept: [Value] = []
    for (index, element) in elements.enumerated() {
      guard run.evaluation.spend(1) else { return .null }
      frame.values.append(element)
      for member in members {
        var value = Value.null
        if case .context(let context) = element { value = context[member] ?? .null }
        frame.values.append(value)
      }
      let verdict = match.evaluate(&frame, run)
      frame.values.removeLast(frame.values.count - base)
      switch verdict {
      case .boolean(true): kept.append(element)
      case .number(let number) where index == 0:
        guard let place = number.int, place != 0, place.magnitude <= UInt(elements.count) else {
          run.evaluation.report(Diagnostic(.indexOutOfRange))
          return .null
        }
        return place > 0 ? elements[place - 1] : elements[elements.count + place]
      case .boolean(false), .null: break
      default: return notBoolean("match", run)
      }
    }
    return .list(kept)
  }

  /// §10.2.1.10. The results so far have the name `partial`.
  private static func each(_ list: Logic, _ result: Logic, _ frame: inout Variables, _ run: Run) -> Value {
    guard let elements = list.evaluate(&frame, run).iterated(run.evaluation) else { return .null }
    var made: [Value] = []
    for element in elements {
      guard run.evaluation.spend(1) else { return .null }
      frame.values.append(element)
      frame.values.append(.list(made))
      let value = result.evaluate(&frame, run)
      frame.values.removeLast(2)
      made.append(value)
    }
    return run.evaluation.admit(.list(made))
  }

  /// §10.2.1.11–12, with the three-valued logic of FEEL's `some` and `every`.
  private static func quantified(
    _ list: Logic, _ isEvery: Bool, _ satisfies: Logic, _ frame: inout Variables, _ run: Run
  ) -> Value {
    guard let elements = list.evaluate(&frame, run).iterated(run.evaluation) else { return .null }
    var hasUnknown = false
    for element in elements {
      guard run.evaluation.spend(1) else { return .null }
      frame.values.append(element)
      let verdict = satisfies.evaluate(&frame, run)
      frame.values.removeLast()
      switch verdict {
      case .boolean(let holds): if holds != isEvery { return .boolean(holds) }
      case .null: hasUnknown = true
      default: return notBoolean("satisfies", run)
      }
    }
    return hasUnknown ? .null : .boolean(isEvery)
  }
}
