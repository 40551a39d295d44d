extension Decimal34 {
  /// Reads `[+-]digits[.digits][e[+-]digits]`, or `.digits` in place of the first digits; rounds half to even to 34 digits.
  ///
  /// nil when the text is no number, has anything around it, or is too large.
  public init?(_ text: some StringProtocol) {
    var text = String(text)
    let value = text.withUTF8 { Decimal34($0.span) }
    guard let value else { return nil }
    self = value
  }

  /// Reads the same form from UTF-8, in one pass.
  public init?(_ utf8: Span<UInt8>) {
    var at = 0
    var isNegative = false
    if at < utf8.count, utf8[at] == UInt8(ascii: "-") || utf8[at] == UInt8(ascii: "+") {
      isNegative = utf8[at] == UInt8(ascii: "-")
      at += 1
    }
    // The first 19 digits gather in 64 bits, the next 18 in 128; what follows can only tip a tie.
    var small: UInt64 = 0
    var large: UInt128 = 0
    var kept = 0
    var sticky = false
    var exponent = 0
    var digits = 0
    var pointAt: Int?
    while at < utf8.count {
      let byte = utf8[at]
      if byte == UInt8(ascii: "."), pointAt == nil {
        pointAt = digits
      } else {
        let digit = byte &- UInt8(ascii: "0")
        guard digit <= 9 else { break }
        digits += 1
        if kept < 19 {
          small = small &* 10 &+ UInt64(digit)
          if small != 0 { kept += 1 }
        } else if kept < 37 {
          if kept == 19 { large = UInt128(small) }
          large = large &* 10 &+ UInt128(digit)
          kept += 1
        } else {
          if digit != 0 { sticky = true }
          exponent += 1
        }
      }
      at += 1
    }
    guard digits > 0 else { return nil }
    if let pointAt {
      guard pointAt < digits else { return nil }
      exponent -= digits - pointAt
    }
    if at < utf8.count {
      guard utf8[at] == UInt8(ascii: "e") || utf8[at] == UInt8(ascii: "E"),
        let written = Self.writtenExponent(utf8, from: at + 1)
      else { return nil }
      exponent += written
    }
    if kept <= 19 { large = UInt128(small) }
    self.init(rounding: large, exponent: exponent, isNegative: isNegative, sticky: sticky)
  }

  /// `[+-]digits` to the end of the text; held within ±10¹⁵, so that sums with it cannot overflow.
  private static func writtenExponent(_ utf8: Span<UInt8>, from start: Int) -> Int? {
    var at = start
    var isNegative = false
    if at < utf8.count, utf8[at] == UInt8(ascii: "-") || utf8[at] == UInt8(ascii: "+") {
      isNegative = utf8[at] == UInt8(ascii: "-")
      at += 1
    }
    guard at < utf8.count else { return nil }
    var value = 0
    while at < utf8.count {
      let digit = utf8[at] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = min(value * 10 + Int(digit), 1_000_000_000_000_000)
      at += 1
    }
    return isNegative ? -value : value
  }
}
