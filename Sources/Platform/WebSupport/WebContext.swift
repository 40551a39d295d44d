import HTTPTypes
public import Hummingbird
public import JSON
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
  /// What the body says of a request to the interface whose operation takes one: found in order.
  var json: JSON?

  public init(source: ApplicationRequestContextSource) {
    // After family and port; with IPv6 also after the flow.
    peer =
      switch source.channel.remoteAddress {
      case .v4(let four)?: withUnsafeBytes(of: four.address) { NetworkAddress(bytes: $0[4..<8]) }
      case .v6(let six)?: withUnsafeBytes(of: six.address) { NetworkAddress(bytes: $0[8..<24]) }
      default: nil
      }
    coreContext = .init(source: source)
  }

  /// What the body of a request to the interface says.
  public func json(_ request: Request) async throws -> JSON {
    if let json { json } else { try await request.json() }
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
  /// What a token for programs is good for; nil for a session, which may all that its owner may.
  public let scopes: Set<String>?
  /// Must set up a second factor before anything else.
  public let mustEnrol: Bool

  public init(actor: Actor, csrf: String, token: String, scopes: Set<String>? = nil, mustEnrol: Bool = false) {
    self.actor = actor
    self.csrf = csrf
    self.token = token
    self.scopes = scopes
    self.mustEnrol = mustEnrol
  }
}

/// Who stands behind a token.
public protocol Authenticator: Sendable {
  func session(forToken token: String) async throws -> SessionInfo?
}
