/// `function(a: number, b) …`: a closure over the locals where it stands.
final class FunctionDefinition: Node {
  let parameters: [Function.Parameter]
  let body: any Node
  /// Levels of the stack that the body takes.
  let depth: Int

  init(parameters: [Function.Parameter], body: any Node, depth: Int) {
    self.parameters = parameters
    self.body = body
    self.depth = depth
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let variables = frame.variables
    let captured = frame.locals
    let body = body
    // What is captured is kept alive by the function, so it counts as nested in it.
    let limit = frame.evaluation.limits.nesting
    let nesting = captured.reduce(0) { max($0, $1.nesting(upTo: limit, paying: frame.evaluation)) }
    guard frame.evaluation.spend(captured.count + 1) else { return .null }
    return frame.evaluation.admit(
      .function(
        Function(
          definition: Function.Definition(
            name: "", parameters: parameters, result: .any, depth: depth, nesting: nesting
          ) { arguments, evaluation in
            var frame = Frame(variables: variables, locals: captured + arguments, evaluation: evaluation)
            return body.evaluate(&frame)
          })))
  }
}

/// `function(…) external …`: this engine calls no Java and no PMML.
final class ExternalFunction: Node {
  let position: Position

  init(at position: Position) { self.position = position }

  func evaluate(_ frame: inout Frame) -> Value { frame.fault(.externalFunction, at: position) }
}

/// The arguments of a call as written.
enum Arguments: Sendable {
  case positional([any Node])
  case named([(name: String, value: any Node)])
}

/// A call of whatever the callee turns out to be.
final class Call: Node {
  let callee: any Node
  let arguments: Arguments
  let position: Position

  init(_ callee: any Node, _ arguments: Arguments, at position: Position) {
    self.callee = callee
    self.arguments = arguments
    self.position = position
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let callee = callee.evaluate(&frame)
    guard case .function(let function) = callee else {
      return frame.evaluation.isExhausted ? .null : frame.fault(.notAFunction, at: position)
    }
    switch arguments {
    case .positional(let nodes):
      return function.invoke(nodes.map { $0.evaluate(&frame) }, frame.evaluation, at: position)
    case .named(let nodes):
      return function.invoke(
        named: nodes.map { ($0.name, $0.value.evaluate(&frame)) }, frame.evaluation, at: position)
    }
  }
}

/// A call of a built-in function that is known when the text is read.
final class BuiltInCall: Node {
  let function: BuiltIn
  let arguments: [any Node]
  let place: Place

  init(_ function: BuiltIn, _ arguments: [any Node], names: [String] = [], at position: Position) {
    self.function = function
    self.arguments = arguments
    place = Place(
      function: function.name, position: position, pattern: function.pattern(of: arguments.map(\.constant)), names: names)
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let values = arguments.map { $0.evaluate(&frame) }
    return function.body(Site(arguments: values, evaluation: frame.evaluation, place: place))
  }
}

/// A call that cannot be right, found when the text is read: null with a diagnostic in each evaluation.
final class WrongCall: Node {
  let reason: Diagnostic.Reason
  let position: Position

  init(_ reason: Diagnostic.Reason, at position: Position) {
    self.reason = reason
    self.position = position
  }

  func evaluate(_ frame: inout Frame) -> Value { frame.fault(reason, at: position) }
}
