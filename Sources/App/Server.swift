import BundlesWeb
import CaseworkWeb
import CatalogueCore
import CatalogueWeb
public import Hummingbird
import IdentityWeb
import JSON
import Kernel
public import Logging
import NoticesWeb
import ReviewsWeb
import Store
public import WebSupport

extension Program {
  /// All routes.
  public func router() -> Router<WebContext> { interface().router }

  /// All routes, and what the interface says of itself.
  public func interface() -> (router: Router<WebContext>, document: APIDocument) {
    let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
    let document = APIDocument(prefix: "/api/v1", compile: SchemaChecks.compile)
    let metrics = metrics
    let limits = RateLimits(
      perMinute: [
        .requests: settings.requestRate, .signIn: settings.signInRate, .writes: settings.writeRate,
        .uploads: settings.uploadRate,
      ], capacity: settings.remembered, exempt: settings.exempt, trusted: settings.trustedProxies
    ) { metrics.refused($0) }
    router.add(middleware: RequestLogMiddleware())
    router.add(middleware: TransportMiddleware(hstsDays: settings.tls ? settings.hstsDays : nil))
    if settings.measures { router.add(middleware: MetricsMiddleware(metrics.registry)) }
    router.add(
      middleware: ErrorMiddleware(site: site, methods: { document.methods(of: $0) }, refusal: { StoreRefusal.of($0) }))
    router.add(middleware: AddressLimitMiddleware(limits))
    // Before sessions are looked up: its token is none of theirs.
    addMetrics(to: router)
    router.add(middleware: RequestLimitsMiddleware(body: settings.bodyKiB << 10))
    router.add(middleware: SessionMiddleware(authenticator: IdentityAuthenticator(identity: identity)))
    router.add(middleware: AccountLimitMiddleware(limits))
    router.get("healthz") { _, _ in Response.json(["status": "ok"]) }
    router.get("readyz") { _, _ in
      // Ready means that the database answers, and that the end has not begun: whoever distributes requests sends them elsewhere.
      var reason = "ending"
      if !readiness.isEnding {
        do {
          _ = try await store.read { try $0.query("SELECT 1 AS one") }
          return Response.json(["status": "ready"])
        } catch { reason = StoreRefusal.of(error)?.reason ?? "\(type(of: error))" }
      }
      return Response.json(["status": "unavailable", "reason": .string(reason)], status: .serviceUnavailable)
    }
    document.root("GET", "/healthz", Operation("Whether the program runs", answer: "Health", isOpen: true, refusals: [:]))
    document.root(
      "GET", "/readyz",
      Operation(
        "Whether the database answers", answer: "Health", isOpen: true, refusals: [:], also: [503: "NotReady"]))
    document.root(
      "GET", "/metrics",
      Operation(
        "Figures for Prometheus", isOpen: true, about: "To near addresses, or with the token that is set for it.",
        media: ["text/plain"], refusals: [404: ["notFound"]]))
    let api = API(router, document: document, idempotency: idempotency)
    api.schema("Health", ["status": "ok|ready"])
    api.schema("NotReady", ["status": "string # unavailable", "reason": "string # For whoever runs it"])
    let holder = catalogue
    CatalogueAPI(catalogue: holder).add(to: api)
    BundleAPI(site: site, catalogue: holder, shelf: bundles).add(to: api)
    ChangesAPI(catalogue: holder, desk: catalogueDesk, clock: clock).add(to: api)
    IdentityAPI(identity: identity).add(to: api)
    StaffAPI(identity: identity, directory: agencyDirectory).add(to: api)
    AccessAPI(identity: identity).add(to: api)
    HallAPI(halls: halls).add(to: api)
    CaseworkAPI(casework: casework, files: files).add(to: api)
    ReviewsAPI(reviews: reviews) { holder.current.below($0) }.add(to: api)
    NoticesAPI(notices: notices).add(to: api)
    APIPage(site: site, document: document).add(to: router)
    addPages(to: router)
    return (router, document)
  }

  /// The server, not yet running. `port` 0 takes a free one.
  ///
  /// `onListening` is told the port, once.
  public func application(
    host: String, port: Int, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) -> some ApplicationProtocol {
    let (site, seconds) = (site, settings.requestSeconds)
    return Application(
      router: router(),
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [SlowSenderHandler(seconds: seconds, site: site, logger: logger)],
          idleTimeout: .seconds(Int64(settings.idleSeconds)))),
      configuration: .init(address: .hostname(host, port: port), serverName: nil),
      onServerRunning: { await onListening($0.localAddress?.port ?? port) }, logger: logger)
  }
}
