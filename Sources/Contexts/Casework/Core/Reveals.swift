import IdentityCore
import JSON
public import Kernel
import Store

/// A number that a member of staff saw in full, as an auditor reads it.
public struct RecordedReveal: Sendable {
  public let at: Instant
  public let actorName: String
  /// Number of the case.
  public let number: String
  /// Empty once personal data were erased.
  public let reason: String
}

extension Casework {
  /// Numbers seen in full in the cases of an auditor's regions, latest first. Throws `forbidden` for who is no auditor.
  public func reveals(limit: Int, after: String?, by actor: Actor) async throws -> Portion<RecordedReveal> {
    let own = Set(actor.posts.map(\.agency.region)).filter { may(actor, .readRecord, on: .region($0), league: league) }
    guard !own.isEmpty else { throw Rejection.forbidden }
    let regions = own.contains(league) ? nil : own.sorted()
    let cursor = try Cursor.read(after)
    return try await store.read { try CaseLists.reveals($0, regions: regions, limit: limit, after: cursor) }
  }
}

extension CaseLists {
  static func reveals(_ reading: any Reading, regions: [String]?, limit: Int, after: Cursor?) throws -> Portion<RecordedReveal>
  {
    var condition = "ledger_event.kind = 'revealed'"
    var arguments: [SQLValue] = []
    if let regions {
      condition += " AND case_file.region IN (\(Array(repeating: "?", count: regions.count).joined(separator: ", ")))"
      arguments += regions.map(SQLValue.text)
    }
    let from = """
      FROM ledger_event JOIN case_file ON case_file.id = ledger_event.stream JOIN party ON party.id = ledger_event.actor
      """
    let total = try reading.first("SELECT COUNT(*) AS n \(from) WHERE \(condition)", arguments)?.int("n") ?? 0
    if let after {
      condition += " AND (ledger_event.at < ? OR (ledger_event.at = ? AND ledger_event.stream < ?))"
      arguments += [.integer(after.key), .integer(after.key), .text(after.id)]
    }
    let rows = try reading.query(
      """
      SELECT ledger_event.at, ledger_event.stream, ledger_event.payload, party.name, case_file.number \(from)
      WHERE \(condition) ORDER BY ledger_event.at DESC, ledger_event.stream DESC LIMIT ?
      """, arguments + [SQLValue(limit + 1)])
    let items = try rows.prefix(limit).map { row in
      RecordedReveal(
        at: Instant(milliseconds: try row.integer("at")), actorName: try row.text("name"),
        number: try row.optionalText("number") ?? "",
        reason: try row.optionalText("payload").map(CaseStore.json)?["reason"]?.stringValue ?? "")
    }
    let last = rows.count > limit ? rows.prefix(limit).last : nil
    return Portion(
      items: items, total: total,
      next: try last.map { Cursor(key: try $0.integer("at"), id: try $0.text("stream")).text })
  }
}
