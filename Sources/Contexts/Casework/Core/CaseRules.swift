public import JSON
public import Kernel
public import WorkingTime

/// Something that somebody wants to do to a case.
public struct CaseCommand: Sendable {
  public let action: String
  /// Answers to the action's data fields.
  public let data: JSON
  /// The task it is meant for; nil takes the open one that offers the action.
  public let task: TaskID?

  public init(action: String, data: JSON = [:], task: TaskID? = nil) {
    self.action = action
    self.data = data
    self.task = task
  }
}

/// What a person may do now: an action in the state of an open task.
public struct OpenAction: Sendable, Hashable {
  public let task: OpenTask
  public let action: Procedure.Action

  public init(task: OpenTask, action: Procedure.Action) {
    self.task = task
    self.action = action
  }

  /// Whose people do it; nil when it is the applicant's.
  public func post(_ terms: CaseTerms) -> Post? {
    if let role = action.role { return Post(role: role, agency: terms.agency(action.place)) }
    guard let role = task.role, let agency = task.agency else { return nil }
    return Post(role: role, agency: agency)
  }
}

/// The rules of handling: pure, without clock, database or chance.
public struct CaseRules: Sendable {
  public let procedure: Procedure
  public let calendar: WorkCalendar
  public let hours: OfficeHours
  public let warning: Warning
  public let escalation: Escalation

  public init(
    procedure: Procedure, calendar: WorkCalendar, hours: OfficeHours = .usual, warning: Warning = Warning(),
    escalation: Escalation = Escalation()
  ) {
    self.procedure = procedure
    self.calendar = calendar
    self.hours = hours
    self.warning = warning
    self.escalation = escalation
  }

  /// The actions open in this state of the case, whoever asks; `may` says who may do them.
  public func openActions(_ state: CaseState) -> [OpenAction] {
    state.tasks.flatMap { task in
      (procedure.state(task.state)?.actions ?? [])
        .filter { !$0.once || state.doneBy[$0.key] == nil }
        .map { OpenAction(task: task, action: $0) }
    }
  }

  /// Submission of a draft.
  public func submit(
    _ state: CaseState, number: String, by actor: Actor, at now: Instant, facts: JSON, personal: JSON
  )
    throws(Rejection) -> CaseEvent
  {
    guard state.status == .draft else { throw Rejection(.conflict, "alreadySubmitted") }
    guard let entry = procedure.entry[state.channel.entry] else { throw Rejection(.conflict, "channelNotOpen") }
    let step = enter([entry], state, closing: [], clocks: [], at: now)
    var facts = facts
    facts["number"] = .string(number)
    facts["channel"] = .string(state.channel.rawValue)
    return CaseEvent(
      sequence: state.sequence + 1, kind: .submitted, at: now, actor: actor.party, opens: step.opens, enters: step.enters,
      outcome: step.outcome, receipt: "receipt", facts: facts, personal: personal)
  }

  /// One action of the procedure. Rights have been decided by `may` before; what the law of this procedure says is decided here.
  public func act(
    _ command: CaseCommand, on state: CaseState, by actor: Actor, at now: Instant, facts: JSON = [:]
  )
    throws(Rejection) -> CaseEvent
  {
    guard state.status == .open else { throw Rejection(.conflict, "caseNotOpen") }
    let candidates = openActions(state).filter {
      $0.action.key == command.action && (command.task == nil || command.task == $0.task.id)
    }
    guard let open = candidates.first else {
      throw Rejection(.conflict, "actionNotOpen", ["action": command.action])
    }
    let action = open.action
    for earlier in action.otherPersonThan where state.doneBy[earlier] == actor.party {
      throw Rejection(.conflict, "otherPersonNeeded")
    }
    var answers = try checked(command.data, action)
    let closing = closes(open, state)
    let clocks = try clockStep(action, state, answers, at: now)
    let step = enter(action.to, state, closing: closing, clocks: clocks.all, at: now)
    var facts = facts
    for (key, value) in clocks.facts { facts[key] = value }
    if action.extends != nil { answers["approvedBy"] = .string(actor.name) }
    if action.makesResult, let number = answers["resultNumber"]?.stringValue, !number.isEmpty {
      facts["resultNumber"] = .string(number)
    }
    let post = post(of: open, state, actor: actor)
    // Who stands in acts as themself; for whom stays on record.
    if let post, let absent = actor.standsInFor[post] { facts["for"] = .string(absent.text) }
    return CaseEvent(
      sequence: state.sequence + 1, kind: .acted, at: now, actor: actor.party, post: post,
      action: action.key,
      from: open.task.state, closes: closing, opens: step.opens, enters: step.enters, starts: clocks.starts,
      stops: stops(action, step, state), clocks: clocks.changes,
      moves: moves(state, closing: closing, clocks: clocks.changes), decision: action.decision, outcome: step.outcome,
      receipt: action.receipt, facts: facts, personal: answers)
  }

  /// What follows when the applicant's time has passed; nil when it has not, or the task is gone.
  public func expire(_ task: TaskID, on state: CaseState, at now: Instant) -> CaseEvent? {
    guard state.status == .open, let open = state.tasks.first(where: { $0.id == task }), let expiresAt = open.expiresAt,
      expiresAt <= now, let expiry = procedure.state(open.state)?.expiry
    else { return nil }
    let step = enter(expiry.to, state, closing: [task], clocks: [], at: now)
    return CaseEvent(
      sequence: state.sequence + 1, kind: .expired, at: now, actor: Actor.system.party, from: open.state, closes: [task],
      opens: step.opens, enters: step.enters,
      stops: step.outcome == nil ? [] : state.clocks.filter { $0.stoppedAt == nil }.map(\.key), outcome: step.outcome)
  }

