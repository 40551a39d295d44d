import JSON
import Kernel
import Store
import WorkingTime

/// What time did, in one go.
public struct TimersFired: Sendable, Hashable {
  /// Cases whose applicant let the time pass.
  public internal(set) var lapsed = 0
  public internal(set) var warned = 0
  public internal(set) var escalated = 0
  /// Consent that the law takes from silence.
  public internal(set) var tacit = 0
  /// Drafts thrown away.
  public internal(set) var drafts = 0

  /// All that went off, and drafts.
  public var total: Int { lapsed + warned + escalated + tacit + drafts }
  /// As many were taken as were asked for: there may be more.
  public internal(set) var isFull = false

  mutating func add(_ kind: TaskAlarm.Kind) {
    switch kind {
    case .soon, .late: warned += 1
    case .escalatedRegion, .escalatedLeague: escalated += 1
    case .expiry: lapsed += 1
    case .tacit: tacit += 1
    }
  }

  mutating func add(_ other: TimersFired) {
    lapsed += other.lapsed
    warned += other.warned
    escalated += other.escalated
    tacit += other.tacit
    drafts += other.drafts
  }
}

/// An alarm that is due, as it stands beside its task.
struct DueAlarm: Sendable, Hashable {
  let task: TaskID
  let caseID: CaseID
  let at: Instant
  /// nil for a task that has not been given its alarm yet.
  let kind: TaskAlarm.Kind?
}

extension Casework {
  /// How many alarms share a transaction: a short one.
  private static let group = 32

  /// Lets all that has come due take its course, in the order in which it came due: warnings, escalation, expiry, consent by silence; and
  /// throws away drafts that nobody touched for `draftDays`. Takes up to `limit` alarms and `limit` drafts; call again while there are more.
  ///
  /// A task carries its next alarm in its own row. What an alarm does is a command in the transaction that moves the alarm on or closes the
  /// task, and only when the alarm still stands there: it happens once, whoever else does the same, and after an outage all that was missed
  /// happens in order.
  @discardableResult
  public func fireTimers(limit: Int = 1000) async throws -> TimersFired {
    let now = clock.now
    let before = now.adding(days: -draftDays)
    var (pending, drafts) = try await store.read { reading in
      (
        try CaseStore.alarms(reading, at: now, limit: limit),
        try CaseStore.oldDrafts(reading, before: before, limit: limit)
      )
    }
    var fired = TimersFired()
    fired.isFull = pending.count == limit || drafts.count == limit
    while !pending.isEmpty {
      let group = Array(pending.prefix(Self.group))
      pending.removeFirst(group.count)
      let (done, later) = try await store.write { transaction in try fire(group, at: now, transaction) }
      fired.add(done)
      for alarm in later { pending.insert(alarm, at: pending.firstIndex { $0.at > alarm.at } ?? pending.count) }
    }
    while !drafts.isEmpty {
      let group = Array(drafts.prefix(Self.group))
      drafts.removeFirst(group.count)
      fired.drafts += try await store.write { transaction in
        try group.reduce(0) { $0 + (try CaseStore.deleteDraft($1, before: before, transaction) ? 1 : 0) }
      }
    }
    return fired
  }

  /// Fires what has come due and counts provisional dates anew, until nothing is left or a time is over: what is left then comes next time.
  public func runTimers(for time: Duration) async throws {
    let end = ContinuousClock.now + time
    while try await fireTimers().isFull, ContinuousClock.now < end {}
    while try await retimeProvisional() > 0, ContinuousClock.now < end {}
  }

  /// Returns what happened, and alarms that are due next and come after this group.
  private func fire(
    _ group: [DueAlarm], at now: Instant, _ transaction: any Transaction
  ) throws -> (TimersFired, [DueAlarm]) {
    var fired = TimersFired()
    var waiting = group
    var later: [DueAlarm] = []
    let end = group.last?.at ?? now
    while !waiting.isEmpty {
      let alarm = waiting.removeFirst()
      guard let next = try fire(alarm, at: now, &fired, transaction), next.at <= now else { continue }
      if next.at <= end {
        waiting.insert(next, at: waiting.firstIndex { $0.at > next.at } ?? waiting.count)
      } else {
        later.append(next)
      }
    }
    return (fired, later)
  }

  /// One alarm. Returns the task's next one.
  private func fire(
    _ due: DueAlarm, at now: Instant, _ fired: inout TimersFired, _ transaction: any Transaction
  ) throws -> DueAlarm? {
    guard try CaseStore.stands(due, transaction) else { return nil }
    guard let record = try CaseStore.record(transaction, due.caseID), let rules = try? rules(record.state),
      let task = record.state.tasks.first(where: { $0.id == due.task })
    else {
      // A row that belongs to nothing must not stand before all others for ever.
      try CaseStore.setAlarm(nil, of: due.task, transaction)
      return nil
    }
    let alarm = due.kind.map { TaskAlarm(kind: $0, at: due.at) }
    let next = rules.alarm(task, clocks: record.state.clocks, after: alarm)
    try CaseStore.setAlarm(next, of: task.id, transaction)
    if let alarm, let event = rules.ring(alarm, of: task.id, on: record.state, at: now) {
      _ = try commit(event, to: record, transaction)
      if alarm.kind == .escalatedRegion || alarm.kind == .escalatedLeague {
        try CaseStore.escalate(task.id, to: alarm.kind == .escalatedRegion ? 1 : 2, transaction)
      }
      fired.add(alarm.kind)
      if event.closes.contains(task.id) { return nil }
    }
    return next.map { DueAlarm(task: task.id, caseID: due.caseID, at: $0.at, kind: $0.kind) }
  }

  /// Counts cases anew whose dates were told by a calendar that was not published and lie now in a year that is: each keeps an event of it.
  /// Takes up to `limit` cases of each region's calendar; returns how many moved or became certain. Call again while it returns `limit`.
  @discardableResult
  public func retimeProvisional(limit: Int = 500) async throws -> Int {
    let now = clock.now
    let through = calendars.country.publishedThrough
    let ids = try await store.read { try CaseStore.provisional($0, through: through, limit: limit) }
    for id in ids {
      try await store.write { transaction in
        guard let record = try CaseStore.record(transaction, id), let rules = try? rules(record.state) else {
          // What cannot be counted must not stand before all others for ever.
          return try CaseStore.setProvisional(nil, of: id, transaction)
        }
        guard let event = rules.retime(record.state, at: now) else {
          // Nothing moves: the dates are certain already, or the task's row alone was behind.
          return try CaseStore.setProvisional(record.state.provisionalDue, of: id, transaction)
        }
        _ = try commit(event, to: record, transaction)
      }
    }
    return ids.count
  }
}

extension CaseState {
  /// The earliest of its dates that may still move.
  var provisionalDue: CivilDate? {
    let dates = clocks.filter { $0.provisional && $0.stoppedAt == nil }.map(\.due) + tasks.filter(\.provisional).map(\.due)
    return dates.min()
  }
}
