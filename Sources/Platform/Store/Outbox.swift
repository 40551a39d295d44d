public import Kernel

/// Something that must follow from a commit, elsewhere.
public struct OutboxMessage: Sendable, Hashable {
  public let id: Int64
  /// What happened, as in `case.acted`.
  public let topic: String
  /// The same for every delivery of the same thing: a handler that has seen it does nothing.
  public let key: String
  /// JSON.
  public let body: String
  /// How many times it has been tried, this one included.
  public let attempts: Int
}

extension Transaction {
  /// Leaves a message in the outbox; it goes out if and only if this transaction commits.
  public func post(topic: String, key: String, body: String, at now: Instant) throws {
    try issue(
      "INSERT INTO outbox (topic, key, body, posted_at, next_at, attempts) VALUES (?, ?, ?, ?, ?, 0)",
      [.text(topic), .text(key), .text(body), .integer(now.milliseconds), .integer(now.milliseconds)])
  }
}

extension Reading {
  /// How many messages have not been delivered, and since when the oldest waits: what an operator watches.
  public func outboxBacklog() throws -> (count: Int, oldest: Instant?) {
    let row = try first("SELECT COUNT(*) AS n, MIN(posted_at) AS oldest FROM outbox")
    return (try row?.int("n") ?? 0, try row?.optionalInteger("oldest").map { Instant(milliseconds: $0) })
  }
}

/// Seconds for which a claimed message is one server's own.
private let claim: Int64 = 60

extension Store {
  /// Delivers due messages, oldest first: at least once each. Returns how many were delivered.
  ///
  /// Messages are found by when they are due and never by "after the last one seen", since numbers do not commit in order.
  /// Each is claimed for a minute before it is handled, so that two servers do not handle it at once; what a slow handler leaves of
  /// the minute's work comes due again by itself. When the handler throws, it is tried again later and later, up to an hour apart.
  @discardableResult
  public func drainOutbox(
    limit: Int, at now: Instant, _ handler: @Sendable (OutboxMessage) async throws -> Void
  ) async throws -> Int {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(claim * 3 / 4)
    var delivered: [OutboxMessage] = []
    var failed: [OutboxMessage] = []
    for message in try await claimMessages(limit: limit, at: now) where clock.now < deadline {
      do {
        try await handler(message)
        delivered.append(message)
      } catch {
        failed.append(message)
      }
    }
    let (done, again) = (delivered, failed)
    guard !done.isEmpty || !again.isEmpty else { return 0 }
    try await write { transaction in
      for message in done { try transaction.run("DELETE FROM outbox WHERE id = ?", [.integer(message.id)]) }
      for message in again {
        let wait = min(3600, Int64(5) << Int64(min(message.attempts, 10)))
        try transaction.run(
          "UPDATE outbox SET next_at = ? WHERE id = ? AND attempts = ?",
          [.integer(now.adding(seconds: wait).milliseconds), .integer(message.id), SQLValue(message.attempts)])
      }
    }
    return done.count
  }

  private func claimMessages(limit: Int, at now: Instant) async throws -> [OutboxMessage] {
    try await write { transaction in
      let rows = try transaction.query(
        """
        UPDATE outbox SET next_at = ?, attempts = attempts + 1
        WHERE id IN (SELECT id FROM outbox WHERE next_at <= ? ORDER BY next_at, id LIMIT ?) RETURNING id, topic, key, body, attempts
        """, [.integer(now.adding(seconds: claim).milliseconds), .integer(now.milliseconds), SQLValue(limit)])
      return try rows.map { row in
        OutboxMessage(
          id: try row.integer("id"), topic: try row.text("topic"), key: try row.text("key"), body: try row.text("body"),
          attempts: try row.int("attempts"))
      }.sorted { $0.id < $1.id }
    }
  }
}
