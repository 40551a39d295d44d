/// Works out with which bytes a match can begin.
struct FirstBytes {
  private(set) var set = ByteSet()
  /// Ranges looked at so far; past the limit nothing is known.
  private var work = 0
  var isKnown: Bool { work < 20_000 }

  /// Adds what the pattern can begin with. Whether the pattern can match without taking a scalar.
  mutating func add(_ pattern: Pattern) -> Bool {
    work += 1
    guard isKnown else { return true }
    switch pattern {
    case .empty, .assertion, .look, .backreference: return true
    case .one(let scalars):
      work += scalars.ranges.count
      for range in scalars.ranges {
        for byte in Self.leadByte(range.low)...Self.leadByte(range.high) { set.insert(byte) }
      }
      return false
    case .sequence(let parts):
      for part in parts where !add(part) { return false }
      return true
    case .alternation(let branches):
      var empty = false
      for branch in branches where add(branch) { empty = true }
      return empty
    case .group(let inner, _): return add(inner)
    case .repetition(let inner, let least, let most, _):
      if most == 0 { return true }
      return add(inner) || least == 0
    }
  }

  /// The first byte of a scalar's UTF-8; it grows with the scalar.
  private static func leadByte(_ scalar: UInt32) -> UInt8 {
    switch scalar {
    case 0..<0x80: UInt8(truncatingIfNeeded: scalar)
    case 0x80..<0x800: UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
    case 0x800..<0x10000: UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
    default: UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
    }
  }
}
