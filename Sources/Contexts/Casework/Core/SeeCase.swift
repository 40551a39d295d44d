public import CatalogueCore
public import Forms
public import IdentityCore
import JSON
public import Kernel
public import Store

/// A case as one reader may see it.
public struct CaseView: Sendable, Referable {
  public let record: CaseRecord
  /// Actions open to this reader, with the data they take.
  public let actions: [OpenAction]
  public let applicant: Party
  public let agent: Party?
  /// The person whose matter it is, or who may act for it.
  public let isApplicant: Bool
  /// Who has claimed which open task.
  public let claims: [TaskID: PartyID]
  /// The papers it asks for, by the version of the guide it began under.
  public let papers: [ServiceEvidence]
  /// The questions it answers, by the same version.
  public let form: Form
  public var reference: String { record.reference }

  /// Evidence that the applicant must bring and has not sent: what a data source supplies is not asked of anybody.
  public var missingEvidence: [String] { Self.missing(record.evidence, of: papers) }

  public static func missing(_ sent: [EvidenceItem], of papers: [ServiceEvidence]) -> [String] {
    let given = Set(sent.map(\.key))
    return papers.filter { $0.required && !$0.shareable && !given.contains($0.evidence) }.map(\.evidence)
  }
}

extension Casework {
  /// The case, if the actor may see it.
  public func view(_ id: CaseID, by actor: Actor) async throws -> CaseView {
    let seen = try await store.read { try visible($0, id, to: actor) }
    let papers = try await papers(of: seen)
    let form = try await form(of: seen)
    return try await store.read { reading in
      let record = try visible(reading, id, to: actor)
      guard let applicant = try Identity.party(reading, record.state.applicant) else { throw Rejection.notFound }
      let rules = try rules(record.state)
      var claims: [TaskID: PartyID] = [:]
      for task in record.state.tasks { claims[task.id] = try CaseStore.claimant(reading, task.id) }
      return view(
        record, rules, applicant: applicant, agent: try record.state.agent.flatMap { try Identity.party(reading, $0) },
        claims: claims, papers: papers, form: form, by: actor)
    }
  }

  func view(
    _ record: CaseRecord, _ rules: CaseRules, applicant: Party, agent: Party?, claims: [TaskID: PartyID],
    papers: [ServiceEvidence], form: Form, by actor: Actor
  ) -> CaseView {
    CaseView(
      record: record, actions: rules.openActions(record.state).filter { mayDo($0, record.state, actor) }, applicant: applicant,
      agent: agent, isApplicant: may(actor, .actAsApplicant, on: .caseFile(record.state.relations), league: league),
      claims: claims, papers: papers, form: form)
  }

  /// The case with this number, if the actor may see it.
  public func view(number: String, by actor: Actor) async throws -> CaseView {
    guard let id = try await store.read({ try CaseStore.id($0, number: number) }) else { throw Rejection.notFound }
    return try await view(id, by: actor)
  }

  /// What happened to the case, from the ledger, oldest first.
  public func events(_ id: CaseID, by actor: Actor) async throws -> [CaseEvent] {
    try await store.read { reading in
      _ = try visible(reading, id, to: actor)
      var events = try Self.events(reading, id)
      // Where staff sat is theirs to know.
      if actor.kind != .staff { for index in events.indices { events[index].facts["window"] = nil } }
      return events
    }
  }

  static func events(_ reading: any Reading, _ id: CaseID) throws -> [CaseEvent] {
    try reading.events(stream: id.text).map { stored in
      let personal = try stored.payload.map(CaseStore.json) ?? .null
      guard
        let event = CaseEvent(
          sequence: Int(stored.sequence), at: stored.at, actor: stored.actor, body: try CaseStore.json(stored.body),
          personal: personal)
      else { throw StoreError.misuse("stored event") }
      return event
    }
  }

  public func cases(_ query: CaseQuery, by actor: Actor) async throws -> Portion<CaseSummary> {
    try await store.read { [league] in try CaseLists.cases($0, query, by: actor, league: league) }
  }

  /// Open tasks of the actor's posts, what is due first on top; for supervisors the late ones that they were told of.
  public func inbox(_ query: InboxQuery, by actor: Actor) async throws -> Portion<TaskSummary> {
    let posts = actor.posts.filter { post in
      (query.role.map { $0 == post.role } ?? true) && (query.agency.map { $0 == post.agency } ?? true)
    }
    let sorted = posts.sorted { ($0.agency, $0.role.rawValue) < ($1.agency, $1.role.rawValue) }
    let today = clock.today
    return try await store.read { [league] in
      try CaseLists.inbox($0, query, posts: sorted, today: today, league: league)
    }
  }

  /// Shows numbers of the applicant and of the form in full to a member of staff who handles the case; who, when and why stays in
  /// the ledger.
  public func reveal(_ id: CaseID, reason: String, by actor: Actor) async throws -> Revealed {
    let reason = reason.trimmed
    guard (4...200).contains(reason.unicodeScalars.count) else { throw Rejection.invalid([Problem("/reason", "reasonNeeded")]) }
    let now = clock.now
    return try await store.write { transaction in
      let record = try visible(transaction, id, to: actor)
      guard may(actor, .revealIdentity, on: .caseFile(record.state.relations), league: league) else {
        throw Rejection.forbidden
      }
      let event = CaseEvent(
        sequence: record.state.sequence + 1, kind: .revealed, at: now, actor: actor.party, personal: ["reason": .string(reason)]
      )
      _ = try commit(event, to: record, transaction)
      return Revealed(
        identityNumber: try Identity.party(transaction, record.state.applicant)?.identityNumber, form: record.form)
    }
  }
}
