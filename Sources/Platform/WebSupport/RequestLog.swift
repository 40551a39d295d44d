public import Hummingbird
import Logging

/// One line for each request: method, route, status and time. The route is the template, never the path, so that no case, name or number
/// gets into a log; queries and bodies are left out.
public struct RequestLogMiddleware: RouterMiddleware {
  public typealias Context = WebContext

  public init() {}

  public func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    let response = try await next(request, context)
    let took = ContinuousClock.now - start
    context.logger.log(
      level: response.status.code >= 500 ? .warning : .info, "request",
      metadata: [
        "method": "\(request.method.rawValue)", "route": "\(context.endpointPath ?? "-")", "status": "\(response.status.code)",
        "microseconds": "\(took.components.seconds * 1_000_000 + took.components.attoseconds / 1_000_000_000_000)",
        "request": "\(context.id)",
      ])
    return response
  }
}
