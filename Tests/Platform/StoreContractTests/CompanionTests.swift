import Kernel
import Store
import Synchronization
import TestDatabases
import Testing

@Suite("What goes along with a write is kept or undone with it")
struct CompanionTests {
  /// Leaves a line for each transaction it joined.
  private final class Witness: WriteCompanion {
    let commits = Atomic(0)
    let refuses: Bool
    init(refuses: Bool = false) { self.refuses = refuses }

    func join(_ transaction: any Transaction, reference: String?) throws {
      try transaction.issue("INSERT INTO line (word) VALUES (?)", [.text(reference ?? "nothing")])
      if refuses { throw Refused() }
    }

    func committed() { commits.add(1, ordering: .relaxed) }
  }

  private struct Refused: Error {}

  private struct Made: Referable { let reference: String }

  private func lines(_ store: any Store) async throws -> [String] {
    try await store.read { try $0.query("SELECT word FROM line ORDER BY word").map { try $0.text("word") } }
  }

  private func withLines(_ engine: TestEngine, _ body: (any Store) async throws -> Void) async throws {
    try await withStore(engine) { store in
      try await store.write { try $0.run("CREATE TABLE line (word TEXT PRIMARY KEY)") }
      try await body(store)
    }
  }

  @Test("it joins the transaction, learns what was made, and is told of the commit", arguments: TestEngine.allCases)
  func joins(engine: TestEngine) async throws {
    try await withLines(engine) { store in
      let witness = Witness()
      try await Companions.$current.withValue(witness) {
        let made = try await store.write { transaction in
          try transaction.run("INSERT INTO line (word) VALUES ('effect')")
          return Made(reference: "thing")
        }
        #expect(made.reference == "thing")
        #expect(witness.commits.load(ordering: .relaxed) == 1)
        _ = try await store.read { try $0.first("SELECT 1 AS one") }
        // What is no part of the effect goes alone.
        try await Companions.none { try await store.write { try $0.run("INSERT INTO line (word) VALUES ('alone')") } }
      }
      try await store.write { try $0.run("INSERT INTO line (word) VALUES ('later')") }
      let kept = try await lines(store)
      #expect(kept == ["alone", "effect", "later", "thing"])
      #expect(witness.commits.load(ordering: .relaxed) == 1)
    }
  }

  @Test("an effect that fails takes it back, and where it fails there is no effect", arguments: TestEngine.allCases)
  func undone(engine: TestEngine) async throws {
    try await withLines(engine) { store in
      let (willing, refusing) = (Witness(), Witness(refuses: true))
      await #expect(throws: Refused.self) {
        try await Companions.$current.withValue(willing) {
          try await store.write { transaction -> Made in
            try transaction.run("INSERT INTO line (word) VALUES ('effect')")
            throw Refused()
          }
        }
      }
      await #expect(throws: Refused.self) {
        try await Companions.$current.withValue(refusing) {
          try await store.write { try $0.run("INSERT INTO line (word) VALUES ('effect')") }
        }
      }
      let kept = try await lines(store)
      #expect(kept.isEmpty)
      #expect(willing.commits.load(ordering: .relaxed) + refusing.commits.load(ordering: .relaxed) == 0)
    }
  }

  @Test("of many with one companion's key only one has an effect, at once and later", arguments: TestEngine.allCases)
  func once(engine: TestEngine) async throws {
    try await withLines(engine) { store in
      try await store.write { try $0.run("CREATE TABLE effect (n BIGINT NOT NULL)") }
      let done = await withTaskGroup(of: Bool.self) { group in
        for n in 0..<12 {
          group.addTask {
            do {
              return try await Companions.$current.withValue(Witness()) {
                try await store.write { transaction in
                  try transaction.run("INSERT INTO effect (n) VALUES (?)", [SQLValue(n)])
                  return true
                }
              }
            } catch { return error as? StoreError != .unique("line") }
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(done == 1)
      let effects = try await store.read { try $0.first("SELECT COUNT(*) AS n FROM effect")?.int("n") }
      #expect(effects == 1)
    }
  }
}
