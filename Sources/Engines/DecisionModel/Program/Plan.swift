import FEEL

/// All that has to be evaluated for some decisions, in an order in which each finds what it needs; never changes.
struct Plan: Sendable {
  struct Input: Sendable {
    let name: String
    let path: [String]
    let type: FEELType
    let isTyped: Bool
    /// The place of its value.
    let place: Int
    let isUndeclared: Bool
  }

  struct Step: Sendable {
    let name: String
    let logic: Logic
    let sources: [Source]
    let type: FEELType
    let isTyped: Bool
    let place: Int
    /// The values so far are already the frame: nothing has to be brought together.
    let isReady: Bool
  }

  let inputs: [Input]
  let steps: [Step]
  /// The places of the decisions that were asked for.
  let results: [Int]
  let count: Int

  /// - Parameters:
  ///   - given: decisions whose values are handed in like inputs (a service's input decisions).
  ///   - leading: what takes the first places of the inputs, in this order.
  init(for decisions: [Int], given: [Int] = [], leading: [Int] = [], in nodes: [NodeProgram?]) {
    var builder = PlanBuilder(nodes: nodes, given: Set(given))
    for node in leading { builder.addInput(node) }
    for decision in decisions { builder.add(decision) }
    inputs = builder.inputs
    steps = builder.steps
    count = builder.places.count
    results = decisions.compactMap { builder.places[$0] }
  }

  /// The results, in the order they were asked for.
  func run(_ given: Context, _ run: Run) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count + 4)
    for input in inputs { values.append(value(of: input, given, run)) }
    return finish(&values, run)
  }

  /// The same with the first inputs by their places; the others are null.
  func run(positional given: [Value], _ run: Run) -> [Value] {
    var values = Array(given.prefix(inputs.count))
    while values.count < inputs.count { values.append(.null) }
    return finish(&values, run)
  }

  /// The value of a single decision.
  @inline(__always)
  func single(_ given: Context, _ run: Run) -> Value {
    var values: [Value] = []
    values.reserveCapacity(count + 4)
    for input in inputs { values.append(value(of: input, given, run)) }
    if run.trace == nil, steps.count == 1, steps[0].isReady { return Self.value(of: steps[0], &values, run) }
    return finish(&values, run).first ?? .null
  }

  @inline(__always)
  private static func value(of step: Step, _ values: inout [Value], _ run: Run) -> Value {
    var frame = Variables(values)
    values = []
    let value = step.logic.evaluate(&frame, run)
    return step.isTyped ? step.type.coerce(value, run.evaluation) : value
  }

  private func finish(_ values: inout [Value], _ run: Run) -> [Value] {
    for step in steps {
      var frame = Variables()
      frame.values.reserveCapacity(step.sources.count + 4)
      for source in step.sources { frame.values.append(Self.value(of: source, values)) }
      run.trace?.begin(.decision, step.name, run.evaluation)
      run.trace?.note { $0.inputs = names(step, frame) }
      var value = step.logic.evaluate(&frame, run)
      if step.isTyped { value = step.type.coerce(value, run.evaluation) }
      run.trace?.close(value, run.evaluation)
      values.append(value)
    }
    return results.map { $0 < values.count ? values[$0] : .null }
  }

  private func names(_ step: Step, _ frame: Variables) -> [Trace.Named] {
    var found: [Trace.Named] = []
    for (source, value) in zip(step.sources, frame.values) {
      guard case .node(let place) = source else { continue }
      // Places of inputs come first, then those of the steps, each in order.
      let step = place - inputs.count
      let name = step < 0 ? inputs[place].name : step < steps.count ? steps[step].name : ""
      found.append(Trace.Named(name: name, value: value))
    }
    return found
  }

  @inline(__always)
  private func value(of input: Input, _ given: Context, _ run: Run) -> Value {
    guard let value = Self.find(input, given) else {
      if input.isUndeclared { run.evaluation.report(Diagnostic(.unknownName(input.name))) }
      return .null
    }
    guard input.isTyped else { return value }
    switch (input.type, value) {
    case (.number, .number), (.string, .string), (.boolean, .boolean), (.date, .date): return value
    default: return input.type.coerce(value, run.evaluation)
    }
  }

  /// An input of an imported model may be given by its name alone or within contexts named as the imports are.
  private static func find(_ input: Input, _ given: Context) -> Value? {
    if let value = given[input.name] { return value }
    guard !input.path.isEmpty else { return nil }
    var inner = given
    for name in input.path {
      guard case .context(let next)? = inner[name] else { return nil }
      inner = next
    }
    return inner[input.name]
  }

  static func value(of source: Source, _ values: [Value]) -> Value {
    switch source {
    case .node(let place): return place < values.count ? values[place] : .null
    case .fixed(let value): return value
    case .nested(let members):
      return .context(Context(members.map { ($0.name, value(of: $0.source, values)) }))
    }
  }
}
