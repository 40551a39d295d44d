import Kernel
import Synchronization

/// Notices that the machine's clock was set: it compares the clock of the day with one that only goes forward, sleep of the machine
/// included.
///
/// What a clock that is wrong would make due is lost for good: drafts thrown away, supplements lapsed, sessions ended. So while the clock
/// stands off by more than `tolerance` nothing expires, until it is back or the program is started again, which believes the clock it finds.
final class ClockWatch: Sendable {
  /// More than services of time correct at once; less than anything here lasts.
  static let tolerance: Int64 = 10 * 60

  private let wall: WallClock
  private let begin: Mutex<(wall: Instant, steady: ContinuousClock.Instant)>

  init(_ wall: WallClock) {
    self.wall = wall
    begin = Mutex((wall.now, .now))
  }

  /// By how many seconds the clock was set since the program began; 0 within the tolerance, below 0 when it went back.
  ///
  /// Slow corrections of a clock that runs wrong are taken as they come.
  func jump() -> Int64 {
    begin.withLock { begin in
      let (wall, steady) = (wall.now, ContinuousClock.now)
      let seconds = wall.since(begin.wall) / 1000 - (steady - begin.steady).components.seconds
      guard abs(seconds) <= Self.tolerance else { return seconds }
      begin = (wall, steady)
      return 0
    }
  }
}
