import Store

/// What this database is for: a demonstration's has accounts whose passwords everybody knows, and is not served to the public.
enum Installation {
  static let migrations: [Migration] = [
    Migration("installation-001", ["CREATE TABLE installation (name TEXT PRIMARY KEY, value TEXT NOT NULL)"])
  ]

  static func markDemo(_ store: any Store) async throws {
    try await store.write {
      try $0.run("INSERT INTO installation (name, value) VALUES ('demo', 'yes') ON CONFLICT (name) DO NOTHING")
    }
  }

  static func isDemo(_ store: any Store) async throws -> Bool {
    try await store.read { try $0.first("SELECT value FROM installation WHERE name = 'demo'") != nil }
  }
}

/// Somebody wants to serve a demonstration's database.
public struct DemoDatabase: Error, CustomStringConvertible {
  public var description: String {
    "this is a demonstration's database: everybody knows the passwords of its accounts. Use `wutong demo`, or an empty database."
  }
}

extension Program {
  /// Throws `DemoDatabase` when the accounts in it are a demonstration's.
  public func refuseDemo() async throws {
    if try await Installation.isDemo(store) { throw DemoDatabase() }
  }
}
