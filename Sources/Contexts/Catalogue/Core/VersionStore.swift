public import Kernel
import Store

/// Which version of a guide: the how-manieth publication that changed it.
public struct GuideVersion: Sendable, Hashable {
  /// From 1.
  public let number: Int
  /// The catalogue's epoch from which it held.
  public let epoch: Int64
  public let at: Instant
}

/// The newest versions of everything, as a snapshot needs them.
struct NewestVersions: Sendable {
  /// By service.
  var guides: [String: GuideVersion] = [:]
  /// The epoch at which a paper of the table of evidence changed last, by its key.
  var evidence: [String: Int64] = [:]
  /// The same of the lists that forms choose from.
  var dictionaries: [String: Int64] = [:]
}

/// All SQL of versions: every row that was ever published.
enum VersionStore {
  /// The kind under which stands when a region was published.
  static let publication = "publication"

  /// A row as it was published; `document` is nil where it went.
  struct Row: Sendable {
    let kind: String
    let key: String
    let position: Int
    let service: String
    let document: String?
  }

  /// Freezes what the draft changes of the published catalogue, before it is copied.
  static func freeze(epoch: Int64, by actor: Actor, at now: Instant, _ transaction: any Transaction) throws {
    let columns = "kind, key, version, epoch, at, position, service, document, author"
    let next = "COALESCE((SELECT MAX(v.version) FROM catalogue_version v WHERE v.kind = row.kind AND v.key = row.key), 0) + 1"
    let given = "CAST(? AS BIGINT), CAST(? AS BIGINT)"
    let arguments: [SQLValue] = [.integer(epoch), .integer(now.milliseconds), .text(actor.party.text)]
    try transaction.run(
      """
      INSERT INTO catalogue_version (\(columns))
      SELECT row.kind, row.key, \(next), \(given), row.position, row.service, row.document, CAST(? AS TEXT)
      FROM catalogue_entry row LEFT JOIN catalogue_published old ON old.kind = row.kind AND old.key = row.key
      WHERE old.document IS NULL OR old.document <> row.document
      """, arguments)
    try transaction.run(
      """
      INSERT INTO catalogue_version (\(columns))
      SELECT row.kind, row.key, \(next), \(given), row.position, row.service, NULL, CAST(? AS TEXT)
      FROM catalogue_published row LEFT JOIN catalogue_entry fresh ON fresh.kind = row.kind AND fresh.key = row.key
      WHERE fresh.document IS NULL
      """, arguments)
  }

