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
