import JSON
public import Kernel
public import Store
public import Tables

/// The kinds of tables a catalogue is made of.
public enum CatalogueKind: String, Sendable, CaseIterable {
  case regions, departments, services, evidence, serviceEvidence = "service-evidence", themes, questions, elements

  public var file: String { self == .serviceEvidence ? "service_evidence.csv" : "\(rawValue).csv" }

  var columns: [String] {
    switch self {
    case .regions: ["code", "name", "nameEn", "tier", "parent", "lon", "lat"]
    case .departments:
      ["key", "nameLeague", "nameBanner", "short", "nameEn", "kind", "atLeague", "atBanner", "bannerDepartment"]
    case .services:
      [
        "key", "name", "type", "department", "bannerDepartment", "tiers", "regions", "audience", "theme", "legalDays",
        "promisedDays",
        "visits", "onlineDepth", "fee", "result", "scope", "channel", "venue", "legalBasis", "keywords",
      ]
    case .evidence: ["key", "name", "kind", "shareable"]
    case .serviceEvidence: ["service", "evidence", "required"]
    case .themes: ["name", "audience", "order"]
    case .questions: ["key", "service", "question", "answer"]
    case .elements:
      [
        "service", "conditions", "steps", "visitReason", "mailIn", "feeBasis", "feeItem", "onlinePayment", "resultSample",
        "consultPhone", "complaintPhone", "synthetic",
      ]
    }
  }

  func key(_ row: Table.Row) -> String {
    switch self {
    case .regions: row["code"]
    case .elements: row["service"]
    case .serviceEvidence: row["service"] + "/" + row["evidence"]
    case .themes: row["name"]
    default: row["key"]
    }
  }
}

/// Rows that were refused.
public struct ImportRefusal: Error, Sendable, CustomStringConvertible {
  public let problems: [TableProblem]
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

public enum CatalogueImport {
  /// Brings a whole table in, in place of what was there: checked first, and kept whole or not at all.
  ///
  /// Throws `ImportRefusal` with file, line, column and reason of every bad row; with `keepGood` those are left out instead, and returned.
  /// A file whose rows cannot be told apart or named, as one without header, is refused in any case: nothing takes the place of what was there.
  @discardableResult
  public static func bring(
    _ kind: CatalogueKind, _ bytes: [UInt8], file: String, keepGood: Bool = false, into store: any Store
  ) async throws -> (kept: Int, problems: [TableProblem]) {
    let (table, faults) = CSV.read(bytes, file: file)
    var problems = faults
    var good: [(key: String, document: String)] = []
    for column in kind.columns where !table.columns.contains(column) {
      problems.append(TableProblem(file: file, line: 1, column: column, code: "noColumn"))
    }
    let isTable =
      !problems.contains { unusable.contains($0.code) } && !table.columns.contains { $0.unicodeScalars.contains("\0") }
    if isTable {
      var seen = Set<String>()
      for row in table.rows {
        var wrong = CatalogueChecks.problems(kind, row, file: file)
        if !seen.insert(kind.key(row)).inserted {
          wrong.append(TableProblem(file: file, line: row.line, column: "key", code: "keyTwice"))
        }
        problems += wrong
        if wrong.isEmpty {
          var json: JSON = [:]
          for column in table.columns { json[column] = .string(row[column]) }
          good.append((kind.key(row), json.text))
        }
      }
    }
    guard problems.isEmpty || keepGood && isTable else { throw ImportRefusal(problems: problems) }
    let rows = good
    try await store.write { transaction in
      try transaction.run("DELETE FROM catalogue_entry WHERE kind = ?", [.text(kind.rawValue)])
      for (position, row) in rows.enumerated() {
        try transaction.run(
          "INSERT INTO catalogue_entry (kind, key, position, document) VALUES (?, ?, ?, ?)",
          [.text(kind.rawValue), .text(row.key), SQLValue(position), .text(row.document)])
      }
      try transaction.run("UPDATE catalogue_state SET epoch = epoch + 1 WHERE id = 1")
    }
    return (good.count, problems)
  }

  /// Faults of a table as a whole.
  private static let unusable: Set = ["invalidUTF8", "noHeader", "noColumn", "columnTwice", "unclosedQuote"]

  /// The table as it stands, as CSV.
  public static func export(_ kind: CatalogueKind, from store: any Store) async throws -> String {
    let documents = try await CatalogueLoader.documents(kind, store)
    guard let columns = documents.first?.objectValue?.keys else { return CSV.write(columns: kind.columns, rows: [[String]]()) }
    return CSV.write(columns: columns, rows: documents.map { json in columns.map { json[$0]?.stringValue ?? "" } })
  }
}

extension CatalogueImport {
  /// Publishes regions: from then on the public sees their offerings.
  ///
  /// Throws `PublicationRefusal` when what they would offer breaks a rule of consistency; then nothing is published.
  public static func publish(_ regions: [String], by actor: Actor, at now: Instant, in store: any Store) async throws {
    let faults = PublicationRules.faults(in: try await CatalogueLoader.data(store), regions: Set(regions))
    guard faults.isEmpty else { throw PublicationRefusal(faults: faults) }
    try await store.write { transaction in
      for region in regions {
        try transaction.run(
          """
          INSERT INTO catalogue_publication (region, published_at, published_by) VALUES (?, ?, ?)
          ON CONFLICT (region) DO UPDATE SET published_at = excluded.published_at, published_by = excluded.published_by
          """, [.text(region), .integer(now.milliseconds), .text(actor.party.text)])
        try transaction.append(
          stream: "catalogue.\(region)", kind: "published", at: now, actor: actor.party.text, body: "{}", payload: nil)
      }
      try transaction.run("UPDATE catalogue_state SET epoch = epoch + 1 WHERE id = 1")
    }
  }
}
