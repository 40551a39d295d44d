extension Decimal34: Comparable {
  /// −1, 0 or 1 as the number is less than, equal to or greater than the other. Exact: nothing is rounded.
  public func order(against other: Decimal34) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let order = magnitudeOrder(against: other)
    return isNegative ? -order : order
  }

  @inline(__always)
  public static func < (left: Decimal34, right: Decimal34) -> Bool {
    if left.exponent == right.exponent, !left.isNegative, !right.isNegative { return left.coefficient < right.coefficient }
    return left.order(against: right) < 0
  }

  private func magnitudeOrder(against other: Decimal34) -> Int {
    let left = coefficient
    let right = other.coefficient
    if exponent == other.exponent { return left < right ? -1 : (left == right ? 0 : 1) }
    if left == 0 || right == 0 { return left == 0 ? (right == 0 ? 0 : -1) : 1 }
    let leftTop = digitCount(left) + Int(exponent)
    let rightTop = digitCount(right) + Int(other.exponent)
    if leftTop != rightTop { return leftTop < rightTop ? -1 : 1 }
    // The leading digits stand at the same place, so the exponents differ by less than 34 and the product fits.
    let shift = Int(exponent) - Int(other.exponent)
    let scaledLeft = shift > 0 ? left * powerOfTen(shift) : left
    let scaledRight = shift < 0 ? right * powerOfTen(-shift) : right
    return scaledLeft < scaledRight ? -1 : (scaledLeft == scaledRight ? 0 : 1)
  }
}
