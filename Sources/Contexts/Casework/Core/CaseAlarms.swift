import JSON
public import Kernel
import WorkingTime

/// The next thing that time alone does to a task.
public struct TaskAlarm: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Little is left: the yellow light.
    case soon
    /// It is over: the red light.
    case late
    /// The region's supervisors are told, then the league's.
    case escalatedRegion, escalatedLeague
    /// The applicant let the time pass.
    case expiry
    /// The authority did, and the law takes that for consent.
    case tacit
  }

  public let kind: Kind
  public let at: Instant

  var rank: (Int64, Int) { (at.milliseconds, Kind.allCases.firstIndex(of: kind) ?? 0) }
}

/// How long after the red light supervisors are told (督办), in working days.
public struct Escalation: Sendable, Hashable {
  public let regionDays: Int
  public let leagueDays: Int

  public init(regionDays: Int = 1, leagueDays: Int = 5) {
    self.regionDays = regionDays
    self.leagueDays = leagueDays
  }
}

extension CaseRules {
  /// All that time does to a task, in order.
  func alarms(_ task: OpenTask, clocks: [ClockRun]) -> [TaskAlarm] {
    var alarms: [TaskAlarm] = []
    // What is yellow from its first day is no news.
    if task.soonFrom > task.openedAt.civilDate { alarms.append(TaskAlarm(kind: .soon, at: task.soonFrom.start)) }
    if let expiresAt = task.expiresAt {
      alarms.append(TaskAlarm(kind: .expiry, at: expiresAt))
    } else if task.role != nil {
      func after(_ date: CivilDate) -> Instant { date.adding(days: 1).start }
      alarms.append(TaskAlarm(kind: .late, at: end(of: task, clocks) ?? after(task.due)))
      for (kind, days) in [
        (TaskAlarm.Kind.escalatedRegion, escalation.regionDays), (.escalatedLeague, escalation.leagueDays),
      ] { alarms.append(TaskAlarm(kind: kind, at: after(calendar.due(from: task.due, workingDays: days).date))) }
      if let tacit = procedure.state(task.state)?.tacit,
        let run = clocks.first(where: { $0.key == tacit.clock && $0.stoppedAt == nil })
      {
        alarms.append(TaskAlarm(kind: .tacit, at: after(run.due)))
      }
    }
    return alarms.sorted { $0.rank < $1.rank }
  }

  /// The moment after the last of a clock that counts minutes; nil for one of days.
  private func end(of task: OpenTask, _ clocks: [ClockRun]) -> Instant? {
    guard case .clock(let key)? = procedure.state(task.state)?.limit,
      let run = clocks.first(where: { $0.key == key && $0.limitMinutes != nil })
    else { return nil }
    return account(run, at: run.startedAt).map { Instant(milliseconds: $0.dueAt.milliseconds + 1) }
  }

  /// The first alarm of a task, or the one after another.
  func alarm(_ task: OpenTask, clocks: [ClockRun], after last: TaskAlarm? = nil) -> TaskAlarm? {
    alarms(task, clocks: clocks).first { alarm in last.map { alarm.rank > $0.rank } ?? true }
  }

  /// What follows when an alarm goes off: the event; nil when the task is gone, or its time has not come.
  func ring(_ alarm: TaskAlarm, of id: TaskID, on state: CaseState, at now: Instant) -> CaseEvent? {
    guard state.status == .open, alarm.at <= now, let task = state.tasks.first(where: { $0.id == id }) else { return nil }
    let facts: JSON = ["task": .string(id.text), "state": .string(task.state), "due": .string(task.due.description)]
    switch alarm.kind {
    case .expiry: return expire(id, on: state, at: now)
    case .tacit: return consent(task, on: state, at: now)
    case .soon, .late: return warning(.warned, ["light": .string(alarm.kind == .soon ? "soon" : "late")], facts, state, now)
    case .escalatedRegion:
      return warning(.escalated, ["to": .string(task.agency?.region ?? state.terms.region)], facts, state, now)
    case .escalatedLeague: return warning(.escalated, ["to": "league"], facts, state, now)
    }
  }

  private func warning(_ kind: CaseEvent.Kind, _ more: JSON, _ facts: JSON, _ state: CaseState, _ now: Instant) -> CaseEvent {
    var facts = facts
    for (key, value) in more.objectValue ?? JSONObject() { facts[key] = value }
    return CaseEvent(sequence: state.sequence + 1, kind: kind, at: now, actor: Actor.system.party, facts: facts)
  }

  /// 视为准予: the clock has run out and nobody decided.
  private func consent(_ task: OpenTask, on state: CaseState, at now: Instant) -> CaseEvent? {
    guard let tacit = procedure.state(task.state)?.tacit,
      let run = state.clocks.first(where: { $0.key == tacit.clock && $0.stoppedAt == nil }), run.due < now.civilDate
    else { return nil }
    let step = enter(tacit.to, state, closing: [task.id], clocks: [], at: now)
    return CaseEvent(
      sequence: state.sequence + 1, kind: .tacit, at: now, actor: Actor.system.party, from: task.state, closes: [task.id],
      opens: step.opens, enters: step.enters, stops: state.clocks.filter { $0.stoppedAt == nil }.map(\.key),
      decision: "granted", outcome: step.outcome, receipt: "tacitConsent",
      facts: ["article": .string(tacit.article), "due": .string(run.due.description)])
  }
}
