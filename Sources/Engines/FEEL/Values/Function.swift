/// A FEEL function value (DMN 1.5 §10.3.2.13): user-defined, built in, or made by the program around (a business
/// knowledge model, a decision service). Two are equal when they are the same one.
public struct Function: Sendable, Hashable {
  /// A formal parameter.
  public struct Parameter: Sendable, Hashable {
    public let name: String
    public let type: FEELType

    public init(_ name: String, _ type: FEELType = .any) {
      self.name = name
      self.type = type
    }
  }

  /// What a function does with its arguments, one for each parameter, already of the parameters' types.
  public typealias Body = @Sendable (_ arguments: [Value], _ evaluation: Evaluation) -> Value

  final class Definition: Sendable {
    let name: String
    let parameters: [Parameter]
    let result: FEELType
    /// How many levels of the stack the body takes, for the bound on depth.
    let depth: Int
    /// How deep the values are nested that the body holds on to.
    let nesting: Int
    /// For a built-in function, which has more than one list of parameters.
    let builtIn: BuiltIn?
    let body: Body

    init(
      name: String, parameters: [Parameter], result: FEELType, depth: Int, nesting: Int, builtIn: BuiltIn? = nil,
      body: @escaping Body
    ) {
      self.name = name
      self.parameters = parameters
      self.result = result
      self.depth = depth
      self.nesting = nesting
      self.builtIn = builtIn
      self.body = body
    }
  }

  let definition: Definition

  init(definition: Definition) { self.definition = definition }

  /// - Parameters:
  ///   - name: for diagnostics; empty for an anonymous function.
  ///   - result: what the body gives is coerced to this type.
  public init(
    name: String = "", parameters: [Parameter], result: FEELType = .any, body: @escaping Body
  ) {
    definition = Definition(name: name, parameters: parameters, result: result, depth: 24, nesting: 0, body: body)
  }

  public var name: String { definition.name }
  public var parameters: [Parameter] { definition.parameters }
  public var result: FEELType { definition.result }

  public static func == (left: Function, right: Function) -> Bool { left.definition === right.definition }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(definition)) }

  /// Calls with positional arguments. The wrong number, or an argument that cannot be made the parameter's type, is a
  /// diagnostic and null.
  public func invoke(_ arguments: [Value], _ evaluation: Evaluation) -> Value {
    invoke(arguments, evaluation, at: .unknown)
  }

  /// Calls with named arguments; parameters that are not named are null.
  public func invoke(named arguments: [(name: String, value: Value)], _ evaluation: Evaluation) -> Value {
    invoke(named: arguments, evaluation, at: .unknown)
  }

  func invoke(_ arguments: [Value], _ evaluation: Evaluation, at position: Position) -> Value {
    guard evaluation.spend() else { return .null }
    if let builtIn = definition.builtIn {
      guard builtIn.takes(arguments.count) else { return fault(evaluation, position) }
      return evaluation.descend(8) {
        builtIn.body(
          Site(
            arguments: arguments, evaluation: evaluation, place: Place(function: builtIn.name, position: position)))
      }
    }
    guard arguments.count == parameters.count else { return fault(evaluation, position) }
    var coerced = arguments
    for (place, parameter) in parameters.enumerated() where parameter.type != .any {
      coerced[place] = parameter.type.coerce(arguments[place], evaluation)
      // A value of the wrong type is no argument at all: the call is null (§10.3.2.13.2).
      if coerced[place].isNull, !arguments[place].isNull { return .null }
    }
    let value = evaluation.descend(definition.depth) { definition.body(coerced, evaluation) }
    return result == .any ? value : result.coerce(value, evaluation)
  }

  func invoke(named arguments: [(name: String, value: Value)], _ evaluation: Evaluation, at position: Position) -> Value {
    if let builtIn = definition.builtIn {
      guard let order = builtIn.order(of: arguments.map(\.name)) else { return fault(evaluation, position) }
      return invoke(order.map { $0.map { arguments[$0].value } ?? .null }, evaluation, at: position)
    }
    var values = [Value](repeating: .null, count: parameters.count)
    for argument in arguments {
      guard let place = parameters.firstIndex(where: { $0.name == argument.name }) else { return fault(evaluation, position) }
      values[place] = argument.value
    }
    return invoke(values, evaluation, at: position)
  }

  private func fault(_ evaluation: Evaluation, _ position: Position) -> Value {
    evaluation.report(
      Diagnostic(.wrongArguments(function: name), line: Int(position.line), column: Int(position.column)))
    return .null
  }
}
