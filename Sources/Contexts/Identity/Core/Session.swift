public import Kernel

/// A signed-in device. The token itself is not kept, only its digest.
public struct Session: Sendable {
  public let tokenDigest: [UInt8]
  public let account: String
  public let party: PartyID
  public let csrf: String
  public let createdAt: Instant
  public let expiresAt: Instant
}

/// What a sign-in answers with; the token is shown once.
public struct SignedIn: Sendable {
  public let token: String
  public let csrf: String
  public let expiresAt: Instant
  public let actor: Actor
}

/// One line of the list of accounts.
public struct AccountSummary: Sendable {
  public let account: String
  public let name: String
  public let kind: Actor.Kind
  public let posts: Set<Post>
  public let disabled: Bool
  public let locked: Bool
}
