import HTTPTypes
import Hummingbird
public import JSON
public import Kernel
import NIOCore

/// All that is wrong with a value, with pointers; throws when it cannot be judged.
public typealias SchemaCheck = @Sendable (JSON) throws(Rejection) -> [Problem]
/// Makes a check of a schema; throws what is wrong with the schema. Handed in: the platform stands on no engine.
public typealias SchemaCompiler = @Sendable (_ schema: JSON) throws -> SchemaCheck

/// Codes that a fault of a value has when its schema names none (`x-problem-code`).
public enum SchemaFaultCode {
  /// The codes of JSON Schema's own faults.
  public static let all = [
    "required", "type", "enum", "unknownField", "minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern", "date",
    "dateTime", "minItems", "maxItems", "uniqueItems", "noneFits",
  ]
}

/// Codes of parameters.
enum ParameterFault {
  static let codes = [
    "unknownParameter", "parameterTwice", "type", "enum", "limit", "cursor", "date", "minLength", "maxLength", "pattern",
    "minimum",
    "maximum", "required",
  ]
}

/// Holds requests to what their operation declares before anything is done: who asks, parameters, body.
struct RequestGate: Sendable {
  let operation: Operation
  let document: APIDocument
  private let types: [Substring: String]

  init(operation: Operation, document: APIDocument) {
    self.operation = operation
    self.document = document
    types = Dictionary(operation.query.map { ($0.name[...], Self.type(of: $0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// The type of a parameter; those of lists are the same everywhere.
  static func type(of member: Operation.Member) -> String {
    switch (member.name, SchemaText.split(member.type).type) {
    case ("limit", "integer"): "Limit"
    case ("cursor", "string"): "Cursor"
    default: member.type
    }
  }

  /// The request, its body read and found in order, and what the body says. All problems of the parameters or of the body are told at once.
  func admit(_ request: Request, _ context: inout WebContext) async throws -> Request {
    if !operation.isOpen { _ = try context.signedIn() }
    let path = request.uri.path
    guard !path.utf8.contains(UInt8(ascii: "%")) || !path.contains("%00") else { throw Rejection.notFound }
    let wrong = try parameterProblems(request)
    guard wrong.isEmpty else { throw Rejection.invalid(wrong) }
    guard let body = operation.body else { return request }
    let (json, bytes) = try await request.jsonBody()
    let problems = try document.checked(body).check(json)
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    context.json = json
    var request = request
    request.body = RequestBody(buffer: ByteBuffer(bytes: bytes))
    return request
  }

  private func parameterProblems(_ request: Request) throws -> [Problem] {
    var problems: [Problem] = []
    var seen = Set<Substring>()
    for (name, value) in request.uri.queryParameters {
      let pointer = "/" + JSONPointer.escaped(String(name))
      guard seen.insert(name).inserted else {
        problems.append(Problem(pointer, "parameterTwice"))
        continue
      }
      guard let type = types[name] else {
        problems.append(Problem(pointer, "unknownParameter"))
        continue
      }
      guard !value.utf8.contains(0) else { throw Rejection(.malformed, "malformed") }
      let checked = try document.checked(type)
      problems += try checked.check(json(String(value), checked.kind)).map { Problem(pointer, $0.code, $0.arguments) }
    }
    return problems
  }

  /// A parameter's text as its type takes it; what is no number or no truth value stays a text, and is refused as one.
  private func json(_ text: String, _ kind: CheckedType.Kind) -> JSON {
    switch kind {
    case .number: JSONNumber(text).map(JSON.number) ?? .string(text)
    case .truth: text == "true" ? true : text == "false" ? false : .string(text)
    case .text: .string(text)
    }
  }
}

/// A type with its check.
struct CheckedType: Sendable {
  /// How a parameter is read.
  enum Kind { case text, number, truth }
  let check: SchemaCheck
  let kind: Kind

  init(_ schema: JSON, check: @escaping SchemaCheck) {
    self.check = check
    kind =
      switch schema["type"]?.stringValue {
      case "integer", "number": .number
      case "boolean": .truth
      default: .text
      }
  }
}
