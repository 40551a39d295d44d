public import FEEL
public import Temporal

/// A decision, ready to be evaluated with all that it needs.
public struct Decision: Sendable {
  public let name: String
  public let type: FEELType
  public let question: String?
  public let allowedAnswers: String?
  /// The decision tables in its logic.
  public let tables: [DecisionTable]
  /// The inputs that it and the decisions beneath it use.
  public let inputs: [InputData]
  private let plan: Plan
  private let variable: String

  init(_ text: DecisionText, _ program: NodeProgram, _ plan: Plan) {
    name = text.name
    question = text.question
    allowedAnswers = text.allowedAnswers
    type = program.type
    tables = program.tables
    inputs = plan.inputs.map { InputData($0.name, $0.type) }
    self.plan = plan
    variable = program.name
  }

  /// The value for these inputs; null where it cannot be computed. Inputs that are not given are null.
  /// - Parameter now: what `now()` and `today()` give; without it they are null.
  public func evaluate(_ inputs: Context, at now: DateAndTime? = nil) -> Value {
    plan.single(inputs, Run(Evaluation(now: now)))
  }

  /// The same with limits and diagnostics in the hands of the caller.
  public func evaluate(_ inputs: Context, _ evaluation: Evaluation) -> Value {
    plan.single(inputs, Run(evaluation))
  }

  /// The value and how it came about.
  public func explain(_ inputs: Context, at now: DateAndTime? = nil) -> Trace {
    let evaluation = Evaluation(now: now)
    let trace = TraceBuilder(.decision, variable)
    evaluation.companion = trace
    let value = plan.single(inputs, Run(evaluation))
    // The last step is this decision itself: what came before it are the decisions that it needs.
    return trace.finish(value, evaluation).unwrapped
  }
}

/// A decision service as an entry point (DMN 1.5 §6.3.10): some decisions, with others given from outside.
public struct DecisionService: Sendable {
  public let name: String
  /// Names of the output decisions; several make a context.
  public var outputs: [String] { program.outputs }
  /// Input data, then input decisions.
  public var inputs: [InputData] { program.plan.inputs.map { InputData($0.name, $0.type) } }
  private let program: ServiceProgram

  init(name: String, program: ServiceProgram) {
    self.name = name
    self.program = program
  }

  /// The value for these inputs, input decisions among them.
  public func evaluate(_ inputs: Context, at now: DateAndTime? = nil) -> Value {
    evaluate(inputs, Evaluation(now: now))
  }

  public func evaluate(_ inputs: Context, _ evaluation: Evaluation) -> Value {
    program.result.coerce(program.combined(program.plan.run(inputs, Run(evaluation))), evaluation)
  }

  /// The value and how it came about.
  public func explain(_ inputs: Context, at now: DateAndTime? = nil) -> Trace {
    let evaluation = Evaluation(now: now)
    let trace = TraceBuilder(.service, name)
    evaluation.companion = trace
    return trace.finish(evaluate(inputs, evaluation), evaluation)
  }
}

extension Trace {
  /// A decision's own step is put in the place of the outer one, with the steps before it.
  var unwrapped: Trace {
    guard kind == .decision, let last = steps.last, last.kind == .decision, last.name == name else { return self }
    var whole = last
    whole.steps = steps.dropLast() + last.steps
    whole.diagnostics = diagnostics + last.diagnostics
    return whole
  }
}
