extension Decimal34 {
  /// The sum, rounded half to even; nil when too large.
  public func adding(_ other: Decimal34) -> Decimal34? {
    if exponent == other.exponent {
      return Self.sum(coefficient, isNegative, other.coefficient, other.isNegative, exponent: Int(exponent))
    }
    return addingUnaligned(other)
  }

  /// The difference, rounded half to even; nil when too large.
  public func subtracting(_ other: Decimal34) -> Decimal34? { adding(other.negated) }

  /// Both coefficients below 10³⁸.
  @inline(__always)
  private static func sum(
    _ left: UInt128, _ leftNegative: Bool, _ right: UInt128, _ rightNegative: Bool, exponent: Int
  ) -> Decimal34? {
    if leftNegative == rightNegative {
      return Decimal34(rounding: left &+ right, exponent: exponent, isNegative: leftNegative)
    }
    if left >= right { return Decimal34(rounding: left &- right, exponent: exponent, isNegative: leftNegative) }
    return Decimal34(rounding: right &- left, exponent: exponent, isNegative: rightNegative)
  }

  private func addingUnaligned(_ other: Decimal34) -> Decimal34? {
    if coefficient == 0 { return other }
    if other.coefficient == 0 { return self }
    let (high, low) = exponent > other.exponent ? (self, other) : (other, self)
    let shift = Int(high.exponent) - Int(low.exponent)
    let room = 38 - digitCount(high.coefficient)
    if shift <= room {
      let scaled = high.coefficient * powerOfTen(shift)
      return Self.sum(scaled, high.isNegative, low.coefficient, low.isNegative, exponent: Int(low.exponent))
    }
    // The lower number reaches below the 38 digits at hand: what is cut off it is remembered as `sticky`.
    // The upper has 38 digits then and the lower at most 34, so that the result has at least 37.
    let scaled = high.coefficient * powerOfTen(room)
    let cut = shift - room
    let (kept, rest) =
      cut > 38 ? (0, low.coefficient) : low.coefficient.quotientAndRemainder(dividingBy: powerOfTen(cut))
    let sticky = rest != 0
    var result = scaled
    if high.isNegative == low.isNegative {
      result += kept
    } else {
      result -= kept
      if sticky { result -= 1 }
    }
    return Decimal34(
      rounding: result, exponent: Int(high.exponent) - room, isNegative: high.isNegative, sticky: sticky)
  }

  /// The product, rounded half to even; nil when too large.
  public func multiplied(by other: Decimal34) -> Decimal34? {
    let isNegative = isNegative != other.isNegative
    let exponent = Int(exponent) + Int(other.exponent)
    if let left = UInt64(exactly: coefficient), let right = UInt64(exactly: other.coefficient) {
      let (high, low) = left.multipliedFullWidth(by: right)
      return Decimal34(
        rounding: UInt128(high) << 64 | UInt128(low), exponent: exponent, isNegative: isNegative)
    }
    let product = coefficient.multipliedFullWidth(by: other.coefficient)
    if product.high == 0 { return Decimal34(rounding: product.low, exponent: exponent, isNegative: isNegative) }
    // At least 39 digits, at most 68: so many are cut that 36 to 38 remain, then the rounding is done once.
    let digits = digitCount(coefficient) + digitCount(other.coefficient)
    let cut = digits - 37
    let (kept, rest) = powerOfTen(cut).dividingFullWidth(product)
    return Decimal34(rounding: kept, exponent: exponent + cut, isNegative: isNegative, sticky: rest != 0)
  }

  /// The quotient, rounded half to even; nil when too large or when the divisor is zero.
  public func divided(by other: Decimal34) -> Decimal34? {
    if other.coefficient == 0 { return nil }
    if coefficient == 0 { return .zero }
    let isNegative = isNegative != other.isNegative
    let exponent = Int(exponent) - Int(other.exponent)
    if other.coefficient == 1 { return Decimal34(rounding: coefficient, exponent: exponent, isNegative: isNegative) }
    let exact = coefficient.quotientAndRemainder(dividingBy: other.coefficient)
    if exact.remainder == 0 {
      return Decimal34(rounding: exact.quotient, exponent: exponent, isNegative: isNegative)
    }
    // Scaled so that the quotient has 36 or 37 digits.
    let scale = 36 + digitCount(other.coefficient) - digitCount(coefficient)
    let dividend: (high: UInt128, low: UInt128)
    if scale > 38 {
      let first = coefficient * powerOfTen(scale - 38)
      dividend = first.multipliedFullWidth(by: powerOfTen(38))
    } else {
      dividend = coefficient.multipliedFullWidth(by: powerOfTen(scale))
    }
    var (quotient, remainder) = other.coefficient.dividingFullWidth(dividend)
    var place = exponent - scale
    if remainder == 0 {
      // 1 / 8 is 0.125, not 0.125000…: short numbers stay quick.
      (quotient, place) = withoutTrailingZeros(quotient, exponent: place)
    }
    return Decimal34(rounding: quotient, exponent: place, isNegative: isNegative, sticky: remainder != 0)
  }
}
