import Cryptography
import IdentityCore
import JSON
public import Kernel
import Store

extension Casework {
  /// One step of the procedure. The right is decided before the rule, so that a stranger learns nothing about the state of a case.
  ///
  /// Throws `notFound` for a case that is not the actor's to see, `forbidden` for one they may see but not act on, `conflict` when the
  /// action is not open (any more), `invalid` for its data.
  public func act(_ id: CaseID, _ command: CaseCommand, by actor: Actor) async throws -> CaseRecord {
    let now = clock.now
    let seen = try await store.read { try visible($0, id, to: actor) }
    var supplement: JSON = [:]
    if try changesForm(command, seen.state) {
      let problems = formProblems(seen.form, try await form(of: seen))
      guard problems.isEmpty else { throw Rejection.invalid(problems) }
      supplement["form"] = .string(Hex.text(SHA256.hash(seen.form.canonical)))
    }
    return try await store.write { [supplement] transaction in
      let record = try visible(transaction, id, to: actor)
      let rules = try rules(record.state)
      try authorise(command, record.state, rules, actor)
      var facts = supplement
      if supplement != [:] {
        guard record.revision == seen.revision else { throw Rejection(.conflict, "changedMeanwhile") }
        facts["evidence"] = .array(try FileVault.digests(record.evidence, transaction))
      }
      let open = rules.openActions(record.state).first {
        $0.action.key == command.action && (command.task == nil || command.task == $0.task.id)
      }
      // Who has taken a task has it for its own role alone: the head of the agency extends its term all the same.
      if let task = open?.task.id, open?.action.role == nil, let claimant = try CaseStore.claimant(transaction, task),
        claimant != actor.party, actor.kind == .staff
      {
        throw Rejection(.conflict, "claimedByOther")
      }
      if actor.kind == .staff { facts = try seated(facts, actor, at: now, transaction) }
      let event = try rules.act(command, on: record.state, by: actor, at: now, facts: facts)
      return try commit(event, to: record, transaction)
    }
  }

  private func changesForm(_ command: CaseCommand, _ state: CaseState) throws -> Bool {
    try rules(state).openActions(state).contains { $0.action.key == command.action && $0.action.changesForm }
  }

  private func authorise(_ command: CaseCommand, _ state: CaseState, _ rules: CaseRules, _ actor: Actor) throws {
    let offered = rules.openActions(state).filter {
      $0.action.key == command.action && (command.task == nil || command.task == $0.task.id)
    }
    guard !offered.isEmpty else { throw Rejection(.conflict, "actionNotOpen", ["action": command.action]) }
    guard offered.contains(where: { mayDo($0, state, actor) }) else { throw Rejection.forbidden }
  }

  /// Whether the actor may do an open action.
  func mayDo(_ open: OpenAction, _ state: CaseState, _ actor: Actor) -> Bool {
    let file = Resource.caseFile(state.relations)
    if open.action.byApplicant || (open.task.role == nil && open.action.role == nil) {
      return may(actor, .actAsApplicant, on: file, league: league)
    }
    guard let post = open.post(state.terms) else { return false }
    return may(actor, .actOnTask(post.role, post.agency), on: file, league: league)
  }

  /// Takes a task for oneself, so that two people do not work on the same case. Claiming twice is no error.
  public func claim(_ task: TaskID, by actor: Actor) async throws {
    let now = clock.now
    try await store.write { transaction in
      guard let id = try CaseStore.caseID(transaction, task: task) else { throw Rejection.notFound }
      let record = try visible(transaction, id, to: actor)
      guard let open = record.state.tasks.first(where: { $0.id == task }), let role = open.role, let agency = open.agency else {
        throw Rejection.notFound
      }
      guard may(actor, .actOnTask(role, agency), on: .caseFile(record.state.relations), league: league) else {
        throw Rejection.forbidden
      }
      guard try CaseStore.claim(task, by: actor.party, at: now, transaction) else {
        throw Rejection(.conflict, "claimedByOther")
      }
    }
  }

  /// Gives a claimed task back.
  public func release(_ task: TaskID, by actor: Actor) async throws {
    try await store.write { try CaseStore.release(task, by: actor.party, $0) }
  }
}

extension Casework {
  /// Facts of an event with the window where a member of staff sits then, if a roster says so.
  func seated(_ facts: JSON, _ actor: Actor, at now: Instant, _ reading: any Reading) throws -> JSON {
    guard let seat = try Halls.seat(reading, of: actor.party, at: now) else { return facts }
    var facts = facts
    facts["window"] = ["hall": .string(seat.hall), "name": .string(seat.hallName), "number": .string(seat.number)]
    return facts
  }
}
