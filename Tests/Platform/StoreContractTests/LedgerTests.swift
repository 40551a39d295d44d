import Kernel
import Store
import TestDatabases
import Testing

@Suite("Ledger")
struct LedgerTests {
  private func withStream(_ engine: TestEngine, _ body: (any Store) async throws -> Void) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations)
      for number in 1...5 {
        try await store.write { transaction in
          try transaction.append(
            stream: "case-1", kind: "acted", at: Instant(milliseconds: Int64(number)), actor: "甲", body: #"{"n":\#(number)}"#,
            payload: number % 2 == 0 ? nil : #"{"name":"乙"}"#)
        }
      }
      try await body(store)
    }
  }

  private func broken(_ store: any Store) async throws -> Int64? {
    try await store.read { try $0.firstBroken(stream: "case-1") }
  }

  @Test("a stream reads as it was written, and its chain holds", arguments: TestEngine.allCases)
  func intact(_ engine: TestEngine) async throws {
    try await withStream(engine) { store in
      let events = try await store.read { try $0.events(stream: "case-1") }
      #expect(events.map(\.sequence) == [1, 2, 3, 4, 5])
      #expect(events.map { $0.payload == nil } == [false, true, false, true, false])
      #expect(events.map(\.at.milliseconds) == [1, 2, 3, 4, 5])
      #expect(Set(events.compactMap(\.salt)).count == 3)
      let found = try await broken(store)
      #expect(found == nil)
    }
  }

  @Test(
    "whatever is changed, left out or put in is found where it happened", arguments: TestEngine.allCases,
    [
      ("UPDATE ledger_event SET body = '{\"n\":9}' WHERE sequence = 3", 3),
      ("UPDATE ledger_event SET at = 9 WHERE sequence = 2", 2),
      ("UPDATE ledger_event SET actor = '丙' WHERE sequence = 1", 1),
      ("UPDATE ledger_event SET kind = 'x' WHERE sequence = 5", 5),
      ("UPDATE ledger_event SET payload = '{}' WHERE sequence = 3", 3),
      ("UPDATE ledger_event SET payload_digest = NULL, payload = NULL WHERE sequence = 3", 3),
      ("DELETE FROM ledger_event WHERE sequence = 2", 3), ("DELETE FROM ledger_event WHERE sequence = 1", 2),
      ("UPDATE ledger_event SET sequence = sequence + 10 WHERE sequence > 3", 14),
    ] as [(String, Int64)])
  func tampered(_ engine: TestEngine, _ change: (sql: String, found: Int64)) async throws {
    try await withStream(engine) { store in
      let rows = try await store.write { try $0.run(change.sql) }
      #expect(rows > 0)
      let found = try await broken(store)
      #expect(found == change.found)
    }
  }

  @Test("after erasure nothing personal is left, and the chain still holds", arguments: TestEngine.allCases)
  func erasure(_ engine: TestEngine) async throws {
    try await withStream(engine) { store in
      let erased = try await store.write { try $0.erasePayloads(stream: "case-1") }
      #expect(erased == 3)
      let events = try await store.read { try $0.events(stream: "case-1") }
      #expect(events.allSatisfy { $0.payload == nil && $0.salt == nil })
      let found = try await broken(store)
      #expect(found == nil)
      let next = try await store.write {
        try $0.append(stream: "case-1", kind: "closed", at: Instant(milliseconds: 6), actor: "甲", body: "{}", payload: nil)
      }
      #expect(next.sequence == 6)
    }
  }

  @Test("those who append to one stream at once all do, without a gap", arguments: TestEngine.allCases)
  func concurrent(_ engine: TestEngine) async throws {
    try await withStream(engine) { store in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<30 {
          group.addTask {
            _ = try await store.write {
              try $0.append(
                stream: "case-1", kind: "acted", at: Instant(milliseconds: 10), actor: "\(number)", body: "{}", payload: "{}")
            }
          }
        }
        try await group.waitForAll()
      }
      let events = try await store.read { try $0.events(stream: "case-1") }
      #expect(events.count == 35)
      #expect(Set(events.dropFirst(5).map(\.actor)).count == 30)
      #expect(LedgerChain.firstBroken(events) == nil)
    }
  }

  @Test("all streams are walked in order, some at a time", arguments: TestEngine.allCases)
  func walk(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations)
      try await store.write { transaction in
        for stream in ["c", "a", "b", "a", "乙"] {
          try transaction.append(stream: stream, kind: "k", at: Instant(milliseconds: 1), actor: "", body: "", payload: nil)
        }
      }
      let pages = try await store.read { reading in
        [
          try reading.streams(after: "", limit: 2), try reading.streams(after: "b", limit: 9),
          try reading.streams(after: "乙", limit: 9),
        ]
      }
      #expect(pages == [["a", "b"], ["c", "乙"], []])
    }
  }

  @Test("a chain that fits but does not begin at 1 is broken", arguments: TestEngine.allCases)
  func headless(_ engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations)
      let chain = LedgerChain.link(
        previous: [], stream: "s", sequence: 2, kind: "k", at: Instant(milliseconds: 0), actor: "", body: "", payloadDigest: nil
      )
      let found = try await store.write { transaction in
        try transaction.run(
          "INSERT INTO ledger_event (stream, sequence, kind, at, actor, body, chain) VALUES ('s', 2, 'k', 0, '', '', ?)",
          [.bytes(chain)])
        return try transaction.firstBroken(stream: "s")
      }
      #expect(found == 2)
    }
  }

  @Test("no two lists of fields run together to the same chain value")
  func fieldsApart() {
    func link(_ kind: String, _ actor: String) -> [UInt8] {
      LedgerChain.link(
        previous: [], stream: "s", sequence: 1, kind: kind, at: Instant(milliseconds: 0), actor: actor, body: "",
        payloadDigest: nil)
    }
    // Written one after the other without their lengths, these would be the same.
    #expect(link("x0", "y") != link("x", "0y"))
    #expect(link("x", "y") == link("x", "y"))
  }
}
