/// A boxed expression as written (DMN 1.5 §10.2): what it is, the type it is declared to have, and its line.
struct BoxedText: Sendable {
  indirect enum Kind: Sendable {
    case literal(FEELText)
    case table(TableText)
    case context([EntryText])
    case list([BoxedText])
    case relation(columns: [VariableText], rows: [[BoxedText]])
    case function(FunctionText)
    case invocation(callee: BoxedText?, bindings: [(VariableText, BoxedText?)])
    case conditional(condition: BoxedText?, then: BoxedText?, otherwise: BoxedText?)
    case filter(list: BoxedText?, match: BoxedText?)
    case iteration(Iteration, variable: VariableText, list: BoxedText?, each: BoxedText?)
    /// An external import of logic, or an element that cannot be evaluated.
    case unsupported(String)
  }

  enum Iteration: String, Sendable { case each = "for", some, every }

  var kind: Kind
  var type: String?
  var id: String?
  var line: Int
}

/// A context entry; one without a variable is the result.
struct EntryText: Sendable {
  var variable: VariableText?
  var value: BoxedText?
  var line: Int
}

/// §10.2.1.7: formal parameters and a body; `kind` other than FEEL is an external function.
struct FunctionText: Sendable {
  enum Kind: String, Sendable { case feel = "FEEL", java = "Java", pmml = "PMML" }
  var kind: Kind
  var parameters: [VariableText]
  var body: BoxedText?
  var type: String?
  var line: Int
}

/// A decision table as written (§8).
struct TableText: Sendable {
  struct Input: Sendable {
    var label: String?
    var expression: FEELText
    var type: String?
    var values: FEELText?
    var line: Int
  }

  struct Output: Sendable {
    var label: String?
    var name: String?
    var type: String?
    var values: FEELText?
    var fallback: FEELText?
    var line: Int
  }

  struct Rule: Sendable {
    var id: String?
    var tests: [FEELText]
    var outputs: [FEELText]
    var annotations: [String]
    var line: Int
  }

  var hitPolicy: String
  var aggregation: String?
  var label: String?
  var inputs: [Input]
  var outputs: [Output]
  var annotations: [String]
  var rules: [Rule]
}
