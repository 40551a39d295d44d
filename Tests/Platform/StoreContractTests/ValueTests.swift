import Store
import StorePostgres
import StoreSQLite
import TestDatabases
import Testing

@Suite("What goes in comes out, alike on both engines")
struct ValueTests {
  @Test("every kind of value comes back as it was", arguments: TestEngine.allCases)
  func roundTrip(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      let everyByte = Array(UInt8.min...UInt8.max)
      let text = "呼和浩特市民政局 ᠮᠣᠩᠭᠣᠯ 𠮷 'quoted' \"double\" ? $1 \\x00 \n"
      try await store.write { transaction in
        try transaction.run("CREATE TABLE item (id TEXT PRIMARY KEY, n BIGINT, d DOUBLE, t TEXT, b BLOB)")
        let insert = "INSERT INTO item (id, n, d, t, b) VALUES (?, ?, ?, ?, ?)"
        try transaction.run(insert, ["max", .integer(.max), .real(0.1 + 0.2), .text(text), .bytes(everyByte)])
        try transaction.run(insert, ["min", .integer(.min), .real(-Double.leastNonzeroMagnitude), "", .bytes([])])
        try transaction.run(insert, ["null", nil, nil, nil, nil])
      }
      let rows = try await store.read { try $0.query("SELECT * FROM item ORDER BY id") }
      #expect(try rows.map { try $0.text("id") } == ["max", "min", "null"])
      #expect(try rows[0].integer("n") == .max)
      #expect(try rows[0].value("d") == .real(0.1 + 0.2))
      #expect(try rows[0].text("t") == text)
      #expect(try rows[0].bytes("b") == everyByte)
      #expect(try rows[1].integer("n") == .min)
      #expect(try rows[1].value("d") == .real(-Double.leastNonzeroMagnitude))
      #expect(try rows[1].text("t") == "")
      #expect(try rows[1].bytes("b") == [])
      for column in ["n", "d", "t", "b"] { #expect(try rows[2].value(column) == .null) }
    }
  }

  @Test("text with U+0000 is refused the same way, and so is a number that is none", arguments: TestEngine.allCases)
  func unstorable(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.write { try $0.run("CREATE TABLE item (t TEXT, d DOUBLE)") }
      await #expect(throws: StoreError.constraint("U+0000 in text")) {
        try await store.write { try $0.run("INSERT INTO item (t) VALUES (?)", ["a\u{0}b"]) }
      }
      await #expect(throws: StoreError.constraint("NaN")) {
        try await store.write { try $0.run("INSERT INTO item (d) VALUES (?)", [.real(.nan)]) }
      }
      #expect(try await store.read { try $0.query("SELECT * FROM item").count } == 0)
    }
  }

  @Test("text sorts, compares and matches by its bytes: capitals first, Chinese by code", arguments: TestEngine.allCases)
  func order(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      let keys = [
        "a", "B", "b", "A", "é", "e\u{301}", "赤峰", "阿拉善", "乌海", "乌兰察布", "10", "9", "_", "\u{1F600}", "\u{FFFD}", " ", "a b",
        "a-b", "aB",
      ]
      try await store.write { transaction in
        try transaction.run("CREATE TABLE item (name TEXT PRIMARY KEY)")
        for key in keys { try transaction.run("INSERT INTO item (name) VALUES (?)", [.text(key)]) }
      }
      let bytewise = keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      let sorted = try await store.read { try $0.query("SELECT name FROM item ORDER BY name").map { try $0.text("name") } }
      #expect(sorted.map { Array($0.utf8) } == bytewise.map { Array($0.utf8) })
      let above = try await store.read { try $0.query("SELECT name FROM item WHERE name > ?", ["a"]).count }
      #expect(above == bytewise.filter { "a".utf8.lexicographicallyPrecedes($0.utf8) }.count)
      let like = try await store.read { try $0.query("SELECT name FROM item WHERE name LIKE ? ESCAPE '!'", ["a%"]).count }
      #expect(like == 4)
    }
  }

  @Test("the dialect's promises hold", arguments: TestEngine.allCases)
  func dialect(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.write { transaction in
        try transaction.run("CREATE TABLE item (id SERIAL8 PRIMARY KEY, name TEXT NOT NULL UNIQUE, n BIGINT NOT NULL)")
        let upsert =
          "INSERT INTO item (name, n) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = item.n + excluded.n RETURNING id, n"
        #expect(try transaction.first(upsert, ["a", 1])?.integer("n") == 1)
        #expect(try transaction.first(upsert, ["a", 2])?.integer("n") == 3)
        #expect(try transaction.run("INSERT INTO item (name, n) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", ["a", 9]) == 0)
        #expect(try transaction.run("INSERT INTO item (name, n) VALUES (?, ?), (?, ?)", ["b", 5, "c", 7]) == 2)
        #expect(try transaction.run("UPDATE item SET n = n WHERE n >= ?", [5]) == 2)
        #expect(try transaction.run("CREATE INDEX item_n ON item (n)") == 0)
      }
      try await store.read { reading in
        let sum = try reading.first("SELECT SUM(n) AS total, COUNT(*) AS many, MAX(n) > ? AS high FROM item", [6])
        #expect(try sum?.integer("total") == 15)
        #expect(try sum?.int("many") == 3)
        #expect(try sum?.bool("high") == true)
        let windowed = try reading.query(
          "WITH x AS (SELECT name, ROW_NUMBER() OVER (ORDER BY n DESC) AS place FROM item) SELECT * FROM x ORDER BY place LIMIT ? OFFSET ?",
          [1, 1])
        #expect(try windowed.map { try $0.text("name") } == ["b"])
        let open = try reading.query("SELECT name FROM item WHERE (? IS NULL OR name = ?) AND '?' = '?'", [nil, nil])
        #expect(open.count == 3)
        let cased = try reading.first("SELECT CASE WHEN ? = 1 THEN 'one' ELSE 'other' END AS word", [1])
        #expect(try cased?.text("word") == "one")
        let counting = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT COUNT(*) AS n FROM r"
        #expect(try reading.first(counting)?.integer("n") == 5)
      }
    }
  }

  @Test("a column takes only its own kind of value", arguments: TestEngine.allCases)
  func strict(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.write { try $0.run("CREATE TABLE item (n BIGINT)") }
      let error = await #expect(throws: StoreError.self) {
        try await store.write { try $0.run("INSERT INTO item (n) VALUES (?)", ["many"]) }
      }
      guard case .misuse? = error else {
        Issue.record("\(String(describing: error)) is not misuse")
        return
      }
    }
  }
}
