import HTTPTypes
public import Hummingbird
public import JSON

/// The interface's routes: each is added to the router, described, and guarded by its description in the same breath, so that the document
/// cannot lag behind.
public struct API {
  let group: RouterGroup<WebContext>
  public let document: APIDocument
  private let idempotency: Idempotency

  public init(_ router: Router<WebContext>, document: APIDocument, idempotency keeper: any IdempotencyKeeper) {
    self.document = document
    idempotency = Idempotency(keeper: keeper)
    group = router.group(RouterPath(document.prefix))
    get("openapi.json", Operation("This document", answer: "object", isOpen: true, refusals: [:])) { _, _ in
      Response.json(document.json)
    }
  }

  public typealias Handler = @Sendable (Request, WebContext) async throws -> Response
  /// Answers a request whose effect is there already out of what it made: `reference` names it, nil where nothing was made.
  public typealias Again = @Sendable (_ reference: String?, Request, WebContext) async throws -> Response

  public func get(_ path: String, _ operation: Operation, _ handler: @escaping Handler) { add(.get, path, operation, handler) }
  /// `again`: how a request with a key that comes again is answered; without it the answer itself is kept.
  public func post(_ path: String, _ operation: Operation, again: Again? = nil, _ handler: @escaping Handler) {
    add(.post, path, operation, again: again, handler)
  }
  public func put(_ path: String, _ operation: Operation, _ handler: @escaping Handler) { add(.put, path, operation, handler) }
  public func patch(_ path: String, _ operation: Operation, again: Again? = nil, _ handler: @escaping Handler) {
    add(.patch, path, operation, again: again, handler)
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

  private func add(
    _ method: HTTPRequest.Method, _ path: String, _ operation: Operation, again: Again? = nil,
    _ handler: @escaping Handler
  ) {
    document.add(.init(method: method.rawValue, path: "\(document.prefix)/\(path)", operation: operation))
    let gate = RequestGate(operation: operation, document: document)
    let admitted: Handler = { request, context in
      try TokenScope.check(method.rawValue, path, isOpen: operation.isOpen, context)
      var context = context
      let request = try await gate.admit(request, &context)
      return try await handler(request, context)
    }
    guard method != .get else {
      group.on(RouterPath(path), method: method, use: admitted)
      return
    }
    group.on(RouterPath(path), method: method) { [idempotency] request, context in
      try await idempotency.answer(request, context, status: operation.status, again: again, admitted)
    }
  }
}
