import Foundation
import Store
import Synchronization
import TestDatabases
import Testing

@Suite("Writers beside each other")
struct ConcurrencyTests {
  private func withTable(_ engine: TestEngine, _ body: (any Store) async throws -> Void) async throws {
    try await withStore(engine) { store in
      try await store.write { transaction in
        try transaction.run("CREATE TABLE item (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)")
        try transaction.run("INSERT INTO item (id, n) VALUES (0, 0)")
      }
      try await body(store)
    }
  }

  private func ids(_ store: any Store) async throws -> Set<Int> {
    Set(try await store.read { try $0.query("SELECT id FROM item").map { try $0.int("id") } })
  }

  @Test("many at once are each answered, and one that fails hurts nobody", arguments: TestEngine.allCases)
  func group(_ engine: TestEngine) async throws {
    struct Refused: Error {}
    try await withTable(engine) { store in
      let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
        for id in 1...200 {
          group.addTask {
            do {
              let answer = try await store.write { transaction in
                try transaction.run("INSERT INTO item (id, n) VALUES (?, 0)", [SQLValue(id)])
                if id % 7 == 0 { throw Refused() }
                if id % 11 == 0 { try transaction.run("INSERT INTO item (id, n) VALUES (0, 0)") }
                return id
              }
              return (id, answer == id)
            } catch { return (id, false) }
          }
        }
        return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      let expected = Set((1...200).filter { $0 % 7 != 0 && $0 % 11 != 0 })
      #expect(Set(outcomes.filter(\.value).keys) == expected)
      let kept = try await ids(store)
      #expect(kept == expected.union([0]))
    }
  }

  @Test("no update is lost: read, add one, write, many times at once", arguments: TestEngine.allCases)
  func lostUpdate(_ engine: TestEngine) async throws {
    try await withTable(engine) { store in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<60 {
          group.addTask {
            try await store.write { transaction in
              let n = try transaction.first("SELECT n FROM item WHERE id = 0")?.integer("n") ?? 0
              try transaction.run("UPDATE item SET n = ? WHERE id = 0", [.integer(n + 1)])
            }
          }
        }
        try await group.waitForAll()
      }
      let n = try await store.read { try $0.first("SELECT n FROM item WHERE id = 0")?.integer("n") }
      #expect(n == 60)
    }
  }

  @Test("a rule over several rows holds: of two who each see the other on duty, one may leave", arguments: TestEngine.allCases)
  func writeSkew(_ engine: TestEngine) async throws {
    try await withTable(engine) { store in
      for round in 0..<10 {
        let pair = [round * 2 + 1, round * 2 + 2]
        try await store.write { transaction in
          for id in pair { try transaction.run("INSERT INTO item (id, n) VALUES (?, 1)", [SQLValue(id)]) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
          for id in pair {
            group.addTask {
              try await store.write { transaction in
                let onDuty = try transaction.query("SELECT id FROM item WHERE id IN (?, ?) AND n = 1", pair.map(SQLValue.init))
                  .count
                if onDuty == 2 { try transaction.run("UPDATE item SET n = 0 WHERE id = ?", [SQLValue(id)]) }
              }
            }
          }
          try await group.waitForAll()
        }
        let left = try await store.read {
          try $0.query("SELECT id FROM item WHERE id IN (?, ?) AND n = 1", pair.map(SQLValue.init)).count
        }
        #expect(left == 1)
      }
    }
  }

  @Test("a caller who gives up loses nobody's rows, not even its own", arguments: TestEngine.allCases)
  func cancellation(_ engine: TestEngine) async throws {
    try await withTable(engine) { store in
      let callers = (1...100).map { id in
        Task {
          try await store.write { transaction in
            try transaction.run("INSERT INTO item (id, n) VALUES (?, 0)", [SQLValue(id)])
            return id
          }
        }
      }
      for (index, caller) in callers.enumerated() where index % 3 == 0 { caller.cancel() }
      for (index, caller) in callers.enumerated() {
        let answer = try await caller.value
        #expect(answer == index + 1)
      }
      let kept = try await ids(store)
      #expect(kept == Set(0...100))
    }
  }

  @Test("a read sees one moment, whatever is written meanwhile", arguments: TestEngine.allCases)
  func snapshot(_ engine: TestEngine) async throws {
    try await withTable(engine) { store in
      let writer = Task {
        for _ in 0..<40 {
          try await store.write { transaction in
            try transaction.run("UPDATE item SET n = n + 1")
            try transaction.run("INSERT INTO item (id, n) SELECT MAX(id) + 1, MAX(n) FROM item")
          }
        }
      }
      for _ in 0..<40 {
        let (first, second, most) = try await store.read { reading in
          let first = try reading.first("SELECT COUNT(*) AS n FROM item")?.int("n") ?? 0
          let most = try reading.first("SELECT MAX(n) AS n FROM item")?.int("n") ?? 0
          return (first, try reading.first("SELECT COUNT(*) AS n FROM item")?.int("n") ?? 0, most)
        }
        #expect(first == second)
        #expect(most == first - 1)
      }
      try await writer.value
    }
  }

  @Test("what was acknowledged is seen by the next read", arguments: TestEngine.allCases)
  func readOwnWrite(_ engine: TestEngine) async throws {
    try await withTable(engine) { store in
      for id in 1...20 {
        try await store.write { try $0.run("INSERT INTO item (id, n) VALUES (?, 0)", [SQLValue(id)]) }
        let seen = try await ids(store)
        #expect(seen.contains(id))
      }
    }
  }
}

@Suite("A queue has an end")
struct QueueTests {
  private final class Watched: Sendable { let isFull = Mutex(false) }

  @Test("when too many wait, the next are told at once, and those who wait are served", arguments: TestEngine.allCases)
  func pressure(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.write { try $0.run("CREATE TABLE item (id BIGINT PRIMARY KEY)") }
      let queue = Watched()
      let (served, refused) = await withTaskGroup(of: StoreError?.self) { group in
        // All hands are held until the queue is full, however slow the machine is.
        for _ in 0..<(engine == .sqlite ? 1 : 8) {
          group.addTask {
            try? await store.write { _ in
              for _ in 0..<200 where !queue.isFull.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.1) }
            }
            return nil
          }
        }
        for _ in 0..<10_500 {
          group.addTask {
            do {
              try await store.write { _ in }
              return nil
            } catch {
              queue.isFull.withLock { $0 = true }
              return error as? StoreError ?? .misuse("\(error)")
            }
          }
        }
        return await group.reduce(into: (0, 0)) { $1 == nil ? ($0.0 += 1) : ($0.1 += $1 == .busy ? 1 : 100_000) }
      }
      #expect(served >= 10_000)
      #expect(refused > 0 && refused <= 508)
    }
  }
}
