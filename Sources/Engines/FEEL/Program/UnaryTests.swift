/// FEEL unary tests (DMN 1.5 §10.3.1.2, grammar rule 13): an input entry of a decision table, or allowed values.
public struct UnaryTests: Sendable, Hashable {
  /// The text it was made from.
  public let text: String
  /// Names that mean nothing in the scope.
  public let unknownNames: [UnknownName]
  /// The tests as data, when they are all comparisons with constants; nil when something has to be computed.
  public let constantTests: ConstantTests?
  private let tests: TestList
  private let depth: Int

  /// - Parameter input: the type of the value that is tested, as far as it is known; the text calls it `?`.
  /// - Throws: `FEELError` where the text is no unary tests.
  public init(_ text: String, scope: Scope = Scope(), input: FEELType = .any) throws(FEELError) {
    var parser = try Parser(text, scope: scope)
    let (tests, depth) = try parser.wholeUnaryTests(input: input)
    self.text = text
    self.tests = tests
    self.depth = depth
    unknownNames = parser.unknownNames
    let constants = tests.tests.compactMap(\.constant)
    constantTests =
      constants.count == tests.tests.count ? ConstantTests(isNegated: tests.isNegated, tests: constants) : nil
  }

  /// Whether the value passes; nil (FEEL's null) where it cannot be said, with the reason in `evaluation`.
  public func holds(for input: Value, _ variables: Variables, _ evaluation: Evaluation) -> Bool? {
    var frame = Frame(variables: variables.values, locals: tests.needsInput ? [input] : [], evaluation: evaluation)
    var holds: Bool?
    _ = evaluation.descend(depth) {
      holds = tests.holds(for: input, &frame)
      return .null
    }
    return evaluation.isExhausted ? nil : holds
  }

  /// Whether the value passes where the scope has no variables.
  public func holds(for input: Value, _ evaluation: Evaluation) -> Bool? { holds(for: input, Variables(), evaluation) }

  /// Equal when made from the same text.
  public static func == (left: UnaryTests, right: UnaryTests) -> Bool { left.text == right.text }

  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// Unary tests that need no computing: alternatives, or with `isNegated` (`not(…)`) none of them.
public struct ConstantTests: Sendable, Hashable {
  public let isNegated: Bool
  public let tests: [ConstantTest]

  public init(isNegated: Bool, tests: [ConstantTest]) {
    self.isNegated = isNegated
    self.tests = tests
  }
}

/// One alternative of constant unary tests.
public enum ConstantTest: Sendable, Hashable {
  /// `-`
  case any
  /// `"a"`, `= 5`
  case equal(Value)
  /// `!= 5`
  case notEqual(Value)
  /// `[1..5)`, `< 5`, `>= 2`
  case interval(Interval)
}
