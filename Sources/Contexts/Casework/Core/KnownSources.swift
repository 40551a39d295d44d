public import Forms
import IdentityCore
import JSON
public import Kernel
import Store

/// Where answers may be found that need not be asked again.
public protocol KnownSource: Sendable {
  /// Answers by key of the question, of the applicant and of nobody else. May take its time; may be asked from any thread.
  ///
  /// Throws nothing: what cannot be reached knows nothing, and people answer themselves.
  func answers(to form: Form, of applicant: PartyID, at now: Instant) async -> [String: KnownAnswer]
}

extension Casework {
  /// Fills what is known into a draft that was just begun: from the account, then from the applicant's own closed cases, then from what
  /// other agencies share. Each answer keeps whence it is; the use of a closed case is written down.
  ///
  /// A clerk at the counter gets the account's data only: earlier cases are not theirs to see.
  @discardableResult
  public func fillKnown(_ id: CaseID, by actor: Actor) async throws -> CaseRecord {
    let record = try await store.read { try visible($0, id, to: actor) }
    guard record.state.status == .draft else { throw Rejection(.conflict, "notADraft") }
    let form = try await form(of: record)
    let applicant = record.state.applicant
    let now = clock.now
    var known = try await fromAccount(form, applicant)
    if may(actor, .actAsApplicant, on: .caseFile(record.state.relations), league: league) {
      for (key, answer) in try await fromEarlierCases(form, applicant) where known[key] == nil { known[key] = answer }
      for source in sources {
        for (key, answer) in await source.answers(to: form, of: applicant, at: now) where known[key] == nil {
          known[key] = answer
        }
      }
    }
    // What the form does not take is not filled in; nor what is asked only after an answer that is not there.
    var answers: JSON = [:]
    for field in form.fields { answers[field.key] = known[field.key]?.value }
    let wrong = Set(formProblems(answers, form).map { String($0.pointer.split(separator: "/").dropFirst().first ?? "") })
    let good = known.filter { key, _ in form.field(key) != nil && !(wrong.contains(key) && answers[key] != nil) }
    return try await store.write { [good] transaction in
      var record = try visible(transaction, id, to: actor)
      guard record.state.status == .draft else { throw Rejection(.conflict, "notADraft") }
      let fresh = good.filter { record.form[$0.key] == nil }
      guard !fresh.isEmpty else { return record }
      for (key, answer) in fresh.sorted(by: { $0.key < $1.key }) { record.form[key] = answer.value }
      record.form = form.normalised(record.form)
      try AnswerSourceStore.put(fresh.mapValues(\.source), of: id, transaction)
      var used: [CaseID: [String]] = [:]
      for (key, answer) in fresh {
        if case .earlierCase(let from, _, _) = answer.source { used[from, default: []].append(key) }
      }
      for (from, fields) in used.sorted(by: { $0.key < $1.key }) {
        try AnswerSourceStore.log(from: from, for: id, fields: fields.sorted(), by: actor.party, at: now, transaction)
      }
      try CaseStore.update(record, at: now, transaction)
      record.revision += 1
      return record
    }
  }

  /// Whence the answers of a case are that nobody typed, by key of the question. The caller may see the case.
  public func sources(of record: CaseRecord) async throws -> [String: AnswerSource] {
    try await store.read { try AnswerSourceStore.sources($0, of: record.id) }
  }

  /// For what the answers of a closed case were used, newest first.
  public func uses(of id: CaseID, by actor: Actor) async throws -> [AnswerUse] {
    try await store.read { reading in
      _ = try visible(reading, id, to: actor)
      return try AnswerSourceStore.uses(reading, of: id)
    }
  }

  // MARK: - Sources of the program itself

  func fromAccount(_ form: Form, _ applicant: PartyID) async throws -> [String: KnownAnswer] {
    guard let party = try await store.read({ try Identity.party($0, applicant) }) else { return [:] }
    var known: [String: KnownAnswer] = [:]
    for field in form.fields {
      let value = Self.known(party, field.prefill ?? "") ?? field.canonical.flatMap { Self.known(party, $0) }
      if let value { known[field.key] = KnownAnswer(.string(value), .account) }
    }
    return known
  }

  /// A datum of the applicant; what is asked of a person is not an organisation's.
  private static func known(_ party: Party, _ datum: String) -> String? {
    switch datum {
    case "applicant.name": party.name
    case "applicant.number": party.identityNumber
    case "applicant.mobile": party.mobile
    case "person.name": party.kind == .person ? party.name : nil
    case "person.idNumber": party.kind == .person ? party.identityNumber : nil
    case "person.mobile": party.kind == .person ? party.mobile : nil
    default: nil
    }
  }

  /// How many closed cases are looked into.
  private static let earlier = 20

  /// By the datum that questions ask for (`canonical`), the newest answer first; files stay with their case.
  private func fromEarlierCases(_ form: Form, _ applicant: PartyID) async throws -> [String: KnownAnswer] {
    var wanted: [String: [FormField]] = [:]
    for field in form.fields where field.kind != .file && field.kind != .signature {
      if let canonical = field.canonical { wanted[canonical, default: []].append(field) }
    }
    guard !wanted.isEmpty else { return [:] }
    let records = try await store.read { try AnswerSourceStore.closed($0, of: applicant, limit: Self.earlier) }
    var known: [String: KnownAnswer] = [:]
    for record in records {
      guard let closedAt = record.state.closedAt, let number = record.state.number else { continue }
      for old in try await self.form(of: record).fields {
        guard let canonical = old.canonical, let value = record.form[old.key] else { continue }
        for field in wanted[canonical] ?? [] where field.kind == old.kind && known[field.key] == nil {
          known[field.key] = KnownAnswer(value, .earlierCase(id: record.id, number: number, day: closedAt.civilDate))
        }
      }
    }
    return known
  }
}
