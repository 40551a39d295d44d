/// One step of the schema. Named, append-only; never refers to current Swift types.
///
/// Statements are written once, in this dialect: types `TEXT`, `BIGINT`, `DOUBLE`, `BLOB`; `SERIAL8 PRIMARY KEY` for a number that
/// the database hands out. The adapters translate (`BLOB` → `BYTEA`, `TEXT` → `TEXT COLLATE "C"`, and so on), so that keys
/// compare bytewise on both.
public struct Migration: Sendable {
  /// As in `casework-001-cases`: context, number, subject.
  public let name: String
  public let statements: [String]

  public init(_ name: String, _ statements: [String]) {
    self.name = name
    self.statements = statements
  }
}
