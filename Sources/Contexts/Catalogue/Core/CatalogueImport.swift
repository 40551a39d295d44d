import JSON
public import Store
public import Tables

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
    let (good, problems, isTable) = checked(kind, files)
    guard problems.isEmpty || keepGood && isTable else { throw ImportRefusal(problems: problems) }
    try await store.write { transaction in
      try transaction.run("DELETE FROM catalogue_entry WHERE kind = ?", [.text(kind.rawValue)])
      for (position, row) in good.enumerated() {
        try insert(row, kind, at: position, into: .draft, transaction)
        if position % 250 == 249 { progress(position + 1, good.count) }
      }
      try transaction.run("UPDATE catalogue_state SET draft = draft + 1 WHERE id = 1")
    }
    progress(good.count, good.count)
    return (good.count, problems)
  }

  /// A row that is in order.
  struct Row: Sendable {
    let key: String
    let service: String
    let document: String
  }

  /// The rows of files that are in order, and all that is wrong with the others; whether every file is a table at all.
  static func checked(
    _ kind: CatalogueKind, _ files: [File]
  ) -> (good: [Row], problems: [TableProblem], isTable: Bool) {
    var problems: [TableProblem] = []
    var good: [Row] = []
    var seen = Set<String>()
    var isTable = true
    // A decision model is a row of its own: it says what it is called.
    let files = files.map { kind == .situations && $0.name.hasSuffix(".dmn") ? SituationFile.table($0) : $0 }
    for file in files {
      let (table, faults) = CSV.read(file.bytes, file: file.name)
      problems += faults
      let lacking = kind.columns.filter { !$0.isLater }.map(\.name).filter { !table.columns.contains($0) }
      problems += lacking.map { TableProblem(file: file.name, line: 1, column: $0, code: "noColumn") }
      guard lacking.isEmpty, !faults.contains(where: { unusable.contains($0.code) }),
        !table.columns.contains(where: { $0.unicodeScalars.contains("\0") })
      else {
        isTable = false
        continue
      }
      for row in table.rows {
        var wrong = CatalogueChecks.problems(kind) { row[$0] }.map {
          TableProblem(file: file.name, line: row.line, column: $0.column, code: $0.code, arguments: ["value": $0.value])
        }
        let key = kind.key { row[$0] }
        if !seen.insert(key).inserted {
          wrong.append(
            TableProblem(file: file.name, line: row.line, column: "key", code: "keyTwice", arguments: ["value": key]))
        }
        problems += wrong
        if wrong.isEmpty {
          var json: JSON = [:]
          for column in table.columns { json[column] = .string(row[column]) }
          good.append(Row(key: key, service: kind.service { row[$0] }, document: json.text))
        }
      }
    }
    return (good, problems, isTable)
  }

  static func insert(
    _ row: Row, _ kind: CatalogueKind, at position: Int, into edition: CatalogueLoader.Edition, _ transaction: any Transaction
  ) throws {
    try transaction.run(
      "INSERT INTO \(edition.rawValue) (kind, key, position, service, document) VALUES (?, ?, ?, ?, ?)",
      [.text(kind.rawValue), .text(row.key), SQLValue(position), .text(row.service), .text(row.document)])
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
    guard var columns = documents.first?.objectValue?.keys.map({ String($0) }) else {
      return CSV.write(columns: kind.columns.map(\.name), rows: [[String]]())
    }
    // A column that the first row lacks, since an editor filled it in elsewhere.
    columns += kind.columns.map(\.name).filter { name in
      !columns.contains(name) && documents.contains { !$0.cell(name).isEmpty }
    }
    return CSV.write(columns: columns, rows: documents.map { json in columns.map { json[$0]?.stringValue ?? "" } })
  }
}
