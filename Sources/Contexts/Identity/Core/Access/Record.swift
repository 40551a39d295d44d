public import Kernel
import Store

/// One deed of the record of staff and halls: who did what to whom or to what, when.
public struct RecordedDeed: Sendable {
  /// Where it stands in the ledger: stream and sequence.
  public let stream: String
  public let sequence: Int64
  /// The member of staff it was done to; nil for a hall.
  public let party: PartyID?
  /// As in `staff.postGranted`, `hall.made`.
  public let kind: String
  public let at: Instant
  /// nil for what was done by command.
  public let actor: PartyID?
  /// Names as they are now.
  public let actorName: String?
  /// Of the member of staff, or of the hall.
  public let subjectName: String
  /// JSON, without personal data.
  public let body: String
}

extension Identity {
  /// The record of staff of the auditor's regions, latest first, out of the ledger. `after`: where a portion ended.
  public func record(
    about party: PartyID? = nil, limit: Int = 20, after: String? = nil, by actor: Actor
  ) async throws
    -> StaffPortion<RecordedDeed>
  {
    let regions = try audited(actor)
    let place = try RecordPlace.read(after)
    return try await store.read {
      try RecordStore.deeds($0, about: party, regions: regions, limit: limit, after: place)
    }
  }
}

/// Where a list of the record goes on.
struct RecordPlace: Sendable {
  let at: Int64
  let stream: String
  let sequence: Int64

  var text: String { "\(at).\(sequence).\(stream)" }

  static func read(_ text: String?) throws(Rejection) -> RecordPlace? {
    guard let text, !text.isEmpty else { return nil }
    let parts = text.split(separator: ".", maxSplits: 2).map(String.init)
    guard parts.count == 3, let at = Int64(parts[0]), let sequence = Int64(parts[1]) else {
      throw Rejection.invalid([Problem("/cursor", "cursor")])
    }
    return RecordPlace(at: at, stream: parts[2], sequence: sequence)
  }
}

/// Reads the streams of staff and of halls in the ledger.
enum RecordStore {
  static func deeds(
    _ reading: any Reading, about party: PartyID?, regions: [String]?, limit: Int, after: RecordPlace?
  ) throws
    -> StaffPortion<RecordedDeed>
  {
    // Streams of a kind stand side by side in the primary key: `staff.` up to the next character, `/`.
    var condition = """
      ((ledger_event.stream >= 'staff.' AND ledger_event.stream < 'staff/')
        OR (ledger_event.stream >= 'hall.' AND ledger_event.stream < 'hall/'))
      AND COALESCE(staff_member.region, hall.region) IS NOT NULL
      """
    var arguments: [SQLValue] = []
    if let party {
      condition += " AND ledger_event.stream = ?"
      arguments.append(.text(StaffDeed.stream(party)))
    }
    if let regions {
      condition += " AND COALESCE(staff_member.region, hall.region) IN (\(StaffStore.marks(regions.count)))"
      arguments += regions.map(SQLValue.text)
    }
    let from = """
      FROM ledger_event LEFT JOIN staff_member ON ledger_event.stream = 'staff.' || staff_member.party
      LEFT JOIN party ON party.id = staff_member.party LEFT JOIN hall ON ledger_event.stream = 'hall.' || hall.id
      LEFT JOIN party AS doer ON doer.id = ledger_event.actor
      """
    let total = try reading.first("SELECT COUNT(*) AS n \(from) WHERE \(condition)", arguments)?.int("n") ?? 0
    if let after {
      condition += """
         AND (ledger_event.at < ? OR (ledger_event.at = ? AND (ledger_event.stream < ?
          OR (ledger_event.stream = ? AND ledger_event.sequence < ?))))
        """
      arguments += [.integer(after.at), .integer(after.at), .text(after.stream), .text(after.stream), .integer(after.sequence)]
    }
    let rows = try reading.query(
      """
      SELECT ledger_event.stream, ledger_event.sequence, ledger_event.kind, ledger_event.at, ledger_event.body, party.id,
        COALESCE(party.name, hall.name) AS name, doer.id AS doer, doer.name AS doer_name
      \(from) WHERE \(condition)
      ORDER BY ledger_event.at DESC, ledger_event.stream DESC, ledger_event.sequence DESC LIMIT ?
      """, arguments + [SQLValue(limit + 1)])
    let items = try rows.prefix(limit).map { row in
      RecordedDeed(
        stream: try row.text("stream"), sequence: try row.integer("sequence"),
        party: try row.optionalText("id").map { PartyID($0) }, kind: try row.text("kind"),
        at: Instant(milliseconds: try row.integer("at")), actor: try row.optionalText("doer").map { PartyID($0) },
        actorName: try row.optionalText("doer_name"), subjectName: try row.text("name"), body: try row.text("body"))
    }
    let next = items.last.map { RecordPlace(at: $0.at.milliseconds, stream: $0.stream, sequence: $0.sequence).text }
    return StaffPortion(items: items, total: total, next: rows.count > limit ? next : nil)
  }
}
