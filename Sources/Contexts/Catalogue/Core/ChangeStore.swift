import JSON
import Kernel
import Store

/// All SQL of changes.
enum ChangeStore {
  static func insert(_ change: CatalogueChange, _ transaction: any Transaction) throws {
    try transaction.run(
      """
      INSERT INTO catalogue_change (id, title, reason, state, regions, author, author_name, created_at, changed_at, revision)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
      """,
      [
        .text(change.id), .text(change.title), .text(change.reason), .text(change.state.rawValue),
        .text(change.regions.joined(separator: "|")), .text(change.author.text), .text(change.authorName),
        .integer(change.createdAt.milliseconds), .integer(change.changedAt.milliseconds),
      ])
  }

  /// Throws `Rejection(.conflict)` when somebody else changed it in between.
  static func update(_ change: CatalogueChange, _ transaction: any Transaction) throws {
    let changed = try transaction.run(
      """
      UPDATE catalogue_change SET title = ?, reason = ?, state = ?, regions = ?, reviewer = ?, reviewer_name = ?, comment = ?,
        takes_effect = ?, changed_at = ?, epoch = ?, revision = revision + 1 WHERE id = ? AND revision = ?
      """,
      [
        .text(change.title), .text(change.reason), .text(change.state.rawValue), .text(change.regions.joined(separator: "|")),
        SQLValue(change.reviewer?.text), SQLValue(change.reviewerName), SQLValue(change.comment),
        SQLValue(change.takesEffect?.description), .integer(change.changedAt.milliseconds), SQLValue(change.epoch),
        .text(change.id), .integer(change.revision),
      ])
    guard changed == 1 else { throw Rejection(.conflict, "changedMeanwhile") }
  }

  static func change(_ reading: any Reading, _ id: String) throws -> CatalogueChange? {
    try reading.first("SELECT * FROM catalogue_change WHERE id = ?", [.text(id)]).map(change)
  }

  /// Newest first; those that are over too when `all`.
  static func changes(_ reading: any Reading, all: Bool, limit: Int) throws -> [CatalogueChange] {
    let open = all ? "" : "WHERE state NOT IN ('published', 'discarded')"
    return try reading.query(
      "SELECT * FROM catalogue_change \(open) ORDER BY changed_at DESC, id DESC LIMIT ?", [SQLValue(limit)]
    ).map(change)
  }

  static func due(_ reading: any Reading, on day: CivilDate) throws -> [String] {
    try reading.query(
      "SELECT id FROM catalogue_change WHERE state = 'scheduled' AND takes_effect <= ? ORDER BY takes_effect, changed_at, id",
      [.text(day.description)]
    ).map { try $0.text("id") }
  }

  static func edits(_ reading: any Reading, of id: String) throws -> [CatalogueEdit] {
    try reading.query("SELECT * FROM catalogue_change_entry WHERE change_id = ? ORDER BY service, kind, key", [.text(id)])
      .compactMap { row in
        guard let kind = CatalogueKind(rawValue: try row.text("kind")) else { return nil }
        return CatalogueEdit(
          kind: kind, key: try row.text("key"), service: try row.text("service"), base: try row.integer("base"),
          document: try row.optionalText("document"))
      }
  }

