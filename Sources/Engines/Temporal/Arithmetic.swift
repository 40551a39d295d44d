extension CivilDate {
  /// nil when outside the years of the type.
  public func adding(days: Int) -> CivilDate? {
    let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(days)
    return overflow ? nil : CivilDate(daysSinceEpoch: sum)
  }

  /// The same day of another month, or that month's last day where it is shorter (XML Schema 1.1 Part 2 §E.3.3).
  public func adding(_ duration: MonthsDuration) -> CivilDate? {
    let (total, overflow) = (year * 12 + month - 1).addingReportingOverflow(duration.totalMonths)
    guard !overflow else { return nil }
    let year = total >= 0 ? total / 12 : (total + 1) / 12 - 1
    guard year.magnitude <= Self.greatestYear else { return nil }
    let month = total - year * 12 + 1
    return CivilDate(
      unchecked: year, month: month, day: min(day, Self.daysInMonth(year: year, month: month)))
  }

  /// The day that the moment falls on which lies so long after the day's first moment.
  public func adding(_ duration: SecondsDuration) -> CivilDate? {
    let days = duration.seconds >= 0 ? duration.seconds / 86_400 : (duration.seconds + 1) / 86_400 - 1
    return adding(days: days)
  }

  public func subtracting(_ duration: MonthsDuration) -> CivilDate? { duration.negated.flatMap { adding($0) } }

  public func subtracting(_ duration: SecondsDuration) -> CivilDate? { duration.negated.flatMap { adding($0) } }

  /// How long after the other day this one comes.
  public func duration(since other: CivilDate) -> SecondsDuration {
    SecondsDuration(seconds: (daysSinceEpoch - other.daysSinceEpoch) * 86_400)
  }

  /// Whole months from the other day to this (FEEL `years and months duration`), rounded toward zero.
  public func months(since other: CivilDate) -> MonthsDuration {
    var months = (year - other.year) * 12 + month - other.month
    if months > 0, day < other.day { months -= 1 }
    if months < 0, day > other.day { months += 1 }
    return MonthsDuration(months: months)
  }
}

extension TimeOfDay {
  /// The clock so much later; it goes round at midnight. The zone stays.
  public func adding(_ duration: SecondsDuration) -> TimeOfDay {
    var nanosecond = nanosecond + duration.nanoseconds
    var second = secondOfDay + duration.seconds % 86_400
    if nanosecond >= Self.nanosecondsInSecond {
      nanosecond -= Self.nanosecondsInSecond
      second += 1
    }
    second %= 86_400
    return TimeOfDay(unchecked: second < 0 ? second + 86_400 : second, nanosecond: nanosecond, zone: zone)
  }

  public func subtracting(_ duration: SecondsDuration) -> TimeOfDay? { duration.negated.map { adding($0) } }

  /// How long after the other time this one comes, on one day: between −24 and 24 hours, and the zones' difference.
  /// nil when only one has a zone.
  public func duration(since other: TimeOfDay) -> SecondsDuration? {
    guard let mine = comparable(with: other), let others = other.comparable(with: self) else { return nil }
    return mine.subtracting(others)
  }

  /// Since midnight: in UTC where both have a zone, on the local clock where none has, or both the same.
  fileprivate func comparable(with other: TimeOfDay) -> SecondsDuration? {
    guard zone != other.zone else { return SecondsDuration(unchecked: secondOfDay, nanoseconds: nanosecond) }
    guard other.zone != nil, let offset = zone?.standardOffset else { return nil }
    return SecondsDuration(unchecked: secondOfDay - offset, nanoseconds: nanosecond)
  }

  /// −1, 0 or 1 as the time comes before, with or after the other; nil when only one has a zone.
  public func order(against other: TimeOfDay) -> Int? {
    guard let mine = comparable(with: other), let others = other.comparable(with: self) else { return nil }
    return mine < others ? -1 : (mine == others ? 0 : 1)
  }

  /// Whether both fall into the same second: equality that leaves fractions of a second aside. nil when only one has a zone.
  public func isSameSecond(as other: TimeOfDay) -> Bool? {
    guard let mine = comparable(with: other), let others = other.comparable(with: self) else { return nil }
    return mine.seconds == others.seconds
  }
}

extension DateAndTime {
  /// The moment so much later. In a named zone time runs evenly, whatever clocks do: 24 hours after 10:00 may be 11:00.
  /// nil when outside the years of `CivilDate`.
  public func adding(_ duration: SecondsDuration) -> DateAndTime? {
    guard duration.seconds.magnitude < 1 << 60 else { return nil }
    if case .named? = zone, let zone {
      return instant?.adding(duration).flatMap { DateAndTime(instant: $0, zone: zone) }
    }
    let start = SecondsDuration(unchecked: localSecond, nanoseconds: time.nanosecond)
    return start.adding(duration).flatMap {
      DateAndTime(localSecond: $0.seconds, nanosecond: $0.nanoseconds, zone: zone)
    }
  }

  /// The same clock reading on the same day of another month, or that month's last day where it is shorter.
  public func adding(_ duration: MonthsDuration) -> DateAndTime? {
    date.adding(duration).map { DateAndTime(date: $0, time: time) }
  }

  public func subtracting(_ duration: SecondsDuration) -> DateAndTime? { duration.negated.flatMap { adding($0) } }

  public func subtracting(_ duration: MonthsDuration) -> DateAndTime? { duration.negated.flatMap { adding($0) } }

  /// How long after the other moment this one comes; nil when only one has a zone.
  public func duration(since other: DateAndTime) -> SecondsDuration? {
    guard let mine = comparable(with: other), let others = other.comparable(with: self) else { return nil }
    return mine.subtracting(others)
  }

  /// Whole months between the days of both, the time of day left aside (FEEL `years and months duration`).
  public func months(since other: DateAndTime) -> MonthsDuration { date.months(since: other.date) }

  private func comparable(with other: DateAndTime) -> SecondsDuration? {
    switch (zone, other.zone) {
    case (nil, nil): SecondsDuration(unchecked: localSecond, nanoseconds: time.nanosecond)
    case (.some, .some): instant
    default: nil
    }
  }

  /// −1, 0 or 1 as the moment comes before, with or after the other; nil when only one has a zone.
  public func order(against other: DateAndTime) -> Int? {
    guard let mine = comparable(with: other), let others = other.comparable(with: self) else { return nil }
    return mine < others ? -1 : (mine == others ? 0 : 1)
  }

  /// Whether both fall into the same second: equality that leaves fractions of a second aside. nil when only one has a zone.
  public func isSameSecond(as other: DateAndTime) -> Bool? {
    guard let mine = comparable(with: other), let others = other.comparable(with: self) else { return nil }
    return mine.seconds == others.seconds
  }
}
