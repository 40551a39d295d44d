import Store
import TestDatabases
import Testing

@Suite("What is looked up on the way")
struct LookUpTests {
  private static let definition = "CREATE TABLE item (id BIGINT PRIMARY KEY, name TEXT NOT NULL, picture BLOB)"

  @Test("each looks up what was committed last, many at once", arguments: TestEngine.allCases)
  func committed(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.write { try $0.run(Self.definition) }
      for id in 1...40 {
        try await store.write {
          try $0.run(
            "INSERT INTO item (id, name, picture) VALUES (?, ?, ?)", [SQLValue(id), .text(id == 7 ? "" : "蒙古"), .bytes([])])
        }
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
          for _ in 0..<4 {
            group.addTask { try await store.lookUp { try $0.query("SELECT id FROM item ORDER BY id") }.count }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == [id, id, id, id])
      }
      let row = try await store.lookUp { try $0.first("SELECT name, picture FROM item WHERE id = ?", [7]) }
      #expect(try row?.text("name") == "" && row?.bytes("picture") == [])
    }
  }

  @Test("several questions of one look-up see one moment", arguments: TestEngine.allCases)
  func moment(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.write { try $0.run(Self.definition) }
      await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for id in 1...60 {
            try await store.write { try $0.run("INSERT INTO item (id, name) VALUES (?, 'a')", [SQLValue(id)]) }
          }
        }
        group.addTask {
          for _ in 0..<60 {
            let counts = try await store.lookUp { reading in
              try (0..<3).map { _ in try reading.first("SELECT COUNT(*) AS n FROM item")?.int("n") }
            }
            #expect(Set(counts).count == 1)
          }
        }
      }
    }
  }

  @Test("a mistake in a look-up is told, and the next one works", arguments: TestEngine.allCases)
  func mistake(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.write { try $0.run(Self.definition) }
      await #expect(throws: StoreError.self) { try await store.lookUp { try $0.query("SELECT nothing FROM item") } }
      await #expect(throws: StoreError.self) { try await store.lookUp { try $0.query("DELETE FROM item RETURNING id") } }
      await #expect(throws: StoreError.self) { try await store.lookUp { try $0.query("SELECT id FROM item WHERE id = ?") } }
      #expect(try await store.lookUp { try $0.query("SELECT id FROM item") }.isEmpty)
    }
  }

  @Test("after the store is closed, that is what is told", arguments: TestEngine.allCases)
  func closed(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      _ = try await store.lookUp { try $0.query("SELECT 1 AS one") }
      await store.close()
      await #expect(throws: StoreError.closed) { try await store.lookUp { try $0.query("SELECT 1 AS one") } }
    }
  }

  @Test("a table that another connection changed is looked up with its new columns", arguments: TestEngine.allCases)
  func columns(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.write {
        try $0.run(Self.definition)
        try $0.run("INSERT INTO item (id, name) VALUES (1, 'a')")
      }
      _ = try await store.lookUp { try $0.first("SELECT * FROM item WHERE id = 1") }
      try await store.write { try $0.run("ALTER TABLE item ADD COLUMN colour TEXT") }
      let row = try await store.lookUp { try $0.first("SELECT * FROM item WHERE id = 1") }
      #expect(try row?.optionalText("colour") == nil)
      #expect(try row?.text("name") == "a")
    }
  }
}
