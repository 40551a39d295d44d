public import Kernel

/// How near a due date is (红黄灯): yellow when little is left, red when it has passed.
public enum Light: String, Sendable, CaseIterable {
  case fine, soon, late

  public init(today: CivilDate, soonFrom: CivilDate, due: CivilDate) {
    self = today > due ? .late : today >= soonFrom ? .soon : .fine
  }
}

/// When the light turns yellow (临界预警): the rest is no more than a part of the whole, but at least some days. No national thresholds exist.
public struct Warning: Sendable, Hashable {
  /// Of the working days from beginning to end.
  public let percent: Int
  /// Working days, at the least.
  public let days: Int

  public init(percent: Int = 20, days: Int = 1) {
    self.percent = percent
    self.days = days
  }

  func margin(of all: Int) -> Int { max(days, all * percent / 100) }
}
