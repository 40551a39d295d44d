public import Kernel

/// One line of the account of a clock, as somebody reads it who asks why.
public struct ClockLine: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case start, deemed, rest, makeUp, extend, pause, resume, due, stop
  }

  public let kind: Kind
  public let date: CivilDate
  /// The last day, of rest days and pauses that are longer than one.
  public let through: CivilDate?
  /// Of a pause what it is for; of rest days the holiday's name, empty for a weekend.
  public let subject: String
  /// Counted through this day, in the clock's unit.
  public let used: Int
  /// What was left then.
  public let left: Int
  /// The article.
  public let source: String
}

/// A day as a clock sees it.
public struct ClockDay: Sendable, Hashable {
  public let day: CalendarDay
  /// A working day on which the clock stood still.
  public let isPaused: Bool
  public var isCounted: Bool { day.isWorking && !isPaused }
}

/// What became of a legal clock, line by line. A pure value of its history, its term and a calendar: the due date that is kept and the lines
/// that explain it are made together, so they cannot differ.
///
/// The day on which something begins is not counted, its last day is (民法典 art. 201, 203). A pause takes out the days after the one on which it
/// began, through the one on which it ended, and never more than were told in writing (行政许可法 art. 45): days beyond those count again.
public struct ClockAccount: Sendable, Hashable {
  public enum Status: String, Sendable, Hashable { case running, paused, stopped }

  public let term: ClockTerm
  public let startedAt: Instant
  public let stoppedAt: Instant?
  public let status: Status
  /// With extensions, in the unit of the term.
  public let limit: Int
  /// The last day.
  public let due: CivilDate
  /// The last moment.
  public let dueAt: Instant
  /// The calendar of that year is not published yet.
  public let provisional: Bool
  /// Counted up to now, or to the stop.
  public let used: Int
  public var left: Int { max(0, limit - used) }
  /// Until when the pause that is on was told to last.
  public let pausedThrough: CivilDate?
  public let lines: [ClockLine]
  /// From the day it began to the day it is due, or was stopped if later; at most ten years.
  public let days: [ClockDay]

  /// Whether it was stopped in time; nil while it runs.
  public var kept: Bool? { stoppedAt.map { $0 <= dueAt } }

  /// nil for a history without a beginning. `source`: the article of the term itself. What stands in the history after a stop is not looked at.
  public init?(
    _ history: [ClockEntry], term: ClockTerm, source: String = "", calendar: WorkCalendar, hours: OfficeHours = .usual,
    at now: Instant
  ) {
    guard let past = ClockHistory(history, calendar) else { return nil }
    let scale = ClockScale(term: term, calendar: calendar, hours: hours)
    let reckoning = ClockReckoning(scale: scale, past)
    let limit = term.amount + scale.amount(days: past.extended)
    let end = reckoning.end(after: limit)
    let until = past.stop?.at ?? now
    let open = past.stretches.last { $0.isOpen && $0.lastDay >= until.civilDay }

    self.term = term
    startedAt = past.start
    stoppedAt = past.stop?.at
    status = past.stop != nil ? .stopped : open != nil ? .paused : .running
    self.limit = limit
    due = end.date
    dueAt = end.moment
    provisional = end.date > calendar.publishedThrough
    used = reckoning.used(until)
    pausedThrough = past.stop == nil ? open?.through : nil
    let last = max(end.date, past.stop?.at.civilDate ?? end.date)
    let all = calendar.days(from: past.start.civilDate, through: last)
    days = all.map { day in
      ClockDay(
        day: day, isPaused: day.isWorking && past.stretches.contains { $0.from.civilDate < day.date && day.date <= $0.through })
    }
    lines = Self.lines(
      past.entries, past.stretches, all, reckoning: reckoning, term: term, due: end, source: source)
  }

  /// The last day alone, as the account has it; nil for a history without a beginning.
  public static func due(
    _ history: [ClockEntry], term: ClockTerm, calendar: WorkCalendar, hours: OfficeHours = .usual
  ) -> DueDate? {
    guard let past = ClockHistory(history, calendar) else { return nil }
    let scale = ClockScale(term: term, calendar: calendar, hours: hours)
    let date = ClockReckoning(scale: scale, past).lastDay(
      after: term.amount + scale.amount(days: past.extended))
    return DueDate(date: date, provisional: date > calendar.publishedThrough)
  }
}
