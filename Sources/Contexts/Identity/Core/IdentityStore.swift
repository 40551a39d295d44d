import Kernel
import Store

/// All SQL of identity.
enum IdentityStore {
  static func party(_ reading: any Reading, _ id: PartyID) throws -> Party? {
    try reading.first("SELECT * FROM party WHERE id = ?", [.text(id.text)]).map(party)
  }

  static func party(_ reading: any Reading, kind: Actor.Kind, identityNumber: String) throws -> Party? {
    try reading.first(
      "SELECT * FROM party WHERE kind = ? AND identity_number = ?", [.text(kind.rawValue), .text(identityNumber)]
    ).map(party)
  }

  static func insert(_ party: Party, _ transaction: any Transaction) throws {
    try transaction.run(
      "INSERT INTO party (id, kind, name, identity_number, mobile, verified_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        .text(party.id.text), .text(party.kind.rawValue), .text(party.name), SQLValue(party.identityNumber),
        SQLValue(party.mobile),
        SQLValue(party.verifiedAt?.milliseconds), .integer(party.createdAt.milliseconds),
      ])
  }

  static func verify(_ id: PartyID, name: String, mobile: String?, at now: Instant, _ transaction: any Transaction) throws {
    try transaction.run(
      "UPDATE party SET name = ?, mobile = COALESCE(?, mobile), verified_at = ? WHERE id = ?",
      [.text(name), SQLValue(mobile), .integer(now.milliseconds), .text(id.text)])
  }

  static func account(_ reading: any Reading, _ name: String) throws -> Account? {
    try reading.first("SELECT * FROM account WHERE name = ?", [.text(name)]).map { row in
      Account(
        name: try row.text("name"), party: PartyID(try row.text("party")),
        password: PasswordRecord(
          salt: try row.bytes("salt"), cost: UInt64(try row.integer("cost")), key: try row.bytes("key")),
        failures: try row.int("failures"), lockedUntil: try row.optionalInstant("locked_until"),
        disabled: try row.bool("disabled"), passwordExpiresAt: try row.optionalInstant("password_expires_at"),
        createdAt: Instant(milliseconds: try row.integer("created_at")))
    }
  }

  static func hasAccount(_ reading: any Reading, party: PartyID) throws -> Bool {
    try reading.first("SELECT name FROM account WHERE party = ?", [.text(party.text)]) != nil
  }

  static func insert(_ account: Account, _ transaction: any Transaction) throws {
    try transaction.run(
      """
      INSERT INTO account (name, party, salt, cost, key, failures, locked_until, disabled, password_expires_at, created_at)
      VALUES (?, ?, ?, ?, ?, 0, NULL, 0, ?, ?)
      """,
      [
        .text(account.name), .text(account.party.text), .bytes(account.password.salt), .integer(Int64(account.password.cost)),
        .bytes(account.password.key), SQLValue(account.passwordExpiresAt?.milliseconds),
        .integer(account.createdAt.milliseconds),
      ])
  }

  static func setAttempts(_ account: String, failures: Int, lockedUntil: Instant?, _ transaction: any Transaction) throws {
    try transaction.run(
      "UPDATE account SET failures = ?, locked_until = ? WHERE name = ?",
      [SQLValue(failures), SQLValue(lockedUntil?.milliseconds), .text(account)])
  }

  static func setPassword(
    _ account: String, _ password: PasswordRecord, expiresAt: Instant?, _ transaction: any Transaction
  ) throws -> Bool {
    try transaction.run(
      """
      UPDATE account SET salt = ?, cost = ?, key = ?, failures = 0, locked_until = NULL, password_expires_at = ? WHERE name = ?
      """,
      [
        .bytes(password.salt), .integer(Int64(password.cost)), .bytes(password.key), SQLValue(expiresAt?.milliseconds),
        .text(account),
      ]) == 1
  }

  static func setDisabled(_ account: String, _ disabled: Bool, _ transaction: any Transaction) throws -> Bool {
    try transaction.run("UPDATE account SET disabled = ? WHERE name = ?", [SQLValue(disabled), .text(account)]) == 1
  }

  static func insert(_ session: Session, _ transaction: any Transaction) throws {
    try transaction.run(
      "INSERT INTO session (token_digest, account, party, csrf, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .bytes(session.tokenDigest), .text(session.account), .text(session.party.text), .text(session.csrf),
        .integer(session.createdAt.milliseconds), .integer(session.expiresAt.milliseconds),
      ])
  }

  static func session(_ reading: any Reading, digest: [UInt8], at now: Instant) throws -> Session? {
    try reading.first(
      """
      SELECT session.* FROM session JOIN account ON account.name = session.account
      WHERE session.token_digest = ? AND session.expires_at > ? AND account.disabled = 0
      """, [.bytes(digest), .integer(now.milliseconds)]
    ).map { row in
      Session(
        tokenDigest: try row.bytes("token_digest"), account: try row.text("account"), party: PartyID(try row.text("party")),
        csrf: try row.text("csrf"), createdAt: Instant(milliseconds: try row.integer("created_at")),
        expiresAt: Instant(milliseconds: try row.integer("expires_at")))
    }
  }

  static func endSession(digest: [UInt8], _ transaction: any Transaction) throws {
    try transaction.run("DELETE FROM session WHERE token_digest = ?", [.bytes(digest)])
  }

  static func endSessions(of account: String, _ transaction: any Transaction) throws {
    try transaction.run("DELETE FROM session WHERE account = ?", [.text(account)])
  }

  static func openSessions(_ reading: any Reading, at now: Instant) throws -> Int {
    try reading.first("SELECT COUNT(*) AS n FROM session WHERE expires_at > ?", [.integer(now.milliseconds)])?.int("n") ?? 0
  }

  static func endSessions(before now: Instant, limit: Int, _ transaction: any Transaction) throws -> Int {
    try transaction.run(
      """
      DELETE FROM session WHERE token_digest IN (
        SELECT token_digest FROM session WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
      """, [.integer(now.milliseconds), SQLValue(limit)])
  }

  static func posts(_ reading: any Reading, of party: PartyID, at now: Instant) throws -> Set<Post> {
    let rows = try reading.query(
      "SELECT role, region, department FROM post WHERE party = ? AND (until IS NULL OR until > ?)",
      [.text(party.text), .integer(now.milliseconds)])
    return Set(
      try rows.compactMap { row in
        try Role(rawValue: row.text("role")).map {
          Post(role: $0, agency: AgencyID(region: try row.text("region"), department: try row.text("department")))
        }
      })
  }

  static func insert(_ post: Post, of party: PartyID, until: Instant?, _ transaction: any Transaction) throws {
    try transaction.run(
      """
      INSERT INTO post (party, role, region, department, until) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (party, role, region, department) DO UPDATE SET until = excluded.until
      """,
      [
        .text(party.text), .text(post.role.rawValue), .text(post.agency.region), .text(post.agency.department),
        SQLValue(until?.milliseconds),
      ])
  }

  static func mandates(_ reading: any Reading, of person: PartyID, at now: Instant) throws -> Set<PartyID> {
    Set(try mandateRows(reading, of: person, at: now).map(\.organisation))
  }

  /// In the order of the organisations' ids.
  static func mandateRows(_ reading: any Reading, of person: PartyID, at now: Instant) throws -> [AgentMandate] {
    try reading.query(
      "SELECT * FROM agent_mandate WHERE person = ? AND (until IS NULL OR until > ?) ORDER BY organisation",
      [.text(person.text), .integer(now.milliseconds)]
    ).map(mandate)
  }

  static func agents(_ reading: any Reading, of organisation: PartyID, at now: Instant) throws -> [AgentMandate] {
    try reading.query(
      "SELECT * FROM agent_mandate WHERE organisation = ? AND representative = 0 AND until > ? ORDER BY person",
      [.text(organisation.text), .integer(now.milliseconds)]
    ).map(mandate)
  }

  static func represents(_ reading: any Reading, _ person: PartyID, _ organisation: PartyID, at now: Instant) throws -> Bool {
    try mandateRows(reading, of: person, at: now).contains { $0.organisation == organisation && $0.isRepresentative }
  }

  /// Whether there was one.
  static func removeAgent(_ person: PartyID, of organisation: PartyID, _ transaction: any Transaction) throws -> Bool {
    try transaction.run(
      "DELETE FROM agent_mandate WHERE organisation = ? AND person = ? AND representative = 0",
      [.text(organisation.text), .text(person.text)]) == 1
  }

  private static func mandate(_ row: SQLRow) throws -> AgentMandate {
    AgentMandate(
      organisation: PartyID(try row.text("organisation")), person: PartyID(try row.text("person")),
      until: try row.optionalInstant("until"), isRepresentative: try row.bool("representative"))
  }

  static func insert(_ mandate: AgentMandate, _ transaction: any Transaction) throws {
    try transaction.run(
      """
      INSERT INTO agent_mandate (organisation, person, until, representative) VALUES (?, ?, ?, ?)
      ON CONFLICT (organisation, person) DO UPDATE SET until = excluded.until, representative = excluded.representative
      """,
      [
        .text(mandate.organisation.text), .text(mandate.person.text), SQLValue(mandate.until?.milliseconds),
        SQLValue(mandate.isRepresentative),
      ])
  }

  static func accounts(_ reading: any Reading, at now: Instant) throws -> [AccountSummary] {
    let rows = try reading.query(
      """
      SELECT account.name AS account, account.disabled, account.locked_until, party.id, party.kind, party.name
      FROM account JOIN party ON party.id = account.party ORDER BY account.name
      """)
    return try rows.map { row in
      let party = PartyID(try row.text("id"))
      return AccountSummary(
        account: try row.text("account"), name: try row.text("name"),
        kind: Actor.Kind(rawValue: try row.text("kind")) ?? .person,
        posts: try posts(reading, of: party, at: now), disabled: try row.bool("disabled"),
        locked: (try row.optionalInstant("locked_until")).map { $0 > now } ?? false)
    }
  }

  private static func party(_ row: SQLRow) throws -> Party {
    Party(
      id: PartyID(try row.text("id")), kind: Actor.Kind(rawValue: try row.text("kind")) ?? .person, name: try row.text("name"),
      identityNumber: try row.optionalText("identity_number"), mobile: try row.optionalText("mobile"),
      verifiedAt: try row.optionalInstant("verified_at"), createdAt: Instant(milliseconds: try row.integer("created_at")))
  }
}

extension SQLRow {
  func optionalInstant(_ column: String) throws -> Instant? {
    try optionalInteger(column).map { Instant(milliseconds: $0) }
  }
}
