/// Which database stands behind a store. Only adapters and diagnostics look at it; SQL is the same on both.
public enum StoreEngine: String, Sendable { case sqlite, postgres }

/// Reads inside one consistent snapshot. Valid only inside the closure it was handed to; not `Sendable`.
public protocol Reading {
  /// Runs one SELECT (or RETURNING) statement with `?` placeholders and returns all rows.
  func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]
}

/// Reads and writes inside one transaction. Valid only inside the closure it was handed to.
public protocol Transaction: Reading {
  /// Runs one statement with `?` placeholders. Returns the number of rows it changed.
  @discardableResult
  func run(_ sql: String, _ arguments: [SQLValue]) throws -> Int
  /// Runs one statement of which nobody asks how many rows it changed. It may still be on its way while the body goes on: what it
  /// fails with is thrown by a later statement, or by the commit.
  func issue(_ sql: String, _ arguments: [SQLValue]) throws
}

extension Reading {
  public func query(_ sql: String) throws -> [SQLRow] { try query(sql, []) }
  public func first(_ sql: String, _ arguments: [SQLValue] = []) throws -> SQLRow? { try query(sql, arguments).first }
}

extension Transaction {
  public func issue(_ sql: String, _ arguments: [SQLValue]) throws { try run(sql, arguments) }

  @discardableResult
  public func run(_ sql: String) throws -> Int { try run(sql, []) }
}

/// A database: one interface, two engines.
///
/// The closures are synchronous and run on threads of the store's own, never on the caller's executor or an event loop (`lookUp` alone may).
/// They may run more than once (a serialisation failure is retried), so they must not touch anything outside;
/// what follows from a commit is done with the value that comes back.
public protocol Store: Sendable {
  var engine: StoreEngine { get }

  /// Runs `body` on a snapshot. Throws what `body` throws, or a `StoreError`.
  func read<Value: Sendable>(_ body: @escaping @Sendable (any Reading) throws -> Value) async throws -> Value

  /// The same for a few rows that are found by their keys, without a change of threads where the database is in this process: for
  /// what every request asks.
  func lookUp<Value: Sendable>(_ body: @escaping @Sendable (any Reading) throws -> Value) async throws -> Value

  /// Runs `body` in a transaction and returns after the commit is durable (fsync done).
  ///
  /// When `body` throws, nothing of it stays. Concurrent writes may share one commit; a failing one does not hurt the
  /// others. The caller's cancellation does not reach a transaction that has begun. The task's `Companions.current` goes along.
  @discardableResult
  func write<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value

  /// Waits for what is under way, then closes. Later calls throw `StoreError.closed`.
  func close() async
}

extension Store {
  public func lookUp<Value: Sendable>(_ body: @escaping @Sendable (any Reading) throws -> Value) async throws -> Value {
    try await read(body)
  }
}

/// What can go wrong with a database, alike on both engines.
public enum StoreError: Error, Sendable, Equatable {
  /// A UNIQUE or PRIMARY KEY rule; the name of the table or index as far as the engine tells.
  case unique(String)
  /// Another rule of the schema: NOT NULL, CHECK, FOREIGN KEY.
  case constraint(String)
  /// Others held the lock, or serialisation failed, for longer than the time-out.
  case busy
  /// The disk is full: nothing of this group was kept.
  case full
  /// The database cannot be reached; it is tried again on the next call.
  case unavailable(String)
  case closed
  /// A mistake in our own SQL or its use.
  case misuse(String)
}
