/// How much somebody may do: `burst` at once, and after that `perMinute`.
public struct RateLimit: Sendable, Hashable {
  public let burst: Int
  public let perMinute: Int

  /// Both at least 1.
  public init(burst: Int, perMinute: Int) {
    self.burst = max(1, burst)
    self.perMinute = max(1, perMinute)
  }
}

/// A token bucket in whole numbers, so that nothing is gained or lost by rounding.
///
/// It holds sixty-thousandths of a token: in a millisecond `perMinute` of them flow in, and a request costs 60,000. The arithmetic is
/// exact however often it is asked; moments that go backwards count as no time.
public struct TokenBucket: Sendable, Hashable {
  static let cost: Int64 = 60_000

  private var level: Int64
  private var at: Int64

  /// A full one. `now`: milliseconds of any clock that does not go backwards.
  public init(_ limit: RateLimit, at now: Int64) {
    level = Int64(limit.burst) * Self.cost
    at = now
  }

  /// Takes a token if there is one; else says in how many milliseconds there will be, which is exact.
  public mutating func take(_ limit: RateLimit, at now: Int64) -> Int64? {
    refill(limit, now)
    guard level < Self.cost else {
      level -= Self.cost
      return nil
    }
    let perMillisecond = Int64(limit.perMinute)
    return (Self.cost - level + perMillisecond - 1) / perMillisecond
  }

  /// Whether it is as good as a new one, so that it need not be remembered.
  public func isFull(_ limit: RateLimit, at now: Int64) -> Bool {
    var copy = self
    copy.refill(limit, now)
    return copy.level == Int64(limit.burst) * Self.cost
  }

  private mutating func refill(_ limit: RateLimit, _ now: Int64) {
    let most = Int64(limit.burst) * Self.cost
    let elapsed = max(0, now - at)
    at = max(at, now)
    // Whatever is longer than a bucket takes to fill fills it: no product overflows.
    let gained = elapsed > most ? most : elapsed * Int64(limit.perMinute)
    level = min(most, level + gained)
  }
}
