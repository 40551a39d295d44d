import Kernel
import Store

/// A second factor as it is kept.
struct KeptFactor: Sendable {
  let secret: [UInt8]
  let isSealed: Bool
  /// nil while its owner has not shown that their authenticator works.
  let confirmedAt: Instant?
  let lastStep: Int64
}

/// All SQL of second factors and of the history of sign-ins.
enum AccessStore {
  static func factor(_ reading: any Reading, of party: PartyID) throws -> KeptFactor? {
    try reading.first("SELECT * FROM second_factor WHERE party = ?", [.text(party.text)]).map { row in
      KeptFactor(
        secret: try row.bytes("secret"), isSealed: try row.bool("sealed"), confirmedAt: try row.optionalInstant("confirmed_at"),
        lastStep: try row.integer("last_step"))
    }
  }

  static func isWaived(_ reading: any Reading, _ account: String) throws -> Bool {
    try reading.first("SELECT account FROM second_factor_waiver WHERE account = ?", [.text(account)]) != nil
  }

  static func waive(_ account: String, _ transaction: any Transaction) throws {
    try transaction.run(
      "INSERT INTO second_factor_waiver (account) VALUES (?) ON CONFLICT (account) DO NOTHING", [.text(account)])
  }

  static func begin(
    _ secret: [UInt8], isSealed: Bool, of party: PartyID, at now: Instant, _ transaction: any Transaction
  ) throws {
    try transaction.run(
      """
      INSERT INTO second_factor (party, secret, sealed, confirmed_at, last_step, created_at) VALUES (?, ?, ?, NULL, 0, ?)
      ON CONFLICT (party) DO UPDATE SET secret = excluded.secret, sealed = excluded.sealed, created_at = excluded.created_at
      """, [.text(party.text), .bytes(secret), SQLValue(isSealed), .integer(now.milliseconds)])
  }

  static func confirm(_ party: PartyID, at now: Instant, codes: [[UInt8]], _ transaction: any Transaction) throws {
    try transaction.run(
      "UPDATE second_factor SET confirmed_at = ? WHERE party = ?", [.integer(now.milliseconds), .text(party.text)])
    try transaction.run("DELETE FROM recovery_code WHERE party = ?", [.text(party.text)])
    for code in codes {
      try transaction.run(
        "INSERT INTO recovery_code (party, digest, used_at) VALUES (?, ?, NULL)", [.text(party.text), .bytes(code)])
    }
  }

  /// Takes a time step; false when it, or a later one, was taken meanwhile.
  static func take(step: Int64, of party: PartyID, _ transaction: any Transaction) throws -> Bool {
    try transaction.run(
      "UPDATE second_factor SET last_step = ? WHERE party = ? AND last_step < ?",
      [.integer(step), .text(party.text), .integer(step)]) == 1
  }

  static func take(recovery digest: [UInt8], of party: PartyID, at now: Instant, _ transaction: any Transaction) throws -> Bool
  {
    try transaction.run(
      "UPDATE recovery_code SET used_at = ? WHERE party = ? AND digest = ? AND used_at IS NULL",
      [.integer(now.milliseconds), .text(party.text), .bytes(digest)]) == 1
  }

  static func recoveryLeft(_ reading: any Reading, of party: PartyID) throws -> Int {
    try reading.first(
      "SELECT COUNT(*) AS n FROM recovery_code WHERE party = ? AND used_at IS NULL", [.text(party.text)])?.int("n") ?? 0
  }

  /// Whether there was one.
  static func removeFactor(of party: PartyID, _ transaction: any Transaction) throws -> Bool {
    try transaction.run("DELETE FROM recovery_code WHERE party = ?", [.text(party.text)])
    return try transaction.run("DELETE FROM second_factor WHERE party = ?", [.text(party.text)]) == 1
  }

  // MARK: - Sign-ins half done

  static func pend(_ digest: [UInt8], account: String, until: Instant, _ transaction: any Transaction) throws {
    try transaction.run(
      "INSERT INTO pending_sign_in (digest, account, expires_at) VALUES (?, ?, ?)",
      [.bytes(digest), .text(account), .integer(until.milliseconds)])
  }

  static func pending(_ reading: any Reading, _ digest: [UInt8], at now: Instant) throws -> String? {
    try reading.first(
      "SELECT account FROM pending_sign_in WHERE digest = ? AND expires_at > ?", [.bytes(digest), .integer(now.milliseconds)]
    )?.text("account")
  }

  static func endPending(of account: String, _ transaction: any Transaction) throws {
    try transaction.run("DELETE FROM pending_sign_in WHERE account = ?", [.text(account)])
  }

  static func endPending(before now: Instant, _ transaction: any Transaction) throws {
    try transaction.run("DELETE FROM pending_sign_in WHERE expires_at <= ?", [.integer(now.milliseconds)])
  }

  // MARK: - History

  static func insert(_ attempt: SignInAttempt, _ transaction: any Transaction) throws {
    try transaction.run(
      "INSERT INTO sign_in (id, at, account, party, outcome, channel, address) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        .text(attempt.id), .integer(attempt.at.milliseconds), .text(attempt.account), SQLValue(attempt.party?.text),
        .text(attempt.outcome.rawValue), .text(attempt.channel.rawValue), .text(attempt.address),
      ])
  }

  /// Latest first. `regions`: attempts on accounts of staff there; nil for all, also on accounts that there are none of.
  static func attempts(
    _ reading: any Reading, _ query: SignInQuery, party: PartyID?, regions: [String]?
  ) throws
    -> StaffPortion<SignInAttempt>
  {
    var conditions = ["1 = 1"]
    var arguments: [SQLValue] = []
    if let party {
      conditions.append("party = ?")
      arguments.append(.text(party.text))
    }
    if let regions {
      let marks = StaffStore.marks(regions.count)
      conditions.append(
        "EXISTS (SELECT 1 FROM staff_member WHERE staff_member.party = sign_in.party AND staff_member.region IN (\(marks)))")
      arguments += regions.map(SQLValue.text)
    }
    if let account = query.account, !account.isEmpty {
      conditions.append("account = ?")
      arguments.append(.text(account.lowercased()))
    }
    if let outcome = query.outcome {
      conditions.append("outcome = ?")
      arguments.append(.text(outcome.rawValue))
    }
    let all = conditions.joined(separator: " AND ")
    let total = try reading.first("SELECT COUNT(*) AS n FROM sign_in WHERE \(all)", arguments)?.int("n") ?? 0
    let rows = try reading.query(
      "SELECT * FROM sign_in WHERE \(all) AND id < ? ORDER BY id DESC LIMIT ?",
      arguments + [.text(query.after ?? "\u{10FFFF}"), SQLValue(query.limit + 1)])
    let items = try rows.prefix(query.limit).map { row in
      SignInAttempt(
        id: try row.text("id"), at: Instant(milliseconds: try row.integer("at")), account: try row.text("account"),
        party: try row.optionalText("party").map { PartyID($0) },
        outcome: SignInAttempt.Outcome(rawValue: try row.text("outcome")) ?? .success,
        channel: SignInOrigin.Channel(rawValue: try row.text("channel")) ?? .api, address: try row.text("address"))
    }
    return StaffPortion(items: items, total: total, next: rows.count > query.limit ? items.last?.id : nil)
  }

  static func forget(before: Instant, limit: Int, _ transaction: any Transaction) throws -> Int {
    try transaction.run(
      "DELETE FROM sign_in WHERE id IN (SELECT id FROM sign_in WHERE at < ? ORDER BY at LIMIT ?)",
      [.integer(before.milliseconds), SQLValue(limit)])
  }
}
