public import Decimals

/// A span of whole months (FEEL `years and months duration`, DMN 1.5 §10.3.2.3.8).
public struct MonthsDuration: Sendable, Hashable, Comparable {
  /// All the months, years counted as twelve; negative for a span back.
  public let totalMonths: Int

  public init(months: Int) { totalMonths = months }

  /// nil when too large.
  public init?(years: Int, months: Int) {
    let (inYears, tooMany) = years.multipliedReportingOverflow(by: 12)
    let (total, overflow) = inYears.addingReportingOverflow(months)
    guard !tooMany, !overflow else { return nil }
    totalMonths = total
  }

  public static let zero = MonthsDuration(months: 0)

  /// Whole years, with the sign of the duration.
  public var years: Int { totalMonths / 12 }
  /// Months beyond whole years, −11…11.
  public var months: Int { totalMonths % 12 }
  public var isNegative: Bool { totalMonths < 0 }

  public static func < (left: MonthsDuration, right: MonthsDuration) -> Bool { left.totalMonths < right.totalMonths }

  public var negated: MonthsDuration? { MonthsDuration.zero.subtracting(self) }

  public var magnitude: MonthsDuration? { isNegative ? negated : self }

  public func adding(_ other: MonthsDuration) -> MonthsDuration? {
    let (sum, overflow) = totalMonths.addingReportingOverflow(other.totalMonths)
    return overflow ? nil : MonthsDuration(months: sum)
  }

  public func subtracting(_ other: MonthsDuration) -> MonthsDuration? {
    let (difference, overflow) = totalMonths.subtractingReportingOverflow(other.totalMonths)
    return overflow ? nil : MonthsDuration(months: difference)
  }

  /// A part of a month is cut off; nil when too large.
  public func multiplied(by factor: Decimal34) -> MonthsDuration? {
    Decimal34(totalMonths).multiplied(by: factor)?.rounded(toScale: 0, .down)?.int.map { MonthsDuration(months: $0) }
  }

  /// A part of a month is cut off; nil when too large or the divisor is zero.
  public func divided(by divisor: Decimal34) -> MonthsDuration? {
    Decimal34(totalMonths).divided(by: divisor)?.rounded(toScale: 0, .down)?.int.map { MonthsDuration(months: $0) }
  }

  /// How many times the other goes into this; nil when the other is empty.
  public func divided(by other: MonthsDuration) -> Decimal34? {
    Decimal34(totalMonths).divided(by: Decimal34(other.totalMonths))
  }
}
