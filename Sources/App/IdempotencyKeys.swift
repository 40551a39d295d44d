import Kernel
import Store
import WebSupport

let webMigrations: [Migration] = [
  Migration(
    "web-001-idempotency",
    [
      """
      CREATE TABLE idempotency_key (
        party TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, status BIGINT, type TEXT, body TEXT, at BIGINT NOT NULL,
        PRIMARY KEY (party, key))
      """,
      "CREATE INDEX idempotency_key_at ON idempotency_key (at)",
    ])
]

/// Keys of requests in the database. One whose server died before it had answered stays `running` until it is swept away: nobody
/// can say whether it was done, so it is not done again.
struct IdempotencyKeys: IdempotencyKeeper {
  let store: any Store
  let clock: WallClock
  /// Keys older than this are forgotten.
  let days: Int

  func take(_ key: String, of party: PartyID, digest: String) async throws -> KeptAnswer? {
    let now = clock.now
    return try await store.write { transaction in
      let taken = try transaction.run(
        "INSERT INTO idempotency_key (party, key, digest, at) VALUES (?, ?, ?, ?) ON CONFLICT (party, key) DO NOTHING",
        [.text(party.text), .text(key), .text(digest), .integer(now.milliseconds)])
      if taken == 1 { return nil }
      guard
        let row = try transaction.first(
          "SELECT digest, status, type, body FROM idempotency_key WHERE party = ? AND key = ?", [.text(party.text), .text(key)])
      else { throw Rejection(.conflict, "idempotencyRunning") }
      guard try row.text("digest") == digest else { throw Rejection(.invalid, "idempotencyReused") }
      guard let status = try row.optionalInteger("status") else { throw Rejection(.conflict, "idempotencyRunning") }
      return KeptAnswer(
        status: Int(status), type: try row.optionalText("type") ?? "", body: try row.optionalText("body") ?? "")
    }
  }

  func leavesUnknown(_ error: any Error) -> Bool {
    if case .unavailable? = error as? StoreError { true } else { false }
  }

  func finish(_ key: String, of party: PartyID, _ answer: KeptAnswer?) async throws {
    try await store.write { transaction in
      guard let answer else {
        try transaction.run(
          "DELETE FROM idempotency_key WHERE party = ? AND key = ? AND status IS NULL", [.text(party.text), .text(key)])
        return
      }
      try transaction.run(
        "UPDATE idempotency_key SET status = ?, type = ?, body = ? WHERE party = ? AND key = ?",
        [SQLValue(answer.status), .text(answer.type), .text(answer.body), .text(party.text), .text(key)])
    }
  }

  /// Forgets old keys.
  func sweep() async throws {
    let before = clock.now.adding(days: -Int64(days))
    // Some at a time: nobody waits for a long transaction.
    while try await store.write({ transaction in
      try transaction.run(
        """
        DELETE FROM idempotency_key WHERE (party, key) IN (SELECT party, key FROM idempotency_key WHERE at < ? ORDER BY at LIMIT 500)
        """, [.integer(before.milliseconds)])
    }) == 500 {}
  }
}
