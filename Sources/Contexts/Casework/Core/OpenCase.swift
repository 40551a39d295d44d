import CatalogueCore
import Forms
import IdentityCore
public import JSON
public import Kernel
import NationalCodes
import Store

/// What opens or changes a case before it is submitted.
public struct CaseInput: Sendable {
  /// The person standing at the counter, when a clerk takes the application for them.
  public struct Applicant: Sendable {
    public var kind: Actor.Kind
    public var name: String
    public var identityNumber: String
    public var mobile: String?

    public init(kind: Actor.Kind, name: String, identityNumber: String, mobile: String?) {
      self.kind = kind
      self.name = name
      self.identityNumber = identityNumber
      self.mobile = mobile
    }
  }

  public var service: String
  public var region: String
  public var channel: Channel
  public var form: JSON
  public var evidence: [EvidenceItem]
  /// The organisation the actor acts for; nil for themselves.
  public var onBehalfOf: PartyID?
  public var applicant: Applicant?

  public init(
    service: String, region: String, channel: Channel, form: JSON = [:], evidence: [EvidenceItem] = [],
    onBehalfOf: PartyID? = nil,
    applicant: Applicant? = nil
  ) {
    self.service = service
    self.region = region
    self.channel = channel
    self.form = form
    self.evidence = evidence
    self.onBehalfOf = onBehalfOf
    self.applicant = applicant
  }
}

extension Casework {
  /// Opens a draft (暂存): nobody's but the applicant's, changeable until it is submitted.
  ///
  /// A clerk at the window opens one for the person standing there (`applicant`), at the agency whose window it is.
  public func open(_ input: CaseInput, by actor: Actor) async throws -> CaseRecord {
    let opening = try opening(input, by: actor, at: clock.now)
    return try await store.write { transaction in
      let record = try begin(opening, by: actor, transaction)
      try CaseStore.insert(record, transaction)
      try FileVault.attach(input.evidence, opening.form.files(in: record.form), to: record.id, by: actor, transaction)
      return record
    }
  }

  /// What is known of a case before it is there.
  struct Opening: Sendable {
    let input: CaseInput
    let terms: CaseTerms
    let form: Form
    /// The person at the counter, in standard form.
    let standing: CaseInput.Applicant?
    let now: Instant
  }

  /// Whether the actor may open such a case, under the terms of today's catalogue.
  func opening(_ input: CaseInput, by actor: Actor, at now: Instant) throws -> Opening {
    let terms = try terms(service: input.service, region: input.region)
    try checkEvidenceKeys(input.evidence, among: catalogue.current.evidence(of: input.service))
    let standing = try input.applicant.map { try checkedApplicant($0, today: now.civilDate) }
    if standing != nil || input.channel.entry == "window" {
      guard may(actor, .intake, on: .agency(terms.accepting), league: league) else { throw Rejection.forbidden }
      guard standing != nil else { throw Rejection.invalid([Problem("/applicant", "required")]) }
    } else if actor.kind == .staff {
      throw Rejection(.forbidden, "staffCannotApply")
    }
    if let organisation = input.onBehalfOf, !actor.mandates.contains(organisation) {
      throw Rejection.invalid([Problem("/onBehalfOf", "noMandate")])
    }
    let form = catalogue.current.form(of: input.service) ?? Form(name: terms.serviceName, fields: [])
    var kept = input
    kept.form = form.normalised(input.form)
    return Opening(input: kept, terms: terms, form: form, standing: standing, now: now)
  }

  /// The draft, not yet in the database; the person at the counter is.
  func begin(_ opening: Opening, by actor: Actor, _ transaction: any Transaction) throws -> CaseRecord {
    let (input, now) = (opening.input, opening.now)
    let applicant: PartyID
    if let standing = opening.standing {
      applicant = try Identity.keepParty(
        standing.kind, name: standing.name, number: standing.identityNumber, mobile: standing.mobile, verified: false, at: now,
        transaction)
    } else {
      applicant = input.onBehalfOf ?? actor.party
    }
    let agent = applicant == actor.party ? nil : actor.party
    let id = CaseID(opening.terms.region + "-" + SortableText.make(at: now))
    return CaseRecord(
      state: CaseState(id: id, terms: opening.terms, applicant: applicant, agent: agent, channel: input.channel),
      form: input.form, evidence: input.evidence, createdAt: now, changedAt: now, revision: 0)
  }

