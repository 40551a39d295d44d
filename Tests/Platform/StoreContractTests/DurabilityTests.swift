import Foundation
import Store
import StorePostgres
import StoreSQLite
import TestDatabases
import Testing

@Suite("What was acknowledged stays; what broke is used again")
struct DurabilityTests {
  @Test("commits wait for the disk on both engines")
  func settings() async throws {
    try await withStore(.sqlite) { store in
      let (synchronous, mode) = try await store.write { transaction in
        (
          try transaction.first("PRAGMA synchronous")?.integer("synchronous"),
          try transaction.first("PRAGMA journal_mode")?.text("journal_mode")
        )
      }
      #expect(synchronous == 2)
      #expect(mode == "wal")
    }
    guard TestEngine.allCases.contains(.postgres) else { return }
    try await withStore(.postgres) { store in
      let settings = try await store.read { reading in
        try [
          "fsync", "synchronous_commit", "statement_timeout", "lock_timeout", "transaction_isolation", "transaction_read_only",
        ].map {
          try reading.first("SELECT current_setting(?) AS s", [.text($0)])?.text("s")
        }
      }
      #expect(settings == ["on", "on", "30s", "5s", "repeatable read", "on"])
      let isolation = try await store.write { try $0.first("SELECT current_setting('transaction_isolation') AS s")?.text("s") }
      #expect(isolation == "serializable")
    }
  }

