import Foundation
import JSON
public import Kernel
import Store

/// What a backup says of itself: `manifest.json`.
public struct BackupManifest: Sendable, Equatable {
  /// Of this document's form.
  static let version: Int64 = 1

  public let madeAt: Instant
  public let engine: String
  /// Steps of the schema.
  public let schema: [String]
  public let databaseFile: String
  public let databaseSHA256: String
  /// Rows of each table.
  public let counts: [String: Int]
  public let ledgerHead: String
  public let ledgerEvents: Int
  /// SHA-256 of each file that people sent, which is its name too.
  public let files: [String]
  /// Files that the database names and that were gone, or not what they should be, when they were copied.
  public let missing: [String]

  /// In one line, for people.
  public var summary: String {
    let cases = counts["case_file"] ?? 0
    return
      told(
        "backup.summary",
        [
          "at": "\(madeAt.rfc3339)", "engine": "\(engine)", "cases": "\(cases)", "events": "\(ledgerEvents)",
          "files": "\(files.count)", "head": "\(ledgerHead.prefix(16))",
        ])
  }

  var json: JSON {
    func strings(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
    return [
      "version": .number(JSONNumber(Self.version)), "madeAt": .string(madeAt.rfc3339), "engine": .string(engine),
      "schema": strings(schema), "database": ["file": .string(databaseFile), "sha256": .string(databaseSHA256)],
      "counts": .object(JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, .number(JSONNumber(Int64($0.value)))) })),
      "ledger": ["head": .string(ledgerHead), "events": .number(JSONNumber(Int64(ledgerEvents)))],
      "files": strings(files), "missing": strings(missing),
    ]
  }

  init(
    madeAt: Instant, engine: String, schema: [String], databaseFile: String, databaseSHA256: String, facts: DatabaseFacts,
    files: [String], missing: [String]
  ) {
    self.madeAt = madeAt
    self.engine = engine
    self.schema = schema
    self.databaseFile = databaseFile
    self.databaseSHA256 = databaseSHA256
    counts = facts.counts
    ledgerHead = facts.ledger.head
    ledgerEvents = facts.ledger.events
    self.files = files
    self.missing = missing
  }

  /// Reads a backup's manifest. Throws `BackupFault` when it is none.
  public init(folder: String) throws {
    let path = folder + "/manifest.json"
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      throw BackupFault(told("backup.noManifest", ["path": "\(path)"]))
    }
    guard let json = try? JSON.parse(Array(data)), json["version"]?.intValue == Self.version,
      let madeAt = json["madeAt"]?.stringValue.flatMap(Instant.init(rfc3339:)), let engine = json["engine"]?.stringValue,
      let file = json["database"]?["file"]?.stringValue, let digest = json["database"]?["sha256"]?.stringValue,
      let head = json["ledger"]?["head"]?.stringValue, let events = json["ledger"]?["events"]?.intValue,
      let counts = json["counts"]?.objectValue, ["database.sqlite", "database.dump"].contains(file)
    else { throw BackupFault(told("backup.strangeManifest", ["path": "\(path)"])) }
    func strings(_ key: String) -> [String] { (json[key]?.arrayValue ?? []).compactMap(\.stringValue) }
    self.madeAt = madeAt
    self.engine = engine
    schema = strings("schema")
    databaseFile = file
    databaseSHA256 = digest
    self.counts = Dictionary(counts.map { ($0.key, Int($0.value.intValue ?? 0)) }, uniquingKeysWith: { $1 })
    ledgerHead = head
    ledgerEvents = Int(events)
    files = strings("files")
    missing = strings("missing")
  }
}

/// Why there is no backup, or it is not restored.
public struct BackupFault: Error, Sendable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
  public init(lines: [String]) { description = lines.joined(separator: "\n") }
}

/// What is counted of a database, in one snapshot.
struct DatabaseFacts: Sendable {
  let counts: [String: Int]
  let ledger: LedgerAudit

  init(_ reading: any Reading, _ engine: StoreEngine) throws {
    let tables =
      engine == .sqlite
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
      : "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    var counts: [String: Int] = [:]
    for table in try reading.query(tables).map({ try $0.text("name") }) {
      counts[table] = try reading.first("SELECT COUNT(*) AS n FROM \"\(table)\"")?.int("n")
    }
    self.counts = counts
    ledger = try reading.auditLedger()
  }
}
