import Store
import TestDatabases
import Testing

@Suite("Counters")
struct CounterTests {
  @Test("a counter is exact while many count and others fold", arguments: TestEngine.allCases)
  func exact(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask {
            for step in 0..<20 {
              try await store.write { transaction in
                try transaction.count("cases", "all", by: 1)
                try transaction.count("cases", "region/\(writer % 2)", by: Int64(step))
              }
            }
          }
        }
        for _ in 0..<2 {
          group.addTask { for _ in 0..<10 { try await store.foldCounters(limit: 30) } }
        }
        group.addTask {
          var before: Int64 = 0
          for _ in 0..<20 {
            let now = try await store.read { try $0.total("cases", "all") }
            #expect(now >= before, "a counter that only grows was read as shrinking")
            before = now
          }
        }
        try await group.waitForAll()
      }
      let expected: [String: Int64] = ["all": 160, "region/0": 760, "region/1": 760]
      let unfolded = try await store.read { try $0.totals("cases") }
      #expect(unfolded == expected)
      while try await store.foldCounters(limit: 100) > 0 {}
      let folded = try await store.read { try $0.totals("cases") }
      #expect(folded == expected)
      let rest = try await store.read { try $0.query("SELECT id FROM counter_delta").count }
      #expect(rest == 0)
    }
  }

  @Test("a transaction sees what it counted itself, and what fails counts nothing", arguments: TestEngine.allCases)
  func own(_ engine: TestEngine) async throws {
    struct Changed: Error {}
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations)
      let seen = try await store.write { transaction in
        try transaction.count("n", "k", by: 5)
        try transaction.count("n", "k", by: -2)
        return try transaction.total("n", "k")
      }
      #expect(seen == 3)
      await #expect(throws: Changed.self) {
        try await store.write { transaction in
          try transaction.count("n", "k", by: 100)
          throw Changed()
        }
      }
      let left = try await store.read { try $0.total("n", "k") }
      #expect(left == 3)
    }
  }

  @Test("some keys, a prefix, another name", arguments: TestEngine.allCases)
  func slices(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations)
      try await store.write { transaction in
        for (key, number) in [("1525", 1), ("152502", 2), ("152502/公安", 3), ("1526", 4), ("152", 5)] {
          try transaction.count("n", key, by: Int64(number))
        }
        try transaction.count("m", "1525", by: 9)
      }
      try await store.foldCounters(limit: 2)
      let (some, prefix, none, missing) = try await store.read { reading in
        (
          try reading.totals("n", ["1525", "1526", "9"]), try reading.totals("n", prefix: "1525"), try reading.totals("n", []),
          try reading.total("n", "9")
        )
      }
      #expect(some == ["1525": 1, "1526": 4])
      #expect(prefix == ["1525": 1, "152502": 2, "152502/公安": 3])
      #expect(none == [:])
      #expect(missing == 0)
    }
  }
}
