/// One value of a `JSONDocument`: 16 bytes that say where its text is and where the next value begins.
@frozen public struct JSONNode: Sendable {
  @frozen public enum Kind: UInt8, Sendable { case null, no, yes, number, string, array, object }

  public let kind: Kind
  /// Of a number: whether it was written without point and exponent.
  public let isPlainInteger: Bool
  /// Of a string: `JSONNode.hash` of its bytes.
  public let hash: UInt16
  /// Of a number or a string: its first byte.
  public let start: UInt32
  /// Of a number or a string: its bytes. Of a list: its items. Of an object: its members.
  public let length: UInt32
  /// The place of the value that follows this one with all it holds.
  public let next: UInt32

  @inlinable init(kind: Kind, isPlainInteger: Bool = false, hash: UInt16 = 0, start: Int = 0, length: Int = 0, next: Int) {
    self.kind = kind
    self.isPlainInteger = isPlainInteger
    self.hash = hash
    self.start = UInt32(truncatingIfNeeded: start)
    self.length = UInt32(truncatingIfNeeded: length)
    self.next = UInt32(truncatingIfNeeded: next)
  }

  /// A quick hash of a name: of its length, its first eight bytes and its last eight.
  @inlinable public static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt16 {
    let count = text.count
    var mixed = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    guard let base = text.baseAddress, count > 0 else { return 0 }
    let raw = UnsafeRawPointer(base)
    if count >= 8 {
      mixed ^= raw.loadUnaligned(as: UInt64.self)
      mixed = (mixed ^ (mixed >> 29)) &* 0xBF58_476D_1CE4_E5B9
      mixed ^= raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    } else if count >= 4 {
      mixed ^= UInt64(raw.loadUnaligned(as: UInt32.self)) << 32
      mixed ^= UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
    } else {
      mixed ^= UInt64(base[0]) << 16 | UInt64(base[count / 2]) << 8 | UInt64(base[count - 1])
    }
    mixed = (mixed ^ (mixed >> 32)) &* 0x94D0_49BB_1331_11EB
    return UInt16(truncatingIfNeeded: mixed >> 48)
  }
}
