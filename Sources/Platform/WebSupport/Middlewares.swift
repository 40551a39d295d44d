public import HTTPTypes
public import Hummingbird
public import Kernel
import Logging

/// Outermost: turns every error into an answer that says what to do next. Nobody sees an error's own description.
public struct ErrorMiddleware: RouterMiddleware {
  public typealias Context = WebContext
  let site: Site
  /// Tells a wrong method from a wrong path.
  let methods: @Sendable (_ path: String) -> [String]
  /// Errors of rooms below that people are told in words of their own, and what an operator may read of them.
  let refusal: @Sendable (any Error) -> (rejection: Rejection, reason: String)?

  public init(
    site: Site, methods: @escaping @Sendable (_ path: String) -> [String],
    refusal: @escaping @Sendable (any Error) -> (rejection: Rejection, reason: String)? = { _ in nil }
  ) {
    self.site = site
    self.methods = methods
    self.refusal = refusal
  }

  public func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch let rejection as Rejection {
      response = answer(rejection, request, context)
      if let seconds = rejection.arguments["retryAfter"] { response.headers[.retryAfter] = seconds }
    } catch let error as any HTTPResponseError {
      let allowed = error.status == .notFound ? methods(request.uri.path) : []
      response = answer(Self.rejection(allowed.isEmpty ? error.status : .methodNotAllowed), request, context)
      if !allowed.isEmpty { response.headers[.allow] = allowed.joined(separator: ", ") }
    } catch {
      if let (rejection, reason) = refusal(error) {
        context.logger.warning("refused", metadata: ["reason": "\(reason)", "request": "\(context.id)"])
        response = answer(rejection, request, context)
      } else {
        context.logger.error("request failed", metadata: ["error": "\(type(of: error))", "request": "\(context.id)"])
        response = answer(Rejection(.unavailable, "internal"), request, context, status: .internalServerError)
      }
    }
    // Whoever asks by program waits a little; a person reads it in words.
    if response.status == .serviceUnavailable, response.headers[.retryAfter] == nil { response.headers[.retryAfter] = "5" }
    // A refusal has a body, and an answer to HEAD must not.
    if request.method == .head { response = response.createHeadResponse() }
    for (name, value) in Self.headers where response.headers[name] == nil { response.headers[name] = value }
    return response
  }

  private static let headers: [(HTTPField.Name, String)] = [
    (
      .contentSecurityPolicy,
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    (.xContentTypeOptions, "nosniff"),
    (HTTPField.Name("Referrer-Policy") ?? .referer, "same-origin"),
    (HTTPField.Name("Permissions-Policy") ?? .referer, "camera=(), microphone=(), geolocation=()"),
  ]

  private static func rejection(_ status: HTTPResponse.Status) -> Rejection {
    switch status.code {
    case 404: .notFound
    case 405: Rejection(.malformed, "methodNotAllowed")
    case 413: Rejection(.tooLarge, "bodyTooLarge")
    case 415: Rejection(.unsupportedMedia, "jsonExpected")
    case 401: .unauthenticated
    default: Rejection(.malformed, "malformed")
    }
  }

  private func answer(
    _ rejection: Rejection, _ request: Request, _ context: WebContext, status: HTTPResponse.Status? = nil
  ) -> Response {
    let status = status ?? (rejection.code == "methodNotAllowed" ? .methodNotAllowed : rejection.kind.status)
    if request.isAskedByProgram {
      let language = Words.language(request.headers[.acceptLanguage])
      return .json(
        site.problem(rejection, status, language: language), status: status, type: "application/problem+json")
    }
    if rejection.kind == .unauthenticated, request.method == .get {
      return .seeOther("/sign-in?to=\(Page.encoded(request.uri.path + (request.uri.query.map { "?" + $0 } ?? "")))")
    }
    return .page(site.errorPage(rejection, status, request, reference: context.id), status: status)
  }
}

extension Rejection.Kind {
  public var status: HTTPResponse.Status {
    switch self {
    case .malformed: .badRequest
    case .unauthenticated: .unauthorized
    case .forbidden: .forbidden
    case .notFound: .notFound
    case .conflict: .conflict
    case .tooLarge: .contentTooLarge
    case .unsupportedMedia: .unsupportedMediaType
    case .invalid: .unprocessableContent
    case .tooMany: .tooManyRequests
    case .unavailable: .serviceUnavailable
    }
  }
}

/// Finds out who asks: a bearer token for the interface, a cookie for pages; and refuses posted forms that do not come from our own pages.
public struct SessionMiddleware: RouterMiddleware {
  public typealias Context = WebContext
  let authenticator: any Authenticator

  public init(authenticator: any Authenticator) { self.authenticator = authenticator }

  public func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    let bearer = request.headers[.authorization].flatMap { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil }
    let isAPI = request.uri.path.hasPrefix("/api/")
    // A cookie never authorises the interface: a foreign page could send it.
    if let token = bearer ?? (isAPI ? nil : request.cookies["wutong"]?.value) {
      context.session = try await authenticator.session(forToken: token)
      context.actor = context.session?.actor
      if bearer != nil, context.actor == nil { throw Rejection.unauthenticated }
    }
    if let session = context.session {
      // A token for programs opens the interface, but no page.
      if session.scopes != nil, !isAPI { throw Rejection(.forbidden, "tokenNotHere") }
      if session.mustEnrol, !Self.isOpenBeforeEnrolment(request.uri.path) {
        guard !isAPI, request.method == .get else { throw Rejection(.forbidden, "secondFactorEnrol") }
        return Response.seeOther("/my/second-factor")
      }
    }
    if !isAPI, request.method != .get, request.method != .head,
      let site = request.headers[HTTPField.Name("Sec-Fetch-Site") ?? .origin],
      site != "same-origin", site != "none"
    {
      throw Rejection(.forbidden, "foreignForm")
    }
    return try await next(request, context)
  }
}

extension SessionMiddleware {
  /// Where one of the three administrators may go who has no second factor yet.
  static func isOpenBeforeEnrolment(_ path: String) -> Bool {
    ["/my/second-factor", "/api/v1/me/second-factor"].contains { path == $0 || path.hasPrefix($0 + "/") }
      || ["/sign-out", "/preferences", "/display", "/api/v1/me", "/api/v1/sessions", "/healthz", "/readyz"].contains(path)
      || path.hasPrefix("/assets/")
  }
}

extension WebContext {
  /// The fields of a form that somebody who is signed in posted from one of our pages; refuses one without their session's token.
  public func posted(_ request: Request) async throws -> FormPost {
    let form = try await request.form()
    try check(form)
    return form
  }

  /// The same with files.
  public func postedFiles(_ request: Request, limit: Int) async throws -> MultipartPost {
    let post = try await request.multipart(limit: limit)
    try check(post.form)
    return post
  }

  private func check(_ form: FormPost) throws(Rejection) {
    guard let session else { throw Rejection.unauthenticated }
    guard form["csrf"] == session.csrf else { throw Rejection(.forbidden, "foreignForm") }
  }
}
