import GRDB
import GRDBSQLite
import Store

/// One connection inside a transaction or snapshot.
///
/// The library prepares and keeps the statements; values go in and out through SQLite's own functions, since they do so a hundred thousand
/// times a second.
final class SQLiteConnection: Transaction {
  private let database: Database
  /// What the first statement that failed threw: it spoils the transaction, as it does on PostgreSQL.
  private(set) var failure: (any Error)?

  init(database: Database) { self.database = database }

  func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
    try statement(sql, arguments) { statement in
      var rows: [SQLRow] = []
      // Their names are asked for when the first row is there: by then a statement prepared before a change of the schema is the new one.
      var columns: [String] = []
      while try step(statement, sql) {
        let count = sqlite3_column_count(statement)
        if columns.isEmpty { columns = (0..<count).map { String(cString: sqlite3_column_name(statement, $0)) } }
        rows.append(SQLRow(columns: columns, values: (0..<count).map { SQLValue(statement, column: $0) }))
      }
      return rows
    }
  }

  func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
    try statement(sql, arguments) { statement in
      while try step(statement, sql) {}
      // What SQLite counted last says nothing about a statement that defines or only reads.
      let counts = sqlite3_stmt_readonly(statement) == 0 && !["CREATE", "ALTER", "DROP"].contains(Dialect.verb(sql))
      return counts ? Int(sqlite3_changes(database.sqliteConnection)) : 0
    }
  }

  /// A statement of the store's own, which may begin or end a part of the transaction.
  func control(_ sql: StaticString) throws {
    let sql = "\(sql)"
    let statement = try database.cachedStatement(sql: sql).sqliteStatement
    defer { sqlite3_reset(statement) }
    do { while try step(statement, sql) {} } catch { throw translated(error) }
  }

  private func statement<Value>(
    _ sql: String, _ arguments: [SQLValue], _ body: (OpaquePointer) throws -> Value
  ) throws -> Value {
    if let failure { throw failure }
    do {
      try Dialect.check(sql)
      try arguments.checkStorable()
      let prepared = try database.cachedStatement(sql: Dialect.definesColumns(sql) ? translatedDefinition(sql) : sql)
      let statement = prepared.sqliteStatement
      // The bindings go as well: a kept statement holds nobody's data.
      defer {
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
      }
      guard sqlite3_bind_parameter_count(statement) == arguments.count else {
        throw StoreError.misuse("\(arguments.count) values for \(sqlite3_bind_parameter_count(statement)) placeholders")
      }
      for (index, argument) in arguments.enumerated() {
        let code = argument.bind(to: statement, at: Int32(index + 1))
        if code != SQLITE_OK { throw error(code, sql) }
      }
      return try body(statement)
    } catch {
      let error = translated(error)
      failure = error
      throw error
    }
  }

  /// Whether there is another row.
  private func step(_ statement: OpaquePointer, _ sql: String) throws -> Bool {
    let code = sqlite3_step(statement)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw error(code, sql)
    }
  }

  private func error(_ code: Int32, _ sql: String) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code), message: sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) },
      sql: sql)
  }
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
  /// Hands the value over; SQLite takes a copy. Returns SQLite's code.
  fileprivate func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
    switch self {
    case .null: sqlite3_bind_null(statement, index)
    case .integer(let number): sqlite3_bind_int64(statement, index, number)
    case .real(let number): sqlite3_bind_double(statement, index, number)
    case .text(var text):
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          // An empty text has no address, and SQLite would take that for null.
          guard let start = $0.baseAddress, !$0.isEmpty else { return sqlite3_bind_text(statement, index, "", 0, copied) }
          return sqlite3_bind_text64(statement, index, start, UInt64($0.count), copied, UInt8(SQLITE_UTF8))
        }
      }
    case .bytes(let bytes):
      bytes.isEmpty
        ? sqlite3_bind_zeroblob(statement, index, 0)
        : bytes.withUnsafeBytes { sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), copied) }
    }
  }

  fileprivate init(_ statement: OpaquePointer, column: Int32) {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: self = .integer(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: self = .real(sqlite3_column_double(statement, column))
    case SQLITE_TEXT:
      let text = sqlite3_column_text(statement, column)
      let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(statement, column)))
      self = .text(String(decoding: bytes, as: UTF8.self))
    case SQLITE_BLOB:
      let blob = sqlite3_column_blob(statement, column)
      self = .bytes([UInt8](UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(statement, column)))))
    default: self = .null
    }
  }
}

/// SQLITE_TRANSIENT: SQLite copies before the call returns.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
