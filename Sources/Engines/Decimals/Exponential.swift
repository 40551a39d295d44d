extension Decimal34 {
  /// e to the power of the number; nil when too large.
  public func exponential() -> Decimal34? {
    if coefficient == 0 { return .one }
    // e^x = 1 + x to 34 digits when x is below 10⁻⁴⁰.
    if adjustedExponent < -40 { return .one }
    if adjustedExponent > 4 { return isNegative ? .zero : nil }
    return Self.exponential(FixedPoint.value(coefficient, exponent: Int(exponent)), isNegative: isNegative)
  }

  /// The natural logarithm; nil unless the number is above zero.
  public func naturalLogarithm() -> Decimal34? {
    guard coefficient != 0, !isNegative else { return nil }
    let (logarithm, isNegative) = fixedLogarithm
    guard let (digits, exponent) = FixedPoint.decimal(logarithm) else { return .zero }
    return Decimal34(rounding: digits, exponent: exponent, isNegative: isNegative, sticky: true)
  }

  /// The exponent when the digits are written with one before the point; for numbers other than zero.
  var adjustedExponent: Int { Int(exponent) + digitCount(coefficient) - 1 }

  /// e^±x = 10ᵏ × eʳ with 0 ≤ r < ln 10; x below 10⁶.
  static func exponential(_ x: Natural, isNegative: Bool) -> Decimal34? {
    var (tens, rest) = x.divided(by: FixedPoint.lnTen)
    if isNegative, !rest.isZero {
      tens = tens + Natural(1)
      rest = FixedPoint.lnTen - rest
    }
    guard let size = tens.uint128, size < 10_000 else { return isNegative ? .zero : nil }
    let power = isNegative ? -Int(size) : Int(size)
    guard let (digits, exponent) = FixedPoint.decimal(FixedPoint.exponential(rest)) else { return nil }
    return Decimal34(rounding: digits, exponent: exponent + power, isNegative: false, sticky: true)
  }

  /// |ln| of the magnitude, and whether it is negative: the number is m × 10ᵏ with m between 0.316 and 3.16, so that nothing
  /// cancels near 1.
  var fixedLogarithm: (magnitude: Natural, isNegative: Bool) {
    let digits = digitCount(coefficient)
    let isLarge = coefficient > 3_162_277_660_168_379 * powerOfTen(max(digits - 16, 0)) / powerOfTen(max(16 - digits, 0))
    let power = isLarge ? adjustedExponent + 1 : adjustedExponent
    let (part, isBelow) = FixedPoint.logarithm(FixedPoint.value(coefficient, exponent: Int(exponent) - power))
    if power == 0 { return (part, isBelow) }
    let whole = FixedPoint.lnTen * Natural(UInt128(power.magnitude))
    // The whole is larger than the part.
    return (isBelow == (power < 0) ? whole + part : whole - part, power < 0)
  }
}
