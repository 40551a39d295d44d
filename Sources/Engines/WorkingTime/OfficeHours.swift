public import Kernel

/// When an office works on a working day: what working hours are counted by.
public struct OfficeHours: Sendable, Hashable {
  /// Minutes since midnight, each from one up to and without another; in order, apart, at least one.
  public let spans: [Range<Int>]
  /// Minutes of a whole working day.
  public let minutesADay: Int

  /// nil when a span is empty, outside the day, or not after the one before it, or when there is none.
  public init?(_ spans: [Range<Int>]) {
    guard !spans.isEmpty, spans.allSatisfy({ !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= 1440 }),
      zip(spans, spans.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound })
    else { return nil }
    self.spans = spans
    minutesADay = spans.reduce(0) { $0 + $1.count }
  }

  private init(known spans: [Range<Int>]) {
    self.spans = spans
    minutesADay = spans.reduce(0) { $0 + $1.count }
  }

  /// 8:30 to 12:00 and 14:30 to 17:30, until a region says otherwise.
  public static let usual = OfficeHours(known: [510..<720, 870..<1050])

  /// Working minutes of a day that have passed at a second of it; a minute that is not over has not passed.
  func passed(secondOfDay: Int) -> Int {
    let minute = secondOfDay / 60
    return spans.reduce(0) { $0 + max(0, min(minute, $1.upperBound) - $1.lowerBound) }
  }

  /// The minute of the day at which so many working minutes, 1 to `minutesADay`, have passed.
  func minute(passed: Int) -> Int {
    var left = passed
    for span in spans {
      if left <= span.count { return span.lowerBound + left }
      left -= span.count
    }
    return spans.last?.upperBound ?? 1440
  }
}

extension WorkCalendar {
  /// Working minutes through a moment; differences count.
  func minutes(_ at: Instant, _ hours: OfficeHours) -> Int {
    let date = at.civilDate
    let today = isWorkingDay(date) ? hours.passed(secondOfDay: at.secondOfDay) : 0
    return ordinal(date.adding(days: -1)) * hours.minutesADay + today
  }

  /// The first moment through which there are so many.
  func moment(minutes: Int, _ hours: OfficeHours) -> Instant {
    let rest = ((minutes - 1) % hours.minutesADay + hours.minutesADay) % hours.minutesADay
    let day = (minutes - 1 - rest) / hours.minutesADay + 1
    return date(ordinal: day).start.adding(seconds: Int64(hours.minute(passed: rest + 1)) * 60)
  }

  /// The moment `workingMinutes` working minutes after another; at least one.
  public func due(after start: Instant, workingMinutes: Int, hours: OfficeHours = .usual) -> Instant {
    moment(minutes: minutes(start, hours) + max(1, workingMinutes), hours)
  }

  /// Working minutes from one moment to another; 0 when it is not after it.
  public func workingMinutes(from start: Instant, to end: Instant, hours: OfficeHours = .usual) -> Int {
    max(0, minutes(end, hours) - minutes(start, hours))
  }
}
