import Cryptography
import JSON
public import Kernel
import Store

/// A token for programs: acts as its owner, with at most its scopes.
public struct APIToken: Sendable {
  public let id: String
  public let party: PartyID
  public let account: String
  /// The owner's name.
  public let owner: String
  public let name: String
  public let scopes: Set<String>
  public let createdAt: Instant
  public let expiresAt: Instant
  /// To the minute; nil while it was never used.
  public let lastUsedAt: Instant?
  public let revokedAt: Instant?
}

/// A token that was just made; the text is shown once.
public struct MadeToken: Sendable {
  public let id: String
  public let text: String
  public let expiresAt: Instant
}

extension Identity {
  /// The longest a token lives, in days; the most that one person has at a time; what their text begins with.
  public static let longestToken: Int64 = 366
  static let mostTokens = 20
  public static let tokenPrefix = "wt_"

  /// Makes a token for oneself until the end of a day. `known`: the scopes there are. Throws `invalid` with all problems.
  public func makeToken(
    name: String, scopes: [String], until day: CivilDate?, known: [String], by actor: Actor
  ) async throws -> MadeToken {
    guard actor.kind == .staff else { throw Rejection.forbidden }
    let now = clock.now
    let name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var problems: [Problem] = []
    if !(1...60).contains(name.unicodeScalars.count) {
      problems.append(Problem("/name", name.isEmpty ? "required" : "tokenName"))
    }
    if scopes.isEmpty { problems.append(Problem("/scopes", "required")) }
    if scopes.contains(where: { !known.contains($0) }) { problems.append(Problem("/scopes", "enum")) }
    if let day, day >= now.civilDate, day <= now.adding(days: Self.longestToken).civilDate {
    } else {
      problems.append(Problem("/until", day == nil ? "required" : "tokenUntil", ["days": "\(Self.longestToken)"]))
    }
    guard problems.isEmpty, let day else { throw Rejection.invalid(problems) }
    let (id, text) = (SortableText.make(at: now), Self.tokenPrefix + SecureRandom.token())
    let digest = SHA256.hash(Array(text.utf8))
    return try await store.write { transaction in
      guard try TokenStore.living(transaction, of: actor.party, at: now) < Self.mostTokens else {
        throw Rejection(.conflict, "tokensTooMany", ["n": "\(Self.mostTokens)"])
      }
      guard let account = try IdentityStore.accountName(transaction, of: actor.party) else { throw Rejection.notFound }
      try TokenStore.insert(
        id, digest: digest, party: actor.party, account: account, name: name, scopes: Set(scopes), at: now, until: day.end,
        transaction)
      try transaction.record(
        .tokenMade, of: actor.party, by: actor, at: now,
        [
          "token": .string(id), "scopes": .string(Set(scopes).sorted().joined(separator: " ")),
          "until": .string(day.description),
        ])
      return MadeToken(id: id, text: text, expiresAt: day.end)
    }
  }

  /// One's own tokens, the latest first.
  public func ownTokens(by actor: Actor) async throws -> [APIToken] {
    try await store.read { try TokenStore.tokens($0, of: actor.party, regions: nil) }
  }

  /// Tokens of all staff whom a security administrator answers for.
  public func tokens(by actor: Actor) async throws -> [APIToken] {
    var regions: [String]?
    if actor.kind != .system {
      let own = Set(actor.posts.filter { $0.role == .securityAdministrator }.map(\.agency.region))
      guard !own.isEmpty else { throw Rejection.forbidden }
      regions = own.contains(league) ? nil : own.sorted()
    }
    let kept = regions
    return try await store.read { try TokenStore.tokens($0, of: nil, regions: kept) }
  }

  /// Ends a token at once: one's own, or as security administrator. `notFound` for those of others.
  public func revokeToken(_ id: String, by actor: Actor) async throws {
    let now = clock.now
    try await store.write { [league] transaction in
      guard let token = try TokenStore.token(transaction, id) else { throw Rejection.notFound }
      if token.party != actor.party, actor.kind != .system {
        guard let member = try StaffStore.member(transaction, token.party, at: now),
          IdentityCore.may(actor, .resetAccess, on: .staff(member.relations), league: league)
        else { throw Rejection.notFound }
      }
      guard try TokenStore.revoke(id, at: now, transaction) else { throw Rejection.notFound }
      try transaction.record(.tokenRevoked, of: token.party, by: actor, at: now, ["token": .string(id)])
    }
  }

