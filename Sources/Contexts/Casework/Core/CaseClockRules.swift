import JSON
public import Kernel
public import WorkingTime

/// What a step does to clocks.
struct ClockStep {
  /// Clocks that begin.
  var starts: [ClockRun] = []
  /// Clocks that ran before, as they are now.
  var changes: [ClockRun] = []
  var facts: [(key: String, value: JSON)] = []

  var all: [ClockRun] { starts + changes }
}

extension CaseRules {
  /// The account of a clock: days, lines, what is left.
  public func account(_ run: ClockRun, at now: Instant) -> ClockAccount? {
    let source = procedure.clocks.first { $0.key == run.key }?.source.zh ?? ""
    return ClockAccount(run.history, term: run.term, source: source, calendar: calendar, hours: hours, at: now)
  }

  /// A clock with the due date that its account has.
  func timed(_ run: ClockRun) -> ClockRun {
    guard let due = ClockAccount.due(run.history, term: run.term, calendar: calendar, hours: hours) else { return run }
    return run.with(due: due.date, provisional: due.provisional)
  }

  /// What an action does to the clocks of a case. Throws `conflict` for an extension that comes when the time is over.
  func clockStep(
    _ action: Procedure.Action, _ state: CaseState, _ answers: JSON, at now: Instant
  ) throws(Rejection) -> ClockStep {
    var step = ClockStep()
    let deemed = deeming(action, state, at: now)
    if let deemed {
      step.starts = deemed.rule.clocks.compactMap {
        start($0, state, from: deemed.from, deemedBy: deemed.rule.article, changes: deemed.changes)
      }
      if !step.starts.isEmpty {
        step.facts.append(("deemedSince", .string(deemed.from.civilDate.description)))
        step.facts.append(("deemedBy", .string(deemed.rule.article)))
      }
    }
    step.starts += action.starts.filter { key in !step.starts.contains { $0.key == key } }.compactMap {
      start($0, state, from: now)
    }
    if !action.pauses.isEmpty {
      let (subject, days) = told(action, answers)
      step.changes += try running(action.pauses, state).filter { $0.openPause == nil }.map {
        timed($0.adding(ClockEntry(.pause, at: now, subject: subject, days: days, source: action.article)))
      }
      step.facts += [("special", .string(subject)), ("days", .integer(Int64(days)))]
    }
    if !action.resumes.isEmpty {
      step.changes += try running(action.resumes, state).map { run in
        guard let pause = run.openPause else { return run }
        return timed(run.adding(ClockEntry(.resume, at: now, subject: pause.subject, source: action.article)))
      }
    }
    if let extends = action.extends {
      let runs = try running(extends.clocks, state)
      guard let due = runs.map(\.due).max(), now.civilDate <= due else { throw Rejection(.conflict, "extendTooLate") }
      step.changes += runs.map {
        timed($0.adding(ClockEntry(.extend, at: now, days: extends.by, source: action.article)))
      }
      step.facts.append(("days", .integer(Int64(extends.by))))
    }
    return step
  }

  /// A clock that begins; nil when it runs already.
  private func start(
    _ key: String, _ state: CaseState, from: Instant, deemedBy: String? = nil, changes: [ClockEntry] = []
  ) -> ClockRun? {
    guard let rule = procedure.clocks.first(where: { $0.key == key }), !state.clocks.contains(where: { $0.key == key }) else {
      return nil
    }
    var minutes: Int?
    var days = 0
    switch rule.limit {
    case .promisedDays: days = state.terms.promisedDays
    case .legalDays: days = state.terms.legalDays
    case .fixed(.workingDays(let fixed)): days = fixed
    case .fixed(.workingMinutes(let fixed)): minutes = fixed
    }
    return timed(
      ClockRun(
        key: key, startedAt: from, limitDays: days, limitMinutes: minutes, due: from.civilDate, provisional: false,
        stoppedAt: nil, deemedBy: deemedBy, changes: changes))
  }

  private func running(_ keys: [String], _ state: CaseState) throws(Rejection) -> [ClockRun] {
    let runs = state.clocks.filter { keys.contains($0.key) && $0.stoppedAt == nil }
    guard !runs.isEmpty else { throw Rejection(.conflict, "clockNotRunning") }
    return runs
  }

