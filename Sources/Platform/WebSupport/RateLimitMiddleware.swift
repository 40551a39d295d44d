import HTTPTypes
public import Hummingbird
import Kernel
public import RateLimiting

/// What is asked, as far as it decides how often.
public enum RequestClass: String, Sendable, CaseIterable {
  /// Passwords and sign-ups: each try costs us, and may be a guess.
  case signIn
  case uploads
  case writes
  /// All other requests.
  case requests
}

/// How often each class may be asked by one account or address; any thread.
public final class RateLimits: Sendable {
  private let tables: [RequestClass: BucketTable]
  let exempt: NetworkSet
  let trusted: NetworkSet
  private let now: @Sendable () -> Int64
  private let onRefusal: @Sendable (RequestClass) -> Void

  /// `perMinute`: for each class, which is its burst too; a class without one is not limited. `exempt`: addresses that are not counted.
  /// `trusted`: proxies whose `X-Forwarded-For` is believed. `now`: milliseconds of a clock that does not go backwards.
  public init(
    perMinute: [RequestClass: Int], capacity: Int, exempt: NetworkSet, trusted: NetworkSet,
    now: @escaping @Sendable () -> Int64 = { monotonicMilliseconds() }, onRefusal: @escaping @Sendable (RequestClass) -> Void
  ) {
    tables = perMinute.mapValues { BucketTable(RateLimit(burst: $0, perMinute: $0), capacity: capacity) }
    self.exempt = exempt
    self.trusted = trusted
    self.now = now
    self.onRefusal = onRefusal
  }

  /// Throws `tooMany` with the seconds to wait.
  func take(_ kind: RequestClass, of who: UInt64) throws(Rejection) {
    guard let wait = tables[kind]?.take(who, at: now()) else { return }
    onRefusal(kind)
    throw Rejection(.tooMany, "rateLimited", ["retryAfter": "\((wait + 999) / 1000)"])
  }
}

private let beginning = ContinuousClock.now

/// Milliseconds of the machine's clock that does not go backwards.
public func monotonicMilliseconds() -> Int64 {
  let passed = beginning.duration(to: .now).components
  return passed.seconds * 1000 + passed.attoseconds / 1_000_000_000_000_000
}

/// Before the session is looked up: who asks from where, and whether that address has asked too often.
public struct AddressLimitMiddleware: RouterMiddleware {
  public typealias Context = WebContext
  let limits: RateLimits

  public init(_ limits: RateLimits) { self.limits = limits }

  public func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.client = context.peer.map {
      ClientAddress.find(peer: $0, forwarded: request.forwardedFor, trusted: limits.trusted)
    }
    if let client = context.client, !limits.exempt.contains(client) {
      let who = RateLimits.key(client.counted)
      if !request.isFree { try limits.take(.requests, of: who) }
      if request.isSignIn { try limits.take(.signIn, of: who) }
    }
    return try await next(request, context)
  }
}

/// After the session is known: whether this account, or without one this address, has written too often.
public struct AccountLimitMiddleware: RouterMiddleware {
  public typealias Context = WebContext
  let limits: RateLimits

  public init(_ limits: RateLimits) { self.limits = limits }

  public func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    if request.method != .get, request.method != .head, let client = context.client, !limits.exempt.contains(client) {
      let isUpload = request.headers[.contentType]?.lowercased().hasPrefix("multipart/") == true
      let who = context.actor.map { RateLimits.key(Array($0.party.text.utf8)) } ?? RateLimits.key(client.counted)
      try limits.take(isUpload ? .uploads : .writes, of: who)
    }
    return try await next(request, context)
  }
}

extension RateLimits {
  /// Seeded anew in each process: nobody outside can find two that collide.
  static func key(_ bytes: [UInt8]) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(bytes)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}

extension Request {
  /// What proxies have written: several headers are one list.
  var forwardedFor: String? {
    guard let name = HTTPField.Name("X-Forwarded-For") else { return nil }
    let values = headers[values: name]
    return values.isEmpty ? nil : values.joined(separator: ",")
  }

  /// Out of memory, and needed by every page or by whoever watches.
  fileprivate var isFree: Bool {
    let path = uri.path
    return path.hasPrefix("/assets/") || path == "/healthz" || path == "/readyz"
  }

  fileprivate var isSignIn: Bool {
    method == .post
      && ["/api/v1/sessions", "/api/v1/accounts", "/sign-in", "/sign-up", "/password"].contains { uri.path == $0 }
  }
}