  // MARK: - Steps

  struct Step {
    var opens: [OpenTask] = []
    var enters: [String] = []
    var outcome: String?
  }

  /// Enters states: those that pass on do so at once, a joining state waits for its branches, an end closes the case.
  func enter(_ keys: [String], _ state: CaseState, closing: [TaskID], clocks: [ClockRun], at now: Instant) -> Step {
    var step = Step()
    var waiting = keys
    while !waiting.isEmpty {
      let key = waiting.removeFirst()
      guard let target = procedure.state(key) else { continue }
      let left = state.tasks.filter { !closing.contains($0.id) } + step.opens
      if left.contains(where: { target.after.contains($0.state) }) { continue }
      step.enters.append(key)
      waiting += target.passes
      if let ends = target.ends { step.outcome = ends }
      guard let whom = target.waiting else { continue }
      step.opens.append(open(target, whom, number: state.opened + step.opens.count + 1, state, clocks: clocks, at: now))
    }
    return step
  }

  private func open(
    _ target: Procedure.State, _ whom: Procedure.Waiting, number: Int, _ state: CaseState, clocks: [ClockRun], at now: Instant
  ) -> OpenTask {
    let role: Role?
    let agency: AgencyID?
    switch whom {
    case .applicant: (role, agency) = (nil, nil)
    case .staff(let who, let place): (role, agency) = (who, state.terms.agency(place))
    }
    let today = now.civilDate
    let opened = OpenTask(
      id: TaskID("\(state.id.text)-\(number)"), state: target.key, role: role, agency: agency, openedAt: now, due: today,
      soonFrom: today, provisional: false, expiresAt: nil)
    return timed(opened, clocks: clocks + state.clocks)
  }

  /// The clocks that an action stops: those it names, and all when the case ends.
  private func stops(_ action: Procedure.Action, _ step: Step, _ state: CaseState) -> [String] {
    guard step.outcome != nil else { return action.stops }
    return action.stops + state.clocks.filter { $0.stoppedAt == nil && !action.stops.contains($0.key) }.map(\.key)
  }

  /// The task itself; withdrawing and ending close every branch, what leads nowhere closes nothing.
  private func closes(_ open: OpenAction, _ state: CaseState) -> [TaskID] {
    guard !open.action.to.isEmpty else { return [] }
    let ends = open.action.to.contains { procedure.state($0)?.ends != nil }
    return ends ? state.tasks.map(\.id) : [open.task.id]
  }

  private func post(of open: OpenAction, _ state: CaseState, actor: Actor) -> Post? {
    guard !open.action.byApplicant, actor.kind == .staff else { return nil }
    return open.post(state.terms)
  }

  // MARK: - Data

  /// Working days that a pause may be told to need where its kind has no limit of its own.
  static let longestPause = 90

  /// The answers that the action takes, each checked; all problems at once. Unknown fields are refused.
  func checked(_ data: JSON, _ action: Procedure.Action) throws(Rejection) -> JSON {
    guard let object = data.objectValue else { throw Rejection.invalid([Problem("/data", "type", ["type": "object"])]) }
    var problems: [Problem] = []
    for (key, _) in object where !action.data.contains(where: { $0.key == key }) {
      problems.append(Problem("/data/\(key)", "unknownField"))
    }
    var answers: JSON = [:]
    for field in action.data {
      let pointer = "/data/\(field.key)"
      switch object[field.key] {
      case nil, .null?:
        if field.required { problems.append(Problem(pointer, "required")) }
      case .string(let text)?:
        let trimmed = text.trimmed
        if trimmed.isEmpty {
          if field.required { problems.append(Problem(pointer, "required")) }
        } else if trimmed.unicodeScalars.count > field.longest {
          problems.append(Problem(pointer, "maxLength", ["n": "\(field.longest)"]))
        } else if field.kind == .choice, !field.options.contains(where: { $0.key == trimmed }) {
          problems.append(Problem(pointer, "enum"))
        } else {
          answers[field.key] = .string(trimmed)
        }
      case .number(let number)? where field.kind == .days:
        answers[field.key] = .string(number.literal)
      case .array(let lines)? where field.kind == .lines && lines.allSatisfy({ $0.stringValue != nil }):
        let text = lines.compactMap { $0.stringValue?.trimmed }.filter { !$0.isEmpty }.joined(separator: "\n")
        if text.isEmpty, field.required { problems.append(Problem(pointer, "required")) }
        if text.unicodeScalars.count > field.longest {
          problems.append(Problem(pointer, "maxLength", ["n": "\(field.longest)"]))
        }
        answers[field.key] = .string(text)
      default:
        problems.append(Problem(pointer, "type", ["type": "string"]))
      }
    }
    let longest = action.data.compactMap { $0.limits[answers[$0.key]?.stringValue ?? ""] }.first ?? Self.longestPause
    for field in action.data where field.kind == .days {
      guard let text = answers[field.key]?.stringValue else { continue }
      if Int(text).map({ (1...longest).contains($0) }) != true {
        problems.append(Problem("/data/\(field.key)", "daysRange", ["n": "\(longest)"]))
      }
    }
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    return answers
  }
}

extension CaseTerms {
  public func agency(_ place: Procedure.Place) -> AgencyID {
    switch place {
    case .accepting: accepting
    case .responsible: responsible
    case .issuing: issuing
    }
  }
}

extension String {
  /// Without white space at either end.
  var trimmed: String {
    var text = Substring(self)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
