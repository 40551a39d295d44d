/// Writes ASCII into room of a known size; what would go beyond it is left out, which no caller lets happen.
struct TextWriter: ~Copyable {
  private let room: UnsafeMutableBufferPointer<UInt8>
  private var count = 0

  private init(_ room: UnsafeMutableBufferPointer<UInt8>) { self.room = room }

  /// At most `capacity` bytes, as the body writes them.
  static func text(capacity: Int, _ body: (inout TextWriter) -> Void) -> String {
    String(unsafeUninitializedCapacity: capacity) { room in
      var writer = TextWriter(room)
      body(&writer)
      return writer.count
    }
  }

  @inline(__always)
  mutating func byte(_ byte: Unicode.Scalar) { append(UInt8(truncatingIfNeeded: byte.value)) }

  @inline(__always)
  private mutating func append(_ byte: UInt8) {
    guard count < room.count else { return }
    room[count] = byte
    count += 1
  }

  mutating func string(_ string: String) {
    for byte in string.utf8 { append(byte) }
  }

  /// The digits, with zeros before them up to the width.
  mutating func number(_ value: UInt, width: Int = 1) {
    var unit: UInt = 1
    var digits = 1
    while value / unit >= 10 {
      unit *= 10
      digits += 1
    }
    for _ in 0..<max(0, width - digits) { byte("0") }
    var rest = value
    while unit > 0 {
      append(UInt8(truncatingIfNeeded: rest / unit) + UInt8(ascii: "0"))
      rest %= unit
      unit /= 10
    }
  }

  /// Two digits.
  @inline(__always)
  mutating func pair(_ value: Int) {
    append(UInt8(truncatingIfNeeded: value / 10) + UInt8(ascii: "0"))
    append(UInt8(truncatingIfNeeded: value % 10) + UInt8(ascii: "0"))
  }

  /// `.5` and the like, no zeros at the end; nothing for zero.
  mutating func fraction(nanoseconds: Int) {
    guard nanoseconds > 0 else { return }
    var digits = nanoseconds
    var width = 9
    while digits % 10 == 0 {
      digits /= 10
      width -= 1
    }
    byte(".")
    number(UInt(digits), width: width)
  }
}
