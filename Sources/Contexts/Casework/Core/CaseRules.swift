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
}

/// The rules of handling: pure, without clock, database or chance.
public struct CaseRules: Sendable {
  public let procedure: Procedure
  public let calendar: WorkCalendar

  public init(procedure: Procedure, calendar: WorkCalendar) {
    self.procedure = procedure
    self.calendar = calendar
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
    let answers = try checked(command.data, action)
    let closing = closes(open, state)
    let starts = action.starts.compactMap { start($0, state, at: now) }
    let step = enter(action.to, state, closing: closing, clocks: starts, at: now)
    var facts = facts
    if action.makesResult, let number = answers["resultNumber"]?.stringValue, !number.isEmpty {
      facts["resultNumber"] = .string(number)
    }
    let post = post(of: open, actor: actor)
    // Who stands in acts as themself; for whom stays on record.
    if let post, let absent = actor.standsInFor[post] { facts["for"] = .string(absent.text) }
    return CaseEvent(
      sequence: state.sequence + 1, kind: .acted, at: now, actor: actor.party, post: post,
      action: action.key,
      from: open.task.state, closes: closing, opens: step.opens, enters: step.enters, starts: starts, stops: action.stops,
      decision: action.decision, outcome: step.outcome, receipt: action.receipt, facts: facts, personal: answers)
  }

  /// What follows when the applicant's time has passed; nil when it has not, or the task is gone.
  public func expire(_ task: TaskID, on state: CaseState, at now: Instant) -> CaseEvent? {
    guard state.status == .open, let open = state.tasks.first(where: { $0.id == task }), let expiresAt = open.expiresAt,
      expiresAt <= now, let expiry = procedure.state(open.state)?.expiry
    else { return nil }
    let step = enter(expiry.to, state, closing: [task], clocks: [], at: now)
    return CaseEvent(
      sequence: state.sequence + 1, kind: .expired, at: now, actor: Actor.system.party, from: open.state, closes: [task],
      opens: step.opens, enters: step.enters, outcome: step.outcome)
  }

  // MARK: - Steps

  private struct Step {
    var opens: [OpenTask] = []
    var enters: [String] = []
    var outcome: String?
  }

  /// Enters states: those that pass on do so at once, a joining state waits for its branches, an end closes the case.
  private func enter(_ keys: [String], _ state: CaseState, closing: [TaskID], clocks: [ClockRun], at now: Instant) -> Step {
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
    let today = now.civilDate
    var days: Int?
    var due: (date: CivilDate, provisional: Bool)?
    switch target.limit {
    case .workingDays(let limit, _): days = limit
    case .clock(let key):
      if let run = (clocks + state.clocks).first(where: { $0.key == key }) {
        due = (run.due, run.provisional)
      } else {
        days = 0
      }
    case nil: days = target.expiry?.workingDays
    }
    let end = due ?? days.map { dueDate(from: today, days: $0) } ?? (today, false)
    let role: Role?
    let agency: AgencyID?
    switch whom {
    case .applicant: (role, agency) = (nil, nil)
    case .staff(let who, let place): (role, agency) = (who, state.terms.agency(place))
    }
    return OpenTask(
      id: TaskID("\(state.id.text)-\(number)"), state: target.key, role: role, agency: agency, openedAt: now, due: end.date,
      soonFrom: calendar.soonFrom(start: today, due: end.date), provisional: end.provisional,
      expiresAt: target.expiry == nil ? nil : end.date.end)
  }

  private func start(_ key: String, _ state: CaseState, at now: Instant) -> ClockRun? {
    guard let rule = procedure.clocks.first(where: { $0.key == key }),
      !state.clocks.contains(where: { $0.key == key })
    else { return nil }
    let days = rule.limit == .promisedDays ? state.terms.promisedDays : state.terms.legalDays
    let due = dueDate(from: now.civilDate, days: days)
    return ClockRun(
      key: key, startedAt: now, limitDays: days, due: due.date, provisional: due.provisional, stoppedAt: nil)
  }

  /// The start day is not counted (民法典 art. 201); 0 days is the same day, or the next working day if it is none.
  private func dueDate(from start: CivilDate, days: Int) -> (date: CivilDate, provisional: Bool) {
    let due = days == 0 ? calendar.sameOrNextWorkingDay(start) : calendar.due(from: start, workingDays: days)
    return (due.date, due.provisional)
  }

  /// The task itself; withdrawing and ending close every branch.
  private func closes(_ open: OpenAction, _ state: CaseState) -> [TaskID] {
    let ends = open.action.to.contains { procedure.state($0)?.ends != nil }
    return ends ? state.tasks.map(\.id) : [open.task.id]
  }

  private func post(of open: OpenAction, actor: Actor) -> Post? {
    guard !open.action.byApplicant, let role = open.task.role, let agency = open.task.agency, actor.kind == .staff else {
      return nil
    }
    return Post(role: role, agency: agency)
  }

  // MARK: - Data

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
