import FEEL

/// A boxed expression, compiled: names have become slots of a frame (`Variables`), FEEL has been read.
indirect enum Logic: Sendable {
  case constant(Value)
  case slot(Int)
  case expression(Expression)
  /// What could not be read or is not supported: null, and why.
  case failing(Diagnostic)
  case table(DecisionTable)
  case context([Entry], result: Logic?)
  case list([Logic])
  case relation([String], rows: [[Logic]])
  case function([Function.Parameter], body: Logic, result: FEELType)
  case invocation(Logic, [Entry])
  case conditional(Logic, then: Logic, otherwise: Logic)
  case filter(Logic, match: Logic, members: [String])
  case each(Logic, result: Logic)
  case quantified(Logic, isEvery: Bool, satisfies: Logic)
  /// The value made this type.
  case typed(Logic, FEELType)

  struct Entry: Sendable {
    let name: String
    let value: Logic
  }

  var constant: Value? {
    guard case .constant(let value) = self else { return .none }
    return value
  }
}
