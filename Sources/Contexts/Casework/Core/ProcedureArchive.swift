public import JSON
public import Kernel
public import Store

/// Procedures by key and version.
struct ProcedureShelf: Sendable {
  private struct Place: Hashable {
    let key: String
    let version: Int
  }

  private let all: [Place: Procedure]
  private let newest: [String: Procedure]

  init(_ procedures: [Procedure]) {
    all = Dictionary(procedures.map { (Place(key: $0.key, version: $0.version), $0) }, uniquingKeysWith: { first, _ in first })
    newest = Dictionary(procedures.map { ($0.key, $0) }, uniquingKeysWith: { $0.version >= $1.version ? $0 : $1 })
  }

  /// The one that new cases follow.
  func newest(_ key: String) -> Procedure? { newest[key] }

  /// The one a case began under.
  func procedure(_ terms: CaseTerms) -> Procedure? { all[Place(key: terms.procedure, version: terms.procedureVersion)] }
}

/// Keeps every version of a procedure that cases may have begun under.
public enum ProcedureArchive {
  /// A procedure and the document it was read from.
  public struct Source: Sendable {
    public let procedure: Procedure
    let document: JSON

    /// Throws `ProcedureFaults`.
    public init(_ document: JSON, file: String) throws {
      procedure = try ProcedureReader.read(document, file: file)
      self.document = document
    }
  }

  /// Keeps what is new and returns all versions that the database knows. Several programs may do so at the same time.
  ///
  /// Throws `ProcedureChanged` when a document says something else than the kept one of the same version.
  public static func keep(_ sources: [Source], in store: any Store, at now: Instant) async throws -> [Procedure] {
    try await store.write { transaction in
      for source in sources {
        let (key, version) = (source.procedure.key, source.procedure.version)
        let text = String(decoding: source.document.canonical, as: UTF8.self)
        try transaction.run(
          "INSERT INTO procedure_version (key, version, document, kept_at) VALUES (?, ?, ?, ?) ON CONFLICT (key, version) DO NOTHING",
          [.text(key), SQLValue(version), .text(text), .integer(now.milliseconds)])
        let kept = try transaction.first(
          "SELECT document FROM procedure_version WHERE key = ? AND version = ?", [.text(key), SQLValue(version)])
        guard try kept?.text("document") == text else { throw ProcedureChanged(key: key, version: version) }
      }
      return try transaction.query("SELECT key, version, document FROM procedure_version ORDER BY key, version").map { row in
        try ProcedureReader.read(
          try CaseStore.json(row.text("document")), file: "\(try row.text("key")) (version \(try row.integer("version")))")
      }
    }
  }
}

/// A procedure was changed and kept its version: cases that follow it would change under people's hands.
public struct ProcedureChanged: Error, Sendable, CustomStringConvertible {
  public let key: String
  public let version: Int
  public var description: String {
    "the procedure \(key) was changed but is still version \(version), which cases may follow: give it the version \(version + 1)"
  }
}
