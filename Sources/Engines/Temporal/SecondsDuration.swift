public import Decimals

/// An exact span of time to the nanosecond (FEEL `days and time duration`, DMN 1.5 §10.3.2.3.7). A day is 24 hours.
public struct SecondsDuration: Sendable, Hashable, Comparable {
  /// Whole seconds, rounded down: −0.5 s is −1 second and 500,000,000 nanoseconds.
  public let seconds: Int
  /// 0…999,999,999, to be added to the seconds.
  public let nanoseconds: Int

  public init(seconds: Int) { self.init(unchecked: seconds, nanoseconds: 0) }

  /// Any nanoseconds, of either sign; nil when too large.
  public init?(seconds: Int, nanoseconds: Int) {
    self.init(totalNanoseconds: Int128(seconds) * 1_000_000_000 + Int128(nanoseconds))
  }

  /// nil when too large.
  public init?(days: Int, hours: Int = 0, minutes: Int = 0, seconds: Int = 0, nanoseconds: Int = 0) {
    let total = Int128(days) * 86_400 + Int128(hours) * 3600 + Int128(minutes) * 60 + Int128(seconds)
    self.init(totalNanoseconds: total * 1_000_000_000 + Int128(nanoseconds))
  }

  /// nil when too large.
  public init?(totalNanoseconds: Int128) {
    var (seconds, rest) = totalNanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    if rest < 0 {
      seconds -= 1
      rest += 1_000_000_000
    }
    guard let seconds = Int(exactly: seconds) else { return nil }
    self.init(unchecked: seconds, nanoseconds: Int(truncatingIfNeeded: rest))
  }

  init(unchecked seconds: Int, nanoseconds: Int) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  public static let zero = SecondsDuration(seconds: 0)

  public var totalNanoseconds: Int128 { Int128(seconds) * 1_000_000_000 + Int128(nanoseconds) }
  public var isNegative: Bool { seconds < 0 }

  public static func < (left: SecondsDuration, right: SecondsDuration) -> Bool {
    left.seconds != right.seconds ? left.seconds < right.seconds : left.nanoseconds < right.nanoseconds
  }
}

// The parts as they are written, each with the sign of the duration (FEEL properties days, hours, minutes, seconds).
extension SecondsDuration {
  /// Seconds rounded toward zero, and nanoseconds of the same sign.
  var towardZero: (seconds: Int, nanoseconds: Int) {
    seconds < 0 && nanoseconds > 0 ? (seconds + 1, nanoseconds - 1_000_000_000) : (seconds, nanoseconds)
  }

  public var days: Int { towardZero.seconds / 86_400 }
  /// −23…23.
  public var hours: Int { towardZero.seconds / 3600 % 24 }
  /// −59…59.
  public var minutes: Int { towardZero.seconds / 60 % 60 }
  /// Whole seconds beyond the minutes, −59…59.
  public var secondsPart: Int { towardZero.seconds % 60 }
  /// Seconds beyond the minutes with their fraction.
  public var decimalSecondsPart: Decimal34 {
    let (seconds, nanoseconds) = towardZero
    return decimalSeconds(seconds % 60, nanoseconds)
  }
  /// The whole span in seconds.
  public var totalSeconds: Decimal34 { decimalSeconds(seconds, nanoseconds) }
}

extension SecondsDuration {
  public var negated: SecondsDuration? { SecondsDuration(totalNanoseconds: -totalNanoseconds) }

  public var magnitude: SecondsDuration? { isNegative ? negated : self }

  public func adding(_ other: SecondsDuration) -> SecondsDuration? {
    SecondsDuration(totalNanoseconds: totalNanoseconds + other.totalNanoseconds)
  }

  public func subtracting(_ other: SecondsDuration) -> SecondsDuration? {
    SecondsDuration(totalNanoseconds: totalNanoseconds - other.totalNanoseconds)
  }

  /// Rounded to the nanosecond, half to even; nil when too large.
  public func multiplied(by factor: Decimal34) -> SecondsDuration? {
    Self.nearest(Decimal34(totalNanoseconds).multiplied(by: factor))
  }

  /// Rounded to the nanosecond, half to even; nil when too large or the divisor is zero.
  public func divided(by divisor: Decimal34) -> SecondsDuration? {
    Self.nearest(Decimal34(totalNanoseconds).divided(by: divisor))
  }

  /// How many times the other goes into this; nil when the other is empty.
  public func divided(by other: SecondsDuration) -> Decimal34? {
    Decimal34(totalNanoseconds).divided(by: Decimal34(other.totalNanoseconds))
  }

  private static func nearest(_ nanoseconds: Decimal34?) -> SecondsDuration? {
    nanoseconds?.rounded(toScale: 0, .halfEven)?.int128.flatMap { SecondsDuration(totalNanoseconds: $0) }
  }
}
