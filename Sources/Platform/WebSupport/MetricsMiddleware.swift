public import Hummingbird
public import Metrics
import Synchronization

/// Counts and times requests: `http_request_seconds` by route template, method and class of status, `http_requests_in_flight`.
///
/// The route is the template, never the path: no case, name or number becomes a label, and there are only so many.
public struct MetricsMiddleware: RouterMiddleware {
  public typealias Context = WebContext
  private let flight: Meter
  private let timers: Timers

  public init(_ metrics: any MetricsFactory) {
    flight = Meter(label: "http_requests_in_flight", factory: metrics)
    timers = Timers(metrics: metrics)
  }

  public func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    flight.increment()
    defer { flight.decrement() }
    let response = try await next(request, context)
    let took = ContinuousClock.now - start
    timers.timer(context.endpointPath, request.method, response.status.code / 100)
      .recordNanoseconds(took.components.seconds * 1_000_000_000 + took.components.attoseconds / 1_000_000_000)
    return response
  }

  /// A timer of each kind of request, made once.
  private final class Timers: Sendable {
    private struct Key: Hashable { let route: String, method: HTTPRequest.Method, status: Int }
    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]

    private let metrics: any MetricsFactory
    private let made = Mutex<[Key: Timer]>([:])

    init(metrics: any MetricsFactory) { self.metrics = metrics }

    func timer(_ route: String?, _ method: HTTPRequest.Method, _ status: Int) -> Timer {
      // A made-up method is nothing that may become a label.
      let isKnown = Self.methods.contains(method)
      let key = Key(route: route ?? "none", method: isKnown ? method : .trace, status: status)
      return made.withLock { made in
        if let timer = made[key] { return timer }
        let timer = Timer(
          label: "http_request_seconds",
          dimensions: [("route", key.route), ("method", isKnown ? method.rawValue : "other"), ("status", "\(status)xx")],
          factory: metrics)
        made[key] = timer
        return timer
      }
    }
  }
}
