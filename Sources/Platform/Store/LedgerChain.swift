import Cryptography
public import Kernel

/// The chain's arithmetic, pure.
///
/// Each event's chain value covers the value before it, so that nothing can be changed, left out or put in without every later value changing.
/// Of the personal payload only a salted digest is covered: it can be erased (个人信息保护法 art. 47), and the chain still verifies.
/// That the last events of a stream were cut off does not show here: whoever must know keeps the last chain value elsewhere.
public enum LedgerChain {
  /// SHA-256 of the salt and the payload after it.
  public static func payloadDigest(_ payload: String, salt: [UInt8]) -> [UInt8] { SHA256.hash(salt + Array(payload.utf8)) }

  /// SHA-256 over the chain value before (empty for the first event) and every field of an event.
  public static func link(
    previous: [UInt8], stream: String, sequence: Int64, kind: String, at: Instant, actor: String, body: String,
    payloadDigest: [UInt8]?
  ) -> [UInt8] {
    var hasher = SHA256Hasher()
    hasher.update(previous)
    for field in [stream, String(sequence), kind, String(at.milliseconds), actor, body] {
      // Each field is preceded by its length: no two lists of fields run together to the same bytes.
      hasher.update(Array("\(field.utf8.count):".utf8))
      hasher.update(Array(field.utf8))
    }
    hasher.update(payloadDigest ?? [])
    return hasher.finish()
  }

  /// The sequence of the first event that does not fit; nil when all do. `events`: one whole stream in order.
  public static func firstBroken(_ events: [LedgerEvent]) -> Int64? {
    var previous: [UInt8] = []
    for (index, event) in events.enumerated() {
      let expected = link(
        previous: previous, stream: event.stream, sequence: event.sequence, kind: event.kind, at: event.at, actor: event.actor,
        body: event.body, payloadDigest: event.payloadDigest)
      guard event.sequence == Int64(index + 1), expected == event.chain else { return event.sequence }
      if let payload = event.payload {
        guard let salt = event.salt, payloadDigest(payload, salt: salt) == event.payloadDigest else { return event.sequence }
      }
      previous = event.chain
    }
    return nil
  }
}
