/// A FEEL expression, read and resolved once, evaluated as often as wanted, from any thread.
public struct Expression: Sendable {
  /// The text it was made from.
  public let text: String
  /// Names that mean nothing in the scope, with their places: an editor warns of them.
  public let unknownNames: [UnknownName]
  /// The type as far as the text and the scope tell it; `.any` where they do not.
  public let type: FEELType
  let root: any Node
  private let depth: Int

  /// - Throws: `FEELError` where the text is no FEEL expression (DMN 1.5 §10.3.1.2). A name that means nothing in the
  ///   scope is no error: it is null with a diagnostic, and listed in `unknownNames`.
  public init(_ text: String, scope: Scope = Scope()) throws(FEELError) {
    var parser = try Parser(text, scope: scope)
    let parsed = try parser.wholeExpression()
    self.text = text
    unknownNames = parser.unknownNames
    type = parsed.type
    root = parsed.node
    depth = parsed.depth
  }

  /// The value, where it is the same in every evaluation: a literal.
  public var constant: Value? { root.constant }

  /// The value; null with diagnostics in `evaluation` where something cannot be computed. Never throws.
  public func evaluate(_ variables: Variables, _ evaluation: Evaluation) -> Value {
    var frame = Frame(variables: variables.values, locals: [], evaluation: evaluation)
    let value = evaluation.descend(depth) { root.evaluate(&frame) }
    return evaluation.isExhausted ? .null : value
  }

  /// The value where the scope has no variables.
  public func evaluate(_ evaluation: Evaluation) -> Value { evaluate(Variables(), evaluation) }
}

/// A name in an expression that means nothing in its scope.
public struct UnknownName: Sendable, Hashable {
  public let name: String
  /// From 1.
  public let line: Int
  /// From 1, in characters.
  public let column: Int

  public init(name: String, line: Int, column: Int) {
    self.name = name
    self.line = line
    self.column = column
  }
}
