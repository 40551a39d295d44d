import Kernel
import Store
import TestDatabases
import Testing

@Suite("Outbox")
struct OutboxTests {
  private let now = Instant(milliseconds: 1_000_000)

  /// Notes what was delivered.
  private actor Deliveries {
    var keys: [String] = []
    func note(_ message: OutboxMessage) { keys.append(message.key) }
  }

  private func post(_ store: any Store, _ keys: [String]) async throws {
    let now = now
    try await store.write { transaction in
      for key in keys { try transaction.post(topic: "t", key: key, body: "{}", at: now) }
    }
  }

  @Test("what was posted goes out once, in order; what was rolled back does not", arguments: TestEngine.allCases)
  func delivery(_ engine: TestEngine) async throws {
    struct Changed: Error {}
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations)
      try await post(store, ["a", "b", "c"])
      await #expect(throws: Changed.self) {
        try await store.write { [now] transaction in
          try transaction.post(topic: "t", key: "never", body: "{}", at: now)
          throw Changed()
        }
      }
      let deliveries = Deliveries()
      let first = try await store.drainOutbox(limit: 2, at: now) { await deliveries.note($0) }
      let rest = try await store.drainOutbox(limit: 9, at: now) { await deliveries.note($0) }
      let nothing = try await store.drainOutbox(limit: 9, at: now.adding(days: 1)) { await deliveries.note($0) }
      #expect([first, rest, nothing] == [2, 1, 0])
      await #expect(deliveries.keys == ["a", "b", "c"])
    }
  }

  @Test("a delivery that fails comes again later and later, and holds up nobody", arguments: TestEngine.allCases)
  func retry(_ engine: TestEngine) async throws {
    struct Down: Error {}
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations)
      try await post(store, ["bad", "good"])
      let failing: @Sendable (OutboxMessage) async throws -> Void = { if $0.key == "bad" { throw Down() } }
      let first = try await store.drainOutbox(limit: 9, at: now, failing)
      #expect(first == 1)
      let backlog = try await store.read { try $0.outboxBacklog().count }
      #expect(backlog == 1)
      let early = try await store.drainOutbox(limit: 9, at: now.adding(seconds: 9)) { _ in }
      #expect(early == 0)
      let second = try await store.drainOutbox(limit: 9, at: now.adding(seconds: 10), failing)
      #expect(second == 0)
      let stillEarly = try await store.drainOutbox(limit: 9, at: now.adding(seconds: 29)) { _ in }
      #expect(stillEarly == 0)
      let third = try await store.drainOutbox(limit: 9, at: now.adding(seconds: 30)) { #expect($0.attempts == 3) }
      #expect(third == 1)
    }
  }

  @Test("a server that died with its claim leaves the message to others after a minute", arguments: TestEngine.allCases)
  func death(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations)
      try await post(store, ["a"])
      // What the dead server did: it claimed, and no more.
      try await store.drainOutbox(limit: 1, at: now) { _ in
        let during = try await store.drainOutbox(limit: 1, at: now.adding(seconds: 59)) { _ in }
        #expect(during == 0)
        let after = try await store.drainOutbox(limit: 1, at: now.adding(seconds: 60)) { #expect($0.attempts == 2) }
        #expect(after == 1)
      }
    }
  }

  @Test("servers that drain at once deliver each message once between them", arguments: TestEngine.allCases)
  func servers(_ engine: TestEngine) async throws {
    try await withPrograms(engine, 3) { stores in
      try await stores[0].migrate(storeMigrations)
      let keys = (0..<60).map { "key-\($0)" }
      try await post(stores[0], keys)
      let deliveries = Deliveries()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for store in stores {
          group.addTask {
            for _ in 0..<10 { try await store.drainOutbox(limit: 5, at: now) { await deliveries.note($0) } }
          }
        }
        try await group.waitForAll()
      }
      await #expect(deliveries.keys.sorted() == keys.sorted())
    }
  }
}
