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
    let body: Body

    init(name: String, parameters: [Parameter], result: FEELType, depth: Int, body: @escaping Body) {
      self.name = name
      self.parameters = parameters
      self.result = result
      self.depth = depth
      self.body = body
    }
  }

  let definition: Definition

  /// - Parameters:
  ///   - name: for diagnostics; empty for an anonymous function.
  ///   - result: what the body gives is coerced to this type.
  public init(
    name: String = "", parameters: [Parameter], result: FEELType = .any, body: @escaping Body
  ) {
    definition = Definition(name: name, parameters: parameters, result: result, depth: 16, body: body)
  }

  public var name: String { definition.name }
  public var parameters: [Parameter] { definition.parameters }
  public var result: FEELType { definition.result }

  public static func == (left: Function, right: Function) -> Bool { left.definition === right.definition }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(definition)) }

  /// Calls with positional arguments. The wrong number, or an argument that cannot be made the parameter's type, is a
  /// diagnostic and null.
  public func invoke(_ arguments: [Value], _ evaluation: Evaluation) -> Value { .null }

  /// Calls with named arguments; parameters that are not named are null.
  public func invoke(named arguments: [(name: String, value: Value)], _ evaluation: Evaluation) -> Value { .null }
}
