public import CatalogueCore
import Cryptography
public import Forms
import IdentityCore
public import JSON
public import Kernel
import Store

extension Casework {
  /// Submits a draft. The form is validated whole; all problems are told at once (`/form/…`). After it returns the case is durable and has a
  /// number. What papers are missing does not stop it: that is told once, in the notice of supplement (行政许可法 art. 32).
  public func submit(_ id: CaseID, by actor: Actor) async throws -> CaseRecord {
    let draft = try await store.read { try visible($0, id, to: actor) }
    guard draft.state.status == .draft else { throw Rejection(.conflict, "alreadySubmitted") }
    let terms = try terms(service: draft.state.terms.service, region: draft.state.terms.region)
    let problems = formProblems(draft.form, try await form(of: draft))
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    let now = clock.now
    let number = try await numbers.next(region: terms.region, day: now.civilDate)
    let formDigest = Hex.text(SHA256.hash(draft.form.canonical))
    return try await store.write { transaction in
      var record = try visible(transaction, id, to: actor)
      // The form that was validated is the one that is submitted, under the catalogue that was read.
      guard record.revision == draft.revision else { throw Rejection(.conflict, "changedMeanwhile") }
      guard try transaction.catalogueEpoch() == terms.epoch else { throw Rejection(.conflict, "catalogueChanged") }
      record.state = record.state.rebased(on: terms)
      let files = try FileVault.digests(record.evidence, transaction)
      var facts: JSON = ["form": .string(formDigest), "evidence": .array(files)]
      if record.state.channel == .window { facts = try seated(facts, actor, at: now, transaction) }
      let event = try rules(record.state).submit(
        record.state, number: number, by: actor, at: now, facts: facts, personal: record.form)
      return try commit(event, to: record, transaction)
    }
  }

  /// What is wrong with answers to a form, as they stand.
  public func formProblems(_ answers: JSON, _ form: Form) -> [Problem] {
    form.problems(answers, at: "/form", today: clock.today)
  }

  /// The form of a case: a draft's by the catalogue of today, a submitted one's by the version it began under.
  func form(of record: CaseRecord) async throws -> Form {
    let terms = record.state.terms
    let form =
      record.state.status == .draft
      ? catalogue.current.form(of: terms.service) : try await catalogue.form(of: terms.service, at: terms.epoch)
    return form ?? Form(name: terms.serviceName, fields: [])
  }

  /// What changed in the guide since a draft was begun; empty for a case that keeps its version.
  public func guideChanges(_ record: CaseRecord) async throws -> [CatalogueDifference] {
    let terms = record.state.terms
    let epoch = catalogue.current.epoch
    guard record.state.status == .draft, terms.epoch != epoch else { return [] }
    return try await catalogue.differences(of: terms.service, from: terms.epoch, to: epoch)
  }
}

extension CaseState {
  /// A draft that takes the terms of today's catalogue.
  func rebased(on terms: CaseTerms) -> CaseState {
    CaseState(id: id, terms: terms, applicant: applicant, agent: agent, channel: channel)
  }
}
