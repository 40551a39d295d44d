import Cryptography

/// What a look at the whole ledger found.
public struct LedgerAudit: Sendable, Hashable {
  public struct Break: Sendable, Hashable {
    public let stream: String
    /// The first event whose chain or payload does not hold.
    public let sequence: Int64
  }

  public let streams: Int
  public let events: Int
  public let broken: [Break]
  /// SHA-256 over the names and last links of all streams in order, in hexadecimal: two ledgers with the same head hold the same events.
  public let head: String
}

extension Store {
  /// Checks every chain of the ledger, some streams at a time; the program may go on writing meanwhile.
  public func auditLedger() async throws -> LedgerAudit {
    var walk = LedgerWalk()
    while let start = walk.next {
      let part = try await read { try $0.ledgerPart(after: start) }
      walk.take(part)
    }
    return walk.audit
  }
}

extension Reading {
  /// The same within one snapshot.
  public func auditLedger() throws -> LedgerAudit {
    var walk = LedgerWalk()
    while let start = walk.next { walk.take(try ledgerPart(after: start)) }
    return walk.audit
  }

  fileprivate func ledgerPart(after start: String) throws -> [(stream: String, events: [LedgerEvent])] {
    try streams(after: start, limit: 200).map { ($0, try events(stream: $0)) }
  }
}

/// How far a look at the ledger has come.
private struct LedgerWalk {
  /// After which stream it goes on; nil at the end.
  private(set) var next: String? = ""
  private var (streams, events) = (0, 0)
  private var broken: [LedgerAudit.Break] = []
  private var head: [UInt8] = []

  mutating func take(_ part: [(stream: String, events: [LedgerEvent])]) {
    for (stream, chain) in part {
      streams += 1
      events += chain.count
      if let sequence = LedgerChain.firstBroken(chain) { broken.append(.init(stream: stream, sequence: sequence)) }
      head = SHA256.hash(head + Array(stream.utf8) + [0] + (chain.last?.chain ?? []))
    }
    next = part.last?.stream
  }

  var audit: LedgerAudit { LedgerAudit(streams: streams, events: events, broken: broken, head: Hex.text(head)) }
}
