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

/// For how many seconds somebody stays signed in: by default the public for a day, staff for a shift.
public struct SessionLengths: Sendable {
  public let open: Int64
  public let staff: Int64

  public init(open: Int64 = 24 * 3600, staff: Int64 = 10 * 3600) {
    self.open = open
    self.staff = staff
  }
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
