/// Non-negative numbers as multiples of 2⁻²⁵⁶ (77 decimal places), in which the series for e^x and ln x are summed. Their
/// rounding errors stay below 2⁻²³⁰.
enum FixedPoint {
  static let bits = 256
  static let one = Natural(1) << bits

  /// ln 10. The digits are 2³²⁰ ln 10, of which the last 64 bits are left off.
  static let lnTen = Natural(
    limbs: [0x0f18_7a08_07c0_b5ca, 0x8a3f_b3e7_6977_e43a, 0xa95b_58ae_0b4c_28a3, 0x4d76_3776_aaa2_b05b, 2])

  static func multiply(_ left: Natural, _ right: Natural) -> Natural { (left * right) >> bits }

  /// coefficient × 10^exponent.
  static func value(_ coefficient: UInt128, exponent: Int) -> Natural {
    exponent >= 0
      ? (Natural(coefficient) * Natural.powerOfTen(exponent)) << bits
      : (Natural(coefficient) << bits).divided(by: Natural.powerOfTen(-exponent)).quotient
  }

  /// e^x for 0 ≤ x < 3: Taylor's series at x / 256, then squared eight times.
  static func exponential(_ x: Natural) -> Natural {
    let halvings = 8
    let small = x >> halvings
    var sum = one + small
    var term = small
    var n: UInt64 = 2
    while !term.isZero {
      term = multiply(term, small).divided(by: n).quotient
      sum = sum + term
      n += 1
    }
    for _ in 0..<halvings { sum = multiply(sum, sum) }
    return sum
  }

  /// |ln m| and whether it is negative, for m between 0.3 and 3.2: 2 artanh z with z = (m − 1) / (m + 1).
  static func logarithm(_ m: Natural) -> (magnitude: Natural, isNegative: Bool) {
    let isNegative = m < one
    let z = ((isNegative ? one - m : m - one) << bits).divided(by: m + one).quotient
    let square = multiply(z, z)
    var power = z
    var sum = z
    var n: UInt64 = 3
    while true {
      power = multiply(power, square)
      if power.isZero { break }
      sum = sum + power.divided(by: n).quotient
      n += 2
    }
    return (sum << 1, isNegative)
  }

  /// The number as 36 or 37 decimal digits and an exponent, cut off; nil for zero.
  static func decimal(_ value: Natural) -> (digits: UInt128, exponent: Int)? {
    if value.isZero { return nil }
    let magnitude = value.bitWidth - bits
    // ⌊magnitude × log₁₀2⌋
    let tens = (magnitude * 1233) >> 12
    let scale = 36 - tens
    let scaled =
      scale >= 0
      ? (value * Natural.powerOfTen(scale)) >> bits
      : (value >> bits).divided(by: Natural.powerOfTen(-scale)).quotient
    return scaled.uint128.map { ($0, -scale) }
  }
}
