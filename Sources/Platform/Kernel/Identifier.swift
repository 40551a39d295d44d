/// An opaque identifier whose phantom type says what it names.
///
/// The text is compared bytewise, on both databases alike; callers neither parse nor build it.
public struct Identifier<Subject>: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let text: String

  public init(_ text: String) { self.text = text }

  public var description: String { text }

  public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

  /// A new identifier: 48 bits of time, 80 random bits, in Crockford's base 32 (26 characters).
  /// Later ones sort after earlier ones to the millisecond.
  public static func make(at now: Instant) -> Self {
    Self(SortableText.make(at: now))
  }
}

/// Text that sorts by the time it was made (the layout of a ULID).
public enum SortableText {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  public static func make(at now: Instant) -> String {
    var generator = SystemRandomNumberGenerator()
    return make(at: now, using: &generator)
  }

  public static func make(at now: Instant, using generator: inout some RandomNumberGenerator) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(26)
    let time = UInt64(max(0, now.milliseconds)) & 0xFFFF_FFFF_FFFF
    for shift in stride(from: 45, through: 0, by: -5) {
      text.append(alphabet[Int((time >> UInt64(shift)) & 31)])
    }
    for _ in 0..<2 {
      let word: UInt64 = generator.next()
      for shift in stride(from: 35, through: 0, by: -5) {
        text.append(alphabet[Int((word >> UInt64(shift)) & 31)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// The kinds of things that identifiers name across contexts.
public enum Named {
  public enum Party {}
  public enum Case {}
  public enum Task {}
  public enum File {}
}

public typealias PartyID = Identifier<Named.Party>
public typealias CaseID = Identifier<Named.Case>
public typealias TaskID = Identifier<Named.Task>
public typealias FileID = Identifier<Named.File>
