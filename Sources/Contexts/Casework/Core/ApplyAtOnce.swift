import CatalogueCore
import Cryptography
import Forms
import IdentityCore
import JSON
public import Kernel
import Store

extension Casework {
  /// Opens and submits a case in one transaction: what a program or a kiosk does that has all answers together.
  ///
  /// The same rules as `open` and `submit` one after the other; nothing stays when it is refused. After it returns the case is durable
  /// and has a number.
  public func apply(_ input: CaseInput, by actor: Actor) async throws -> CaseView {
    let opening = try opening(input, by: actor, at: clock.now)
    let (input, form) = (opening.input, opening.form)
    let problems = formProblems(input.form, form)
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    let papers = catalogue.current.evidence(of: input.service)
    let formDigest = Hex.text(SHA256.hash(input.form.canonical))
    let number = try await numbers.next(region: input.region, day: opening.now.civilDate)
    return try await store.write { transaction in
      // The form was validated under the catalogue that was read.
      guard try transaction.catalogueEpoch() == opening.terms.epoch else { throw Rejection(.conflict, "catalogueChanged") }
      var record = try begin(opening, by: actor, transaction)
      guard may(actor, .viewCase, on: .caseFile(record.state.relations), league: league),
        let applicant = try Identity.party(transaction, record.state.applicant)
      else { throw Rejection.notFound }
      let rules = try rules(record.state)
      var facts: JSON = [
        "form": .string(formDigest), "evidence": .array(try FileVault.digests(record.evidence, transaction)),
      ]
      if record.state.channel == .window { facts = try seated(facts, actor, at: opening.now, transaction) }
      let event = try rules.submit(
        record.state, number: number, by: actor, at: opening.now, facts: facts, personal: record.form)
      record.state.apply(event, stages: stages(record.state.terms))
      record.revision = 1
      try CaseStore.insert(record, transaction)
      let files = form.hasFiles ? form.files(in: record.form) : []
      if !record.evidence.isEmpty || !files.isEmpty {
        try FileVault.attach(record.evidence, files, to: record.id, by: actor, transaction)
      }
      try transaction.append(
        stream: record.id.text, kind: event.kind.rawValue, at: event.at, actor: event.actor.text, body: event.body.text,
        payload: event.personal.text, begins: true)
      try CaseStore.write(event, of: record.state, rules, transaction)
      try count(event, record.state, transaction)
      try CaseTally.move(from: nil, to: CaseKind(record.state), transaction)
      try announce(event, of: record.id, transaction)
      let agent = try record.state.agent.flatMap { try Identity.party(transaction, $0) }
      return view(
        record, rules, applicant: applicant, agent: agent, claims: [:],
        papers: papers, form: form, by: actor)
    }
  }
}
