import Cryptography
public import Kernel
public import Store

/// The door of identity: who somebody is, how they prove it, and for whom they may act.
public struct Identity: Sendable {
  let store: any Store
  let clock: WallClock
  let hasher: PasswordHasher
  let authority: any RealNameAuthority

  let lengths: SessionLengths

  public init(
    store: any Store, clock: WallClock, hasher: PasswordHasher, authority: any RealNameAuthority,
    lengths: SessionLengths = .init()
  ) {
    self.lengths = lengths
    self.store = store
    self.clock = clock
    self.hasher = hasher
    self.authority = authority
  }

  /// The session behind a token, with the actor as their posts and mandates are now; nil when there is none any more.
  public func session(forToken token: String) async throws -> (session: Session, actor: Actor)? {
    guard (1...200).contains(token.utf8.count) else { return nil }
    let digest = SHA256.hash(Array(token.utf8))
    let now = clock.now
    return try await store.read { reading in
      guard let session = try IdentityStore.session(reading, digest: digest, at: now),
        let actor = try Self.actor(reading, session.party, at: now)
      else { return nil }
      return (session, actor)
    }
  }

  /// The actor a party is now; nil when there is no such party.
  public func actor(_ party: PartyID) async throws -> Actor? {
    let now = clock.now
    return try await store.read { try Self.actor($0, party, at: now) }
  }

  /// The actor behind an account name; nil when there is no such account.
  public func actor(account: String) async throws -> Actor? {
    let now = clock.now
    return try await store.read { reading in
      guard let found = try IdentityStore.account(reading, account) else { return nil }
      return try Self.actor(reading, found.party, at: now)
    }
  }

  public func party(_ id: PartyID) async throws -> Party? {
    try await store.read { try IdentityStore.party($0, id) }
  }

  /// The party inside a transaction or snapshot of the caller's.
  public static func party(_ reading: any Reading, _ id: PartyID) throws -> Party? { try IdentityStore.party(reading, id) }

  static func actor(_ reading: any Reading, _ id: PartyID, at now: Instant) throws -> Actor? {
    guard let party = try IdentityStore.party(reading, id) else { return nil }
    return Actor(
      party: id, kind: party.kind, name: party.name, posts: try IdentityStore.posts(reading, of: id, at: now),
      mandates: try IdentityStore.mandates(reading, of: id, at: now))
  }

  /// How many sessions are not over.
  public static func openSessions(_ reading: any Reading, at now: Instant) throws -> Int {
    try IdentityStore.openSessions(reading, at: now)
  }

  /// Removes sessions that are over. Returns how many.
  public func sweepSessions() async throws -> Int {
    let now = clock.now
    var swept = 0
    while true {
      // Some at a time: nobody waits for a long transaction.
      let part = try await store.write { try IdentityStore.endSessions(before: now, limit: 500, $0) }
      swept += part
      if part < 500 { return swept }
    }
  }
}
