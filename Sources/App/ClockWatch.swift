import Glibc
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
  private let steady: @Sendable () -> Int64
  private let begin: Mutex<(wall: Int64, steady: Int64)>

  /// `steady`: milliseconds of a clock that only goes forward.
  init(_ wall: WallClock, steady: @escaping @Sendable () -> Int64 = { ClockWatch.sinceBoot() }) {
    self.wall = wall
    self.steady = steady
    begin = Mutex((wall.now.milliseconds, steady()))
  }

  /// By how many seconds the clock was set since the program began; 0 within the tolerance, below 0 when it went back.
  ///
  /// Slow corrections of a clock that runs wrong are taken as they come.
  func jump() -> Int64 {
    begin.withLock { begin in
      let (wall, steady) = (wall.now.milliseconds, steady())
      let seconds = ((wall - begin.wall) - (steady - begin.steady)) / 1000
      guard abs(seconds) <= Self.tolerance else { return seconds }
      begin = (wall, steady)
      return 0
    }
  }

  static func sinceBoot() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
