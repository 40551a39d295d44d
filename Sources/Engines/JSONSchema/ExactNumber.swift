import JSON

/// A decimal number of any size, small ones without an allocation: `mantissa × 10^exponent`.
struct ExactNumber {
  var mantissa: Int64 = 0
  var exponent: Int32 = 0
  /// The literal of a number of more than 18 digits.
  var large: JSONNumber?

  init(_ number: JSONNumber) {
    var literal = number.literal
    let small = literal.withUTF8 { SmallNumber($0) }
    if let small { (mantissa, exponent) = (small.mantissa, small.exponent) } else { large = number }
  }

  var small: SmallNumber? { large == nil ? SmallNumber(mantissa: mantissa, exponent: exponent) : nil }
}

/// A number of at most 18 digits, without zeros at its end.
struct SmallNumber: Equatable {
  var mantissa: Int64
  var exponent: Int32

  init(mantissa: Int64, exponent: Int32) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// Of a valid JSON number; nil when it has more than 18 digits or a huge exponent.
  init?(_ literal: UnsafeBufferPointer<UInt8>) {
    var value: Int64 = 0
    var exponent: Int32 = 0
    var digits = 0
    var isNegative = false
    var afterPoint = false
    var index = 0
    if literal.first == UInt8(ascii: "-") {
      isNegative = true
      index = 1
    }
    while index < literal.count {
      let byte = literal[index]
      if byte &- 48 < 10 {
        if value != 0 || byte != 48 { digits += 1 }
        if digits > 18 { return nil }
        value = value &* 10 &+ Int64(byte &- 48)
        if afterPoint { exponent -= 1 }
      } else if byte == UInt8(ascii: ".") {
        afterPoint = true
      } else {
        guard let power = Self.power(literal, from: index + 1) else { return nil }
        exponent += power
        break
      }
      index += 1
    }
    if value == 0 {
      exponent = 0
    } else if exponent != 0 {
      while value % 10 == 0 {
        value /= 10
        exponent += 1
      }
    }
    mantissa = isNegative ? -value : value
    self.exponent = exponent
  }

  private static func power(_ literal: UnsafeBufferPointer<UInt8>, from start: Int) -> Int32? {
    var index = start
    var isNegative = false
    if literal[index] == UInt8(ascii: "-") || literal[index] == UInt8(ascii: "+") {
      isNegative = literal[index] == UInt8(ascii: "-")
      index += 1
    }
    var power: Int32 = 0
    while index < literal.count {
      power = power * 10 + Int32(literal[index] &- 48)
      if power > 5000 { return nil }
      index += 1
    }
    return isNegative ? -power : power
  }

  var isWhole: Bool { exponent >= 0 }

  private static func power(of ten: Int32) -> Int128 {
    var value: Int128 = 1
    for _ in 0..<ten { value *= 10 }
    return value
  }

  /// -1, 0 or 1; nil when the two lie so far apart that the exact way is wanted.
  func compared(to other: Self) -> Int? {
    if exponent == other.exponent { return mantissa < other.mantissa ? -1 : mantissa == other.mantissa ? 0 : 1 }
    let apart = exponent - other.exponent
    guard abs(apart) <= 18 else { return nil }
    let left = Int128(mantissa) * (apart > 0 ? Self.power(of: apart) : 1)
    let right = Int128(other.mantissa) * (apart < 0 ? Self.power(of: -apart) : 1)
    return left < right ? -1 : left == right ? 0 : 1
  }

  /// Whether this is a whole multiple of a positive number.
  func isMultiple(of divisor: Self) -> Bool {
    if mantissa == 0 { return true }
    let apart = exponent - divisor.exponent
    if apart < 0 { return apart >= -18 && Int128(mantissa) % (Int128(divisor.mantissa) * Self.power(of: -apart)) == 0 }
    // The remainder of m·10^k, ten by ten: both factors stay below 10^18. After 64 tens no further factor 2 or 5 can be wanting.
    let modulus = Int128(divisor.mantissa)
    var rest = Int128(mantissa) % modulus
    for _ in 0..<min(apart, 64) where rest != 0 { rest = rest * 10 % modulus }
    return rest == 0
  }
}