  /// What a pause is for, and how many working days were told.
  private func told(_ action: Procedure.Action, _ answers: JSON) -> (subject: String, days: Int) {
    let kind = action.data.first { !$0.limits.isEmpty }.flatMap { answers[$0.key]?.stringValue }
    let days = action.data.first { $0.kind == .days }.flatMap { answers[$0.key]?.stringValue }.flatMap { Int($0) }
    return (kind ?? action.key, days ?? 0)
  }

  /// Whether an action comes so late, or a notice for a second time, that the application was accepted long ago: since its receipt; where
  /// an earlier notice was in time, the applicant's own time is left out.
  func deeming(
    _ action: Procedure.Action, _ state: CaseState, at now: Instant
  ) -> (rule: Procedure.Deeming, from: Instant, changes: [ClockEntry])? {
    guard let rule = action.deems, state.acceptedAt == nil, let submitted = state.submittedAt else { return nil }
    let received = state.receivedAt ?? submitted
    let isNotice = action.starts.isEmpty
    if isNotice, !state.waits.isEmpty {
      let changes = state.waits.flatMap { wait in
        [
          ClockEntry(.pause, at: wait.from, subject: "supplement", source: rule.article),
          ClockEntry(.resume, at: wait.to ?? now, subject: "supplement", source: rule.article),
        ]
      }
      return (rule, submitted, changes)
    }
    let last = calendar.due(from: received.civilDate, workingDays: rule.workingDays).date
    return now.civilDate > last ? (rule, received, []) : nil
  }

  // MARK: - Tasks

  /// By when a task of this state must be done, and whether that may still move.
  func due(of target: Procedure.State, openedAt: Instant, clocks: [ClockRun]) -> DueDate {
    let opened = openedAt.civilDate
    switch target.limit {
    case .workingDays(let days, _): return calendar.due(from: opened, workingDays: days)
    case .clock(let key):
      guard let run = clocks.first(where: { $0.key == key }) else { return calendar.sameOrNextWorkingDay(opened) }
      return DueDate(date: run.due, provisional: run.provisional)
    case .pause(let key):
      guard let pause = clocks.first(where: { $0.key == key })?.openPause else {
        return DueDate(date: opened, provisional: false)
      }
      return calendar.due(from: pause.at.civilDate, workingDays: pause.days)
    case nil:
      return target.expiry.map { calendar.due(from: opened, workingDays: $0.workingDays) }
        ?? DueDate(date: opened, provisional: false)
    }
  }

  /// A task with the dates that the clocks give it now.
  func timed(_ task: OpenTask, clocks: [ClockRun]) -> OpenTask {
    guard let target = procedure.state(task.state) else { return task }
    let end = due(of: target, openedAt: task.openedAt, clocks: clocks)
    return OpenTask(
      id: task.id, state: task.state, role: task.role, agency: task.agency, openedAt: task.openedAt, due: end.date,
      soonFrom: calendar.soonFrom(start: task.openedAt.civilDate, due: end.date, warning: warning),
      provisional: end.provisional, expiresAt: target.expiry == nil ? nil : end.date.end)
  }

  /// Open tasks that a change of clocks moves.
  func moves(_ state: CaseState, closing: [TaskID], clocks: [ClockRun]) -> [OpenTask] {
    guard !clocks.isEmpty else { return [] }
    return state.tasks.filter { !closing.contains($0.id) }.compactMap { task in
      let moved = timed(task, clocks: clocks + state.clocks)
      return moved == task ? nil : moved
    }
  }

  /// What follows for an open case when a calendar is published that was not when its dates were told; nil when nothing moves.
  public func retime(_ state: CaseState, at now: Instant) -> CaseEvent? {
    guard state.status == .open else { return nil }
    let runs = state.clocks.filter { $0.stoppedAt == nil }
    let changed = zip(runs, runs.map(timed)).filter { $0 != $1 }.map(\.1)
    let all = changed + state.clocks
    let moves = state.tasks.compactMap { task in
      let moved = timed(task, clocks: all)
      return moved == task ? nil : moved
    }
    guard !changed.isEmpty || !moves.isEmpty else { return nil }
    return CaseEvent(
      sequence: state.sequence + 1, kind: .retimed, at: now, actor: Actor.system.party, clocks: changed, moves: moves,
      facts: ["publishedThrough": .string(calendar.publishedThrough.description)])
  }
}
