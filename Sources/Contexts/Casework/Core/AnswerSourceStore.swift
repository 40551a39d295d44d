import JSON
public import Kernel
import Store

/// All SQL of whence answers are, and of what earlier cases were used for.
enum AnswerSourceStore {
  static func sources(_ reading: any Reading, of id: CaseID) throws -> [String: AnswerSource] {
    let rows = try reading.query("SELECT field, source FROM case_answer_source WHERE case_id = ?", [.text(id.text)])
    var sources: [String: AnswerSource] = [:]
    for row in rows { sources[try row.text("field")] = AnswerSource(try CaseStore.json(row.text("source"))) }
    return sources
  }

  static func put(_ sources: [String: AnswerSource], of id: CaseID, _ transaction: any Transaction) throws {
    for (field, source) in sources.sorted(by: { $0.key < $1.key }) {
      try transaction.issue(
        "INSERT INTO case_answer_source (case_id, field, source) VALUES (?, ?, ?)",
        [.text(id.text), .text(field), .text(source.json.text)])
    }
  }

  /// An answer that somebody changed is theirs.
  static func drop(_ fields: some Sequence<String>, of id: CaseID, _ transaction: any Transaction) throws {
    for field in fields {
      try transaction.run("DELETE FROM case_answer_source WHERE case_id = ? AND field = ?", [.text(id.text), .text(field)])
    }
  }

  static func drop(of id: CaseID, _ transaction: any Transaction) throws {
    try transaction.run("DELETE FROM case_answer_source WHERE case_id = ?", [.text(id.text)])
  }

  static func log(
    from: CaseID, for other: CaseID, fields: [String], by actor: PartyID, at now: Instant, _ transaction: any Transaction
  ) throws {
    try transaction.issue(
      "INSERT INTO case_answer_use (from_case, to_case, actor, fields, at) VALUES (?, ?, ?, ?, ?)",
      [
        .text(from.text), .text(other.text), .text(actor.text), .text(JSON.array(fields.map(JSON.string)).text),
        .integer(now.milliseconds),
      ])
  }

  static func uses(_ reading: any Reading, of id: CaseID) throws -> [AnswerUse] {
    try reading.query(
      """
      SELECT case_answer_use.at, case_answer_use.fields, party.name FROM case_answer_use
      JOIN party ON party.id = case_answer_use.actor WHERE from_case = ? ORDER BY case_answer_use.id DESC LIMIT 100
      """, [.text(id.text)]
    ).map { row in
      AnswerUse(
        at: Instant(milliseconds: try row.integer("at")), actorName: try row.text("name"),
        fields: (try CaseStore.json(row.text("fields")).arrayValue ?? []).compactMap(\.stringValue))
    }
  }

  /// The last closed cases of an applicant, newest first.
  static func closed(_ reading: any Reading, of applicant: PartyID, limit: Int) throws -> [CaseRecord] {
    try reading.query(
      "SELECT * FROM case_file WHERE applicant = ? AND status = 'closed' ORDER BY changed_at DESC, id DESC LIMIT ?",
      [.text(applicant.text), SQLValue(limit)]
    ).map(CaseStore.record)
  }
}

/// Answers of a closed case that were taken over into another of the same applicant.
public struct AnswerUse: Sendable, Hashable {
  public let at: Instant
  public let actorName: String
  /// Keys of the questions they were taken for.
  public let fields: [String]
}
