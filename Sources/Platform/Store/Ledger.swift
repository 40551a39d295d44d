import Cryptography
public import Kernel

/// One line of a stream's chain (台账).
public struct LedgerEvent: Sendable, Hashable {
  public let stream: String
  /// From 1, without gaps.
  public let sequence: Int64
  public let kind: String
  public let at: Instant
  public let actor: String
  /// Public JSON; stays for ever.
  public let body: String
  /// Personal JSON; nil when there was none or it has been erased.
  public let payload: String?
  public let salt: [UInt8]?
  public let payloadDigest: [UInt8]?
  /// SHA-256 over the chain before and every field of this event.
  public let chain: [UInt8]
}

extension Transaction {
  /// Appends to a stream's chain. Two that append to one stream at once: the later is retried or refused, never lost.
  ///
  /// `begins`: the caller made the stream in this transaction, so that nothing need be looked for; where there is something, this fails.
  @discardableResult
  public func append(
    stream: String, kind: String, at: Instant, actor: String, body: String, payload: String?, begins: Bool = false
  ) throws -> LedgerEvent {
    let last =
      begins
      ? nil
      : try first(
        "SELECT sequence, chain FROM ledger_event WHERE stream = ? ORDER BY sequence DESC LIMIT 1", [.text(stream)])
    let sequence = (try last?.integer("sequence") ?? 0) + 1
    let salt = payload == nil ? nil : SecureRandom.bytes(16)
    let digest: [UInt8]? =
      if let payload, let salt { LedgerChain.payloadDigest(payload, salt: salt) } else { nil }
    let chain = LedgerChain.link(
      previous: try last?.bytes("chain") ?? [], stream: stream, sequence: sequence, kind: kind, at: at, actor: actor,
      body: body,
      payloadDigest: digest)
    try issue(
      """
      INSERT INTO ledger_event (stream, sequence, kind, at, actor, body, payload, salt, payload_digest, chain)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(stream), .integer(sequence), .text(kind), .integer(at.milliseconds), .text(actor), .text(body), SQLValue(payload),
        SQLValue(salt), SQLValue(digest), .bytes(chain),
      ])
    return LedgerEvent(
      stream: stream, sequence: sequence, kind: kind, at: at, actor: actor, body: body, payload: payload, salt: salt,
      payloadDigest: digest, chain: chain)
  }

  /// Erases what is personal in a stream; the chain still verifies. Returns how many payloads went.
  @discardableResult
  public func erasePayloads(stream: String) throws -> Int {
    try run("UPDATE ledger_event SET payload = NULL, salt = NULL WHERE stream = ? AND payload IS NOT NULL", [.text(stream)])
  }
}

extension Reading {
  /// A whole stream, oldest first.
  public func events(stream: String) throws -> [LedgerEvent] {
    try query("SELECT * FROM ledger_event WHERE stream = ? ORDER BY sequence", [.text(stream)]).map { row in
      LedgerEvent(
        stream: stream, sequence: try row.integer("sequence"), kind: try row.text("kind"),
        at: Instant(milliseconds: try row.integer("at")), actor: try row.text("actor"), body: try row.text("body"),
        payload: try row.optionalText("payload"), salt: try row.optionalBytes("salt"),
        payloadDigest: try row.optionalBytes("payload_digest"), chain: try row.bytes("chain"))
    }
  }

  /// The sequence of the first event of a stream that was tampered with; nil when the chain holds.
  public func firstBroken(stream: String) throws -> Int64? { LedgerChain.firstBroken(try events(stream: stream)) }

  /// Streams after `stream` in bytewise order, for walking the whole ledger.
  public func streams(after stream: String, limit: Int) throws -> [String] {
    try query(
      "SELECT DISTINCT stream FROM ledger_event WHERE stream > ? ORDER BY stream LIMIT ?", [.text(stream), SQLValue(limit)]
    ).map { try $0.text("stream") }
  }
}
