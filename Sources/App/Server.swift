import CaseworkWeb
import CatalogueCore
import CatalogueWeb
public import Hummingbird
import IdentityWeb
import JSON
import Kernel
public import Logging
import ReviewsWeb
import Store
public import WebSupport

extension Program {
  /// All routes.
  public func router() -> Router<WebContext> {
    let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
    let document = APIDocument(prefix: "/api/v1")
    router.add(middleware: RequestLogMiddleware())
    router.add(middleware: ErrorMiddleware(site: site, methods: { document.methods(of: $0) }))
    router.add(middleware: SessionMiddleware(authenticator: IdentityAuthenticator(identity: identity)))
    router.get("healthz") { _, _ in Response.json(["status": "ok"]) }
    router.get("readyz") { _, _ in
      // Ready means that the database answers.
      _ = try await store.read { try $0.query("SELECT 1 AS one") }
      return Response.json(["status": "ready"])
    }
    let api = API(router, document: document, idempotency: IdempotencyKeys(store: store, clock: clock))
    let holder = catalogue
    CatalogueAPI(catalogue: holder).add(to: api)
    IdentityAPI(identity: identity).add(to: api)
    StaffAPI(identity: identity, directory: agencyDirectory).add(to: api)
    AccessAPI(identity: identity).add(to: api)
    CaseworkAPI(casework: casework, files: files).add(to: api)
    ReviewsAPI(reviews: reviews) { holder.current.below($0) }.add(to: api)
    addPages(to: router)
    return router
  }

  /// The server, not yet running. `port` 0 takes a free one.
  public func application(host: String, port: Int, logger: Logger) -> some ApplicationProtocol {
    Application(
      router: router(), server: .http1(configuration: .init(idleTimeout: .seconds(60))),
      configuration: .init(address: .hostname(host, port: port), serverName: nil), logger: logger)
  }
}