  /// Freezes one row.
  static func freeze(
    _ row: Row, epoch: Int64, change: String?, author: String, reviewer: String?, at now: Instant,
    _ transaction: any Transaction
  ) throws {
    try transaction.run(
      """
      INSERT INTO catalogue_version (kind, key, version, epoch, at, position, service, document, change_id, author, reviewer)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(row.kind), .text(row.key), .integer(try version(transaction, row.kind, row.key) + 1), .integer(epoch),
        .integer(now.milliseconds), SQLValue(row.position), .text(row.service), SQLValue(row.document), SQLValue(change),
        .text(author), SQLValue(reviewer),
      ])
  }

  /// The number of a row's newest version; 0 when it was never published.
  static func version(_ reading: any Reading, _ kind: String, _ key: String) throws -> Int64 {
    try reading.first(
      "SELECT MAX(version) AS n FROM catalogue_version WHERE kind = ? AND key = ?", [.text(kind), .text(key)])?
      .optionalInteger("n") ?? 0
  }

  /// A row as it stood before an epoch; nil when there was none.
  static func document(_ reading: any Reading, _ kind: CatalogueKind, _ key: String, before epoch: Int64) throws -> String? {
    try reading.first(
      "SELECT document FROM catalogue_version WHERE kind = ? AND key = ? AND epoch < ? ORDER BY version DESC LIMIT 1",
      [.text(kind.rawValue), .text(key), .integer(epoch)])?.optionalText("document")
  }

  static func newest(_ reading: any Reading) throws -> NewestVersions {
    var newest = NewestVersions()
    let guides = try reading.query(
      """
      SELECT service, COUNT(DISTINCT epoch) AS n, MAX(epoch) AS epoch, MAX(at) AS at FROM catalogue_version
      WHERE service <> '' GROUP BY service
      """)
    for row in guides {
      newest.guides[try row.text("service")] = GuideVersion(
        number: try row.int("n"), epoch: try row.integer("epoch"), at: Instant(milliseconds: try row.integer("at")))
    }
    newest.evidence = try epochs(reading, .evidence)
    newest.dictionaries = try epochs(reading, .dictionaries)
    return newest
  }

  private static func epochs(_ reading: any Reading, _ kind: CatalogueKind) throws -> [String: Int64] {
    let rows = try reading.query(
      "SELECT key, MAX(epoch) AS epoch FROM catalogue_version WHERE kind = ? GROUP BY key", [.text(kind.rawValue)])
    return Dictionary(try rows.map { (try $0.text("key"), try $0.integer("epoch")) }, uniquingKeysWith: { $1 })
  }

  /// The versions of a guide, oldest first, with who made them.
  static func guides(_ reading: any Reading, of service: String) throws -> [GuideHistory.Entry] {
    let rows = try reading.query(
      """
      SELECT v.epoch, MAX(v.at) AS at, MAX(c.title) AS title, MAX(c.reason) AS reason, MAX(c.author_name) AS author_name,
        MAX(c.reviewer_name) AS reviewer_name
      FROM catalogue_version v LEFT JOIN catalogue_change c ON c.id = v.change_id
      WHERE v.service = ? GROUP BY v.epoch ORDER BY v.epoch
      """, [.text(service)])
    return try rows.enumerated().map { index, row in
      GuideHistory.Entry(
        version: GuideVersion(
          number: index + 1, epoch: try row.integer("epoch"), at: Instant(milliseconds: try row.integer("at"))),
        title: try row.optionalText("title"), reason: try row.optionalText("reason"),
        author: try row.optionalText("author_name"), reviewer: try row.optionalText("reviewer_name"))
    }
  }

  /// The rows of a guide as they stood at an epoch, and the papers they name.
  static func rows(_ reading: any Reading, of service: String, at epoch: Int64) throws -> [CatalogueKind: [String]] {
    var found: [CatalogueKind: [String]] = [:]
    var papers: [String] = []
    for row in try standing(reading, "v.service = ?", [.text(service)], at: epoch) {
      found[row.kind, default: []].append(row.document)
      if row.kind == .serviceEvidence { papers.append(String(row.key.dropFirst(service.count + 1))) }
    }
    for (kind, documents) in try formRows(reading, of: service, found[.services]?.first, at: epoch) { found[kind] = documents }
    for part in stride(from: 0, to: papers.count, by: 200).map({ papers[$0..<min($0 + 200, papers.count)] }) {
      let marks = part.map { _ in "?" }.joined(separator: ", ")
      found[.evidence, default: []] += try standing(
        reading, "v.kind = ? AND v.key IN (\(marks))",
        [.text(CatalogueKind.evidence.rawValue)] + part.map(SQLValue.text), at: epoch
      ).map(\.document)
    }
    return found
  }

  /// The rows of the form of a service, with those of the base form it follows.
  private static func formRows(
    _ reading: any Reading, of service: String, _ document: String?, at epoch: Int64
  ) throws -> [CatalogueKind: [String]] {
    // Who began before forms had versions has the first that is known.
    let first = try reading.first(
      "SELECT MIN(epoch) AS epoch FROM catalogue_version WHERE kind = ?", [.text(CatalogueKind.forms.rawValue)])
    let epoch = max(epoch, try first?.optionalInteger("epoch") ?? 0)
    let named = try document.map(CatalogueLoader.parsed)?.cell("formKey") ?? ""
    for key in named.isEmpty ? [service, FormBook.standard] : [named] {
      var found = try rows(reading, ofForm: key, at: epoch)
      guard let form = found[.forms]?.first else { continue }
      let base = try CatalogueLoader.parsed(form).cell("base")
      if !base.isEmpty { found.merge(try rows(reading, ofForm: base, at: epoch)) { $0 + $1 } }
      let lists = try standing(reading, "v.kind = ?", [.text(CatalogueKind.dictionaries.rawValue)], at: epoch)
      let book = FormBook(
        forms: try (found[.forms] ?? []).map(CatalogueLoader.parsed),
        fields: try (found[.formFields] ?? []).map(CatalogueLoader.parsed),
        dictionaries: try lists.map { try CatalogueLoader.parsed($0.document) })
      let named = book.entries.reduce(into: Set<String>()) { $0.formUnion($1.dictionaries) }
      found[.dictionaries] = lists.filter { named.contains($0.key) }.map(\.document)
      return found
    }
    return [:]
  }

  /// The rows of one form as they stood at an epoch.
  static func rows(_ reading: any Reading, ofForm key: String, at epoch: Int64) throws -> [CatalogueKind: [String]] {
    Dictionary(grouping: try standing(reading, "v.service = ?", [.text(FormBook.owner(key))], at: epoch), by: \.kind)
      .mapValues { $0.map(\.document) }
  }

  /// All rows as they stood at an epoch, and the regions that were published.
  static func everything(_ reading: any Reading, at epoch: Int64) throws -> ([CatalogueKind: [String]], Set<String>) {
    var found: [CatalogueKind: [String]] = [:]
    for row in try standing(reading, "v.kind <> ?", [.text(publication)], at: epoch) {
      found[row.kind, default: []].append(row.document)
    }
    let regions = try reading.query(
      "SELECT DISTINCT key FROM catalogue_version WHERE kind = ? AND epoch <= ?", [.text(publication), .integer(epoch)])
    return (found, Set(try regions.map { try $0.text("key") }))
  }

  /// The epoch that held at the end of a moment; nil before the first publication.
  static func epoch(_ reading: any Reading, at moment: Instant) throws -> Int64? {
    try reading.first("SELECT MAX(epoch) AS epoch FROM catalogue_version WHERE at <= ?", [.integer(moment.milliseconds)])?
      .optionalInteger("epoch")
  }

  private static func standing(
    _ reading: any Reading, _ condition: String, _ arguments: [SQLValue], at epoch: Int64
  ) throws -> [(kind: CatalogueKind, key: String, document: String)] {
    let rows = try reading.query(
      """
      SELECT v.kind, v.key, v.document FROM catalogue_version v
      WHERE \(condition) AND v.document IS NOT NULL AND v.version = (
        SELECT MAX(w.version) FROM catalogue_version w WHERE w.kind = v.kind AND w.key = v.key AND w.epoch <= ?)
      ORDER BY v.kind, v.position, v.key
      """, arguments + [.integer(epoch)])
    return try rows.compactMap { row in
      guard let kind = CatalogueKind(rawValue: try row.text("kind")) else { return nil }
      return (kind, try row.text("key"), try row.text("document"))
    }
  }
}
