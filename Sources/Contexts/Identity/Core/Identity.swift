import Cryptography
public import Kernel
public import Store

/// The door of identity: who somebody is, how they prove it, and for whom they may act.
public struct Identity: Sendable {
  let store: any Store
  let clock: WallClock
  let hasher: PasswordHasher
  let authority: any RealNameAuthority
  let secrets: SecretKeeper
  /// For how many days attempts to sign in are kept.
  let signInDays: Int64
  private let findLeague: @Sendable () -> String
  /// Code of the league, whose administrators answer for all banners.
  var league: String { findLeague() }

  let lengths: SessionLengths

  public init(
    store: any Store, clock: WallClock, hasher: PasswordHasher, authority: any RealNameAuthority,
    lengths: SessionLengths = .init(), secrets: SecretKeeper = SecretKeeper(), signInDays: Int64 = 180,
    league: @escaping @Sendable () -> String = { "" }
  ) {
    self.lengths = lengths
    self.secrets = secrets
    self.signInDays = signInDays
    findLeague = league
    self.store = store
    self.clock = clock
    self.hasher = hasher
    self.authority = authority
  }

  /// Who stands behind what a request carries: a session's token, or one for programs. With the actor as their posts and mandates are
  /// now; nil when there is nobody any more.
  public func bearer(_ token: String) async throws -> Bearer? {
    guard (1...200).contains(token.utf8.count) else { return nil }
    if token.hasPrefix(Self.tokenPrefix) {
      return try await self.token(token).map { Bearer(actor: $0.actor, csrf: "", scopes: $0.scopes, mustEnrol: false) }
    }
    let digest = SHA256.hash(Array(token.utf8))
    let now = clock.now
    return try await store.lookUp { reading in
      guard let (session, found) = try IdentityStore.session(reading, digest: digest, at: now) else { return nil }
      let actor = try Self.standingIn(reading, found, at: now)
      let mustEnrol = try Self.mustEnrol(reading, actor, account: session.account)
      return Bearer(
        actor: mustEnrol ? actor.withoutAdministration : actor, csrf: session.csrf, scopes: nil, mustEnrol: mustEnrol)
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
    return try standingIn(
      reading,
      Actor(
        party: id, kind: party.kind, name: party.name, posts: try IdentityStore.posts(reading, of: id, at: now),
        mandates: try IdentityStore.mandates(reading, of: id, at: now)), at: now)
  }

  /// The actor with the posts of those they stand in for today (代理).
  private static func standingIn(_ reading: any Reading, _ actor: Actor, at now: Instant) throws -> Actor {
    guard actor.kind == .staff else { return actor }
    let derived = DeputyRules.posts(
      own: actor.posts, standing: try AbsenceStore.standing(reading, actor.party, at: now), on: now.civilDate)
    return Actor(
      party: actor.party, kind: actor.kind, name: actor.name, posts: derived.posts, mandates: actor.mandates,
      standsInFor: derived.standsInFor)
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
      let part = try await store.write { transaction in
        try AccessStore.endPending(before: now, transaction)
        return try IdentityStore.endSessions(before: now, limit: 500, transaction)
      }
      swept += part
      if part < 500 { return swept }
    }
  }
}

/// Who a request comes from, and how far they may go with what they showed.
public struct Bearer: Sendable {
  public let actor: Actor
  /// Goes into every form of a page; empty for a token, which opens no page.
  public let csrf: String
  /// nil for a session, which may all that its owner may.
  public let scopes: Set<String>?
  /// One of the three administrators who has no second factor yet: holds none of their rights before.
  public let mustEnrol: Bool
}

extension Actor {
  /// The same without the rights of the three administrators.
  fileprivate var withoutAdministration: Actor {
    Actor(
      party: party, kind: kind, name: name, posts: posts.filter { !ThreeAdministrators.roles.contains($0.role) },
      mandates: mandates, standsInFor: standsInFor)
  }
}
