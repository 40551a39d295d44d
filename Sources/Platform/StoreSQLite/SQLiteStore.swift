import GRDB
public import Store
import Synchronization

/// A store in one SQLite file: for one machine, with nothing else to install.
///
/// WAL with `synchronous=FULL`, so that what was acknowledged survives a power cut (the NORMAL that WAL mode is usually set up with
/// does not). Reads run on a few connections of their own; writes on one thread that commits those waiting together, so that many
/// share one fsync. Other processes may write to the same file: each waits for the other.
public final class SQLiteStore: Store {
  let pool: DatabasePool
  /// For what is looked up on the caller's own thread.
  private let beside: DatabaseQueue
  private let writer: GroupWriter
  private let isClosed = Atomic(false)

  public let engine = StoreEngine.sqlite
  public let path: String

  /// Opens or makes the file. Throws `StoreError.unavailable` when it cannot be opened.
  ///
  /// `patience`: seconds to wait for another process's lock before `StoreError.busy`.
  public init(path: String, readers: Int = 4, patience: Double = 5, observer: (any StoreObserver)? = nil) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
    configuration.maximumReaderCount = readers
    configuration.foreignKeysEnabled = true
    configuration.label = "wutong.sqlite"
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA case_sensitive_like = ON") }
    self.path = path
    do {
      pool = try DatabasePool(path: path, configuration: configuration)
      let durability = try pool.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
        // What a job's savepoint could take back is kept in memory and not in a file of its own for every job.
        try database.execute(sql: "PRAGMA temp_store = MEMORY")
        return try Row.fetchOne(database, sql: "PRAGMA synchronous")?[0] as Int?
      }
      // It waits for nobody: what it cannot answer at once is asked of the others.
      configuration.busyMode = .immediateError
      configuration.readonly = true
      beside = try DatabaseQueue(path: path, configuration: configuration)
      guard durability == 2 else { throw StoreError.unavailable("SQLite does not take synchronous=FULL") }
    } catch {
      throw translated(error)
    }
    writer = GroupWriter(pool: pool, observer: observer)
  }

  deinit { writer.stop() }

  public func read<Value: Sendable>(_ body: @escaping @Sendable (any Reading) throws -> Value) async throws -> Value {
    do {
      return try await pool.read { try answer(body, $0) }
    } catch {
      throw translated(error)
    }
  }

  public func lookUp<Value: Sendable>(_ body: @escaping @Sendable (any Reading) throws -> Value) async throws -> Value {
    do {
      return try onThisThread(body)
    } catch {
      if isClosed.load(ordering: .relaxed) { throw StoreError.closed }
      guard (translated(error) as? StoreError) == .busy else { throw translated(error) }
      return try await read(body)
    }
  }

  private func onThisThread<Value>(_ body: (any Reading) throws -> Value) throws -> Value {
    try beside.unsafeRead { database in
      let snapshot = SQLiteConnection(database: database)
      try snapshot.control("BEGIN")
      defer { try? snapshot.control("COMMIT") }
      return try answer(body, database)
    }
  }

  @discardableResult
  public func write<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value {
    // No cancellation handler: a job that is queued runs, whatever becomes of its caller.
    try await accompanied(body) { body in
      try await withCheckedThrowingContinuation { continuation in
        writer.submit(WriteJob(body, continuation))
      }
    }
  }

  public func close() async {
    await withCheckedContinuation { continuation in
      writer.stop { continuation.resume() }
    }
    isClosed.store(true, ordering: .relaxed)
    try? beside.close()
    try? pool.close()
  }
}

private func answer<Value>(_ body: (any Reading) throws -> Value, _ database: Database) throws -> Value {
  let connection = SQLiteConnection(database: database)
  let value = try body(connection)
  if let failure = connection.failure { throw failure }
  return value
}
