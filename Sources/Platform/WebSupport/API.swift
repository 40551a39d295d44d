import HTTPTypes
public import Hummingbird
public import JSON
import Synchronization

/// What one operation of the interface takes and answers; the OpenAPI document is made from these.
public struct Operation: Sendable {
  /// `name: type`, as in `["limit": "integer"]`.
  public typealias Members = KeyValuePairs<String, String>

  let summary: String
  var query: [(name: String, type: String)]
  var body: String?
  var multipart: Bool
  var status: Int
  var answer: String?
  var isOpen: Bool

  /// `body`, `answer`: a type as in `APIDocument.schema`; `list(Case)` for a portion of a list; nil for none.
  /// `isOpen`: needs no sign-in.
  public init(
    _ summary: String, query: Members = [:], body: String? = nil, multipart: Bool = false, status: Int = 200,
    answer: String? = nil, isOpen: Bool = false
  ) {
    self.summary = summary
    self.query = query.map { (name: $0.key, type: $0.value) }
    self.body = body
    self.multipart = multipart
    self.status = status
    self.answer = answer
    self.isOpen = isOpen
  }
}

/// The interface's routes: each is added to the router and described in the same breath, so that the document cannot lag behind.
public struct API {
  let group: RouterGroup<WebContext>
  public let document: APIDocument

  public init(_ router: Router<WebContext>, document: APIDocument, idempotency: any IdempotencyKeeper) {
    self.document = document
    group = router.group(RouterPath(document.prefix)).add(middleware: IdempotencyMiddleware(keeper: idempotency))
    group.get("openapi.json") { _, _ in Response.json(document.json) }
  }

  public typealias Handler = @Sendable (Request, WebContext) async throws -> Response

  public func get(_ path: String, _ operation: Operation, _ handler: @escaping Handler) { add(.get, path, operation, handler) }
  public func post(_ path: String, _ operation: Operation, _ handler: @escaping Handler) {
    add(.post, path, operation, handler)
  }
  public func patch(_ path: String, _ operation: Operation, _ handler: @escaping Handler) {
    add(.patch, path, operation, handler)
  }
  public func delete(_ path: String, _ operation: Operation, _ handler: @escaping Handler) {
    add(.delete, path, operation, handler)
  }

  /// Names a schema: members and their types, all of them always there.
  public func schema(_ name: String, _ members: Operation.Members) { document.schema(name, members) }

  private func add(_ method: HTTPRequest.Method, _ path: String, _ operation: Operation, _ handler: @escaping Handler) {
    document.add(method.rawValue, path, operation)
    group.on(RouterPath(path), method: method) { request, context in
      try TokenScope.check(method.rawValue, path, isOpen: operation.isOpen, context)
      return try await handler(request, context)
    }
  }
}

/// The OpenAPI 3.1 document of the interface, and which methods a path takes.
public final class APIDocument: Sendable {
  private struct Content {
    var operations: [(method: String, path: String, operation: Operation)] = []
    var schemas: [(name: String, members: [(name: String, type: String)])] = []
  }

  private let content = Mutex(Content())
  let prefix: String

  /// `prefix`: path of all operations, as in `/api/v1`.
  public init(prefix: String) { self.prefix = prefix }

  func add(_ method: String, _ path: String, _ operation: Operation) {
    content.withLock { $0.operations.append((method, path, operation)) }
  }

  func schema(_ name: String, _ members: Operation.Members) {
    content.withLock { $0.schemas.append((name, members.map { (name: $0.key, type: $0.value) })) }
  }

