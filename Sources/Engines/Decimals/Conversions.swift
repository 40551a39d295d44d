extension Decimal34 {
  /// The number as an integer, when it is whole and fits.
  public var int: Int? {
    if exponent == 0, let small = UInt64(exactly: coefficient), small <= UInt64(Int.max) {
      return isNegative ? -Int(small) : Int(small)
    }
    return int128.flatMap { Int(exactly: $0) }
  }

  /// The number as a wide integer, when it is whole and fits.
  public var int128: Int128? {
    var digits = coefficient
    if exponent < 0 {
      let drop = -Int(exponent)
      guard drop < Self.digitLimit else { return nil }
      let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: powerOfTen(drop))
      guard remainder == 0 else { return nil }
      digits = quotient
    } else if exponent > 0 {
      guard exponent <= 38 else { return digits == 0 ? 0 : nil }
      let (product, overflow) = digits.multipliedReportingOverflow(by: powerOfTen(Int(exponent)))
      guard !overflow else { return nil }
      digits = product
    }
    return Int128(exactly: digits).map { isNegative ? -$0 : $0 }
  }

  /// The shortest decimal that stands for the binary number; nil for NaN and the infinities.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    if value.magnitude < 0x1p53 {
      let whole = Int(value)
      if Double(whole) == value {
        self.init(whole)
        return
      }
    }
    self.init(value.description)
  }

  /// The nearest binary number; infinite where the number is beyond its range.
  public var double: Double {
    if coefficient < 1 << 53, exponent >= -19, exponent <= 19 {
      // Both are exact as binary numbers, so one operation rounds once.
      let digits = Double(UInt64(truncatingIfNeeded: coefficient))
      let power = Double(smallPowersOfTen[Int(exponent.magnitude)])
      let value = exponent < 0 ? digits / power : digits * power
      return isNegative ? -value : value
    }
    return Double("\(isNegative ? "-" : "")\(coefficient)e\(exponent)") ?? (isNegative ? -.infinity : .infinity)
  }
}
