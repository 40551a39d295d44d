/// A day and a time of day, with or without a zone (FEEL `date and time`, DMN 1.5 §10.3.2.3.6).
///
/// Two values are `==` when all their parts are the same (FEEL `is`); `order(against:)` compares the moments they stand for.
public struct DateAndTime: Sendable, Hashable {
  public let date: CivilDate
  public let time: TimeOfDay

  public init(date: CivilDate, time: TimeOfDay) {
    self.date = date
    self.time = time
  }

  public var zone: Zone? { time.zone }

  /// Seconds of the local clock since 1970-01-01T00:00:00 on the same clock.
  public var localSecond: Int { date.daysSinceEpoch * TimeOfDay.secondsInDay + time.secondOfDay }

  /// Seconds east of UTC then and there; nil without a zone.
  public var offset: SecondsDuration? {
    zone?.offset(atLocalSecond: localSecond).map { SecondsDuration(seconds: $0) }
  }

  /// Time since 1970-01-01T00:00:00Z; nil without a zone.
  public var instant: SecondsDuration? {
    guard let offset else { return nil }
    return SecondsDuration(unchecked: localSecond - offset.seconds, nanoseconds: time.nanosecond)
  }

  /// The moment as a clock of the zone shows it; nil when outside the years of `CivilDate`, or the zone is unknown.
  public init?(instant: SecondsDuration, zone: Zone) {
    guard zone.isValid, instant.seconds.magnitude < 1 << 60, let offset = zone.offset(atEpochSecond: instant.seconds) else {
      return nil
    }
    self.init(localSecond: instant.seconds + offset, nanosecond: instant.nanoseconds, zone: zone)
  }

  init?(localSecond: Int, nanosecond: Int, zone: Zone?) {
    let day = localSecond >> 63 & 1 == 0 ? localSecond / 86_400 : (localSecond + 1) / 86_400 - 1
    guard let date = CivilDate(daysSinceEpoch: day) else { return nil }
    self.init(date: date, time: TimeOfDay(unchecked: localSecond - day * 86_400, nanosecond: nanosecond, zone: zone))
  }

  /// The same moment on a clock of another zone; nil without a zone to start from.
  public func converted(to zone: Zone) -> DateAndTime? {
    instant.flatMap { DateAndTime(instant: $0, zone: zone) }
  }
}

extension CivilDate {
  /// The start of the day in UTC: what a date counts as among dates and times (DMN 1.5 §10.3.2.3.5).
  public var midnightUTC: DateAndTime { DateAndTime(date: self, time: .midnightUTC) }

  /// The start of the day on a clock without zone.
  public var midnight: DateAndTime { DateAndTime(date: self, time: .midnight) }
}
