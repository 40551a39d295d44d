/// A day of the proleptic Gregorian calendar, without a time or zone (FEEL `date`, DMN 1.5 §10.3.2.3.5).
///
/// Years run from −999,999,999 to 999,999,999; the year 0 exists, as in ISO 8601 and XML Schema 1.1.
public struct CivilDate: Sendable, Hashable {
  private let storedYear: Int32
  private let storedMonth: UInt8
  private let storedDay: UInt8

  public var year: Int { Int(storedYear) }
  /// 1…12.
  public var month: Int { Int(storedMonth) }
  /// 1…31.
  public var day: Int { Int(storedDay) }

  /// The greatest year; the least is its opposite.
  public static let greatestYear = 999_999_999

  /// nil when there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard year >= -Self.greatestYear, year <= Self.greatestYear, month >= 1, month <= 12, day >= 1,
      day <= Self.daysInMonth(year: year, month: month)
    else { return nil }
    self.init(unchecked: year, month: month, day: day)
  }

  init(unchecked year: Int, month: Int, day: Int) {
    storedYear = Int32(truncatingIfNeeded: year)
    storedMonth = UInt8(truncatingIfNeeded: month)
    storedDay = UInt8(truncatingIfNeeded: day)
  }

  public static func isLeapYear(_ year: Int) -> Bool {
    // Divisible by 4, and of the centuries by 16 as well (a century divisible by 16 is divisible by 400).
    year & 3 == 0 && (year % 100 != 0 || year & 15 == 0)
  }

  /// 28…31; 0 where the month is not within 1…12.
  public static func daysInMonth(year: Int, month: Int) -> Int {
    guard month >= 1, month <= 12 else { return 0 }
    if month == 2 { return isLeapYear(year) ? 29 : 28 }
    return 30 | (month ^ (month >> 3))
  }
}

// Days are counted in eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
extension CivilDate {
  private static let daysInEra = 146_097
  /// From 0000-03-01 to 1970-01-01.
  private static let epochShift = 719_468
  static let leastDay = CivilDate(unchecked: -greatestYear, month: 1, day: 1).daysSinceEpoch
  static let greatestDay = CivilDate(unchecked: greatestYear, month: 12, day: 31).daysSinceEpoch

  /// Days since 1970-01-01, negative before.
  public var daysSinceEpoch: Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * Self.daysInEra + dayOfEra - Self.epochShift
  }

  /// nil when outside the years of the type.
  public init?(daysSinceEpoch: Int) {
    guard daysSinceEpoch >= Self.leastDay, daysSinceEpoch <= Self.greatestDay else { return nil }
    let days = daysSinceEpoch + Self.epochShift
    let era = (days >= 0 ? days : days - (Self.daysInEra - 1)) / Self.daysInEra
    let dayOfEra = days - era * Self.daysInEra
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    self.init(unchecked: year, month: month, day: day)
  }
}

extension CivilDate: Comparable {
  public static func < (left: CivilDate, right: CivilDate) -> Bool {
    if left.storedYear != right.storedYear { return left.storedYear < right.storedYear }
    if left.storedMonth != right.storedMonth { return left.storedMonth < right.storedMonth }
    return left.storedDay < right.storedDay
  }
}
