public import Kernel

/// One day of a calendar, for drawing and explaining.
public struct CalendarDay: Sendable, Hashable {
  public enum Kind: String, Sendable {
    case working
    /// Saturday or Sunday.
    case weekend
    /// 放假
    case holiday
    /// 调休上班: a weekend day that is worked.
    case makeUp
  }

  public let date: CivilDate
  public let kind: Kind
  /// The holiday's name, as in 国庆节; nil for ordinary days.
  public let name: String?

  public var isWorking: Bool { kind == .working || kind == .makeUp }
}

/// A day by whose end something must be done.
public struct DueDate: Sendable, Hashable {
  public let date: CivilDate
  /// It lies in a year whose holidays are not published yet, so that it may move.
  public let provisional: Bool

  public init(date: CivilDate, provisional: Bool) {
    self.date = date
    self.provisional = provisional
  }
}

/// Working days (工作日): Monday to Friday, less holidays, plus the weekend days that the yearly notice of the State Council makes working days.
///
/// Immutable; all questions are pure.
public struct WorkCalendar: Sendable {
  private let holidays: [CivilDate: String]
  private let makeUps: [CivilDate: String]
  /// The last day for which holidays are published: the end of the last year that the data holds.
  public let publishedThrough: CivilDate

  /// `publishedThrough`: nil takes the end of the last year in which a holiday is named.
  public init(holidays: [CivilDate: String], makeUps: [CivilDate: String], publishedThrough: CivilDate? = nil) {
    self.holidays = holidays
    self.makeUps = makeUps
    let last = holidays.keys.max()?.year ?? 1
    self.publishedThrough = publishedThrough ?? CivilDate(year: last, month: 12, day: 31) ?? CivilDate(daysSince1970: 0)
  }

  public func day(_ date: CivilDate) -> CalendarDay {
    if let name = makeUps[date] { return CalendarDay(date: date, kind: .makeUp, name: name) }
    if let name = holidays[date] { return CalendarDay(date: date, kind: .holiday, name: name) }
    return CalendarDay(date: date, kind: date.weekday > 5 ? .weekend : .working, name: nil)
  }

  public func isWorkingDay(_ date: CivilDate) -> Bool { day(date).isWorking }

  /// The day `workingDays` working days after `start`, which is not counted itself (民法典 art. 201). 0 is the start day.
  public func due(from start: CivilDate, workingDays: Int) -> DueDate {
    var date = start
    var left = max(0, workingDays)
    while left > 0 {
      date = date.adding(days: 1)
      if isWorkingDay(date) { left -= 1 }
    }
    return DueDate(date: date, provisional: date > publishedThrough)
  }

  /// The day itself, or the next working day when it is none: for what is done on the spot.
  public func sameOrNextWorkingDay(_ date: CivilDate) -> DueDate {
    var date = date
    while !isWorkingDay(date) { date = date.adding(days: 1) }
    return DueDate(date: date, provisional: date > publishedThrough)
  }

  /// Working days in (`start`, `end`]; 0 when `end` is not after `start`.
  public func workingDays(after start: CivilDate, through end: CivilDate) -> Int {
    guard start < end else { return 0 }
    return (start.daysSince1970 + 1...end.daysSince1970).reduce(0) { $0 + (isWorkingDay(CivilDate(daysSince1970: $1)) ? 1 : 0) }
  }

  /// Every day from `start` through `end`; at most ten years of them.
  public func days(from start: CivilDate, through end: CivilDate) -> [CalendarDay] {
    let count = min(end.daysSince1970 - start.daysSince1970, 3660)
    guard count >= 0 else { return [] }
    return (0...count).map { day(start.adding(days: $0)) }
  }

  /// The first day on which the light is yellow (临界预警): when no more than a fifth of the working days, but at least one, is left.
  public func soonFrom(start: CivilDate, due: CivilDate) -> CivilDate {
    let all = workingDays(after: start, through: due)
    let margin = max(1, all / 5)
    var date = due
    var left = 0
    while date > start {
      if isWorkingDay(date) { left += 1 }
      if left > margin { return date.adding(days: 1) }
      date = date.adding(days: -1)
    }
    return start
  }
}

/// How near a due date is (红黄灯): yellow when little is left, red when it has passed. No national thresholds exist; these are the default.
public enum Light: String, Sendable, CaseIterable {
  case fine, soon, late

  public init(today: CivilDate, soonFrom: CivilDate, due: CivilDate) {
    self = today > due ? .late : today >= soonFrom ? .soon : .fine
  }
}
