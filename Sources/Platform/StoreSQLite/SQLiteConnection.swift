import Foundation
import GRDB
import Store

/// One connection inside a transaction or snapshot.
final class SQLiteConnection: Transaction {
  private let database: Database
  /// What the first statement that failed threw: it spoils the transaction, as it does on PostgreSQL.
  private(set) var failure: (any Error)?

  /// Whether it changed the schema.
  private(set) var hasDefined = false

  init(database: Database) { self.database = database }

  func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
    try statement(sql, arguments) { statement in
      let columns = statement.columnNames
      let cursor = try Row.fetchCursor(statement)
      var rows: [SQLRow] = []
      while let row = try cursor.next() {
        rows.append(SQLRow(columns: columns, values: row.databaseValues.map { SQLValue($0) }))
      }
      return rows
    }
  }

  func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
    try statement(sql, arguments) { statement in
      try statement.execute()
      // What SQLite counted last says nothing about a statement that defines or only reads.
      let defines = ["CREATE", "ALTER", "DROP"].contains(Dialect.verb(sql))
      // Statements that were prepared before would go on with the columns of that time.
      if defines {
        hasDefined = true
        database.clearSchemaCache()
      }
      return statement.isReadonly || defines ? 0 : database.changesCount
    }
  }

  private func statement<Value>(_ sql: String, _ arguments: [SQLValue], _ body: (Statement) throws -> Value) throws -> Value {
    if let failure { throw failure }
    do {
      try Dialect.check(sql)
      try arguments.checkStorable()
      let statement = try database.cachedStatement(sql: Dialect.definesColumns(sql) ? translatedDefinition(sql) : sql)
      try statement.setArguments(StatementArguments(arguments.map { $0.databaseValue }))
      return try body(statement)
    } catch {
      let error = translated(error)
      failure = error
      throw error
    }
  }
}

/// Makes a connection read the schema again if another one changed it.
///
/// SQLite notices by itself, but only when a statement is run: one prepared just before would still have the old columns.
func noticeSchema(_ database: Database) throws {
  try database.cachedStatement(sql: "SELECT 1 FROM sqlite_master LIMIT 0").execute()
}

/// A table's definition in SQLite's words.
///
/// Strict, so that a column takes only its own kind of value. `INT` and not `INTEGER`: a BIGINT key is given, never made up by SQLite.
func translatedDefinition(_ sql: String) -> String {
  let numbered = Dialect.outsideQuotes(sql) {
    String($0).replacing("SERIAL8 PRIMARY KEY", with: "INTEGER PRIMARY KEY AUTOINCREMENT")
  }
  let typed = Dialect.replacing(["BIGINT": "INT", "DOUBLE": "REAL"], in: numbered)
  return Dialect.verb(sql) == "CREATE" ? typed + " STRICT" : typed
}

extension SQLValue {
  fileprivate var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .real(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .bytes(let bytes): Data(bytes).databaseValue
    }
  }

  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let data): self = .bytes([UInt8](data))
    }
  }
}
