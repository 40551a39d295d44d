import Kernel
import Store
import TestDatabases
import Testing

@Suite("Statements nobody waits for")
struct IssueTests {
  private static let table = Migration(
    "test-issue",
    ["CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL)", "CREATE TABLE other (id BIGINT PRIMARY KEY)"])

  private func withThings(_ engine: TestEngine, _ body: (any Store) async throws -> Void) async throws {
    try await withStore(engine) { store in
      try await store.migrate([Self.table] + storeMigrations)
      try await body(store)
    }
  }

  private func names(_ store: any Store) async throws -> [String] {
    try await store.read { try $0.query("SELECT name FROM thing ORDER BY id").map { try $0.text("name") } }
  }

  @Test("they are done in their order, and seen by what is asked after them", arguments: TestEngine.allCases)
  func order(_ engine: TestEngine) async throws {
    try await withThings(engine) { store in
      let seen = try await store.write { transaction in
        try transaction.issue("INSERT INTO thing (id, name) VALUES (?, ?)", [1, "甲"])
        try transaction.issue("INSERT INTO thing (id, name) VALUES (?, ?)", [2, "乙"])
        try transaction.issue("UPDATE thing SET name = ? WHERE id = ?", ["丙", 1])
        let seen = try transaction.query("SELECT name FROM thing ORDER BY id").map { try $0.text("name") }
        try transaction.issue("DELETE FROM thing WHERE id = ?", [2])
        return seen
      }
      #expect(seen == ["丙", "乙"])
      let kept = try await names(store)
      #expect(kept == ["丙"])
    }
  }

  @Test("one that fails fails the transaction, at the latest at its commit, and nothing stays", arguments: TestEngine.allCases)
  func failing(_ engine: TestEngine) async throws {
    try await withThings(engine) { store in
      try await store.write { try $0.issue("INSERT INTO thing (id, name) VALUES (?, ?)", [1, "甲"]) }
      await #expect(throws: StoreError.unique("thing")) {
        try await store.write { transaction in
          try transaction.issue("INSERT INTO other (id) VALUES (?)", [5])
          try transaction.issue("INSERT INTO thing (id, name) VALUES (?, ?)", [1, "乙"])
          try? transaction.issue("INSERT INTO other (id) VALUES (?)", [6])
        }
      }
      await #expect(throws: StoreError.self) {
        try await store.write { transaction in
          try transaction.issue("INSERT INTO thing (id, name) VALUES (?, ?)", [9, nil])
          _ = try transaction.query("SELECT id FROM thing")
        }
      }
      await #expect(throws: StoreError.self) {
        try await store.write { try $0.issue("INSERT INTO nowhere (id) VALUES (?)", [1]) }
      }
      let others = try await store.read { try $0.first("SELECT COUNT(*) AS n FROM other")?.int("n") }
      #expect(others == 0)
      let kept = try await names(store)
      #expect(kept == ["甲"])
      // The connection is as good as before.
      try await store.write { try $0.issue("INSERT INTO thing (id, name) VALUES (?, ?)", [2, "乙"]) }
      let more = try await names(store)
      #expect(more == ["甲", "乙"])
    }
  }

  @Test("a body that gives up takes back what was on its way", arguments: TestEngine.allCases)
  func givingUp(_ engine: TestEngine) async throws {
    try await withThings(engine) { store in
      await #expect(throws: Rejection.notFound) {
        try await store.write { transaction in
          try transaction.issue("INSERT INTO thing (id, name) VALUES (?, ?)", [1, "甲"])
          throw Rejection.notFound
        }
      }
      let kept = try await names(store)
      #expect(kept.isEmpty)
    }
  }

  @Test("a body that says nothing, and readings one after the other, leave nothing behind", arguments: TestEngine.allCases)
  func nothing(_ engine: TestEngine) async throws {
    try await withThings(engine) { store in
      let (seven, eight) = (try await store.write { _ in 7 }, try await store.read { _ in 8 })
      #expect(seven == 7 && eight == 8)
      for number in 0..<20 {
        let read = try await store.read { try $0.first("SELECT ? AS n", [SQLValue(number)])?.int("n") }
        #expect(read == number)
        await #expect(throws: StoreError.self) { _ = try await store.read { try $0.query("SELECT nothing FROM thing") } }
      }
      try await store.write { try $0.run("CREATE TABLE late (id BIGINT PRIMARY KEY)") }
      try await store.write { try $0.issue("INSERT INTO late (id) VALUES (?)", [3]) }
      let late = try await store.read { try $0.first("SELECT id FROM late")?.int("id") }
      #expect(late == 3)
    }
  }

  @Test("a stream that is begun twice is refused", arguments: TestEngine.allCases)
  func beginning(_ engine: TestEngine) async throws {
    try await withThings(engine) { store in
      func begin() async throws {
        try await store.write {
          try $0.append(
            stream: "case-1", kind: "submitted", at: Instant(milliseconds: 1), actor: "甲", body: "{}", payload: nil,
            begins: true)
        }
      }
      try await begin()
      await #expect(throws: StoreError.unique("ledger_event")) { try await begin() }
      let audit = try await store.auditLedger()
      #expect(audit.events == 1 && audit.broken.isEmpty)
    }
  }
}
