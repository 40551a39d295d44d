/// A FEEL expression, read and resolved once, evaluated as often as wanted, from any thread.
public struct Expression: Sendable {
  /// The text it was made from.
  public let text: String

  /// - Throws: `FEELError` where the text is no FEEL expression (DMN 1.5 §10.3.1.2). A name that means nothing in the
  ///   scope is no error: it is null with a diagnostic, and listed in `unknownNames`.
  public init(_ text: String, scope: Scope = Scope()) throws(FEELError) {
    self.text = text
    unknownNames = []
  }

  /// Names that mean nothing in the scope, with their places: an editor warns of them.
  public let unknownNames: [UnknownName]

  /// The type as far as the text and the scope tell it; `.any` where they do not.
  public var type: FEELType { .any }

  /// The value; null with diagnostics in `evaluation` where something cannot be computed. Never throws.
  public func evaluate(_ variables: Variables = Variables(), _ evaluation: Evaluation) -> Value { .null }
}

/// A name in an expression that means nothing in its scope.
public struct UnknownName: Sendable, Hashable {
  public let name: String
  /// From 1.
  public let line: Int
  /// From 1, in characters.
  public let column: Int
}
