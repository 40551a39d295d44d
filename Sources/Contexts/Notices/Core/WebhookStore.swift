import Kernel
import Store

/// All SQL of web hooks.
enum WebhookStore {
  static func insert(_ webhook: Webhook, secret: String, by actor: PartyID, _ transaction: any Transaction) throws {
    try transaction.run(
      "INSERT INTO webhook (id, url, secret, kinds, region, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        .text(webhook.id), .text(webhook.url), .text(secret), .text(webhook.kinds.sorted().joined(separator: "|")),
        .text(webhook.region), .text(actor.text), .integer(webhook.madeAt.milliseconds),
      ])
  }

  static func all(_ reading: any Reading) throws -> [Webhook] {
    try reading.query("SELECT * FROM webhook WHERE ended_at IS NULL ORDER BY id").map(webhook)
  }

  static func webhook(_ reading: any Reading, _ id: String) throws -> Webhook? {
    try reading.first("SELECT * FROM webhook WHERE id = ?", [.text(id)]).map(webhook)
  }

  /// How many messages wait and how many were given up in the last thirty days.
  static func backlog(_ reading: any Reading, _ id: String, since: Instant) throws -> (waiting: Int, failed: Int) {
    let row = try reading.first(
      """
      SELECT SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) AS waiting, SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS failed
      FROM webhook_delivery WHERE webhook = ? AND (state = 'waiting' OR at > ?)
      """, [.text(id), .integer(since.milliseconds)])
    return (Int(try row?.optionalInteger("waiting") ?? 0), Int(try row?.optionalInteger("failed") ?? 0))
  }

  /// Whether there was one. What waits for it waits no more.
  static func end(_ id: String, at now: Instant, _ transaction: any Transaction) throws -> Bool {
    try transaction.run(
      "UPDATE webhook_delivery SET state = 'failed', next_at = NULL, failure = 'ended' WHERE webhook = ? AND state = 'waiting'",
      [.text(id)])
    return try transaction.run(
      "UPDATE webhook SET ended_at = ? WHERE id = ? AND ended_at IS NULL", [.integer(now.milliseconds), .text(id)]) == 1
  }

  // MARK: - The way out

  static func plan(
    _ webhook: String, occasion: String, body: String, at now: Instant, _ transaction: any Transaction
  ) throws {
    try transaction.run(
      """
      INSERT INTO webhook_delivery (id, webhook, occasion, body, state, attempts, next_at, at) VALUES (?, ?, ?, ?, 'waiting', 0, ?, ?)
      ON CONFLICT (webhook, occasion) DO NOTHING
      """,
      [
        .text(SortableText.make(at: now)), .text(webhook), .text(occasion), .text(body), .integer(now.milliseconds),
        .integer(now.milliseconds),
      ])
  }

  struct Due: Sendable {
    let id: String
    let webhook: String
    let body: String
    let attempt: Int
  }

  static func claim(limit: Int, until: Instant, at now: Instant, _ transaction: any Transaction) throws -> [Due] {
    try DeliveryTable.webhook.claim("webhook, body", limit: limit, until: until, at: now, transaction).map { row in
      Due(
        id: try row.text("id"), webhook: try row.text("webhook"), body: try row.text("body"), attempt: try row.int("attempts"))
    }
  }

  static func secret(_ reading: any Reading, _ id: String) throws -> (text: String, madeBy: PartyID)? {
    try reading.first("SELECT secret, made_by FROM webhook WHERE id = ? AND ended_at IS NULL", [.text(id)]).map {
      (try $0.text("secret"), PartyID(try $0.text("made_by")))
    }
  }

  private static func webhook(_ row: SQLRow) throws -> Webhook {
    Webhook(
      id: try row.text("id"), url: try row.text("url"),
      kinds: Set(try row.text("kinds").split(separator: "|").map(String.init)), region: try row.text("region"),
      madeAt: Instant(milliseconds: try row.integer("made_at")),
      endedAt: try row.optionalInteger("ended_at").map { Instant(milliseconds: $0) })
  }
}
