/// What ties a local time to the time line (DMN 1.5 §10.3.2.3.4: time offset or time zone).
public enum Zone: Sendable, Hashable {
  /// Seconds east of UTC, within ±14 hours.
  case offset(seconds: Int)
  /// A zone of the IANA time zone database, as `Europe/Paris`.
  case named(String)

  public static let utc = Zone.offset(seconds: 0)

  /// Offsets go to ±14:00 (XML Schema 1.1 Part 2 §3.3.8).
  public static let greatestOffset = 14 * 3600

  /// Whether the offset is in range, or the name known.
  public var isValid: Bool {
    switch self {
    case .offset(let seconds): seconds >= -Self.greatestOffset && seconds <= Self.greatestOffset
    case .named(let name): NamedZone.isKnown(name)
    }
  }

  /// Seconds east of UTC at an instant; nil for an unknown name.
  public func offset(atEpochSecond second: Int) -> Int? {
    switch self {
    case .offset(let seconds): seconds
    case .named(let name): NamedZone.offset(name, atEpochSecond: second)
    }
  }

  /// Seconds east of UTC at a local time, told as if it were UTC; nil for an unknown name.
  ///
  /// A local time that comes twice (clocks go back) counts as the first; one that never comes (clocks go forward) has the
  /// offset before the change.
  public func offset(atLocalSecond second: Int) -> Int? {
    switch self {
    case .offset(let seconds): return seconds
    case .named(let name):
      let second = min(max(second, -1 << 60), 1 << 60)  // far beyond all dates, and safe to reckon with
      guard let before = NamedZone.offset(name, atEpochSecond: second - 86_400),
        let after = NamedZone.offset(name, atEpochSecond: second + 86_400)
      else { return nil }
      if before == after { return before }
      if NamedZone.offset(name, atEpochSecond: second - before) == before { return before }
      if NamedZone.offset(name, atEpochSecond: second - after) == after { return after }
      return before
    }
  }

  /// The offset a time of day without a date is given: that of the zone's standard time.
  public var standardOffset: Int? {
    switch self {
    case .offset(let seconds): return seconds
    case .named(let name):
      // January and July 2020: the lesser is standard time in either hemisphere.
      guard let january = NamedZone.offset(name, atEpochSecond: 1_577_836_800),
        let july = NamedZone.offset(name, atEpochSecond: 1_593_561_600)
      else { return nil }
      return min(january, july)
    }
  }
}