  @Test("another process may write to the same SQLite file while we do: nothing is lost, nobody fails")
  func secondProcess() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/shared.sqlite"
      let store = try SQLiteStore(path: path)
      try await store.write { try $0.run("CREATE TABLE item (who TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (who, n))") }
      let other = Process()
      other.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      let script = """
        import sqlite3, sys
        link = sqlite3.connect(sys.argv[1], timeout=10, isolation_level=None)
        for n in range(100):
            link.execute("BEGIN IMMEDIATE")
            link.execute("INSERT INTO item (who, n) VALUES ('other', ?)", (n,))
            link.execute("COMMIT")
        """
      other.arguments = ["python3", "-c", script, path]
      try other.run()
      for n in 0..<100 {
        try await store.write { try $0.run("INSERT INTO item (who, n) VALUES ('we', ?)", [SQLValue(n)]) }
      }
      other.waitUntilExit()
      #expect(other.terminationStatus == 0)
      let rows = try await store.read { try $0.query("SELECT who, COUNT(*) AS n FROM item GROUP BY who ORDER BY who") }
      #expect(try rows.map { "\(try $0.text("who")) \(try $0.int("n"))" } == ["other 100", "we 100"])
      await store.close()
    }
  }

  @Test("a lock that another holds for too long is busy for all that wait, and then over")
  func locked() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/shared.sqlite"
      let (holder, store) = (try SQLiteStore(path: path), try SQLiteStore(path: path, patience: 0.3))
      try await store.write { try $0.run("CREATE TABLE item (n BIGINT)") }
      let holding = Task {
        try await holder.write { transaction in
          try transaction.run("INSERT INTO item (n) VALUES (0)")
          Thread.sleep(forTimeInterval: 1)
        }
      }
      try await Task.sleep(for: .milliseconds(100))
      await withTaskGroup(of: Void.self) { group in
        for n in 1...3 {
          group.addTask {
            await #expect(throws: StoreError.busy) {
              try await store.write { try $0.run("INSERT INTO item (n) VALUES (?)", [SQLValue(n)]) }
            }
          }
        }
      }
      try await holding.value
      try await store.write { try $0.run("INSERT INTO item (n) VALUES (9)") }
      let rows = try await store.read { try $0.query("SELECT n FROM item ORDER BY n").map { try $0.int("n") } }
      #expect(rows == [0, 9])
      for each in [holder, store] { await each.close() }
    }
  }

  @Test("a full disk fails those it hits, keeps what was acknowledged, and is over when there is room")
  func full() async throws {
    try await withStore(.sqlite) { store in
      try await store.write { transaction in
        try transaction.run("CREATE TABLE item (n BIGINT PRIMARY KEY, b BLOB NOT NULL)")
        // A page number that may not be passed stands for a disk without room: SQLite says the same of both.
        _ = try transaction.query("PRAGMA max_page_count = 40")
      }
      let outcomes = await withTaskGroup(of: (Int, StoreError?).self) { group in
        for n in 1...60 {
          group.addTask {
            do {
              try await store.write {
                try $0.run("INSERT INTO item (n, b) VALUES (?, ?)", [SQLValue(n), .bytes([UInt8](repeating: 7, count: 4000))])
              }
              return (n, nil)
            } catch { return (n, error as? StoreError ?? .misuse("\(error)")) }
          }
        }
        return await group.reduce(into: [:]) { $0[$1.0] = $1.1.map(Optional.some) ?? .some(nil) }
      }
      let acknowledged = Set(outcomes.filter { $0.value == nil }.keys)
      #expect(Set(outcomes.values.compactMap { $0 }.map { "\($0)" }) == ["full"])
      let kept = Set(try await store.read { try $0.query("SELECT n FROM item").map { try $0.int("n") } })
      #expect(kept == acknowledged)
      _ = try await store.write { try $0.query("PRAGMA max_page_count = 100000").count }
      try await store.write { try $0.run("INSERT INTO item (n, b) VALUES (100, ?)", [.bytes([])]) }
    }
  }

  @Test("when PostgreSQL goes down and comes back, what was acknowledged is there and the next calls work")
  func restart() async throws {
    guard TestEngine.allCases.contains(.postgres) else { return }
    let server = try await PostgresServer()
    try await server.withDatabase { url in
      let store = PostgresStore(url: url)
      try await store.write { try $0.run("CREATE TABLE item (n BIGINT PRIMARY KEY)") }
      let writers = (0..<8).map { writer in
        Task {
          var acknowledged: [Int] = []
          for step in 0..<400 {
            let n = writer * 1000 + step
            do {
              try await store.write { try $0.run("INSERT INTO item (n) VALUES (?)", [SQLValue(n)]) }
              acknowledged.append(n)
            } catch StoreError.unavailable { try? await Task.sleep(for: .milliseconds(20)) }
          }
          return acknowledged
        }
      }
      try await Task.sleep(for: .milliseconds(100))
      try await server.crashAndRestart()
      for _ in 0..<8 { try await store.read { _ = try $0.query("SELECT 1 AS one") } }
      var acknowledged = Set<Int>()
      for writer in writers { acknowledged.formUnion(try await writer.value) }
      let kept = Set(try await store.read { try $0.query("SELECT n FROM item").map { try $0.int("n") } })
      #expect(kept.isSuperset(of: acknowledged))
      #expect(acknowledged.count > 8)
      await store.close()
    }
  }

  @Test("a connection that was cut is replaced: the next call works without an error")
  func cutConnection() async throws {
    guard TestEngine.allCases.contains(.postgres) else { return }
    try await PostgresServer.shared.value.withDatabase { url in
      let (store, other) = (PostgresStore(url: url, connections: 1), PostgresStore(url: url, connections: 1))
      try await store.write { try $0.run("CREATE TABLE item (n BIGINT)") }
      for n in 1...3 {
        let cut =
          "SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        _ = try await other.read { try $0.query(cut).count }
        if n == 2 {
          let rows = try await store.read { try $0.query("SELECT n FROM item").count }
          #expect(rows == 1)
        } else {
          try await store.write { try $0.run("INSERT INTO item (n) VALUES (?)", [SQLValue(n)]) }
        }
      }
      for each in [store, other] { await each.close() }
    }
  }

  @Test("a database that cannot be reached, or not opened, is unavailable")
  func unreachable() async throws {
    let store = PostgresStore(url: "postgres://nobody@/none?host=/nowhere", connections: 1)
    let error = await #expect(throws: StoreError.self) { try await store.read { try $0.query("SELECT 1").count } }
    guard case .unavailable? = error else {
      Issue.record("\(String(describing: error)) is not unavailable")
      return
    }
    await store.close()
    #expect(throws: StoreError.self) { try SQLiteStore(path: "/nowhere/at/all.sqlite") }
  }

  @Test(
    "after the columns of a table changed, here or in another program, answers have the new ones",
    arguments: TestEngine.allCases)
  func changedColumns(_ engine: TestEngine) async throws {
    try await withPrograms(engine, 2) { stores in
      try await stores[0].write { try $0.run("CREATE TABLE item (n BIGINT)") }
      try await stores[0].write { try $0.run("INSERT INTO item (n) VALUES (1)") }
      let ask: @Sendable (any Reading) throws -> Set<String> = { reading in
        let row = try reading.first("SELECT * FROM item")
        return Set(["n", "a", "b"].filter { (try? row?.value($0)) != nil })
      }
      for (changing, column) in [(0, "a"), (1, "b")] {
        for store in stores {
          for _ in 0..<10 { _ = try await store.read(ask) }
          _ = try await store.write { try ask($0) }
        }
        try await stores[changing].write { try $0.run("ALTER TABLE item ADD COLUMN \(column) TEXT NOT NULL DEFAULT 'x'") }
        let expected: Set = column == "a" ? ["n", "a"] : ["n", "a", "b"]
        for store in stores {
          let written = try await store.write { try ask($0) }
          #expect(written == expected)
          for _ in 0..<10 {
            let columns = try await store.read(ask)
            #expect(columns == expected)
          }
        }
      }
    }
  }
}
