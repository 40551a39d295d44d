public import Store

/// A store in a PostgreSQL database (14 or later): for more than one machine.
///
/// A few connections, each with a thread of its own since libpq blocks. Reads see one snapshot (REPEATABLE READ, READ ONLY); writes are
/// SERIALIZABLE and are run again when they collide, so that what holds for one writer at a time holds here. The server shares its
/// fsyncs among transactions by itself. A connection that broke is replaced on the next use. Connections keep prepared statements
/// and settings: a pooler in front must be in session mode.
public final class PostgresStore: Store {
  private let pool: ConnectionPool

  public let engine = StoreEngine.postgres

  /// `url`: as libpq takes it, `postgres://user@host:port/database?host=/socket/directory` or `host=… dbname=…`.
  ///
  /// Does not connect yet: the first call does, and throws `StoreError.unavailable` when it cannot.
  public init(url: String, connections: Int = 8, observer: (any StoreObserver)? = nil) {
    pool = ConnectionPool(url: url, size: max(1, connections), observer: observer)
  }

  deinit { pool.stop() }

  public func read<Value: Sendable>(_ body: @escaping @Sendable (any Reading) throws -> Value) async throws -> Value {
    try await pool.perform { link in
      try attempting(link, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", writes: false) { try body($0) }
    }
  }

  @discardableResult
  public func write<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value {
    try await accompanied(body) { body in
      try await pool.perform { link in
        try attempting(link, "BEGIN ISOLATION LEVEL SERIALIZABLE", writes: true) { try body($0) }
      }
    }
  }

  public func close() async {
    await withCheckedContinuation { continuation in
      pool.stop { continuation.resume() }
    }
  }

  /// One statement outside any transaction, as `CREATE DATABASE` and `VACUUM` want it.
  package func administer(_ sql: String) async throws {
    try await pool.perform { link in try link.connection().execute(sql) }
  }
}
