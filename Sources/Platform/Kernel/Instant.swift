/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z.
public struct Instant: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

  public func adding(seconds: Int64) -> Self { Self(milliseconds: milliseconds + seconds * 1000) }
  public func adding(days: Int64) -> Self { adding(seconds: days * 86_400) }

  /// Milliseconds from `other` to this moment.
  public func since(_ other: Self) -> Int64 { milliseconds - other.milliseconds }

  /// The civil day in China (+08:00), whatever the machine's time zone is.
  public var civilDate: CivilDate { CivilDate(daysSince1970: Int(civilSeconds.floorDivided(by: 86_400))) }

  /// Seconds since midnight of the civil day.
  public var secondOfDay: Int { Int(civilSeconds.floorModulo(86_400)) }

  private var civilSeconds: Int64 { milliseconds.floorDivided(by: 1000) + 28_800 }

  /// RFC 3339 with the offset +08:00, to the millisecond: `2026-11-24T10:24:00.000+08:00`.
  public var rfc3339: String {
    let second = secondOfDay
    let millisecond = Int(milliseconds.floorModulo(1000))
    return "\(civilDate)T\(second / 3600, digits: 2):\(second / 60 % 60, digits: 2):\(second % 60, digits: 2)"
      + ".\(millisecond, digits: 3)+08:00"
  }

  /// `10:24`, in the civil day.
  public var clockTime: String { "\(secondOfDay / 3600, digits: 2):\(secondOfDay / 60 % 60, digits: 2)" }

  public var description: String { rfc3339 }

  /// Reads RFC 3339 with any offset; nil when it is not one.
  public init?(rfc3339 text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, let date = CivilDate(String(decoding: bytes[0..<10], as: UTF8.self)),
      bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
      let hour = Self.number(bytes, 11, 13), let minute = Self.number(bytes, 14, 16),
      let second = Self.number(bytes, 17, 19), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      hour < 24, minute < 60, second < 61
    else { return nil }
    var position = 19
    var millisecond: Int64 = 0
    if bytes[position] == UInt8(ascii: ".") {
      position += 1
      var scale: Int64 = 100
      let start = position
      while position < bytes.count, (48...57).contains(bytes[position]) {
        millisecond += Int64(bytes[position] - 48) * scale
        scale /= 10
        position += 1
      }
      guard position > start else { return nil }
    }
    guard position < bytes.count else { return nil }
    var offset = 0
    switch bytes[position] {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      guard position == bytes.count - 1 else { return nil }
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard bytes.count == position + 6, bytes[position + 3] == UInt8(ascii: ":"),
        let hours = Self.number(bytes, position + 1, position + 3),
        let minutes = Self.number(bytes, position + 4, position + 6), hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * 60 * (bytes[position] == UInt8(ascii: "-") ? -1 : 1)
    default: return nil
    }
    let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
    self.init(milliseconds: Int64(seconds) * 1000 + millisecond)
  }

  private static func number(_ bytes: [UInt8], _ from: Int, _ to: Int) -> Int? {
    var value = 0
    for index in from..<to {
      guard index < bytes.count, (48...57).contains(bytes[index]) else { return nil }
      value = value * 10 + Int(bytes[index] - 48)
    }
    return value
  }
}

extension Int64 {
  func floorDivided(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }

  func floorModulo(_ divisor: Int64) -> Int64 {
    let rest = self % divisor
    return rest < 0 ? rest + divisor : rest
  }
}

extension DefaultStringInterpolation {
  /// A number padded with zeros to `digits` places.
  public mutating func appendInterpolation(_ number: Int, digits: Int) {
    let text = String(number)
    appendLiteral(String(repeating: "0", count: max(0, digits - text.count)) + text)
  }
}
