extension Decimal34 {
  /// FEEL's modulo: `self − divisor × floor(self / divisor)`; it has the sign of the divisor. nil for a zero divisor.
  ///
  /// The remainder is found exactly, however far the exponents lie apart (DMN 1.5 §10.3.4.6, table 75).
  public func modulo(_ divisor: Decimal34) -> Decimal34? {
    guard divisor.coefficient != 0 else { return nil }
    let rest = remainder(divisor)
    if rest.coefficient == 0 || rest.isNegative == divisor.isNegative { return rest }
    return rest.adding(divisor)
  }

  /// What is left after division toward zero, with the sign of the dividend.
  private func remainder(_ divisor: Decimal34) -> Decimal34 {
    let shift = Int(exponent) - Int(divisor.exponent)
    if shift >= 0 {
      let modulus = divisor.coefficient
      let factor = powerOfTen(shift, modulo: modulus)
      let rest = multiply(coefficient % modulus, factor, modulo: modulus)
      return Decimal34(unchecked: rest, exponent: Int(divisor.exponent), isNegative: isNegative)
    }
    guard -shift + digitCount(divisor.coefficient) <= 38 else { return self }  // the divisor is larger
    let modulus = divisor.coefficient * powerOfTen(-shift)
    return Decimal34(unchecked: coefficient % modulus, exponent: Int(exponent), isNegative: isNegative)
  }
}

/// Both factors below the modulus.
private func multiply(_ left: UInt128, _ right: UInt128, modulo modulus: UInt128) -> UInt128 {
  let product = left.multipliedFullWidth(by: right)
  return modulus.dividingFullWidth(product).remainder
}

/// 10ⁿ modulo the modulus, by squaring: n is at most some 12,000.
private func powerOfTen(_ n: Int, modulo modulus: UInt128) -> UInt128 {
  var result = 1 % modulus
  var square = 10 % modulus
  var n = n
  while n > 0 {
    if n & 1 == 1 { result = multiply(result, square, modulo: modulus) }
    square = multiply(square, square, modulo: modulus)
    n >>= 1
  }
  return result
}
