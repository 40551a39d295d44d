public import CatalogueCore
public import IdentityCore
import JSON
public import Kernel
public import Store
public import WorkingTime

/// The door of casework: open, submit, act, see.
///
/// Every use case decides rights and rules again inside its transaction; whoever may not see a case is told that there is none.
public struct Casework: Sendable {
  let store: any Store
  let clock: WallClock
  let calendars: WorkCalendars
  let warning: Warning
  let escalation: Escalation
  let procedures: ProcedureShelf
  let numbers: CaseNumbers
  let catalogue: CatalogueHolder
  let files: FileVault
  /// A draft that nobody touches for so many days is thrown away.
  let draftDays: Int64
  let whenClosed: ClosingListener
  /// Beyond the account and the applicant's own cases.
  let sources: [any KnownSource]
  private let findLeague: @Sendable () -> String
  var league: String { findLeague() }

  /// `procedures`: all versions that cases may follow; a new case follows the newest. Throws their faults as `ProcedureFaults`.
  /// `warning`, `escalation`: when lights turn yellow, and whom red ones are told to.
  /// `whenClosed`: counts what is closed, in the same commit. `sources`: where answers are found beyond account and earlier cases.
  public init(
    store: any Store, clock: WallClock, calendars: WorkCalendars, procedures: [Procedure], catalogue: CatalogueHolder,
    files: FileVault, draftDays: Int = 90, warning: Warning = Warning(), escalation: Escalation = Escalation(),
    whenClosed: @escaping ClosingListener = { _, _ in }, sources: [any KnownSource] = [],
    league: @escaping @Sendable () -> String
  ) throws {
    let faults = procedures.flatMap { $0.faults() }
    guard faults.isEmpty else { throw ProcedureFaults(faults: faults) }
    self.store = store
    self.clock = clock
    self.calendars = calendars
    self.warning = warning
    self.escalation = escalation
    self.procedures = ProcedureShelf(procedures)
    self.catalogue = catalogue
    self.files = files
    self.draftDays = Int64(draftDays)
    self.whenClosed = whenClosed
    self.sources = sources
    findLeague = league
    numbers = CaseNumbers(store: store)
  }

  /// The newest version of a procedure.
  public func procedure(_ key: String) -> Procedure? { procedures.newest(key) }

  /// The procedure a case began under.
  public func procedure(_ terms: CaseTerms) -> Procedure? { procedures.procedure(terms) }

  func rules(_ state: CaseState) throws(Rejection) -> CaseRules {
    guard let procedure = procedure(state.terms) else { throw Rejection(.conflict, "procedureGone") }
    return CaseRules(
      procedure: procedure, calendar: calendars.calendar(of: state.terms.region),
      hours: calendars.hours(of: state.terms.region),
      warning: warning, escalation: escalation)
  }

  /// The case, if the actor may see it; else there is none.
  func visible(_ reading: any Reading, _ id: CaseID, to actor: Actor) throws -> CaseRecord {
    guard let record = try CaseStore.record(reading, id),
      may(actor, .viewCase, on: .caseFile(record.state.relations), league: league)
    else { throw Rejection.notFound }
    return record
  }

  func stages(_ terms: CaseTerms) -> (String) -> Procedure.Stage? {
    { [procedures] state in procedures.procedure(terms)?.state(state)?.stage }
  }

  /// Writes an event and what follows from it: ledger, row, tasks, counters and outbox, in the caller's transaction.
  func commit(_ event: CaseEvent, to record: CaseRecord, _ transaction: any Transaction) throws -> CaseRecord {
    var record = record
    let before = CaseKind(record.state)
    record.state.apply(event, stages: stages(record.state.terms))
    try transaction.append(
      stream: record.id.text, kind: event.kind.rawValue, at: event.at, actor: event.actor.text, body: event.body.text,
      payload: event.personal == .null ? nil : event.personal.text)
    // What time alone did makes no case newer in the lists.
    let changedAt = event.isReminder ? record.changedAt : event.at
    try CaseStore.update(record, at: changedAt, transaction)
    try CaseStore.write(event, of: record.state, try rules(record.state), transaction)
    try count(event, record.state, transaction)
    try CaseTally.move(from: before, to: CaseKind(record.state), transaction)
    try announce(event, of: record.id, transaction)
    record.revision += 1
    record.changedAt = changedAt
    return record
  }

  /// Exact counters of cases by region: `cases.submitted`, `cases.closed`, `cases.<outcome>`; and `cases.service` by period and service.
  func count(_ event: CaseEvent, _ state: CaseState, _ transaction: any Transaction) throws {
    try transaction.count(deltas(event, state))
    if event.outcome != nil, let closed = ClosedCase(state) { try whenClosed([closed], transaction) }
  }

  func deltas(_ event: CaseEvent, _ state: CaseState) -> [(name: String, key: String, delta: Int64)] {
    let region = state.terms.region
    var deltas: [(name: String, key: String, delta: Int64)] = []
    if event.kind == .submitted {
      deltas += [("cases.submitted", region, 1), ("cases.service", ServicePeriod(event.at).key(of: state.terms.service), 1)]
    }
    if let outcome = event.outcome { deltas += [("cases.closed", region, 1), ("cases.\(outcome)", region, 1)] }
    return deltas
  }

  /// Leaves the message that a case has an event.
  func announce(_ event: CaseEvent, of id: CaseID, _ transaction: any Transaction) throws {
    try transaction.post(
      topic: "case.\(event.kind.rawValue)", key: "\(id.text).\(event.sequence)",
      body: (["case": .string(id.text), "sequence": .integer(Int64(event.sequence))] as JSON).text, at: event.at)
  }
}

/// Thrown when procedures cannot be used.
public struct ProcedureFaults: Error, Sendable, CustomStringConvertible {
  public let faults: [ProcedureFault]
  public var description: String { faults.map(\.description).joined(separator: "\n") }
}

extension CaseState {
  public var relations: CaseRelations {
    CaseRelations(
      applicant: applicant, agent: agent, accepting: terms.accepting, responsible: terms.responsible, issuing: terms.issuing,
      draft: status == .draft)
  }
}
