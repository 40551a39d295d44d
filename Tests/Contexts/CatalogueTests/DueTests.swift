import Kernel
import Store
import Synchronization
import TestDatabases
import Testing

@testable import CatalogueCore

/// A clock that a test moves by days, and that goes on by a second each time it is asked.
private final class MovedClock: Sendable {
  private let now = Mutex(CatalogueFixture.now)
  var clock: WallClock {
    WallClock {
      self.now.withLock {
        $0 = $0.adding(seconds: 1)
        return $0
      }
    }
  }
  func add(days: Int64) { now.withLock { $0 = $0.adding(days: days) } }
}

@Suite("A change that waits for its day")
struct DueTests {
  private let author = Actor(party: PartyID("a"), kind: .staff, name: "甲")
  private let second = Actor(party: PartyID("b"), kind: .staff, name: "乙")

  /// A change of one service, approved, to be published in two days.
  private func scheduled(_ desk: CatalogueDesk, _ clock: MovedClock, _ changed: [String: String]) async throws -> String {
    let change = try await desk.open(title: "改", reason: "因", by: author)
    let row = try #require(try await desk.row(.services, "GAJ002", in: nil))
    try await desk.put(.services, row.merging(changed) { $1 }, in: change.id, by: author)
    try await desk.act(.handIn, on: change.id, by: author)
    try await desk.act(.approve, on: change.id, by: second)
    try await desk.act(.publish(clock.clock.today.adding(days: 2)), on: change.id, by: second)
    return change.id
  }

  @Test(
    "it is published on its day and not before; one that breaks a rule by then, or whose row others changed, goes back with the reason",
    arguments: TestEngine.allCases)
  func due(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await CatalogueFixture.load(into: store)
      try await CataloguePublication.publish(["152502"], by: .system, at: CatalogueFixture.now, in: store)
      let clock = MovedClock()
      let desk = CatalogueDesk(store: store, clock: clock.clock) { _, _ in true }
      func venue() async throws -> String? { try await desk.row(.services, "GAJ002", in: nil)?["venue"] }

      let first = try await scheduled(desk, clock, ["venue": "一号窗口"])
      #expect(try await desk.publishDue() == 0)
      clock.add(days: 1)
      #expect(try await desk.publishDue() == 0)
      #expect(try await venue() == "")
      clock.add(days: 1)
      #expect(try await desk.publishDue() == 1)
      #expect(try await venue() == "一号窗口")
      #expect(try await desk.publishDue() == 0)
      let published = try await desk.view(first, by: author)
      #expect(published.change.state == .published)
      // What it changed can still be read when it is over.
      #expect(published.differences.map { "\($0.column ?? "") \($0.before ?? "") \($0.after ?? "")" } == ["venue  一号窗口"])

      // Two for the same row: the first is published, the other goes back and loses nothing.
      let one = try await scheduled(desk, clock, ["venue": "二号窗口"])
      let other = try await scheduled(desk, clock, ["venue": "三号窗口"])
      clock.add(days: 2)
      #expect(try await desk.publishDue() == 1)
      #expect(try await venue() == "二号窗口")
      #expect(try await desk.view(one, by: author).change.state == .published)
      let late = try await desk.view(other, by: author)
      #expect(late.change.state == .draft && late.change.comment == "rowsChanged")
      #expect(late.edits.count == 1 && late.conflicts.count == 1)

      // What was in order when it was approved breaks a rule by now.
      let broken = try await scheduled(desk, clock, ["legalDays": "60", "promisedDays": "50"])
      let text = try await CatalogueImport.export(.elements, from: store)
      let lines = text.split(separator: "\n").map { line in
        String(line.hasPrefix("GAJ002,") ? line.replacing("0479-82", with: "82") : line)
      }
      try await CatalogueImport.bring(
        .elements, [.init(name: "e.csv", bytes: Array(lines.joined(separator: "\n").utf8))], into: store)
      try await store.write { transaction in
        try transaction.run(
          """
          UPDATE catalogue_published SET document = (SELECT e.document FROM catalogue_entry e WHERE e.kind = 'elements' AND e.key = 'GAJ002')
          WHERE kind = 'elements' AND key = 'GAJ002'
          """)
      }
      clock.add(days: 2)
      #expect(try await desk.publishDue() == 0)
      let back = try await desk.view(broken, by: author).change
      #expect(back.state == .draft && back.comment == "publicationRules")
    }
  }
}
