public import Kernel
public import WorkingTime

/// A clock of a case with its account.
public struct CaseClock: Sendable {
  public let rule: Procedure.ClockRule
  public let run: ClockRun
  public let account: ClockAccount
}

/// The limit of one step (环节时限), with the article that sets it.
public struct StageClock: Sendable, Hashable {
  public let state: String
  public let name: Procedure.Wording
  public let workingDays: Int
  public let article: String
  public let openedAt: Instant
  public let due: CivilDate
  public let provisional: Bool
  /// nil while it is open.
  public let closedAt: Instant?
  /// Working days up to now, or to when it was closed.
  public let used: Int

  /// Whether it was kept; nil while it is open.
  public var kept: Bool? { closedAt.map { $0.civilDate <= due } }
}

extension Casework {
  /// Every clock of a case with its lines.
  public func clocks(_ state: CaseState) -> [CaseClock] {
    guard let rules = try? rules(state) else { return [] }
    let now = clock.now
    return state.clocks.compactMap { run in
      guard let rule = rules.procedure.clocks.first(where: { $0.key == run.key }), let account = rules.account(run, at: now)
      else { return nil }
      return CaseClock(rule: rule, run: run, account: account)
    }
  }

  /// Since when an application counts as accepted, and by which article, if this action were done now; nil when it comes in time.
  public func deemed(_ action: Procedure.Action, _ state: CaseState) -> (since: CivilDate, article: String)? {
    (try? rules(state))?.deeming(action, state, at: clock.now).map { ($0.from.civilDate, $0.rule.article) }
  }

  /// The limits of the steps a case went through, from its events.
  public func stageClocks(_ state: CaseState, _ events: [CaseEvent]) -> [StageClock] {
    guard let rules = try? rules(state) else { return [] }
    let now = clock.now
    var tasks: [OpenTask] = []
    var closed: [TaskID: Instant] = [:]
    for event in events {
      for id in event.closes { closed[id] = event.at }
      tasks += event.opens
      for moved in event.moves {
        if let index = tasks.firstIndex(where: { $0.id == moved.id }) { tasks[index] = moved }
      }
    }
    return tasks.compactMap { task in
      guard let place = rules.procedure.state(task.state), case .workingDays(let days, let article)? = place.limit else {
        return nil
      }
      let end = closed[task.id]
      return StageClock(
        state: task.state, name: place.name, workingDays: days, article: article, openedAt: task.openedAt, due: task.due,
        provisional: task.provisional, closedAt: end,
        used: rules.calendar.workingDays(after: task.openedAt.civilDate, through: (end ?? now).civilDate))
    }
  }
}
