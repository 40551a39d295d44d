public import Hummingbird

/// How much a request may bring.
public enum RequestLimits {
  /// The largest JSON or form body in bytes, for the request under way.
  @TaskLocal public static var body = 1 << 20
}

/// Sets the limits that an operator chose for each request.
public struct RequestLimitsMiddleware: RouterMiddleware {
  public typealias Context = WebContext
  let body: Int

  /// `body`: in bytes.
  public init(body: Int) { self.body = body }

  public func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    try await RequestLimits.$body.withValue(body) { try await next(request, context) }
  }
}
