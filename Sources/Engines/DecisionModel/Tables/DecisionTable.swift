public import FEEL

/// A decision table (DMN 1.5 §8), compiled. Rules are tested through an index where their entries are constants.
public final class DecisionTable: Sendable {
  /// How the rules that match make the result (§8.2.10).
  public enum HitPolicy: String, Sendable, CaseIterable {
    case unique = "UNIQUE"
    case any = "ANY"
    case priority = "PRIORITY"
    case first = "FIRST"
    case ruleOrder = "RULE ORDER"
    case outputOrder = "OUTPUT ORDER"
    case collect = "COLLECT"
  }

  /// What COLLECT does with the outputs.
  public enum Aggregation: String, Sendable, CaseIterable {
    case sum = "SUM"
    case count = "COUNT"
    case min = "MIN"
    case max = "MAX"
  }

  /// A column that is tested.
  public struct Input: Sendable {
    /// What stands in the column's head: its label, else its expression.
    public let label: String
    /// The FEEL expression whose value is tested.
    public let expression: String
    public let type: FEELType
    let logic: Logic
    let allowed: TableTest?
  }

  /// A column of the result.
  public struct Output: Sendable {
    /// The name in the result when there are several; the label or name of a single one.
    public let name: String
    public let type: FEELType
    /// Output values from the most important to the least, for PRIORITY and OUTPUT ORDER.
    let priorities: [TableTest]
    let fallback: Logic?
    /// Whether the values have to be made the type.
    let isTyped: Bool
  }

  /// A row.
  public struct Rule: Sendable {
    /// The id in the file, or nil.
    public let id: String?
    public let annotations: [String]
    public let line: Int
    /// One for each input; nil where any value passes.
    let tests: [TableTest?]
    let outputs: [Logic]
    /// The result, where it is the same always.
    let constant: Value?
  }

  /// The element it stands in, for messages.
  public let place: String
  public let id: String?
  public let line: Int
  public let hitPolicy: HitPolicy
  public let aggregation: Aggregation?
  public let inputs: [Input]
  public let outputs: [Output]
  public let annotationNames: [String]
  public let rules: [Rule]
  let index: TableIndex

  init(
    place: String, id: String?, line: Int, hitPolicy: HitPolicy, aggregation: Aggregation?, inputs: [Input],
    outputs: [Output], annotationNames: [String], rules: [Rule]
  ) {
    self.place = place
    self.id = id
    self.line = line
    self.hitPolicy = hitPolicy
    self.aggregation = aggregation
    self.inputs = inputs
    self.outputs = outputs
    self.annotationNames = annotationNames
    self.rules = rules
    index = TableIndex(inputs: inputs, rules: rules)
  }

  /// Whether a value of one input keeps a rule possible (both numbers from 0). An entry that has to be computed keeps it.
  public func keeps(rule: Int, input: Int, _ value: Value) -> Bool {
    guard let test = rules[rule].tests[input], test.constants != nil else { return true }
    return test.holds(for: value, Variables(), Evaluation())
  }

  /// What a rule (from 0) gives by itself: what its outputs take from inputs is null.
  public func output(of rule: Int) -> Value {
    guard !outputs.isEmpty else { return .null }
    var frame = Variables()
    return Self.combined(outputValues(of: rule, &frame, Run(Evaluation())), outputs)
  }
}

/// An entry that is tested.
enum TableTest: Sendable {
  case tests(UnaryTests)
  /// It could not be read: it never holds, and says why.
  case failing(Diagnostic)

  func holds(for value: Value, _ frame: Variables, _ evaluation: Evaluation) -> Bool {
    switch self {
    case .tests(let tests): return tests.holds(for: value, frame, evaluation) == true
    case .failing(let diagnostic):
      evaluation.report(diagnostic)
      return false
    }
  }

  var constants: ConstantTests? {
    if case .tests(let tests) = self { tests.constantTests } else { nil }
  }

  var text: String? {
    if case .tests(let tests) = self { tests.text } else { nil }
  }
}
