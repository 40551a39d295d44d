import HTTPTypes
public import Hummingbird

/// What browsers are told of how they may come and who may look in: on every answer, errors and assets included.
///
/// `Cross-Origin-Opener-Policy` and `-Resource-Policy` keep other sites' windows and pages out. Where people come by https, browsers are told
/// to keep to it (RFC 6797), and every cookie is marked Secure, whoever set it.
public struct TransportMiddleware: RouterMiddleware {
  public typealias Context = WebContext
  private let hsts: String?

  /// `hstsDays`: nil where people do not come by https.
  public init(hstsDays: Int?) { hsts = hstsDays.map { "max-age=\($0 * 86_400)" } }

  private static let opener = HTTPField.Name("Cross-Origin-Opener-Policy")
  private static let resource = HTTPField.Name("Cross-Origin-Resource-Policy")

  public func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    if let opener = Self.opener { response.headers[opener] = "same-origin" }
    if let resource = Self.resource { response.headers[resource] = "same-origin" }
    guard let hsts else { return response }
    response.headers[.strictTransportSecurity] = hsts
    let cookies = response.headers[values: .setCookie]
    if !cookies.isEmpty {
      response.headers[values: .setCookie] = cookies.map { cookie in
        cookie.split(separator: ";").contains { $0.drop { $0 == " " }.lowercased() == "secure" } ? cookie : cookie + "; Secure"
      }
    }
    return response
  }
}
