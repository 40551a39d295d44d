/// A decimal number of at most 34 significant digits: `±coefficient × 10^exponent`.
///
/// The range is that of IEEE 754-2008 decimal128: coefficient below 10³⁴, exponent −6176…6111. There is no infinity, no NaN
/// and no negative zero. Results that do not fit are rounded half to even; an operation whose result is too large returns
/// nil, one whose result is too small returns the nearest representable number (perhaps zero). These are the numbers of
/// DMN 1.5 §10.3.2.3.1.
///
/// Equality, order and hash are by value: 1.0 and 1.00 are the same number.
public struct Decimal34: Sendable {
  /// Below 10³⁴; the sign is apart.
  @usableFromInline let coefficient: UInt128
  @usableFromInline let exponent: Int16
  /// Never true for zero.
  public let isNegative: Bool

  static let digitLimit = 34
  static let leastExponent = -6176
  static let greatestExponent = 6111
  /// 10³⁴, the first coefficient too large.
  static let coefficientLimit: UInt128 = 10_000_000_000_000_000_000_000_000_000_000_000

  /// The parts must already be in range; zero is brought to its one form.
  @inline(__always)
  init(unchecked coefficient: UInt128, exponent: Int, isNegative: Bool) {
    self.coefficient = coefficient
    self.exponent = coefficient == 0 ? 0 : Int16(truncatingIfNeeded: exponent)
    self.isNegative = isNegative && coefficient != 0
  }

  public static let zero = Decimal34(unchecked: 0, exponent: 0, isNegative: false)
  public static let one = Decimal34(unchecked: 1, exponent: 0, isNegative: false)

  public init(_ value: Int) {
    self.init(unchecked: UInt128(value.magnitude), exponent: 0, isNegative: value < 0)
  }

  /// Rounds half to even where the integer has more than 34 digits.
  public init(_ value: Int128) {
    let rounded = Decimal34(rounding: value.magnitude, exponent: 0, isNegative: value < 0)
    self = rounded ?? .zero  // never nil: an Int128 has at most 39 digits
  }

  /// `units × 10^−scale`, for amounts kept in small units; nil when out of range.
  public init?(units: Int, scale: Int) {
    guard scale.magnitude < 10_000 else { return nil }
    self.init(rounding: UInt128(units.magnitude), exponent: -scale, isNegative: units < 0)
  }

  public var isZero: Bool { coefficient == 0 }

  /// Whether the number has no fraction.
  public var isWhole: Bool {
    if exponent >= 0 { return true }
    let drop = -Int(exponent)
    return drop < Self.digitLimit && coefficient % powerOfTen(drop) == 0
  }

  /// −1, 0 or 1.
  public var signum: Int { coefficient == 0 ? 0 : (isNegative ? -1 : 1) }

  public var negated: Decimal34 { Decimal34(unchecked: coefficient, exponent: Int(exponent), isNegative: !isNegative) }

  public var magnitude: Decimal34 { Decimal34(unchecked: coefficient, exponent: Int(exponent), isNegative: false) }
}

extension Decimal34: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Decimal34: Hashable {
  @inline(__always)
  public static func == (left: Decimal34, right: Decimal34) -> Bool {
    if left.exponent == right.exponent {
      return left.coefficient == right.coefficient && left.isNegative == right.isNegative
    }
    return left.order(against: right) == 0
  }

  public func hash(into hasher: inout Hasher) {
    let (digits, exponent) = withoutTrailingZeros(coefficient, exponent: Int(exponent))
    hasher.combine(isNegative)
    hasher.combine(exponent)
    hasher.combine(UInt64(truncatingIfNeeded: digits))
    hasher.combine(UInt64(truncatingIfNeeded: digits >> 64))
  }
}
