/// What becomes of the digits that are dropped (DMN 1.5 §10.3.4.6).
public enum RoundingMode: Sendable, CaseIterable {
  /// To the nearest; a tie goes to the even digit.
  case halfEven
  /// To the nearest; a tie goes away from zero.
  case halfUp
  /// To the nearest; a tie goes toward zero.
  case halfDown
  /// Away from zero.
  case up
  /// Toward zero.
  case down
  /// Toward minus infinity.
  case floor
  /// Toward plus infinity.
  case ceiling
}

extension RoundingMode {
  /// Whether the kept digits grow by one. `half` tells where the dropped part lies: −1 below one half, 0 just one half, 1 above;
  /// `isExact` that nothing but zeros was dropped.
  @inline(__always)
  func grows(isOdd: Bool, isNegative: Bool, half: Int, isExact: Bool) -> Bool {
    if isExact { return false }
    switch self {
    case .halfEven: return half > 0 || (half == 0 && isOdd)
    case .halfUp: return half >= 0
    case .halfDown: return half > 0
    case .up: return true
    case .down: return false
    case .floor: return isNegative
    case .ceiling: return !isNegative
    }
  }
}

/// Drops the last `count` digits. `sticky` says that the true number is a little more than `value`, by less than one unit.
func dropping(
  _ count: Int, digitsOf value: UInt128, sticky: Bool, isNegative: Bool, mode: RoundingMode
) -> UInt128 {
  if count > 38 {
    return mode.grows(isOdd: false, isNegative: isNegative, half: -1, isExact: value == 0 && !sticky) ? 1 : 0
  }
  let unit = powerOfTen(count)
  let (kept, rest) = value.quotientAndRemainder(dividingBy: unit)
  let middle = unit / 2
  let half: Int
  if count == 0 {
    half = -1  // only the sticky part, of less than one half in all uses
  } else if rest == middle {
    half = sticky ? 1 : 0
  } else {
    half = rest > middle ? 1 : -1
  }
  let grows = mode.grows(
    isOdd: kept & 1 == 1, isNegative: isNegative, half: half, isExact: rest == 0 && !sticky)
  return grows ? kept + 1 : kept
}

extension Decimal34 {
  /// Brings any 128-bit coefficient into range by one rounding, half to even. nil: too large.
  ///
  /// `sticky` says that the true number is a little more than `coefficient`, by less than one unit; the coefficient must then
  /// have at least 36 digits, so that the rounding sees it.
  @inline(__always)
  init?(rounding coefficient: UInt128, exponent: Int, isNegative: Bool, sticky: Bool = false) {
    if coefficient < Self.coefficientLimit, exponent >= Self.leastExponent, exponent <= Self.greatestExponent, !sticky {
      self.init(unchecked: coefficient, exponent: exponent, isNegative: isNegative)
    } else {
      self.init(roundingSlowly: coefficient, exponent: exponent, isNegative: isNegative, sticky: sticky)
    }
  }

  @inline(never)
  private init?(roundingSlowly coefficient: UInt128, exponent: Int, isNegative: Bool, sticky: Bool) {
    var coefficient = coefficient
    var exponent = exponent
    let drop = max(digitCount(coefficient) - Self.digitLimit, Self.leastExponent - exponent)
    if drop > 0 {
      coefficient = dropping(drop, digitsOf: coefficient, sticky: sticky, isNegative: isNegative, mode: .halfEven)
      exponent += drop
      if coefficient == Self.coefficientLimit {
        coefficient = Self.coefficientLimit / 10
        exponent += 1
      }
    }
    if coefficient == 0 {
      self = .zero
      return
    }
    if exponent > Self.greatestExponent {
      let pad = exponent - Self.greatestExponent
      guard pad + digitCount(coefficient) <= Self.digitLimit else { return nil }
      coefficient *= powerOfTen(pad)
      exponent = Self.greatestExponent
    }
    self.init(unchecked: coefficient, exponent: exponent, isNegative: isNegative)
  }

  /// The number with at most `scale` digits after the point; a negative scale rounds to tens, hundreds and so on.
  ///
  /// nil when the scale is outside −6111…6176 or the result is too large.
  public func rounded(toScale scale: Int, _ mode: RoundingMode) -> Decimal34? {
    guard scale >= -Self.greatestExponent, scale <= -Self.leastExponent else { return nil }
    let drop = -Int(exponent) - scale
    guard drop > 0 else { return self }
    let kept = dropping(drop, digitsOf: coefficient, sticky: false, isNegative: isNegative, mode: mode)
    return Decimal34(rounding: kept, exponent: -scale, isNegative: isNegative)
  }
}
