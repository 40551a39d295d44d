import Kernel
import SeededRandom
import Store
import Tables
import TestDatabases
import Testing

@testable import CatalogueCore

@Suite("Versions of the catalogue")
struct VersionTests {
  private func published(_ store: any Store) async throws -> CatalogueSnapshot {
    try await CatalogueFixture.load(into: store)
    let all = try await CataloguePublication.regions(in: store)
    try await CataloguePublication.publish(all, by: .system, at: CatalogueFixture.now, in: store)
    return try await CatalogueFixture.snapshot(store)
  }

  @Test("publishing again what did not change makes no version; what changed makes one", arguments: TestEngine.allCases)
  func freezing(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      _ = try await published(store)
      func count() async throws -> Int {
        try await store.read {
          try $0.first("SELECT COUNT(*) AS n FROM catalogue_version WHERE kind <> 'publication'")?.int("n") ?? 0
        }
      }
      let first = try await count()
      try await CataloguePublication.publish(["152502"], by: .system, at: CatalogueFixture.now, in: store)
      #expect(try await count() == first)
      // One row is changed, one goes, one is new.
      let text = String(decoding: try CatalogueFixture.bytes(.questions), as: UTF8.self)
      var lines = text.split(separator: "\n").map(String.init)
      let place = try #require(lines.firstIndex { $0.hasPrefix("Q001,") })
      lines[place] = "Q001,GAJ001,改过的问题？,答复。,0"
      lines.remove(at: try #require(lines.firstIndex { $0.hasPrefix("Q012,") }))
      lines.append("Q999,GAJ001,新的问题？,答复。,0")
      try await CatalogueImport.bring(
        .questions, [.init(name: "q.csv", bytes: Array(lines.joined(separator: "\n").utf8))], into: store)
      try await CataloguePublication.publish(["152502"], by: .system, at: CatalogueFixture.now, in: store)
      #expect(try await count() == first + 3)
      let holder = try await CatalogueHolder(store: store)
      let history = try await holder.history(of: "GAJ001").entries
      #expect(history.map(\.version.number) == [1, 2])
      let changed = try await holder.differences(of: "GAJ001", from: history[0].version.epoch, to: history[1].version.epoch)
      #expect(changed.map(\.column) == ["question", "answer", nil])
      #expect(changed.last?.before == nil && changed.last?.after == "新的问题？")
      // The old guide is still there, whole.
      let old = try #require(try await holder.guide(of: "GAJ001", at: history[0].version.epoch))
      #expect(old.questions.first?.question == "新生儿怎么上户口？")
      #expect(old.evidence == holder.current.evidence(of: "GAJ001"))
      #expect(old.elements == holder.current.elements(of: "GAJ001"))
    }
  }

  @Test("an older database gets its versions when it is migrated", arguments: TestEngine.allCases)
  func migrated(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      let before = catalogueMigrations.prefix { !$0.name.hasPrefix("catalogue-003") }
      try await store.migrate(storeMigrations + before)
      try await store.write { transaction in
        for table in ["catalogue_entry", "catalogue_published"] {
          for (position, row) in [
            ("services", "GAJ001", #"{"key":"GAJ001","name":"出生登记"}"#),
            ("questions", "Q001", #"{"key":"Q001","service":"GAJ001"}"#),
            ("service-evidence", "GAJ001/sfz", #"{"service":"GAJ001","evidence":"sfz"}"#),
            ("evidence", "sfz", #"{"key":"sfz"}"#),
          ].enumerated() {
            try transaction.run(
              "INSERT INTO \(table) (kind, key, position, document) VALUES (?, ?, ?, ?)",
              [.text(row.0), .text(row.1), SQLValue(position), .text(row.2)])
          }
        }
        try transaction.run(
          "INSERT INTO catalogue_publication (region, published_at, published_by) VALUES ('152502', 5, 'system')")
        try transaction.run("UPDATE catalogue_state SET epoch = 3")
      }
      try await store.migrate(storeMigrations + catalogueMigrations)
      let rows = try await store.read {
        try $0.query("SELECT key, service, epoch, at FROM catalogue_version ORDER BY key, kind")
      }
      #expect(
        try rows.map { "\(try $0.text("key")) \(try $0.text("service")) \(try $0.integer("epoch")) \(try $0.integer("at"))" }
          == [
            "152502  3 5", "GAJ001 GAJ001 3 5", "GAJ001/sfz GAJ001 3 5", "Q001 GAJ001 3 5", "sfz  3 5",
          ])
    }
  }

  @Test("a region's table brought back as it went out changes nothing; what was changed, and only that, comes back")
  func roundTrip() async throws {
    try await withStore(.sqlite) { store in
      let snapshot = try await published(store)
      var random = SplitMix(state: 20_261_125)
      for region in snapshot.regions {
        let text = try OfferingTable.export(region.code, from: snapshot)
        let same = try OfferingTable.changes(
          .init(name: "t.csv", bytes: Array(text.utf8)), region: region.code, against: snapshot)
        #expect(same.isEmpty, "\(region.code)")
        let (table, _) = CSV.read(Array(text.utf8), file: "t.csv")
        let chosen = Set((0..<5).compactMap { _ in table.rows.randomElement(using: &random)?["service"] })
        let cells = table.rows.map { row in
          table.columns.map { $0 == "venue" && chosen.contains(row["service"]) ? "改到十号窗口" : row[$0] }
        }
        let changed = try OfferingTable.changes(
          .init(name: "t.csv", bytes: Array(CSV.write(columns: table.columns, rows: cells).utf8)), region: region.code,
          against: snapshot)
        #expect(Set(changed.compactMap { $0["service"] }) == chosen)
        // Only what differs from the base catalogue is the region's own.
        for row in changed {
          #expect(row.filter { !["service", "region", "state"].contains($0.key) && !$0.value.isEmpty } == ["venue": "改到十号窗口"])
        }
      }
    }
  }

  @Test("a bad row of a region's table is told by line and column, and nothing is kept")
  func badRows() async throws {
    try await withStore(.sqlite) { store in
      let snapshot = try await published(store)
      let lines = try OfferingTable.export("152502", from: snapshot).split(separator: "\n").map(String.init)
      let columns = lines[0].split(separator: ",").map(String.init)
      func row(_ changed: [String: String]) -> String {
        columns.map { changed[$0] ?? ["service": "GAJ001", "region": "152502", "state": "active"][$0] ?? "" }.joined(
          separator: ",")
      }
      let bad = [
        row(["promisedDays": "many"]), row(["service": "NONE"]), row(["region": "152501"]), row(["state": "closed"]),
        row(["state": "suspended"]),
      ]
      let error = #expect(throws: ImportRefusal.self) {
        try OfferingTable.changes(
          .init(name: "t.csv", bytes: Array(([lines[0]] + bad).joined(separator: "\n").utf8)), region: "152502",
          against: snapshot)
      }
      let told = (error?.problems ?? []).filter { $0.code != "keyTwice" }.map { "\($0.line) \($0.column) \($0.code)" }
      #expect(
        told == [
          "2 promisedDays number", "3 service notOfferedHere", "4 region otherRegion", "5 state word", "5 reason required",
          "6 reason required",
        ])
    }
  }
}
