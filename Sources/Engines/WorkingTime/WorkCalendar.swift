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

/// Working days (工作日, 行政许可法 art. 82): Monday to Friday, less holidays, plus the weekend days that the yearly notice of the State Council
/// makes working days.
///
/// Immutable; all questions are pure, and those that count take the same time however far apart the days are.
public struct WorkCalendar: Sendable {
  private let holidays: [CivilDate: String]
  private let makeUps: [CivilDate: String]
  private let table: WorkingDayTable
  /// The last day for which holidays are published: the end of the last year that the data holds.
  public let publishedThrough: CivilDate

  /// `publishedThrough`: nil takes the end of the last year in which a holiday is named.
  public init(holidays: [CivilDate: String], makeUps: [CivilDate: String], publishedThrough: CivilDate? = nil) {
    self.holidays = holidays
    self.makeUps = makeUps
    let last = holidays.keys.max()?.year ?? 1
    self.publishedThrough = publishedThrough ?? CivilDate(year: last, month: 12, day: 31) ?? CivilDate(daysSince1970: 0)
    table = WorkingDayTable(
      rests: Set(holidays.keys.map(\.daysSince1970)), worked: Set(makeUps.keys.map(\.daysSince1970)))
  }

  /// This calendar with what a region adds: days off of its own, and days worked for them. What is published stays as it is.
  public func adding(holidays more: [CivilDate: String], makeUps worked: [CivilDate: String]) -> WorkCalendar {
    // What the region says last goes: its festival is no working day even where the country works that weekend.
    let makeUps = makeUps.filter { more[$0.key] == nil }.merging(worked) { _, own in own }
    return WorkCalendar(
      holidays: holidays.merging(more) { _, own in own }, makeUps: makeUps, publishedThrough: publishedThrough)
  }

  public func day(_ date: CivilDate) -> CalendarDay {
    if let name = makeUps[date] { return CalendarDay(date: date, kind: .makeUp, name: name) }
    if let name = holidays[date] { return CalendarDay(date: date, kind: .holiday, name: name) }
    return CalendarDay(date: date, kind: date.weekday > 5 ? .weekend : .working, name: nil)
  }

  public func isWorkingDay(_ date: CivilDate) -> Bool {
    let day = date.daysSince1970
    return table.count(through: day) > table.count(through: day - 1)
  }

  /// How many working days there are through a day, from a beginning that is the same for all: differences count.
  func ordinal(_ date: CivilDate) -> Int { table.count(through: date.daysSince1970) }

  /// The first day through which there are so many.
  func date(ordinal: Int) -> CivilDate { CivilDate(daysSince1970: table.day(of: ordinal)) }

  /// The same for days since 1970-01-01.
  func ordinal(day: Int) -> Int { table.count(through: day) }

  /// The day so many working days, at least one, after another; both since 1970-01-01.
  func day(_ start: Int, adding workingDays: Int) -> Int { table.day(of: table.count(through: start) + workingDays) }

  /// The day `workingDays` working days after `start`, which is not counted itself (民法典 art. 201). 0 is the start day.
  public func due(from start: CivilDate, workingDays: Int) -> DueDate {
    let date = workingDays > 0 ? date(ordinal: ordinal(start) + workingDays) : start
    return DueDate(date: date, provisional: date > publishedThrough)
  }

  /// The day itself, or the next working day when it is none: for what is done on the spot.
  public func sameOrNextWorkingDay(_ date: CivilDate) -> DueDate {
    due(from: date.adding(days: -1), workingDays: 1)
  }

  /// Working days in (`start`, `end`]; 0 when `end` is not after `start`.
  public func workingDays(after start: CivilDate, through end: CivilDate) -> Int {
    max(0, ordinal(end) - ordinal(start))
  }

  /// Every day from `start` through `end`; at most ten years of them.
  public func days(from start: CivilDate, through end: CivilDate) -> [CalendarDay] {
    let count = min(end.daysSince1970 - start.daysSince1970, 3660)
    guard count >= 0 else { return [] }
    return (0...count).map { day(start.adding(days: $0)) }
  }

  /// The first day on which the light is yellow (临界预警).
  public func soonFrom(start: CivilDate, due: CivilDate, warning: Warning = Warning()) -> CivilDate {
    guard start < due else { return start }
    let margin = warning.margin(of: workingDays(after: start, through: due))
    let last = date(ordinal: ordinal(due) - margin)
    return last > start ? last.adding(days: 1) : start
  }
}
