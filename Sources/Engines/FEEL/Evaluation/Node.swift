/// What one evaluation of a program works with: the caller's variables, and the local names' values by index.
struct Frame {
  let variables: [Value]
  var locals: [Value]
  let evaluation: Evaluation

  /// Tells why something is null, and is null.
  func fault(_ reason: Diagnostic.Reason, at position: Position) -> Value {
    evaluation.report(Diagnostic(reason, line: Int(position.line), column: Int(position.column)))
    return .null
  }
}

/// A compiled part of an expression. Nodes never change once made, so a program may be used by many threads at once.
protocol Node: AnyObject, Sendable {
  func evaluate(_ frame: inout Frame) -> Value
  /// The value, where it is the same in every evaluation.
  var constant: Value? { get }
}

extension Node {
  var constant: Value? { nil }
}

final class Constant: Node {
  let value: Value

  init(_ value: Value) { self.value = value }

  var constant: Value? { value }
  func evaluate(_ frame: inout Frame) -> Value { value }
}

/// A variable of the scope, by slot.
final class Variable: Node {
  let slot: Int

  init(slot: Int) { self.slot = slot }

  func evaluate(_ frame: inout Frame) -> Value { slot < frame.variables.count ? frame.variables[slot] : .null }
}

/// A name bound in the expression itself: an iteration variable, a parameter, an earlier entry of a context.
final class Local: Node {
  let index: Int

  init(index: Int) { self.index = index }

  func evaluate(_ frame: inout Frame) -> Value { index < frame.locals.count ? frame.locals[index] : .null }
}

/// A name that means nothing.
final class Unknown: Node {
  let name: String
  let position: Position

  init(name: String, position: Position) {
    self.name = name
    self.position = position
  }

  func evaluate(_ frame: inout Frame) -> Value { frame.fault(.unknownName(name), at: position) }
}

/// A name in a filter that may be an entry of the element looked at (§10.3.2.5): the innermost element that is a
/// context with such an entry gives the value, else the name means what it means outside.
final class ImplicitMember: Node {
  let name: String
  /// Indices of the elements, innermost first.
  let elements: [Int]
  let otherwise: any Node

  init(name: String, elements: [Int], otherwise: any Node) {
    self.name = name
    self.elements = elements
    self.otherwise = otherwise
  }

  func evaluate(_ frame: inout Frame) -> Value {
    for index in elements where index < frame.locals.count {
      if case .context(let context) = frame.locals[index], let value = context[name] { return value }
    }
    return otherwise.evaluate(&frame)
  }
}