  /// Methods that the path takes; empty when there is no such path.
  public func methods(of path: String) -> [String] {
    guard path.hasPrefix(prefix + "/") else { return [] }
    let parts = path.dropFirst(prefix.count + 1).split(separator: "/", omittingEmptySubsequences: false)
    return content.withLock { content in
      content.operations.filter { operation in
        let template = operation.path.split(separator: "/")
        return template.count == parts.count && zip(template, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
      }.map(\.method)
    }
  }

  /// Paths and methods, as in `GET /cases/{id}`.
  public var routes: [String] { content.withLock { $0.operations.map { "\($0.method) /\($0.path)" } } }

  /// The document.
  public var json: JSON {
    let content = content.withLock { $0 }
    var paths: JSON = [:]
    for item in content.operations {
      let path = "/\(item.path)"
      var entry = paths[path] ?? [:]
      entry[item.method.lowercased()] = Self.describe(item.method, item.path, item.operation)
      paths[path] = entry
    }
    var schemas: JSON = ["Problem": Self.problem]
    for schema in content.schemas { schemas[schema.name] = Self.object(schema.members) }
    return [
      "openapi": "3.1.0", "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
      "info": ["title": "Wutong", "version": "1"], "servers": [["url": .string(prefix)]], "paths": paths,
      "components": [
        "schemas": schemas, "securitySchemes": ["session": ["type": "http", "scheme": "bearer"]],
        "responses": [
          "Problem": [
            "description": "RFC 9457",
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
          ]
        ],
      ],
    ]
  }

  private static func describe(_ method: String, _ path: String, _ operation: Operation) -> JSON {
    var parameters: [JSON] = path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
      ["name": .string(String($0.dropFirst().dropLast())), "in": "path", "required": true, "schema": ["type": "string"]]
    }
    parameters += operation.query.map {
      ["name": .string($0.name), "in": "query", "required": false, "schema": type($0.type)]
    }
    let isWrite = method != "GET"
    if isWrite, !operation.isOpen {
      parameters.append([
        "name": "Idempotency-Key", "in": "header", "required": false, "schema": ["type": "string", "maxLength": 100],
      ])
    }
    var success: JSON = ["description": .string(operation.summary)]
    if let answer = operation.answer { success["content"] = ["application/json": ["schema": type(answer)]] }
    var responses: JSON = [:]
    responses[String(operation.status)] = success
    var errors = [400]
    if !operation.isOpen || isWrite { errors += [401, 403] }
    // A body may name what there is not, as a path may.
    if path.contains("{") || isWrite { errors.append(404) }
    if isWrite { errors += [409, 413, 415, 422] } else if !operation.query.isEmpty { errors.append(422) }
    errors += [429, 503]
    for status in errors { responses[String(status)] = ["$ref": "#/components/responses/Problem"] }
    var json: JSON = [
      "summary": .string(operation.summary), "operationId": .string(name(method, path)),
      "parameters": .array(parameters), "responses": responses,
    ]
    if operation.multipart {
      json["requestBody"] = [
        "required": true,
        "content": [
          "multipart/form-data": [
            "schema": ["type": "object", "required": ["file"], "properties": ["file": ["type": "string", "format": "binary"]]]
          ]
        ],
      ]
    } else if let body = operation.body {
      json["requestBody"] = ["required": true, "content": ["application/json": ["schema": type(body)]]]
    }
    json["security"] = operation.isOpen ? [] : [["session": []]]
    return json
  }

  private static func name(_ method: String, _ path: String) -> String {
    method.lowercased()
      + path.split(whereSeparator: { "/{}-".contains($0) }).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func object(_ members: [(name: String, type: String)]) -> JSON {
    var properties: JSON = [:]
    for member in members { properties[member.name] = type(member.type) }
    return [
      "type": "object", "properties": properties,
      "required": .array(members.filter { !$0.type.hasSuffix("*") }.map { .string($0.name) }),
    ]
  }

  /// `string`, `integer`, `boolean`, `date`, `instant`, `object`; `T?` may be null, `T*` may be left out, `[T]` is an array, `a|b` one of
  /// these words, `list(T)` a portion of a list, anything else the name of a schema.
  private static func type(_ text: String) -> JSON {
    if text.hasSuffix("*") { return type(String(text.dropLast())) }
    if text.hasSuffix("?") { return ["anyOf": [type(String(text.dropLast())), ["type": "null"]]] }
    if text.hasPrefix("["), text.hasSuffix("]") {
      return ["type": "array", "items": type(String(text.dropFirst().dropLast()))]
    }
    if text.hasPrefix("list("), text.hasSuffix(")") {
      return object([("items", "[\(text.dropFirst(5).dropLast())]"), ("total", "integer"), ("next", "string?")])
    }
    if text.contains("|") { return ["enum": .array(text.split(separator: "|").map { .string(String($0)) })] }
    switch text {
    case "string", "integer", "boolean", "object", "number": return ["type": .string(text)]
    case "date": return ["type": "string", "format": "date"]
    case "instant": return ["type": "string", "format": "date-time"]
    default: return ["$ref": .string("#/components/schemas/\(text)")]
    }
  }

  private static let problem: JSON = [
    "type": "object", "required": ["type", "title", "status", "detail"],
    "properties": [
      "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"], "detail": ["type": "string"],
      "errors": [
        "type": "array",
        "items": [
          "type": "object", "required": ["pointer", "code", "message"],
          "properties": ["pointer": ["type": "string"], "code": ["type": "string"], "message": ["type": "string"]],
        ],
      ],
    ],
  ]
}
