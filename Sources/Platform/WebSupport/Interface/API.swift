import HTTPTypes
public import Hummingbird
public import JSON

/// The interface's routes: each is added to the router, described, and guarded by its description in the same breath, so that the document
/// cannot lag behind.
public struct API {
  let group: RouterGroup<WebContext>
  public let document: APIDocument

  public init(_ router: Router<WebContext>, document: APIDocument, idempotency: any IdempotencyKeeper) {
    self.document = document
    group = router.group(RouterPath(document.prefix)).add(middleware: IdempotencyMiddleware(keeper: idempotency))
    get("openapi.json", Operation("This document", answer: "object", isOpen: true, refusals: [:])) { _, _ in
      Response.json(document.json)
    }
  }

  public typealias Handler = @Sendable (Request, WebContext) async throws -> Response

  public func get(_ path: String, _ operation: Operation, _ handler: @escaping Handler) { add(.get, path, operation, handler) }
  public func post(_ path: String, _ operation: Operation, _ handler: @escaping Handler) {
    add(.post, path, operation, handler)
  }
  public func put(_ path: String, _ operation: Operation, _ handler: @escaping Handler) { add(.put, path, operation, handler) }
  public func patch(_ path: String, _ operation: Operation, _ handler: @escaping Handler) {
    add(.patch, path, operation, handler)
  }
  public func delete(_ path: String, _ operation: Operation, _ handler: @escaping Handler) {
    add(.delete, path, operation, handler)
  }

  /// Names a schema: members and their types, and no other members. `about`: what it is.
  public func schema(_ name: String, _ members: Operation.Members, about: String = "") {
    schema(name, members.map { ($0.key, $0.value) }, about: about)
  }

  /// The same of members that are put together.
  public func schema(_ name: String, _ members: [(String, String)], about: String = "") {
    var json = SchemaText.object(members.map { (name: $0.0, type: $0.1) })
    if !about.isEmpty { json["description"] = .string(about) }
    document.schema(name, json)
  }

  /// Names a schema that is given as it is: of JSON Schema 2020-12, with `x-problem-code` for the code that its faults are told with.
  public func raw(_ name: String, _ json: JSON) { document.schema(name, json) }

  private func add(_ method: HTTPRequest.Method, _ path: String, _ operation: Operation, _ handler: @escaping Handler) {
    document.add(.init(method: method.rawValue, path: "\(document.prefix)/\(path)", operation: operation))
    let gate = RequestGate(operation: operation, document: document)
    group.on(RouterPath(path), method: method) { request, context in
      try TokenScope.check(method.rawValue, path, isOpen: operation.isOpen, context)
      var context = context
      let request = try await gate.admit(request, &context)
      return try await handler(request, context)
    }
  }
}
