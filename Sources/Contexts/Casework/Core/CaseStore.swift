import JSON
import Kernel
import Store

/// All SQL of cases.
enum CaseStore {
  static func record(_ reading: any Reading, _ id: CaseID) throws -> CaseRecord? {
    try reading.first("SELECT * FROM case_file WHERE id = ?", [.text(id.text)]).map(record)
  }

  static func id(_ reading: any Reading, number: String) throws -> CaseID? {
    try reading.first("SELECT id FROM case_file WHERE number = ?", [.text(number)]).map { CaseID(try $0.text("id")) }
  }

  static func insert(_ record: CaseRecord, _ transaction: any Transaction) throws {
    let state = record.state
    let terms = state.terms
    try transaction.issue(
      """
      INSERT INTO case_file (id, number, region, service, service_name, applicant, agent, status, stage, last_state, outcome, channel,
        accepting, responsible, issuing, created_at, changed_at, submitted_at, closed_at, due, state, form, evidence, sequence, revision)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(state.id.text), SQLValue(state.number), .text(terms.region), .text(terms.service), .text(terms.serviceName),
        .text(state.applicant.text), SQLValue(state.agent?.text), .text(state.status.rawValue), .text(state.stage.rawValue),
        .text(state.lastState), SQLValue(state.outcome), .text(state.channel.rawValue), .text(terms.accepting.description),
        .text(terms.responsible.description), .text(terms.issuing.description), .integer(record.createdAt.milliseconds),
        .integer(record.changedAt.milliseconds), SQLValue(state.submittedAt?.milliseconds),
        SQLValue(state.closedAt?.milliseconds),
        SQLValue(state.earliestDue?.description), .text(state.json.text), .text(record.form.text),
        .text(JSON.array(record.evidence.map(\.json)).text), SQLValue(state.sequence), .integer(record.revision),
      ])
  }

  /// Writes a changed record. Throws `Rejection(.conflict)` when somebody else changed it in between.
  static func update(_ record: CaseRecord, at now: Instant, _ transaction: any Transaction) throws {
    let state = record.state
    let changed = try transaction.run(
      """
      UPDATE case_file SET number = ?, status = ?, stage = ?, last_state = ?, outcome = ?, changed_at = ?, submitted_at = ?,
        closed_at = ?, due = ?, state = ?, form = ?, evidence = ?, sequence = ?, revision = revision + 1
      WHERE id = ? AND revision = ?
      """,
      [
        SQLValue(state.number), .text(state.status.rawValue), .text(state.stage.rawValue), .text(state.lastState),
        SQLValue(state.outcome), .integer(now.milliseconds), SQLValue(state.submittedAt?.milliseconds),
        SQLValue(state.closedAt?.milliseconds), SQLValue(state.earliestDue?.description), .text(state.json.text),
        .text(record.form.text), .text(JSON.array(record.evidence.map(\.json)).text), SQLValue(state.sequence),
        .text(state.id.text), .integer(record.revision),
      ])
    guard changed == 1 else { throw Rejection(.conflict, "changedMeanwhile") }
  }

  /// Throws a draft away that was not touched since a moment. Returns whether it was there.
  static func deleteDraft(_ id: CaseID, before: Instant, _ transaction: any Transaction) throws -> Bool {
    let old = try transaction.first(
      "SELECT 1 AS n FROM case_file WHERE id = ? AND status = 'draft' AND changed_at < ?",
      [.text(id.text), .integer(before.milliseconds)])
    guard old != nil else { return false }
    try delete(id, transaction)
    return true
  }

  static func delete(_ id: CaseID, _ transaction: any Transaction) throws {
    try transaction.run("DELETE FROM case_evidence_file WHERE case_id = ?", [.text(id.text)])
    try AnswerSourceStore.drop(of: id, transaction)
    try transaction.run("DELETE FROM case_file WHERE id = ? AND status = 'draft'", [.text(id.text)])
  }

  // MARK: - Tasks

  /// `state`: after the event.
  static func write(_ event: CaseEvent, of state: CaseState, _ rules: CaseRules, _ transaction: any Transaction) throws {
    for task in event.closes {
      try transaction.issue("DELETE FROM case_task WHERE id = ? AND case_id = ?", [.text(task.text), .text(state.id.text)])
    }
    for task in event.moves {
      let alarm = rules.alarm(task, clocks: state.clocks)
      try transaction.issue(
        """
        UPDATE case_task SET due = ?, soon_from = ?, provisional = ?, expires_at = ?, alarm_at = ?, alarm = ? WHERE id = ?
        """,
        [
          .text(task.due.description), .text(task.soonFrom.description), SQLValue(task.provisional),
          SQLValue(task.expiresAt?.milliseconds), SQLValue(alarm?.at.milliseconds), SQLValue(alarm?.kind.rawValue),
          .text(task.id.text),
        ])
    }
    if !event.clocks.isEmpty || !event.moves.isEmpty { try setProvisional(state.provisionalDue, of: state.id, transaction) }
    guard !event.opens.isEmpty else { return }
    let provisional = state.provisionalDue
    let marks = event.opens.map { _ in "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" }.joined(separator: ", ")
    try transaction.issue(
      """
      INSERT INTO case_task (id, case_id, state, role, agency, opened_at, due, soon_from, provisional, expires_at, alarm_at, alarm,
        provisional_due)
      VALUES \(marks)
      """,
      event.opens.flatMap { task -> [SQLValue] in
        let alarm = rules.alarm(task, clocks: state.clocks)
        return [
          .text(task.id.text), .text(state.id.text), .text(task.state), SQLValue(task.role?.rawValue),
          SQLValue(task.agency?.description), .integer(task.openedAt.milliseconds), .text(task.due.description),
          .text(task.soonFrom.description), SQLValue(task.provisional), SQLValue(task.expiresAt?.milliseconds),
          SQLValue(alarm?.at.milliseconds), SQLValue(alarm?.kind.rawValue), SQLValue(provisional?.description),
        ]
      })
  }

  static func caseID(_ reading: any Reading, task: TaskID) throws -> CaseID? {
    try reading.first("SELECT case_id FROM case_task WHERE id = ?", [.text(task.text)]).map { CaseID(try $0.text("case_id")) }
  }

  static func claim(_ task: TaskID, by party: PartyID, at now: Instant, _ transaction: any Transaction) throws -> Bool {
    try transaction.run(
      "UPDATE case_task SET claimed_by = ?, claimed_at = ? WHERE id = ? AND (claimed_by IS NULL OR claimed_by = ?)",
      [.text(party.text), .integer(now.milliseconds), .text(task.text), .text(party.text)]) == 1
  }

  static func release(_ task: TaskID, by party: PartyID, _ transaction: any Transaction) throws {
    try transaction.run(
      "UPDATE case_task SET claimed_by = NULL, claimed_at = NULL WHERE id = ? AND claimed_by = ?",
      [.text(task.text), .text(party.text)])
  }

  static func claimant(_ reading: any Reading, _ task: TaskID) throws -> PartyID? {
    try reading.first("SELECT claimed_by FROM case_task WHERE id = ?", [.text(task.text)])?.optionalText("claimed_by").map {
      PartyID($0)
    }
  }

  static func oldDrafts(_ reading: any Reading, before: Instant, limit: Int) throws -> [CaseID] {
    try reading.query(
      "SELECT id FROM case_file WHERE last_state = 'draft' AND status = 'draft' AND changed_at < ? ORDER BY changed_at LIMIT ?",
      [.integer(before.milliseconds), SQLValue(limit)]
    ).map { CaseID(try $0.text("id")) }
  }

  static func record(_ row: SQLRow) throws -> CaseRecord {
    let document = try json(row.text("state"))
    guard let terms = document["terms"].flatMap(CaseTerms.init), let channel = Channel(rawValue: try row.text("channel")),
      let status = CaseState.Status(rawValue: try row.text("status")),
      let stage = Procedure.Stage(rawValue: try row.text("stage"))
    else { throw StoreError.misuse("case row") }
    var state = CaseState(
      id: CaseID(try row.text("id")), terms: terms, applicant: PartyID(try row.text("applicant")),
      agent: try row.optionalText("agent").map { PartyID($0) }, channel: channel)
    state.take(document)
    state.status = status
    state.number = try row.optionalText("number")
    state.sequence = try row.int("sequence")
    state.stage = stage
    state.lastState = try row.text("last_state")
    state.outcome = try row.optionalText("outcome")
    state.submittedAt = try row.optionalInteger("submitted_at").map { Instant(milliseconds: $0) }
    state.closedAt = try row.optionalInteger("closed_at").map { Instant(milliseconds: $0) }
    return CaseRecord(
      state: state, form: try json(row.text("form")),
      evidence: (try json(row.text("evidence")).arrayValue ?? []).compactMap(EvidenceItem.init),
      createdAt: Instant(milliseconds: try row.integer("created_at")),
      changedAt: Instant(milliseconds: try row.integer("changed_at")),
      revision: try row.integer("revision"))
  }

  /// JSON that we wrote ourselves.
  static func json(_ text: String) throws -> JSON {
    do { return try JSON.parse(Array(text.utf8)) } catch { throw StoreError.misuse("stored JSON") }
  }
}

extension CaseState {
  /// The earliest day by which somebody must do something.
  var earliestDue: CivilDate? { tasks.reduce(nil) { earliest, task in min(earliest ?? task.due, task.due) } }
}
