import JSON
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
    case .serviceEvidence:
      [
        "service", "evidence", "required", "originals", "copies", "form", "origin", "issuer", "guidance", "tolerance",
      ]
    case .themes: ["name", "audience", "order"]
    case .questions: ["key", "service", "question", "answer"]
    case .elements:
      [
        "service", "conditions", "steps", "visitReason", "mailIn", "feeBasis", "feeItem", "onlinePayment", "resultSample",
        "consultPhone", "complaintPhone", "basicCode", "authority", "quantityLimit", "intermediary", "rights", "hours",
        "appointment", "mailOut", "kiosk", "synthetic",
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
  /// Brings a whole table, in one file or several, into the draft, in place of what was there: checked first, and kept whole or not at all. The public sees
  /// nothing of it before it is published.
  ///
  /// Throws `ImportRefusal` with file, line, column and reason of every bad row; with `keepGood` those are left out instead, and returned.
  /// A file whose rows cannot be told apart or named, as one without header, is refused in any case: nothing takes the place of what was there.
  ///
  /// `progress` is told how many rows of how many have been written, from any thread.
  @discardableResult
  public static func bring(
    _ kind: CatalogueKind, _ files: [File], keepGood: Bool = false, into store: any Store,
    progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) async throws -> (kept: Int, problems: [TableProblem]) {
    var problems: [TableProblem] = []
    var good: [(key: String, document: String)] = []
    var seen = Set<String>()
    var isTable = true
    for file in files {
      let (table, faults) = CSV.read(file.bytes, file: file.name)
      problems += faults
      let lacking = kind.columns.filter { !table.columns.contains($0) }
      problems += lacking.map { TableProblem(file: file.name, line: 1, column: $0, code: "noColumn") }
      guard lacking.isEmpty, !faults.contains(where: { unusable.contains($0.code) }),
        !table.columns.contains(where: { $0.unicodeScalars.contains("\0") })
      else {
        isTable = false
        continue
      }
      for row in table.rows {
        var wrong = CatalogueChecks.problems(kind, row, file: file.name)
        if !seen.insert(kind.key(row)).inserted {
          wrong.append(
            TableProblem(file: file.name, line: row.line, column: "key", code: "keyTwice", arguments: ["value": kind.key(row)]))
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
        if position % 250 == 249 { progress(position + 1, rows.count) }
      }
      try transaction.run("UPDATE catalogue_state SET draft = draft + 1 WHERE id = 1")
    }
    progress(rows.count, rows.count)
    return (good.count, problems)
  }

  /// A file that somebody wants to bring in.
  public struct File: Sendable {
    /// As problems name it.
    public let name: String
    public let bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// Faults of a table as a whole.
  private static let unusable: Set = ["invalidUTF8", "noHeader", "noColumn", "columnTwice", "unclosedQuote"]

  /// The table as it stands, as CSV.
  public static func export(_ kind: CatalogueKind, from store: any Store) async throws -> String {
    let documents = try await store.read { try CatalogueLoader.documents(kind, .draft, $0) }.map(CatalogueLoader.parsed)
    guard let columns = documents.first?.objectValue?.keys else { return CSV.write(columns: kind.columns, rows: [[String]]()) }
    return CSV.write(columns: columns, rows: documents.map { json in columns.map { json[$0]?.stringValue ?? "" } })
  }
}
