import Kernel
public import WorkingTime

/// A clock of a case, explained day by day.
public struct ClockAccount: Sendable {
  public let rule: Procedure.ClockRule
  public let run: ClockRun
  /// From the day it began to the day it is due (or was stopped, if later).
  public let days: [CalendarDay]
  /// Working days that have been counted up to now, or to the stop.
  public let used: Int
}

extension Casework {
  /// Every clock of a case with the days it counts.
  public func clocks(_ state: CaseState) -> [ClockAccount] {
    guard let procedure = procedure(state.terms) else { return [] }
    return state.clocks.compactMap { run in
      guard let rule = procedure.clocks.first(where: { $0.key == run.key }) else { return nil }
      let begin = run.startedAt.civilDate
      let end = max(run.due, run.stoppedAt?.civilDate ?? run.due)
      let until = run.stoppedAt?.civilDate ?? max(begin, clock.today)
      return ClockAccount(
        rule: rule, run: run, days: calendar.days(from: begin, through: end),
        used: calendar.workingDays(after: begin, through: until))
    }
  }
}
