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
    decision: String? = nil, outcome: String? = nil, receipt: String? = nil, facts: JSON = [:], personal: JSON = .null
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
    self.decision = decision
    self.outcome = outcome
    self.receipt = receipt
    self.facts = facts
    self.personal = personal
  }
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
    case .acted, .expired: break
    }
    tasks.removeAll { event.closes.contains($0.id) }
    tasks += event.opens
    opened += event.opens.count
    if let action = event.action { doneBy[action] = event.actor }
    for start in event.starts {
      clocks.removeAll { $0.key == start.key }
      clocks.append(start)
      if acceptedAt == nil { acceptedAt = event.at }
    }
    for stop in event.stops {
      guard let index = clocks.firstIndex(where: { $0.key == stop && $0.stoppedAt == nil }) else { continue }
      let clock = clocks[index]
      clocks[index] = ClockRun(
        key: clock.key, startedAt: clock.startedAt, limitDays: clock.limitDays, due: clock.due, provisional: clock.provisional,
        stoppedAt: event.at)
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
}
