import Kernel
import Store
import Synchronization
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
    ]),
  // A row says from here on that the effect is there; `status` is set when the answer is kept too.
  Migration("web-002-idempotency-reference", ["ALTER TABLE idempotency_key ADD COLUMN reference TEXT"]),
]

/// Keys of requests in the database: each row was written in the transaction of its effect.
struct IdempotencyKeys: IdempotencyKeeper {
  let store: any Store
  let clock: WallClock
  /// Keys older than this are forgotten.
  let days: Int

  func carrying<Value: Sendable>(
    _ key: RequestKey, _ body: () async throws -> Value
  ) async throws -> (value: Value, taken: Bool) {
    let carrier = KeyCarrier(key: key, at: clock.now)
    let value = try await Companions.$current.withValue(carrier) { try await body() }
    return (value, carrier.isTaken)
  }

  func known(_ key: RequestKey) async throws -> KnownRequest? {
    try await store.read { reading in
      try reading.first(
        "SELECT digest, reference, status, type, body FROM idempotency_key WHERE party = ? AND key = ?",
        [.text(key.party.text), .text(key.key)]
      ).map { row in
        KnownRequest(
          digest: try row.text("digest"), reference: try row.optionalText("reference"),
          answer: try row.optionalInteger("status").map {
            KeptAnswer(status: Int($0), type: try row.optionalText("type") ?? "", body: try row.optionalText("body") ?? "")
          })
      }
    }
  }

  func keep(_ answer: KeptAnswer, for key: RequestKey) async throws {
    try await store.write { transaction in
      try transaction.run(
        "UPDATE idempotency_key SET status = ?, type = ?, body = ? WHERE party = ? AND key = ?",
        [SQLValue(answer.status), .text(answer.type), .text(answer.body), .text(key.party.text), .text(key.key)])
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

/// Writes the key in the first transaction of its request. When somebody has taken it, that transaction is undone.
private final class KeyCarrier: WriteCompanion {
  private let key: RequestKey
  private let at: Instant
  private let taken = Atomic(false)

  init(key: RequestKey, at: Instant) {
    self.key = key
    self.at = at
  }

  var isTaken: Bool { taken.load(ordering: .relaxed) }

  func join(_ transaction: any Transaction, reference: String?) throws {
    guard !isTaken else { return }
    // Nobody asks for the answer: on PostgreSQL it travels together with COMMIT.
    try transaction.issue(
      "INSERT INTO idempotency_key (party, key, digest, at, reference) VALUES (?, ?, ?, ?, ?)",
      [
        .text(key.party.text), .text(key.key), .text(key.digest), .integer(at.milliseconds),
        SQLValue(reference),
      ])
  }

  func committed() { taken.store(true, ordering: .relaxed) }
}