  /// Changes a draft: form and papers replace what was there; nil leaves as it was.
  public func change(_ id: CaseID, form: JSON?, evidence: [EvidenceItem]?, by actor: Actor) async throws -> CaseRecord {
    let now = clock.now
    let seen = try await store.read { try visible($0, id, to: actor) }
    let papers = try await papers(of: seen)
    let asked = try await self.form(of: seen)
    let form = form.map(asked.normalised)
    return try await store.write { transaction in
      var record = try visible(transaction, id, to: actor)
      guard record.state.status == .draft || canSupplement(record.state, actor) else {
        throw Rejection(.conflict, "notADraft")
      }
      if let form {
        let known = try AnswerSourceStore.sources(transaction, of: id)
        try AnswerSourceStore.drop(known.keys.filter { form[$0] != record.form[$0] }.sorted(), of: id, transaction)
        record.form = form
      }
      if let evidence {
        try checkEvidenceKeys(evidence, among: papers)
        record.evidence = evidence
      }
      if evidence != nil || asked.hasFiles {
        try FileVault.attach(record.evidence, asked.files(in: record.form), to: id, by: actor, transaction)
      }
      try CaseStore.update(record, at: now, transaction)
      record.revision += 1
      return record
    }
  }

  /// Throws a draft away, papers and all.
  public func discard(_ id: CaseID, by actor: Actor) async throws {
    try await store.write { transaction in
      let record = try visible(transaction, id, to: actor)
      guard record.state.status == .draft else { throw Rejection(.conflict, "notADraft") }
      try CaseStore.delete(id, transaction)
    }
  }

  func canSupplement(_ state: CaseState, _ actor: Actor) -> Bool {
    guard may(actor, .actAsApplicant, on: .caseFile(state.relations), league: league),
      let procedure = procedure(state.terms)
    else { return false }
    return state.tasks.contains { task in
      task.role == nil && procedure.state(task.state)?.actions.contains(where: \.changesForm) == true
    }
  }

  /// The terms of an offering as it is published now.
  func terms(service: String, region: String) throws(Rejection) -> CaseTerms {
    let snapshot = catalogue.current
    guard let found = snapshot.service(service) else {
      throw Rejection.invalid([Problem("/service", "unknownService")])
    }
    guard let offering = snapshot.offering(service: service, region: region) else {
      throw Rejection.invalid([Problem("/region", "notOfferedHere")])
    }
    if let reason = offering.suspended { throw Rejection(.conflict, "offeringSuspended", ["reason": reason]) }
    guard let procedure = procedures.newest(offering.procedure) else { throw Rejection(.conflict, "procedureGone") }
    return CaseTerms(
      service: service, serviceName: found.name, plainName: found.plainName, region: region, procedure: procedure.key,
      procedureVersion: procedure.version, promisedDays: offering.promisedDays, legalDays: offering.legalDays,
      accepting: offering.accepting, responsible: offering.responsible, issuing: offering.issuing, result: found.result,
      epoch: snapshot.epoch)
  }

  /// The papers a case asks for: a draft's by the catalogue of today, a submitted one's by the version it began under.
  func papers(of record: CaseRecord) async throws -> [ServiceEvidence] {
    let terms = record.state.terms
    guard record.state.status != .draft else { return catalogue.current.evidence(of: terms.service) }
    return try await catalogue.evidence(of: terms.service, at: terms.epoch)
  }

  func checkEvidenceKeys(_ evidence: [EvidenceItem], among papers: [ServiceEvidence]) throws(Rejection) {
    let known = Set(papers.map(\.evidence))
    var problems: [Problem] = []
    for (index, item) in evidence.enumerated() where !known.contains(item.key) {
      problems.append(Problem("/evidence/\(index)/key", "unknownEvidence"))
    }
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
  }
}
