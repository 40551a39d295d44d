import HTTPTypes
public import Hummingbird
public import Kernel
import Logging
import NIOCore

/// What is known of one request while it is answered.
public struct WebContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  /// nil for somebody who is not signed in.
  public var actor: Actor?
  public var session: SessionInfo?
  private let peer: String?

  public init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress?.ipAddress
  }

  /// The address of who asks; behind a proxy on this machine the last one that it names, since earlier ones are the asker's own word.
  public func address(of request: Request) -> String? {
    guard peer == "127.0.0.1" || peer == "::1", let name = HTTPField.Name("X-Forwarded-For"),
      let last = request.headers[name]?.split(separator: ",").last
    else { return peer }
    return String(last.filter { !$0.isWhitespace })
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
