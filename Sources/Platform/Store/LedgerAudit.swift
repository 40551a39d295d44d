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
    var (streams, events, after) = (0, 0, "")
    var broken: [LedgerAudit.Break] = []
    var head: [UInt8] = []
    while true {
      let start = after
      let part = try await read { reading in
        try reading.streams(after: start, limit: 200).map { ($0, try reading.events(stream: $0)) }
      }
      guard let last = part.last else { break }
      for (stream, chain) in part {
        streams += 1
        events += chain.count
        if let sequence = LedgerChain.firstBroken(chain) { broken.append(.init(stream: stream, sequence: sequence)) }
        head = SHA256.hash(head + Array(stream.utf8) + [0] + (chain.last?.chain ?? []))
      }
      after = last.0
    }
    return LedgerAudit(streams: streams, events: events, broken: broken, head: Hex.text(head))
  }
}
