extension Decimal34 {
  /// The number to a power. Whole powers are right to the last digit wherever fewer than 72 digits suffice on the way, others to
  /// at least 33 digits. 0⁰ is 1. nil when too large, for zero to a negative power, and for a negative number to a power that
  /// is not whole.
  public func power(_ exponent: Decimal34) -> Decimal34? {
    if exponent.coefficient == 0 { return .one }
    if coefficient == 0 { return exponent.isNegative ? nil : .zero }
    if let whole = exponent.int { return power(whole) }
    if isNegative, !exponent.isWhole { return nil }
    let isNegativeResult = isNegative && exponent.isOdd
    let result = realPower(exponent)
    return isNegativeResult ? result?.negated : result
  }

  /// Of a whole number: whether it is odd.
  private var isOdd: Bool {
    let (digits, exponent) = withoutTrailingZeros(coefficient, exponent: Int(exponent))
    return exponent == 0 && digits & 1 == 1
  }

  /// |self|^exponent as e^(exponent × ln |self|).
  private func realPower(_ exponent: Decimal34) -> Decimal34? {
    let (logarithm, isBelow) = fixedLogarithm
    if logarithm.isZero { return .one }
    let isNegative = isBelow != exponent.isNegative
    // Of the product's size, so that no number of thousands of digits is made: 2¹⁹ is beyond the range, 2⁻¹⁴⁰ is nothing
    // beside 1.
    let bits = logarithm.bitWidth - FixedPoint.bits + (exponent.adjustedExponent * 3402) >> 10
    if bits > 40 { return isNegative ? .zero : nil }
    if bits < -160 { return .one }
    let place = Int(exponent.exponent)
    let digits = logarithm * Natural(exponent.coefficient)
    let product =
      place >= 0 ? digits * Natural.powerOfTen(place) : digits.divided(by: Natural.powerOfTen(-place)).quotient
    return Self.exponential(product, isNegative: isNegative)
  }

  /// A whole power by repeated squaring.
  private func power(_ n: Int) -> Decimal34? {
    let isNegativeResult = isNegative && n & 1 == 1
    var left = n.magnitude
    if n > 0, left <= 34, digitCount(coefficient) * n <= Self.digitLimit {
      var digits: UInt128 = 1
      for _ in 0..<n { digits *= coefficient }
      return Decimal34(rounding: digits, exponent: Int(exponent) * n, isNegative: isNegativeResult)
    }
    var square = LongDecimal(digits: Natural(coefficient), exponent: Int(exponent))
    var result = LongDecimal(digits: Natural(1), exponent: 0)
    while true {
      if left & 1 == 1 { result = result.multiplied(by: square) }
      left >>= 1
      if left == 0 { break }
      square = square.multiplied(by: square)
      // This square is still to become part of the result, and so is all its size.
      if square.magnitude > 100_000 { return n > 0 ? nil : .zero }
      if square.magnitude < -100_000 { return n > 0 ? .zero : nil }
    }
    return n > 0 ? result.rounded(isNegative: isNegativeResult) : result.reciprocal(isNegative: isNegativeResult)
  }
}

/// A decimal of up to 72 digits, cut off beyond.
private struct LongDecimal {
  var digits: Natural
  var exponent: Int
  /// Whether something was cut off.
  var sticky = false

  static let digitLimit = 72

  /// About log₁₀ of the number.
  var magnitude: Int { exponent + (digits.bitWidth * 1233) >> 12 }

  func multiplied(by other: LongDecimal) -> LongDecimal {
    var product = LongDecimal(
      digits: digits * other.digits, exponent: exponent + other.exponent, sticky: sticky || other.sticky)
    product.shorten(to: Self.digitLimit)
    return product
  }

  /// To the given number of digits, or one more.
  private mutating func shorten(to count: Int) {
    let cut = (digits.bitWidth * 1233) >> 12 - count
    guard cut > 0 else { return }
    let (quotient, remainder) = digits.divided(by: Natural.powerOfTen(cut))
    digits = quotient
    exponent += cut
    if !remainder.isZero { sticky = true }
  }

  func rounded(isNegative: Bool) -> Decimal34? {
    var short = self
    short.shorten(to: 37)
    guard let digits = short.digits.uint128 else { return nil }
    return Decimal34(rounding: digits, exponent: short.exponent, isNegative: isNegative, sticky: short.sticky)
  }

  func reciprocal(isNegative: Bool) -> Decimal34? {
    let scale = (digits.bitWidth * 1233) >> 12 + 36
    let (quotient, remainder) = Natural.powerOfTen(scale).divided(by: digits)
    guard let value = quotient.uint128 else { return nil }
    let place = -scale - exponent
    if !remainder.isZero { return Decimal34(rounding: value, exponent: place, isNegative: isNegative, sticky: true) }
    // A divisor a little larger than its digits has a reciprocal a little smaller.
    if sticky { return Decimal34(rounding: value - 1, exponent: place, isNegative: isNegative, sticky: true) }
    let (short, shortPlace) = withoutTrailingZeros(value, exponent: place)
    return Decimal34(rounding: short, exponent: shortPlace, isNegative: isNegative)
  }
}
