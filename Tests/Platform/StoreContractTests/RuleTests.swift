import Store
import TestDatabases
import Testing

@Suite("Rules of the schema and of transactions, alike on both engines")
struct RuleTests {
  private func withPeople(_ engine: TestEngine, _ body: (any Store) async throws -> Void) async throws {
    try await withStore(engine) { store in
      try await store.write { transaction in
        try transaction.run(
          "CREATE TABLE person (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, age BIGINT CHECK (age >= 0))")
        try transaction.run("CREATE TABLE pet (owner BIGINT NOT NULL REFERENCES person (id))")
        try transaction.run("INSERT INTO person (id, name) VALUES (1, 'a')")
      }
      try await body(store)
    }
  }

  private func count(_ store: any Store) async throws -> Int {
    try await store.read { try $0.first("SELECT COUNT(*) AS n FROM person")?.int("n") ?? -1 }
  }

  @Test("a second one of what must be unique is refused by name of its table", arguments: TestEngine.allCases)
  func unique(_ engine: TestEngine) async throws {
    try await withPeople(engine) { store in
      await #expect(throws: StoreError.unique("person")) {
        try await store.write { try $0.run("INSERT INTO person (id, name) VALUES (1, 'b')") }
      }
      await #expect(throws: StoreError.unique("person")) {
        try await store.write { try $0.run("INSERT INTO person (id, name) VALUES (2, 'a')") }
      }
    }
  }

  @Test(
    "NOT NULL, CHECK and FOREIGN KEY are constraints", arguments: TestEngine.allCases,
    [
      "INSERT INTO person (id, name) VALUES (3, NULL)", "INSERT INTO person (id, name, age) VALUES (3, 'c', -1)",
      "INSERT INTO pet (owner) VALUES (99)",
    ])
  func constraint(_ engine: TestEngine, _ sql: String) async throws {
    try await withPeople(engine) { store in
      let error = await #expect(throws: StoreError.self) { try await store.write { try $0.run(sql) } }
      guard case .constraint? = error else {
        Issue.record("\(String(describing: error)) is not a constraint")
        return
      }
    }
  }

  @Test("when the body throws, nothing of it stays and its own error comes back", arguments: TestEngine.allCases)
  func rollback(_ engine: TestEngine) async throws {
    struct Changed: Error {}
    try await withPeople(engine) { store in
      await #expect(throws: Changed.self) {
        try await store.write { transaction in
          try transaction.run("INSERT INTO person (id, name) VALUES (2, 'b')")
          throw Changed()
        }
      }
      let left = try await count(store)
      #expect(left == 1)
    }
  }

  @Test("a failed statement spoils its transaction, even when the body swallows the error", arguments: TestEngine.allCases)
  func spoiled(_ engine: TestEngine) async throws {
    try await withPeople(engine) { store in
      await #expect(throws: StoreError.unique("person")) {
        try await store.write { transaction in
          try transaction.run("INSERT INTO person (id, name) VALUES (2, 'b')")
          _ = try? transaction.run("INSERT INTO person (id, name) VALUES (1, 'c')")
        }
      }
      let left = try await count(store)
      #expect(left == 1)
    }
  }

  @Test("a body may give a broken rule its own meaning", arguments: TestEngine.allCases)
  func translated(_ engine: TestEngine) async throws {
    struct Taken: Error {}
    try await withPeople(engine) { store in
      await #expect(throws: Taken.self) {
        try await store.write { transaction in
          do { try transaction.run("INSERT INTO person (id, name) VALUES (1, 'c')") } catch StoreError.unique { throw Taken() }
        }
      }
    }
  }

  @Test(
    "mistakes of ours are misuse", arguments: TestEngine.allCases,
    ["SELEC 1", "SELECT nothing FROM nowhere", "INSERT INTO person (id) VALUES (?)", "COMMIT", "SELECT 1; SELECT 2"])
  func misuse(_ engine: TestEngine, _ sql: String) async throws {
    try await withPeople(engine) { store in
      let error = await #expect(throws: StoreError.self) { try await store.write { try $0.run(sql) } }
      guard case .misuse? = error else {
        Issue.record("\(String(describing: error)) is not misuse")
        return
      }
      let left = try await count(store)
      #expect(left == 1)
    }
  }

  @Test("a read cannot write", arguments: TestEngine.allCases)
  func readOnly(_ engine: TestEngine) async throws {
    try await withPeople(engine) { store in
      await #expect(throws: StoreError.self) {
        try await store.read { try $0.query("INSERT INTO person (id, name) VALUES (2, 'b') RETURNING id").count }
      }
      let left = try await count(store)
      #expect(left == 1)
      let written = try await store.write { try $0.run("INSERT INTO person (id, name) VALUES (2, 'b')") }
      #expect(written == 1)
    }
  }

  @Test("a closed store says so", arguments: TestEngine.allCases)
  func closed(_ engine: TestEngine) async throws {
    try await withPeople(engine) { store in
      await store.close()
      await #expect(throws: StoreError.closed) { try await count(store) }
      await #expect(throws: StoreError.closed) { try await store.write { try $0.run("DELETE FROM person") } }
    }
  }
}
