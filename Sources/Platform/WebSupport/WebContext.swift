public import Hummingbird
public import Kernel
import Logging
import NIOCore
public import RateLimiting

/// What is known of one request while it is answered.
public struct WebContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  /// nil for somebody who is not signed in.
  public var actor: Actor?
  public var session: SessionInfo?
  /// The other end of the connection: perhaps a proxy.
  public let peer: NetworkAddress?
  /// Who asks, behind the proxies that are trusted. Personal data: not for logs.
  public var client: NetworkAddress?

  public init(source: ApplicationRequestContextSource) {
    peer = source.channel.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) }
    coreContext = .init(source: source)
  }

  /// The actor, or `unauthenticated`.
  public func signedIn() throws(Rejection) -> Actor {
    guard let actor else { throw Rejection.unauthenticated }
    return actor
  }

  public var maxUploadSize: Int { 1 << 20 }
}

/// A session as pages need it.
public struct SessionInfo: Sendable {
  public let actor: Actor
  /// Goes into every form of a page and must come back with it.
  public let csrf: String
  public let token: String

  public init(actor: Actor, csrf: String, token: String) {
    self.actor = actor
    self.csrf = csrf
    self.token = token
  }
}

/// Who stands behind a token.
public protocol Authenticator: Sendable {
  func session(forToken token: String) async throws -> SessionInfo?
}
