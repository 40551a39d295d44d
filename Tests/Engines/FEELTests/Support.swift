import FEEL
import Temporal
import Testing

/// Evaluates a text with variables by name; a text that is no FEEL fails the test.
func evaluate(_ text: String, _ variables: [(String, Value)] = [], types: [String: FEELType] = [:]) -> Value {
  do {
    let scope = Scope(variables.map { Scope.Variable($0.0) }, types: types)
    let evaluation = Evaluation(now: DateAndTime("2026-03-04T05:06:07Z"))
    return try Expression(text, scope: scope).evaluate(Variables(variables.map(\.1)), evaluation)
  } catch {
    Issue.record("\(text): \(error)")
    return .string("no FEEL")
  }
}

/// One row of a table: an expression and one that says what it gives.
struct Row: Sendable, CustomTestStringConvertible {
  let expression: String
  let expected: String

  init(_ expression: String, _ expected: String) {
    self.expression = expression
    self.expected = expected
  }

  var testDescription: String { "\(expression) → \(expected)" }

  func check(_ variables: [(String, Value)] = [], types: [String: FEELType] = [:]) {
    let value = evaluate(expression, variables, types: types)
    #expect(value == evaluate(expected, variables, types: types), "\(expression) gives \(value.literal)")
  }
}

/// Why a text is no FEEL; nil where it is.
func fault(_ text: String, scope: Scope = Scope()) -> FEELError? {
  do {
    _ = try Expression(text, scope: scope)
    return nil
  } catch {
    return error
  }
}
