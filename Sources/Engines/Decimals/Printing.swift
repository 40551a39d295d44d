extension Decimal34: CustomStringConvertible {
  /// Plain digits without trailing zeros after the point; `1E+70` and the like only where plain digits would take more than
  /// 60 characters.
  public var description: String {
    let (digits, exponent) = withoutTrailingZeros(coefficient, exponent: Int(exponent))
    let count = max(digitCount(digits), 1)
    let point = count + exponent  // digits before the point; may be negative
    let plainLength = (isNegative ? 1 : 0) + (exponent >= 0 ? point : (point > 0 ? count + 1 : 2 - exponent))
    return plainLength <= 60
      ? Self.plain(digits, count: count, exponent: exponent, isNegative: isNegative)
      : Self.scientific(digits, count: count, exponent: exponent, isNegative: isNegative)
  }

  private static func plain(_ digits: UInt128, count: Int, exponent: Int, isNegative: Bool) -> String {
    let fraction = max(-exponent, 0)
    let whole = max(count - fraction, 1)
    let written = max(count, fraction + 1)  // with the zeros before the first digit
    let length = (isNegative ? 1 : 0) + written + max(exponent, 0) + (fraction > 0 ? 1 : 0)
    return String(unsafeUninitializedCapacity: length) { buffer in
      var rest = digits
      var at = length
      for _ in 0..<max(exponent, 0) {
        at -= 1
        buffer[at] = UInt8(ascii: "0")
      }
      for index in stride(from: written - 1, through: 0, by: -1) {
        at -= 1
        buffer[at] = nextDigit(&rest)
        if index == whole, fraction > 0 {
          at -= 1
          buffer[at] = UInt8(ascii: ".")
        }
      }
      if isNegative { buffer[0] = UInt8(ascii: "-") }
      return length
    }
  }

  private static func scientific(_ digits: UInt128, count: Int, exponent: Int, isNegative: Bool) -> String {
    var text = plain(digits, count: count, exponent: 1 - count, isNegative: isNegative)
    let power = count - 1 + exponent
    text += power < 0 ? "E-" : "E+"
    text += String(power.magnitude)
    return text
  }

  @inline(__always)
  private static func nextDigit(_ rest: inout UInt128) -> UInt8 {
    if let small = UInt64(exactly: rest) {
      rest = UInt128(small / 10)
      return UInt8(truncatingIfNeeded: small % 10) + UInt8(ascii: "0")
    }
    let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
    rest = quotient
    return UInt8(truncatingIfNeeded: digit) + UInt8(ascii: "0")
  }
}
