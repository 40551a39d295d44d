public import Decimals

/// A time of day to the nanosecond, with or without a zone (FEEL `time`, DMN 1.5 §10.3.2.3.4).
///
/// Two values are `==` when all their parts are the same, the zone's form too (FEEL `is`); `order(against:)` compares the
/// moments they stand for.
public struct TimeOfDay: Sendable, Hashable {
  private let storedSecond: Int32
  private let storedNanosecond: Int32
  public let zone: Zone?

  /// Seconds since midnight on the local clock, 0..<86,400.
  public var secondOfDay: Int { Int(storedSecond) }
  public var hour: Int { Int(storedSecond) / 3600 }
  public var minute: Int { Int(storedSecond) / 60 % 60 }
  /// 0…59, whole.
  public var second: Int { Int(storedSecond) % 60 }
  /// 0…999,999,999.
  public var nanosecond: Int { Int(storedNanosecond) }

  static let secondsInDay = 86_400
  static let nanosecondsInSecond = 1_000_000_000

  /// nil when a part is out of its range or the zone is unknown.
  public init?(hour: Int, minute: Int, second: Int, nanosecond: Int = 0, zone: Zone? = nil) {
    guard hour >= 0, hour < 24, minute >= 0, minute < 60, second >= 0, second < 60, nanosecond >= 0,
      nanosecond < Self.nanosecondsInSecond, zone?.isValid ?? true
    else { return nil }
    self.init(unchecked: hour * 3600 + minute * 60 + second, nanosecond: nanosecond, zone: zone)
  }

  /// Seconds with a fraction, of which nine digits are kept; the offset must be whole seconds within ±14 hours.
  public init?(hour: Int, minute: Int, second: Decimal34, offset: SecondsDuration?) {
    guard let whole = second.rounded(toScale: 0, .floor)?.int, whole >= 0, whole < 60,
      let fraction = second.subtracting(Decimal34(whole))?.multiplied(by: 1_000_000_000)?.rounded(toScale: 0, .down)?.int
    else { return nil }
    if let offset, offset.nanoseconds != 0 { return nil }
    self.init(
      hour: hour, minute: minute, second: whole, nanosecond: fraction, zone: offset.map { .offset(seconds: $0.seconds) })
  }

  init(unchecked secondOfDay: Int, nanosecond: Int, zone: Zone?) {
    storedSecond = Int32(truncatingIfNeeded: secondOfDay)
    storedNanosecond = Int32(truncatingIfNeeded: nanosecond)
    self.zone = zone
  }

  public static let midnight = TimeOfDay(unchecked: 0, nanosecond: 0, zone: nil)
  public static let midnightUTC = TimeOfDay(unchecked: 0, nanosecond: 0, zone: .utc)

  /// The second within the minute with its fraction.
  public var decimalSecond: Decimal34 { decimalSeconds(second, nanosecond) }

  /// The offset from UTC; for a named zone that of its standard time, as no date is known. nil without a zone.
  public var offset: SecondsDuration? { zone?.standardOffset.map { SecondsDuration(seconds: $0) } }

  /// The name of the zone, where it has one.
  public var zoneName: String? {
    if case .named(let name)? = zone { name } else { nil }
  }

  /// The same clock reading in another zone or none; nil for an unknown zone.
  public func with(zone: Zone?) -> TimeOfDay? {
    guard zone?.isValid ?? true else { return nil }
    return TimeOfDay(unchecked: secondOfDay, nanosecond: nanosecond, zone: zone)
  }
}

/// Parts of one sign.
func decimalSeconds(_ seconds: Int, _ nanoseconds: Int) -> Decimal34 {
  if nanoseconds == 0 { return Decimal34(seconds) }
  // At most 19 + 9 digits: always in range.
  return Decimal34(Int128(seconds) * 1_000_000_000 + Int128(nanoseconds)).multiplied(by: billionth) ?? .zero
}

private let billionth = Decimal34(units: 1, scale: 9) ?? .zero
