extension CivilDate {
  /// 1 is Monday, 7 is Sunday (ISO 8601; FEEL property `weekday`).
  public var weekday: Int {
    // 1970-01-01 was a Thursday.
    let rest = (daysSinceEpoch + 3) % 7
    return (rest < 0 ? rest + 7 : rest) + 1
  }

  /// 1…366.
  public var dayOfYear: Int {
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
    return before[month - 1] + day + (month > 2 && Self.isLeapYear(year) ? 1 : 0)
  }

  /// The week of ISO 8601, 1…53: weeks begin on Monday, and the first is the one that has the year's first Thursday.
  public var isoWeek: Int { isoWeekAndYear.week }

  /// The year that the ISO week belongs to: it may be the year before or after at the year's edge.
  public var isoWeekYear: Int { isoWeekAndYear.year }

  private var isoWeekAndYear: (year: Int, week: Int) {
    let week = (dayOfYear - weekday + 10) / 7
    if week < 1 { return (year - 1, Self.isoWeeks(inYear: year - 1)) }
    if week > Self.isoWeeks(inYear: year) { return (year + 1, 1) }
    return (year, week)
  }

  /// 53 when the year begins on a Thursday, or is a leap year that begins on a Wednesday; else 52.
  private static func isoWeeks(inYear year: Int) -> Int {
    let first = CivilDate(unchecked: year, month: 1, day: 1).weekday
    return first == 4 || (first == 3 && isLeapYear(year)) ? 53 : 52
  }

  /// 28…31, of the month the day is in.
  public var daysInMonth: Int { Self.daysInMonth(year: year, month: month) }

  public var endOfMonth: CivilDate { CivilDate(unchecked: year, month: month, day: daysInMonth) }
}