  /// The owner of a living token as they are now, with its scopes; nil for any other text, and while the owner must enrol.
  func token(_ text: String) async throws -> (actor: Actor, scopes: Set<String>)? {
    let digest = SHA256.hash(Array(text.utf8))
    let now = clock.now
    let found = try await store.read { reading -> (APIToken, Actor)? in
      guard let token = try TokenStore.living(reading, digest: digest, at: now),
        let actor = try Self.actor(reading, token.party, at: now),
        try !Self.mustEnrol(reading, actor, account: token.account)
      else { return nil }
      return (token, actor)
    }
    guard let (token, actor) = found else { return nil }
    // Use is noted once a minute: not every reading is worth a commit.
    if token.lastUsedAt.map({ now.since($0) >= 60_000 }) ?? true {
      try await store.write { try TokenStore.used(token.id, at: now, $0) }
    }
    return (actor, token.scopes)
  }
}

/// All SQL of tokens.
enum TokenStore {
  private static let columns = """
    SELECT api_token.*, party.name AS owner FROM api_token JOIN party ON party.id = api_token.party
    """

  static func insert(
    _ id: String, digest: [UInt8], party: PartyID, account: String, name: String, scopes: Set<String>, at now: Instant,
    until: Instant, _ transaction: any Transaction
  ) throws {
    try transaction.run(
      """
      INSERT INTO api_token (id, digest, party, account, name, scopes, created_at, expires_at, last_used_at, revoked_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)
      """,
      [
        .text(id), .bytes(digest), .text(party.text), .text(account), .text(name),
        .text(scopes.sorted().joined(separator: " ")),
        .integer(now.milliseconds), .integer(until.milliseconds),
      ])
  }

  static func token(_ reading: any Reading, _ id: String) throws -> APIToken? {
    try reading.first("\(columns) WHERE api_token.id = ?", [.text(id)]).map(token)
  }

  static func living(_ reading: any Reading, digest: [UInt8], at now: Instant) throws -> APIToken? {
    try reading.first(
      """
      \(columns) JOIN account ON account.name = api_token.account
      WHERE api_token.digest = ? AND api_token.revoked_at IS NULL AND api_token.expires_at > ? AND account.disabled = 0
      """, [.bytes(digest), .integer(now.milliseconds)]
    ).map(token)
  }

  static func living(_ reading: any Reading, of party: PartyID, at now: Instant) throws -> Int {
    try reading.first(
      "SELECT COUNT(*) AS n FROM api_token WHERE party = ? AND revoked_at IS NULL AND expires_at > ?",
      [.text(party.text), .integer(now.milliseconds)])?.int("n") ?? 0
  }

  static func tokens(_ reading: any Reading, of party: PartyID?, regions: [String]?) throws -> [APIToken] {
    if let party {
      return try reading.query("\(columns) WHERE api_token.party = ? ORDER BY api_token.id DESC", [.text(party.text)]).map(
        token)
    }
    guard let regions else { return try reading.query("\(columns) ORDER BY api_token.id DESC LIMIT 500").map(token) }
    return try reading.query(
      """
      \(columns) JOIN staff_member ON staff_member.party = api_token.party
      WHERE staff_member.region IN (\(StaffStore.marks(regions.count))) ORDER BY api_token.id DESC LIMIT 500
      """, regions.map(SQLValue.text)
    ).map(token)
  }

  /// Whether it was still good.
  static func revoke(_ id: String, at now: Instant, _ transaction: any Transaction) throws -> Bool {
    try transaction.run(
      "UPDATE api_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", [.integer(now.milliseconds), .text(id)]) == 1
  }

  static func used(_ id: String, at now: Instant, _ transaction: any Transaction) throws {
    try transaction.run("UPDATE api_token SET last_used_at = ? WHERE id = ?", [.integer(now.milliseconds), .text(id)])
  }

  private static func token(_ row: SQLRow) throws -> APIToken {
    APIToken(
      id: try row.text("id"), party: PartyID(try row.text("party")), account: try row.text("account"),
      owner: try row.text("owner"), name: try row.text("name"),
      scopes: Set(try row.text("scopes").split(separator: " ").map(String.init)),
      createdAt: Instant(milliseconds: try row.integer("created_at")),
      expiresAt: Instant(milliseconds: try row.integer("expires_at")), lastUsedAt: try row.optionalInstant("last_used_at"),
      revokedAt: try row.optionalInstant("revoked_at"))
  }
}
