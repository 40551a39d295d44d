public import Kernel

/// The schema of a database is not one this program can work with.
public enum MigrationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The database has steps that this program does not know: it was written by a newer one.
  case newerDatabase(steps: [String])
  /// Two steps of the list bear one name.
  case duplicate(String)

  public var description: String {
    switch self {
    case .newerDatabase(let steps): "the database was written by a newer program (it knows \(steps.joined(separator: ", ")))"
    case .duplicate(let name): "two steps of the schema are called \(name)"
    }
  }
}

extension Store {
  /// Brings the schema up to date: each step in a transaction of its own, in order, once. Two programs may start at the same time.
  ///
  /// Throws `MigrationError`, before anything is changed, when the database knows steps that are not in the list. Returns the steps
  /// that this call has taken.
  @discardableResult
  public func migrate(_ migrations: [Migration], at now: Instant = WallClock.system.now) async throws -> [String] {
    var names: Set<String> = []
    for migration in migrations where !names.insert(migration.name).inserted { throw MigrationError.duplicate(migration.name) }
    let done = try await appliedMigrations()
    let unknown = done.subtracting(names).sorted()
    guard unknown.isEmpty else { throw MigrationError.newerDatabase(steps: unknown) }
    let engine = engine
    try await write { transaction in
      // IF NOT EXISTS fails there when two create it at the same moment: one waits. The number is only this lock's name.
      if engine == .postgres { _ = try transaction.query("SELECT pg_advisory_xact_lock(7238196)") }
      try transaction.run("CREATE TABLE IF NOT EXISTS schema_migration (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)")
    }
    var taken: [String] = []
    for migration in migrations where !done.contains(migration.name) {
      if try await take(migration, at: now) { taken.append(migration.name) }
    }
    return taken
  }

  /// Names of the steps the database has taken; empty when it has none yet.
  public func appliedMigrations() async throws -> Set<String> {
    let catalogue =
      engine == .sqlite ? "SELECT name FROM sqlite_master WHERE name" : "SELECT tablename FROM pg_tables WHERE tablename"
    return try await read { reading in
      guard try reading.first("\(catalogue) = 'schema_migration'") != nil else { return [] }
      return Set(try reading.query("SELECT name FROM schema_migration").map { try $0.text("name") })
    }
  }

  private func take(_ migration: Migration, at now: Instant) async throws -> Bool {
    let engine = engine
    return try await write { transaction in
      if engine == .postgres {
        // Waits for another program that migrates, before this transaction's snapshot is taken; SQLite has one writer anyway.
        try transaction.run("SET LOCAL lock_timeout = 600000")
        try transaction.run("SET LOCAL statement_timeout = 0")
        try transaction.run("LOCK TABLE schema_migration IN EXCLUSIVE MODE")
      }
      let known = try transaction.first("SELECT name FROM schema_migration WHERE name = ?", [.text(migration.name)])
      guard known == nil else { return false }
      for statement in migration.statements { try transaction.run(statement) }
      try transaction.run(
        "INSERT INTO schema_migration (name, applied_at) VALUES (?, ?)", [.text(migration.name), .integer(now.milliseconds)])
      return true
    }
  }
}
