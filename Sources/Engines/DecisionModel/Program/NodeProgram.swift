import FEEL

/// Where the value of a name comes from, when a piece of logic is about to be evaluated.
indirect enum Source: Sendable {
  /// The value of another element.
  case node(Int)
  /// A function: the same in every evaluation.
  case fixed(Value)
  /// Names of an import: a context under the import's name.
  case nested([(name: String, source: Source)])
}

/// One element of the model, compiled.
final class NodeProgram: Sendable {
  enum Kind: Sendable {
    /// Given from outside, under the name of its variable; `path` are the names of the imports it lies behind.
    case input(path: [String])
    /// A name that a decision uses and nothing declares: taken from the inputs, if there is one of that name.
    case undeclared
    case decision(Logic, [Source])
    /// A business knowledge model or a decision service as a function.
    case function(Value)
  }

  let name: String
  let type: FEELType
  let isTyped: Bool
  let kind: Kind
  let unit: Int
  let tables: [DecisionTable]

  init(name: String, type: FEELType, kind: Kind, unit: Int, tables: [DecisionTable] = []) {
    self.name = name
    self.type = type
    isTyped = type != .any
    self.kind = kind
    self.unit = unit
    self.tables = tables
  }
}
