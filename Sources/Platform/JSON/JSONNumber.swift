/// A number as it was written: big integers and decimals never pass through binary floating point.
public struct JSONNumber: Sendable, Hashable, CustomStringConvertible {
  /// A valid JSON number literal.
  public let literal: String

  public init(_ value: Int64) { literal = String(value) }
  public init(_ value: Int) { literal = String(value) }

  /// nil when the text is no JSON number.
  public init?(_ text: String) {
    guard Self.isNumber(text) else { return nil }
    literal = text
  }

  init(checked literal: String) { self.literal = literal }

  public var description: String { literal }

  /// The number when it is whole and fits 64 bits (`1.0` and `1e2` are whole).
  public var int: Int64? {
    if let value = Int64(literal) { return value }
    let form = normal
    if form.digits.isEmpty { return 0 }
    guard form.exponent >= 0, form.digits.count + form.exponent <= 19 else { return nil }
    return Int64((form.negative ? "-" : "") + form.digits + String(repeating: "0", count: form.exponent))
  }

  /// The nearest binary number.
  public var double: Double { Double(literal) ?? .nan }

  public static func == (left: Self, right: Self) -> Bool { left.literal == right.literal || left.normal == right.normal }
  public func hash(into hasher: inout Hasher) { hasher.combine(normal) }

  /// -1, 0 or 1: compares exactly, however many digits.
  public func compared(to other: Self) -> Int {
    let (left, right) = (normal, other.normal)
    if left == right { return 0 }
    if left.sign != right.sign { return left.sign < right.sign ? -1 : 1 }
    let bigger = left.magnitudeIsLess(than: right) ? -1 : 1
    return left.negative ? -bigger : bigger
  }

  /// Whether nothing stands behind the point: `1.0` and `1e2` are whole.
  public var isWhole: Bool { normal.exponent >= 0 }

  /// Whether this is a whole multiple of a number that is not 0: exact, by long division of the digits.
  public func isMultiple(of divisor: Self) -> Bool {
    let (value, unit) = (normal, divisor.normal)
    if value.digits.isEmpty { return true }
    if unit.digits.isEmpty { return false }
    var modulus = unit.digits.utf8.map { $0 - 48 }
    let apart = value.exponent - unit.exponent
    if apart < 0 {
      guard -apart <= value.digits.utf8.count else { return false }
      modulus += Array(repeating: 0, count: -apart)
    }
    var rest: [UInt8] = []
    for digit in value.digits.utf8 { Self.append(digit - 48, to: &rest, modulo: modulus) }
    // After four tens for each digit of the divisor no further factor 2 or 5 can be wanting.
    for _ in 0..<max(0, min(apart, modulus.count * 4)) where !rest.isEmpty { Self.append(0, to: &rest, modulo: modulus) }
    return rest.isEmpty
  }

  /// The remainder when one more digit is brought down. Digits stand highest first, 0 has none.
  private static func append(_ digit: UInt8, to rest: inout [UInt8], modulo modulus: [UInt8]) {
    if digit > 0 || !rest.isEmpty { rest.append(digit) }
    while rest.count > modulus.count || (rest.count == modulus.count && !rest.lexicographicallyPrecedes(modulus)) {
      var borrow: UInt8 = 0
      for offset in 1...rest.count {
        let place = rest.count - offset
        let taken = (offset <= modulus.count ? modulus[modulus.count - offset] : 0) + borrow
        borrow = rest[place] < taken ? 1 : 0
        rest[place] = rest[place] + borrow * 10 - taken
      }
      rest.removeFirst(rest.prefix { $0 == 0 }.count)
    }
  }

  /// Digits without zeros at either end, and the power of ten of the last one.
  struct Normal: Hashable {
    var negative: Bool
    var digits: String
    var exponent: Int

    var sign: Int { digits.isEmpty ? 0 : negative ? -1 : 1 }

    func magnitudeIsLess(than other: Normal) -> Bool {
      let (places, others) = (digits.utf8.count + exponent, other.digits.utf8.count + other.exponent)
      return places != others ? places < others : digits < other.digits
    }
  }

  var normal: Normal {
    var digits: [UInt8] = []
    var exponent = 0
    var negative = false
    var afterPoint = false
    var bytes = Array(literal.utf8)[...]
    if bytes.first == UInt8(ascii: "-") {
      negative = true
      bytes.removeFirst()
    }
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: "."): afterPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        let power =
          Int(String(decoding: bytes, as: UTF8.self).replacingPlus) ?? (bytes.first == UInt8(ascii: "-") ? -999_999 : 999_999)
        exponent += max(-999_999, min(999_999, power))
        bytes = []
      default:
        digits.append(byte)
        if afterPoint { exponent -= 1 }
      }
    }
    while digits.last == UInt8(ascii: "0") {
      digits.removeLast()
      exponent += 1
    }
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(zeros)
    if digits.isEmpty { return Normal(negative: false, digits: "", exponent: 0) }
    return Normal(negative: negative, digits: String(decoding: digits, as: UTF8.self), exponent: exponent)
  }

  private static func isNumber(_ text: String) -> Bool {
    var bytes = Array(text.utf8)[...]
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (48...57).contains($0) } ?? false }
    if bytes.first == UInt8(ascii: "-") { bytes.removeFirst() }
    guard isDigit(bytes.first) else { return false }
    if bytes.popFirst() != UInt8(ascii: "0") { bytes = bytes.drop(while: { isDigit($0) }) }
    if bytes.first == UInt8(ascii: ".") {
      bytes.removeFirst()
      guard isDigit(bytes.first) else { return false }
      bytes = bytes.drop(while: { isDigit($0) })
    }
    if bytes.first == UInt8(ascii: "e") || bytes.first == UInt8(ascii: "E") {
      bytes.removeFirst()
      if bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-") { bytes.removeFirst() }
      guard isDigit(bytes.first) else { return false }
      bytes = bytes.drop(while: { isDigit($0) })
    }
    return bytes.isEmpty
  }
}

extension String {
  fileprivate var replacingPlus: String { hasPrefix("+") ? String(dropFirst()) : self }
}
