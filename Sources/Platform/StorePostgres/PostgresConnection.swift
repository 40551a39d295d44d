import CLibPQ
import Store

/// One connection; used by one thread.
final class PostgresConnection: Transaction {
  /// What a session is told at its beginning: nobody waits for ever, and what is acknowledged is on the disk.
  private static let settings = """
    SET statement_timeout = '30s'; SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '60s';
    SET bytea_output = 'hex'; SET standard_conforming_strings = on;
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')
    """
  private static let mostStatements = 400

  private let handle: OpaquePointer
  private var statements: [StatementKey: String] = [:]
  /// What spoiled the transaction under way; later statements of it throw the same.
  private(set) var failure: PostgresFailure?
  /// Whether COMMIT was sent, so that a broken connection leaves its outcome unknown.
  private(set) var isCommitting = false
  /// Whether the transaction under way may write.
  private(set) var isWriting = false

  init(url: String) throws(StoreError) {
    // What stands before `dbname` gives way to what the URL says.
    let names = ["connect_timeout", "keepalives_idle", "tcp_user_timeout", "application_name", "dbname", "client_encoding"]
    let values = ["5", "30", "30000", "wutong", url, "UTF8"]
    guard let handle = withCStrings(names, { names in withCStrings(values) { PQconnectdbParams(names, $0, 1) } }) else {
      throw .unavailable("libpq is out of memory")
    }
    self.handle = handle
    guard PQstatus(handle) == CONNECTION_OK else { throw .unavailable(String(cString: PQerrorMessage(handle))) }
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    try execute(Self.settings)
  }

  deinit { PQfinish(handle) }

  var isAlive: Bool { PQstatus(handle) == CONNECTION_OK && PQtransactionStatus(handle) == PQTRANS_IDLE }

  func begin(_ statement: String) throws(StoreError) {
    failure = nil
    isCommitting = false
    isWriting = !statement.hasSuffix("READ ONLY")
    try execute(statement)
  }

  func commit() throws(StoreError) {
    if let failure { throw failure.error }
    isCommitting = true
    let answer = try check(PQexec(handle, "COMMIT"))
    // A spoiled transaction answers COMMIT with ROLLBACK.
    guard answer.tag == "COMMIT" else { throw .unavailable("COMMIT was answered with \(answer.tag)") }
  }

  func rollBack() {
    guard PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
    PQclear(PQexec(handle, "ROLLBACK"))
  }

  func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] { try answer(sql, arguments).rows() }

  func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int { try answer(sql, arguments).changed }

  /// Statements without arguments, as they stand.
  func execute(_ sql: String) throws(StoreError) { _ = try check(PQexec(handle, sql)) }

  private func answer(_ sql: String, _ arguments: [SQLValue]) throws(StoreError) -> Answer {
    if let failure { throw failure.error }
    do {
      try Dialect.check(sql)
      try arguments.checkStorable()
      let key = StatementKey(sql: sql, kinds: arguments.map(ArgumentKind.init))
      let bound = BoundArguments(arguments)
      guard ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES"].contains(Dialect.verb(sql)) else {
        return try check(PQexec(handle, try key.translated()))
      }
      let name = try prepared(key)
      return try check(
        bound.withPointers { values, lengths, formats in
          PQexecPrepared(handle, name, Int32(bound.count), values, lengths, formats, 0)
        })
    } catch {
      if failure == nil { failure = .known(error) }
      throw error
    }
  }

  private func prepared(_ key: StatementKey) throws(StoreError) -> String {
    if let name = statements[key] { return name }
    if statements.count >= Self.mostStatements {
      try execute("DEALLOCATE ALL")
      statements = [:]
    }
    let name = "s\(statements.count)"
    let types = key.kinds.compactMap(\.oid)
    _ = try check(PQprepare(handle, name, try key.translated(), Int32(types.count), types))
    statements[key] = name
    return name
  }

  private func check(_ result: OpaquePointer?) throws(StoreError) -> Answer {
    let status = PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, let result else {
      let spoiled =
        PQstatus(handle) == CONNECTION_OK ? PostgresFailure(result, handle) : .broken(String(cString: PQerrorMessage(handle)))
      PQclear(result)
      failure = spoiled
      throw spoiled.error
    }
    return Answer(result)
  }
}

/// Hands an array of C strings, ended by nil, to `body`.
private func withCStrings<Value>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value) -> Value {
  let bound = BoundArguments(texts.map(SQLValue.text) + [.null], keepingNulls: true)
  return bound.withPointers { values, _, _ in body(values) }
}