  static func put(_ edit: CatalogueEdit, in id: String, _ transaction: any Transaction) throws {
    try take(edit.kind, edit.key, from: id, transaction)
    try transaction.run(
      "INSERT INTO catalogue_change_entry (change_id, kind, key, service, base, document) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .text(id), .text(edit.kind.rawValue), .text(edit.key), .text(edit.service), .integer(edit.base),
        SQLValue(edit.document),
      ])
  }

  static func take(_ kind: CatalogueKind, _ key: String, from id: String, _ transaction: any Transaction) throws {
    try transaction.run(
      "DELETE FROM catalogue_change_entry WHERE change_id = ? AND kind = ? AND key = ?",
      [.text(id), .text(kind.rawValue), .text(key)])
  }

  // MARK: - Rows

  static func row(_ reading: any Reading, _ kind: CatalogueKind, _ key: String) throws -> String? {
    for edition in [CatalogueLoader.Edition.published, .draft] {
      let row = try reading.first(
        "SELECT document FROM \(edition.rawValue) WHERE kind = ? AND key = ?", [.text(kind.rawValue), .text(key)])
      if let row { return try row.text("document") }
    }
    return nil
  }

  static func rows(
    _ reading: any Reading, _ kind: CatalogueKind, matching text: String, limit: Int
  ) throws -> [(String, String)] {
    let edition = try standing(reading)
    let pattern = "%" + String(text.flatMap { "%_!".contains($0) ? ["!", $0] : [$0] }) + "%"
    return try reading.query(
      """
      SELECT key, document FROM \(edition.rawValue) WHERE kind = ? AND (key LIKE ? ESCAPE '!' OR document LIKE ? ESCAPE '!')
      ORDER BY position LIMIT ?
      """, [.text(kind.rawValue), .text(pattern), .text(pattern), SQLValue(limit)]
    ).map { (try $0.text("key"), try $0.text("document")) }
  }

  static func rows(_ reading: any Reading, _ kind: CatalogueKind) throws -> [(key: String, document: String)] {
    try reading.query(
      "SELECT key, document FROM \(try standing(reading).rawValue) WHERE kind = ? ORDER BY position", [.text(kind.rawValue)]
    ).map { (try $0.text("key"), try $0.text("document")) }
  }

  static func rows(_ reading: any Reading, _ kind: CatalogueKind, of service: String) throws -> [(String, String)] {
    let edition = try standing(reading)
    return try reading.query(
      "SELECT key, document FROM \(edition.rawValue) WHERE kind = ? AND service = ? ORDER BY position",
      [.text(kind.rawValue), .text(service)]
    ).map { (try $0.text("key"), try $0.text("document")) }
  }

  /// What is published, or before the first publication what is being prepared.
  private static func standing(_ reading: any Reading) throws -> CatalogueLoader.Edition {
    try CatalogueLoader.isPublished(reading) ? .published : .draft
  }

  /// Puts an edit into both copies of the catalogue: what is published, and what is being prepared.
  static func apply(_ edit: CatalogueEdit, _ transaction: any Transaction) throws -> Int {
    var place = 0
    for edition in [CatalogueLoader.Edition.draft, .published] {
      let known = try transaction.first(
        "SELECT position FROM \(edition.rawValue) WHERE kind = ? AND key = ?", [.text(edit.kind.rawValue), .text(edit.key)])
      place =
        try known?.int("position")
        ?? (transaction.first(
          "SELECT COALESCE(MAX(position), -1) + 1 AS n FROM \(edition.rawValue) WHERE kind = ?", [.text(edit.kind.rawValue)])?
          .int("n") ?? 0)
      try transaction.run(
        "DELETE FROM \(edition.rawValue) WHERE kind = ? AND key = ?", [.text(edit.kind.rawValue), .text(edit.key)])
      guard let document = edit.document else { continue }
      try transaction.run(
        "INSERT INTO \(edition.rawValue) (kind, key, position, service, document) VALUES (?, ?, ?, ?, ?)",
        [.text(edit.kind.rawValue), .text(edit.key), SQLValue(place), .text(edit.service), .text(document)])
    }
    return place
  }

  private static func change(_ row: SQLRow) throws -> CatalogueChange {
    guard let state = CatalogueChange.State(rawValue: try row.text("state")) else { throw StoreError.misuse("change row") }
    return CatalogueChange(
      id: try row.text("id"), title: try row.text("title"), reason: try row.text("reason"), state: state,
      regions: try row.text("regions").split(separator: "|").map(String.init), author: PartyID(try row.text("author")),
      authorName: try row.text("author_name"), reviewer: try row.optionalText("reviewer").map { PartyID($0) },
      reviewerName: try row.optionalText("reviewer_name"), comment: try row.optionalText("comment"),
      takesEffect: try row.optionalText("takes_effect").flatMap { CivilDate($0) },
      createdAt: Instant(milliseconds: try row.integer("created_at")),
      changedAt: Instant(milliseconds: try row.integer("changed_at")), epoch: try row.optionalInteger("epoch"),
      revision: try row.integer("revision"))
  }
}
