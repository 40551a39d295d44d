import Foundation
import Kernel
import Store
import TestDatabases
import Testing

/// Not a rule but a number: `WUTONG_MEASURE=1 swift test --filter Measurements`.
@Suite("Measurements", .serialized, .enabled(if: ProcessInfo.processInfo.environment["WUTONG_MEASURE"] != nil))
struct Measurements {
  @Test("durable writes a second, each an event, two counts and a message", arguments: TestEngine.allCases, [1, 8, 32])
  func writes(_ engine: TestEngine, _ writers: Int) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations)
      let clock = ContinuousClock()
      let end = clock.now + .seconds(3)
      let done = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<writers {
          group.addTask {
            var count = 0
            while clock.now < end {
              let now = WallClock.system.now
              let stream = SortableText.make(at: now)
              try await store.write { transaction in
                try transaction.append(stream: stream, kind: "acted", at: now, actor: "a", body: "{}", payload: "{}")
                try transaction.count("cases", "all", by: 1)
                try transaction.count("cases", "152502", by: 1)
                try transaction.post(topic: "case.acted", key: stream, body: "{}", at: now)
              }
              count += 1
            }
            return count
          }
        }
        return try await group.reduce(0, +)
      }
      print("\(engine.rawValue), \(writers) writers: \(done / 3) writes/s")
    }
  }

  @Test("reads a second, one row by its key", arguments: TestEngine.allCases, [1, 32])
  func reads(_ engine: TestEngine, _ readers: Int) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations)
      try await store.write { try $0.count("cases", "all", by: 1) }
      let clock = ContinuousClock()
      let end = clock.now + .seconds(2)
      let done = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<readers {
          group.addTask {
            var count = 0
            while clock.now < end {
              _ = try await store.read { try $0.first("SELECT delta FROM counter_delta WHERE id = ?", [1]) }
              count += 1
            }
            return count
          }
        }
        return try await group.reduce(0, +)
      }
      print("\(engine.rawValue), \(readers) readers: \(done / 2) reads/s")
    }
  }
}
