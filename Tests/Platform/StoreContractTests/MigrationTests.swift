import Kernel
import Store
import StorePostgres
import StoreSQLite
import TestDatabases
import Testing

@Suite("Steps of the schema")
struct MigrationTests {
  private let first = Migration("test-001", ["CREATE TABLE a (id TEXT PRIMARY KEY)", "INSERT INTO a (id) VALUES ('x')"])
  private let second = Migration("test-002", ["ALTER TABLE a ADD COLUMN note TEXT", "UPDATE a SET note = 'y'"])

  @Test("each step is taken once, in order, and the rest later", arguments: TestEngine.allCases)
  func once(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      let none = try await store.appliedMigrations()
      #expect(none.isEmpty)
      let begun = try await store.migrate([first])
      #expect(begun == ["test-001"])
      let rest = try await store.migrate([first, second], at: Instant(milliseconds: 7))
      #expect(rest == ["test-002"])
      let again = try await store.migrate([first, second])
      #expect(again == [])
      let rows = try await store.read { try $0.query("SELECT id, note FROM a") }
      #expect(try rows.map { try $0.text("note") } == ["y"])
      let known = try await store.appliedMigrations()
      #expect(known == ["test-001", "test-002"])
    }
  }

  @Test("a step that fails leaves nothing, and what came before stays", arguments: TestEngine.allCases)
  func failing(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      let wrong = Migration("test-002", ["CREATE TABLE b (id TEXT)", "INSERT INTO nowhere (id) VALUES (1)"])
      await #expect(throws: StoreError.self) { try await store.migrate([first, wrong]) }
      let known = try await store.appliedMigrations()
      #expect(known == ["test-001"])
      await #expect(throws: StoreError.self) { try await store.read { try $0.query("SELECT * FROM b").count } }
    }
  }

  @Test(
    "an older program refuses a database that a newer one wrote, before it changes anything", arguments: TestEngine.allCases)
  func older(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.migrate([first, second])
      let other = Migration("test-003", ["CREATE TABLE c (id TEXT)"])
      await #expect(throws: MigrationError.newerDatabase(steps: ["test-002"])) { try await store.migrate([first, other]) }
      let known = try await store.appliedMigrations()
      #expect(known == ["test-001", "test-002"])
    }
  }

  @Test("two steps of one name are refused")
  func duplicate() async throws {
    try await withStore(.sqlite) { store in
      await #expect(throws: MigrationError.duplicate("test-001")) { try await store.migrate([first, first]) }
    }
  }

  @Test("programs that start at once take each step once between them", arguments: TestEngine.allCases)
  func atOnce(_ engine: TestEngine) async throws {
    try await withPrograms(engine, 6) { stores in
      let all = storeMigrations + [first, second]
      let taken = try await withThrowingTaskGroup(of: [String].self) { group in
        for store in stores { group.addTask { try await store.migrate(all) } }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(taken.sorted() == all.map(\.name).sorted())
    }
  }
}

/// Several stores on one database, as several programs would have.
func withPrograms(_ engine: TestEngine, _ count: Int, _ body: ([any Store]) async throws -> Void) async throws {
  func run(_ make: () throws -> any Store) async throws {
    let stores = try (0..<count).map { _ in try make() }
    try await body(stores)
    for store in stores { await store.close() }
  }
  switch engine {
  case .sqlite: try await withTemporaryFolder { folder in try await run { try SQLiteStore(path: folder + "/shared.sqlite") } }
  case .postgres:
    try await PostgresServer.shared.value.withDatabase { url in try await run { PostgresStore(url: url, connections: 2) } }
  }
}
