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
  case function([Function.Parameter], body: Logic, result: FEELType, levels: Int)
  case invocation(Logic, [Entry])
  case conditional(Logic, then: Logic, otherwise: Logic)
  case filter(Logic, match: Logic, members: [String])
  case each(Logic, result: Logic)
  case quantified(Logic, isEvery: Bool, satisfies: Logic)
  /// The value made this type.
  case typed(Logic, FEELType)

  /// How many of FEEL's levels of the stack an evaluation of this takes at most, calls aside.
  var stackLevels: Int { 24 + 4 * height }

  private var height: Int {
    func tallest(_ parts: [Logic]) -> Int { 1 + (parts.map(\.height).max() ?? 0) }
    switch self {
    case .constant, .slot, .expression, .failing: return 1
    case .table(let table): return 3 + tallest(table.inputs.map(\.logic) + table.rules.flatMap(\.outputs))
    case .context(let entries, let result): return tallest(entries.map(\.value) + (result.map { [$0] } ?? []))
    case .list(let elements): return tallest(elements)
    case .relation(_, let rows): return tallest(rows.flatMap { $0 })
    case .function: return 1
    case .invocation(let callee, let bindings): return tallest([callee] + bindings.map(\.value))
    case .conditional(let condition, let then, let otherwise): return tallest([condition, then, otherwise])
    case .filter(let list, let match, _): return tallest([list, match])
    case .each(let list, let result): return tallest([list, result])
    case .quantified(let list, _, let satisfies): return tallest([list, satisfies])
    case .typed(let logic, _): return tallest([logic])
    }
  }

  struct Entry: Sendable {
    let name: String
    let value: Logic
  }

  var constant: Value? {
    guard case .constant(let value) = self else { return .none }
    return value
  }
}
