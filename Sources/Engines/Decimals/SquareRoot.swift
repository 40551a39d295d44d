extension Decimal34 {
  /// The square root, rounded half to even; nil for a negative number.
  public func squareRoot() -> Decimal34? {
    if coefficient == 0 { return .zero }
    if isNegative { return nil }
    // The radicand is given 71 or 72 digits and an even exponent: its root has 36.
    let digits = digitCount(coefficient)
    var shift = 72 - digits
    if (Int(exponent) - shift) & 1 != 0 { shift -= 1 }
    let head = min(shift, 38 - digits)
    let radicand = (coefficient * powerOfTen(head)).multipliedFullWidth(by: powerOfTen(shift - head))
    let root = Self.integerRoot(radicand)
    let square = root.multipliedFullWidth(by: root)
    let isExact = square.high == radicand.high && square.low == radicand.low
    let place = (Int(exponent) - shift) / 2
    if isExact {
      let (digits, exponent) = withoutTrailingZeros(root, exponent: place)
      return Decimal34(rounding: digits, exponent: exponent, isNegative: false)
    }
    return Decimal34(rounding: root, exponent: place, isNegative: false, sticky: true)
  }

  /// The root rounded down, by Newton's method from above; the radicand is between 10⁷⁰ and 10⁷².
  private static func integerRoot(_ radicand: (high: UInt128, low: UInt128)) -> UInt128 {
    // The first guess is a power of two, at most twice the root: seven or eight steps lead from there. (A binary square root
    // would be a better guess, but would tie this room to the C library of mathematics.)
    let bits = 256 - radicand.high.leadingZeroBitCount
    var root: UInt128 = 1 << UInt128((bits + 1) / 2)
    while true {
      let quotient = root.dividingFullWidth(radicand).quotient
      let next = (root + quotient) / 2
      guard next < root else { return root }
      root = next
    }
  }
}
