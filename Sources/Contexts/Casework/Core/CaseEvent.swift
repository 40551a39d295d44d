public import JSON
public import Kernel

/// One thing that happened to a case. Events are the truth; the row of the case is what they add up to.
public struct CaseEvent: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    case submitted
    /// Somebody did an action of the procedure.
    case acted
    /// The applicant let a time pass.
    case expired
    /// The time of a task is nearly over, or over.
    case warned
    /// Supervisors were told of a task whose time is over.
    case escalated
    /// The authority let its time pass, and the law takes that for consent.
    case tacit
    /// A calendar was published, and dates moved or became certain.
    case retimed
    /// Somebody saw a masked number in full, with a reason.
    case revealed
  }

  public let sequence: Int
  public let kind: Kind
  public let at: Instant
  public let actor: PartyID
  /// The post in which a member of staff acted; nil for the applicant and the system.
  public let post: Post?
  public let action: String?
  /// The state in which it happened.
  public let from: String?
  public let closes: [TaskID]
  public let opens: [OpenTask]
  /// Every state entered, those that pass on at once included.
  public let enters: [String]
  public let starts: [ClockRun]
  public let stops: [String]
  /// Clocks that ran before, as they are after it: paused, resumed, extended, counted anew.
  public let clocks: [ClockRun]
  /// Open tasks whose dates it moves.
  public let moves: [OpenTask]
  public let decision: String?
  public let outcome: String?
  public let receipt: String?
  /// What stays for ever: numbers, keys, digests.
  public internal(set) var facts: JSON
  /// What people wrote: erasable (个人信息保护法 art. 47).
  public let personal: JSON

  public init(
    sequence: Int, kind: Kind, at: Instant, actor: PartyID, post: Post? = nil, action: String? = nil, from: String? = nil,
    closes: [TaskID] = [], opens: [OpenTask] = [], enters: [String] = [], starts: [ClockRun] = [], stops: [String] = [],
    clocks: [ClockRun] = [], moves: [OpenTask] = [], decision: String? = nil, outcome: String? = nil, receipt: String? = nil,
    facts: JSON = [:], personal: JSON = .null
  ) {
    self.sequence = sequence
    self.kind = kind
    self.at = at
    self.actor = actor
    self.post = post
    self.action = action
    self.from = from
    self.closes = closes
    self.opens = opens
    self.enters = enters
    self.starts = starts
    self.stops = stops
    self.clocks = clocks
    self.moves = moves
    self.decision = decision
    self.outcome = outcome
    self.receipt = receipt
    self.facts = facts
    self.personal = personal
  }
}

extension CaseEvent {
  /// It changes nothing of where the case is: a warning, an escalation, dates counted anew.
  public var isReminder: Bool { kind == .warned || kind == .escalated || kind == .retimed }
}

extension CaseState {
  /// Adds one event. Total: an event that was once decided always applies.
  public mutating func apply(_ event: CaseEvent, stages: (String) -> Procedure.Stage?) {
    sequence = event.sequence
    switch event.kind {
    case .revealed: return
    case .submitted:
      status = .open
      submittedAt = event.at
      number = event.facts["number"]?.stringValue
    case .acted, .expired, .warned, .escalated, .tacit, .retimed: break
    }
    noteSupplements(event)
    tasks.removeAll { event.closes.contains($0.id) }
    tasks += event.opens
    opened += event.opens.count
    if let action = event.action { doneBy[action] = event.actor }
    for start in event.starts {
      clocks.removeAll { $0.key == start.key }
      clocks.append(start)
      if acceptedAt == nil { acceptedAt = start.startedAt }
    }
    for run in event.clocks {
      if let index = clocks.firstIndex(where: { $0.key == run.key }) { clocks[index] = run }
    }
    for task in event.moves {
      if let index = tasks.firstIndex(where: { $0.id == task.id }) { tasks[index] = task }
    }
    for stop in event.stops {
      guard let index = clocks.firstIndex(where: { $0.key == stop && $0.stoppedAt == nil }) else { continue }
      let clock = clocks[index]
      clocks[index] = clock.with(due: clock.due, provisional: clock.provisional, stoppedAt: event.at)
    }
    if let state = event.enters.last {
      lastState = state
      stage = stages(state) ?? stage
    }
    if let decision = event.decision {
      self.decision = decision
      decidedAt = event.at
    }
    if let result = event.facts["resultNumber"]?.stringValue { resultNumber = result }
    if let outcome = event.outcome {
      self.outcome = outcome
      status = .closed
      closedAt = event.at
    }
  }

  /// Until acceptance, what waits for the applicant waits for papers.
  private mutating func noteSupplements(_ event: CaseEvent) {
    guard acceptedAt == nil, event.kind == .acted else { return }
    if let last = waits.last, last.to == nil, tasks.contains(where: { $0.role == nil && event.closes.contains($0.id) }) {
      waits[waits.count - 1] = SupplementWait(from: last.from, to: event.at)
      receivedAt = event.at
    }
    if event.opens.contains(where: { $0.role == nil }) { waits.append(SupplementWait(from: event.at, to: nil)) }
  }
}
