public import JSON
import Synchronization

/// The OpenAPI 3.1 document of the interface, and which methods a path takes. Safe from any thread.
public final class APIDocument: Sendable {
  struct Route: Sendable {
    let method: String
    /// Whole, as in `/api/v1/cases/{id}`.
    let path: String
    let operation: Operation
  }

  private struct Content {
    var routes: [Route] = []
    var schemas: [(name: String, json: JSON)] = []
    var checked: [String: CheckedType] = [:]
  }

  private let content = Mutex(Content())
  let prefix: String
  private let compile: SchemaCompiler

  /// `prefix`: path of most operations, as in `/api/v1`. `compile`: makes checks of the schemas that requests are held to.
  public init(prefix: String, compile: @escaping SchemaCompiler) {
    self.prefix = prefix
    self.compile = compile
  }

  func add(_ route: Route) { content.withLock { $0.routes.append(route) } }

  func schema(_ name: String, _ json: JSON) { content.withLock { $0.schemas.append((name, json)) } }

  /// Describes a route that does not lie under the prefix, as `/healthz`.
  public func root(_ method: String, _ path: String, _ operation: Operation) {
    add(Route(method: method, path: path, operation: operation))
  }

  var routes: [Route] { content.withLock { $0.routes } }

  /// Methods that the path takes, HEAD where there is GET; empty when there is no such path.
  public func methods(of path: String) -> [String] {
    let parts = path.split(separator: "/")
    let fitting = routes.compactMap { route -> (places: Int, method: String)? in
      let template = route.path.split(separator: "/")
      guard template.count == parts.count, zip(template, parts).allSatisfy({ $0.hasPrefix("{") || $0 == $1 }) else {
        return nil
      }
      return (template.count { $0.hasPrefix("{") }, route.method)
    }
    // A path that is spelled out is not the one with a place for any word.
    let fewest = fitting.map(\.places).min()
    let found = fitting.filter { $0.places == fewest }.map(\.method)
    return found.contains("GET") ? found + ["HEAD"] : found
  }

  /// The named schemas.
  var schemas: JSON {
    var json: JSON = [:]
    let types = Set(routes.flatMap { $0.operation.query.map(RequestGate.type) })
    for schema in Self.lists where types.contains(schema.name) { json[schema.name] = schema.json }
    for schema in content.withLock({ $0.schemas }) { json[schema.name] = schema.json }
    for schema in ProblemSchemas.all { json[schema.name] = schema.json }
    return json
  }

  /// Parameters of lists, the same everywhere.
  private static let lists: [(name: String, json: JSON)] = [
    (
      "Limit",
      [
        "type": "integer", "minimum": 1, "maximum": 200, "default": 20, "description": "How many items of a list",
        "x-problem-code": "limit",
      ]
    ),
    (
      "Cursor",
      ["type": "string", "description": "Where to go on: `next` of the portion before", "x-problem-code": "cursor"]
    ),
  ]

  /// What a value of a type is held to. Compiled at the first use, and kept.
  func checked(_ type: String) throws -> CheckedType {
    if let known = content.withLock({ $0.checked[type] }) { return known }
    let schemas = schemas
    var root = SchemaText.schema(type)
    let name = root["$ref"]?.stringValue?.split(separator: "/").last.map(String.init)
    let named = name.flatMap { schemas[$0] } ?? root
    root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    root["components"] = ["schemas": schemas]
    let made = CheckedType(named, check: try compile(root))
    content.withLock { $0.checked[type] = made }
    return made
  }

  /// Compiles all that requests are held to. Throws what is wrong with a schema.
  public func compileAll() throws {
    for route in routes {
      for member in route.operation.query { _ = try checked(RequestGate.type(of: member)) }
      if let body = route.operation.body { _ = try checked(body) }
    }
  }

  /// The document.
  public var json: JSON {
    var paths: JSON = [:]
    for route in routes {
      var entry = paths[route.path] ?? [:]
      entry[route.method.lowercased()] = OperationDescription(route: route).json
      paths[route.path] = entry
    }
    var tags: [String] = []
    for route in routes where !tags.contains(OperationDescription(route: route).tag) {
      tags.append(OperationDescription(route: route).tag)
    }
    return [
      "openapi": "3.1.0", "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
      "info": [
        "title": "Wutong", "version": "1", "description": .string(Self.about),
        "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
      ],
      "servers": [["url": "/"]], "tags": .array(tags.map { ["name": .string($0)] }), "paths": paths,
      "components": [
        "schemas": schemas,
        "securitySchemes": [
          "session": [
            "type": "http", "scheme": "bearer",
            "description": "The token that `POST /api/v1/sessions` answers; a cookie is no key here.",
          ]
        ],
      ],
    ]
  }

  private static let about = """
    Public services of a prefecture and its counties: find, apply, follow, handle, rate.

    Bodies are JSON in UTF-8 and hold no U+0000. Members and parameters that are not described here are refused (422), and so is a parameter \
    that is given twice. What is not yours is answered as if it were not there (404). Errors \
    are problems (RFC 9457), in the language of `Accept-Language`: Chinese, or English. A write with an `Idempotency-Key` that is sent again \
    is not done again: it is answered with what it made, as that is now.
    """
}
