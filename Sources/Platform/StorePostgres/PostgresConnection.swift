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
  /// BEGIN, while it has not been sent.
  private var beginning: String?
  /// Statements that were sent and whose answers have not been read.
  private var waiting = 0
  /// Whether the end of the pipeline was sent for what waits.
  private var owesSync = false

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

  var isAlive: Bool {
    // A reading that has ended may still owe us its answer.
    do throws(StoreError) { try settle() } catch { return false }
    return PQstatus(handle) == CONNECTION_OK && (beginning != nil || PQtransactionStatus(handle) == PQTRANS_IDLE)
  }

  /// The transaction begins on the wire together with its first statement: one round trip less.
  func begin(_ statement: String) throws(StoreError) {
    failure = nil
    isCommitting = false
    try settle()
    beginning = statement
  }

  /// What was put off goes out together with COMMIT, and all is answered in one round trip.
  func commit() throws(StoreError) {
    if let failure { throw failure.error }
    // Nothing was said in this transaction: there is none.
    guard beginning == nil else { return beginning = nil }
    isCommitting = true
    try send("COMMIT", [])
    let answer = try synchronise()
    // A spoiled transaction answers COMMIT with ROLLBACK.
    guard answer.tag == "COMMIT" else { throw .unavailable("COMMIT was answered with \(answer.tag)") }
  }

  /// Ends a transaction that has only read, without waiting for the answer: the next one takes it.
  func finishReading() throws(StoreError) {
    if let failure { throw failure.error }
    guard beginning == nil else { return beginning = nil }
    try send("COMMIT", [])
    PQpipelineSync(handle)
    owesSync = true
  }

  func rollBack() {
    beginning = nil
    // What is still on its way ends first, well or not.
    _ = try? synchronise()
    _ = PQexitPipelineMode(handle)
    guard PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
    PQclear(PQexec(handle, "ROLLBACK"))
  }

  func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] { try answer(sql, arguments).rows() }

  func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int { try answer(sql, arguments).changed }

  /// Sent at once, answered with whatever is asked next.
  func issue(_ sql: String, _ arguments: [SQLValue]) throws {
    if let failure { throw failure.error }
    do { try enqueue(sql, arguments) } catch {
      if failure == nil { failure = .known(error) }
      throw error
    }
  }

  /// Statements without arguments, as they stand.
  func execute(_ sql: String) throws(StoreError) {
    try leavePipeline()
    _ = try check(PQexec(handle, sql))
  }

  private func answer(_ sql: String, _ arguments: [SQLValue]) throws(StoreError) -> Answer {
    if let failure { throw failure.error }
    do {
      guard Self.isPrepared(Dialect.verb(sql)) else {
        try Dialect.check(sql)
        if let beginning {
          self.beginning = nil
          try execute(beginning)
        }
        try leavePipeline()
        let key = StatementKey(sql: sql, kinds: arguments.map(ArgumentKind.init))
        return try check(PQexec(handle, try key.translated()))
      }
      try enqueue(sql, arguments)
      return try synchronise()
    } catch {
      if failure == nil { failure = .known(error) }
      throw error
    }
  }

  private static func isPrepared(_ verb: String) -> Bool {
    ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES"].contains(verb)
  }

  private func enqueue(_ sql: String, _ arguments: [SQLValue]) throws(StoreError) {
    try arguments.checkStorable()
    let name = try prepared(StatementKey(sql: sql, kinds: arguments.map(ArgumentKind.init)))
    if let beginning {
      self.beginning = nil
      try send(beginning, [])
    }
    try send(name, arguments)
  }

  // MARK: - The pipeline

  /// Puts a prepared statement, or one without arguments by its own text, on the wire.
  private func send(_ name: String, _ arguments: [SQLValue]) throws(StoreError) {
    try settle()
    if PQpipelineStatus(handle) == PQ_PIPELINE_OFF, PQenterPipelineMode(handle) != 1 { throw spoiled(nil) }
    let bound = BoundArguments(arguments)
    let sent =
      if Self.isTransactional(name) { PQsendQueryParams(handle, name, 0, nil, nil, nil, nil, 0) } else {
        bound.withPointers { values, lengths, formats in
          PQsendQueryPrepared(handle, name, Int32(bound.count), values, lengths, formats, 0)
        }
      }
    guard sent == 1 else { throw spoiled(nil) }
    waiting += 1
  }

  private static func isTransactional(_ text: String) -> Bool { text.hasPrefix("BEGIN") || text == "COMMIT" }

  /// Waits for the answers to all that was sent; the last is handed out. The first that failed is thrown.
  private func synchronise() throws(StoreError) -> Answer {
    guard waiting > 0 else { throw .misuse("nothing was asked") }
    if !owesSync, PQpipelineSync(handle) != 1 {
      waiting = 0
      throw spoiled(nil)
    }
    owesSync = false
    var last: OpaquePointer?
    var problem: StoreError?
    while waiting > 0 {
      waiting -= 1
      let result = PQgetResult(handle)
      if problem == nil {
        PQclear(last)
        last = nil
        do throws(StoreError) { last = try checked(result) } catch { problem = error }
      } else {
        PQclear(result)
      }
      guard result != nil else {
        // The connection is gone: no more answers come.
        waiting = 0
        break
      }
      // Each statement's results end with a null.
      while let more = PQgetResult(handle) { PQclear(more) }
    }
    // And the pipeline's own mark.
    while let mark = PQgetResult(handle) {
      let isEnd = PQresultStatus(mark) == PGRES_PIPELINE_SYNC
      PQclear(mark)
      if isEnd { break }
    }
    if let problem {
      PQclear(last)
      throw problem
    }
    guard let last else { throw .unavailable(String(cString: PQerrorMessage(handle))) }
    return Answer(last)
  }

  /// Takes the answer that a finished reading left.
  private func settle() throws(StoreError) {
    if owesSync { _ = try synchronise() }
  }

  private func leavePipeline() throws(StoreError) {
    if waiting > 0 { _ = try synchronise() }
    guard PQpipelineStatus(handle) != PQ_PIPELINE_OFF else { return }
    if PQexitPipelineMode(handle) != 1 { throw spoiled(nil) }
  }

  private func spoiled(_ result: OpaquePointer?) -> StoreError {
    let spoiled =
      PQstatus(handle) == CONNECTION_OK ? PostgresFailure(result, handle) : .broken(String(cString: PQerrorMessage(handle)))
    failure = spoiled
    return spoiled.error
  }

  private func prepared(_ key: StatementKey) throws(StoreError) -> String {
    if let name = statements[key] { return name }
    if statements.count >= Self.mostStatements {
      try execute("DEALLOCATE ALL")
      statements = [:]
    }
    try Dialect.check(key.sql)
    let name = "s\(statements.count)"
    let types = key.kinds.compactMap(\.oid)
    let text = try key.translated()
    // Preparing is not done inside a pipeline: what waits is answered first.
    try leavePipeline()
    _ = try check(PQprepare(handle, name, text, Int32(types.count), types))
    statements[key] = name
    return name
  }

  private func check(_ result: OpaquePointer?) throws(StoreError) -> Answer { Answer(try checked(result)) }

  private func checked(_ result: OpaquePointer?) throws(StoreError) -> OpaquePointer {
    let status = PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, let result else {
      let error = spoiled(result)
      PQclear(result)
      throw error
    }
    return result
  }
}

/// Hands an array of C strings, ended by nil, to `body`.
private func withCStrings<Value>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value) -> Value {
  let bound = BoundArguments(texts.map(SQLValue.text) + [.null], keepingNulls: true)
  return bound.withPointers { values, _, _ in body(values) }
}
