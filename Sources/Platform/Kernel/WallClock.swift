#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where "now" comes from: the system's clock, or one that a test or the demo sets.
public struct WallClock: Sendable {
  private let read: @Sendable () -> Instant

  public init(_ read: @escaping @Sendable () -> Instant) { self.read = read }

  public var now: Instant { read() }
  public var today: CivilDate { now.civilDate }

  public static let system = WallClock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// A clock that stands still.
  public static func fixed(_ instant: Instant) -> WallClock { WallClock { instant } }
}
