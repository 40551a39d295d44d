import CaseworkCore
import Kernel
import SeededRandom
import Store
import Tables
import TestDatabases
import Testing

@testable import ReviewsCore

@Suite("Counters are the reviews counted, at every commit")
struct CounterTests {
  static let catalogue = ReviewCatalogue(
    hasService: { $0.hasPrefix("S") }, hasRegion: { $0.hasPrefix("15") }, department: { _, _ in "DEP" })
  static let indicators = IndicatorTable(version: 1, byGrade: [.verySatisfied: [.init(code: "510", zh: "甲", en: "a")]])

  static func bring(
    _ text: String, name: String = "r.csv", keepGood: Bool = false, into store: any Store
  ) async throws -> (
    kept: Int, problems: [String]
  ) {
    let (kept, problems) = try await ReviewImport.bring(
      [.init(name: name, bytes: Array(text.utf8))], keepGood: keepGood, into: store, catalogue: catalogue,
      indicators: indicators, clock: .system, owner: "me", isAlive: { $0 == "other" })
    return (kept, problems.map { "\($0.line) \($0.column) \($0.code)" })
  }

  static func migrated(_ engine: TestEngine, _ body: @escaping @Sendable (any Store) async throws -> Void) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations + caseworkMigrations + reviewMigrations)
      try await body(store)
    }
  }

  private static let places = (0..<12).map {
    ReviewPlace(
      region: "15250\($0 % 3)", department: "D\($0 % 2)", service: "S\($0 % 4)", channel: $0 % 5 == 0 ? "default" : "web")
  }

  private typealias Row = (key: String?, place: ReviewPlace, day: CivilDate, grade: Int)

  @Test(
    "random histories of single reviews, imports, decisions and folding: every slice is the recount",
    arguments: TestEngine.allCases)
  func histories(engine: TestEngine) async throws {
    try await Self.migrated(engine) { store in
      var chance = SplitMix(state: 71)
      let reader = ReviewReader(store: store)
      var rows: [Row] = []
      var out: [Row] = []
      for step in 0..<30 {
        var fresh: [Row] = []
        for index in 0..<Int.random(in: 1...15, using: &chance) {
          fresh.append(
            (
              step % 5 == 0 ? nil : "\(step).\(index)", Self.places[Int.random(in: 0..<12, using: &chance)],
              CivilDate(daysSince1970: Int.random(in: 18_990...19_110, using: &chance)), Int.random(in: 1...5, using: &chance)
            ))
        }
        switch step % 5 {
        case 0:
          let text = fresh.map {
            "\($0.place.service),\($0.place.region),\($0.place.department),\($0.grade),\($0.place.channel),\($0.day)"
          }
          let brought = try await Self.bring(
            "service,region,department,grade,channel,at\n" + text.joined(separator: "\n"), name: "\(step)", into: store)
          #expect(brought.kept == fresh.count && brought.problems.isEmpty)
          rows += fresh
        case 3:
          try await store.write { _ = try ReviewStore.fold(least: 1, limit: 7, at: WallClock.system.now, $0) }
        case 4:
          // Some are not adopted any more, one of those before is again.
          let back = out.popLast()
          let singles = rows.indices.filter { rows[$0].key != nil }.shuffled(using: &chance).prefix(4).sorted(by: >)
          let refused = singles.map { rows.remove(at: $0) }
          if let back { rows.append(back) }
          out += refused
          let decisions = refused.map { ($0.key ?? "", false) } + (back.map { [($0.key ?? "", true)] } ?? [])
          try await store.write { transaction in
            for (key, adopts) in decisions {
              let review = try #require(try ReviewStore.review(transaction, key))
              try ReviewStore.count(review, by: adopts ? 1 : -1, transaction)
              let decision = ReviewDecision(adopts: adopts, reason: "x", by: PartyID("s"), at: review.at)
              try ReviewMarkStore.insert(decision, number: step, of: key, transaction)
            }
          }
        default:
          let added = fresh
          try await store.write { transaction in
            for row in added {
              let key = row.key ?? ""
              let review = Review(
                key: key, grade: Grade(rawValue: row.grade)!, indicators: [], comment: nil, anonymous: false,
                at: row.day.end, party: nil, place: row.place)
              try ReviewStore.insert(review, case: CaseID(key), transaction)
            }
          }
          rows += fresh
        }
        #expect(try await reader.firstDifference() == nil)
        for _ in 0..<6 { try await Self.compare(rows, reader, &chance) }
      }
      #expect(out.count >= 10)
      // What does not count is not taken elsewhere to count there.
      var text = ""
      try await ReviewExport.write(from: store) { text += $0 }
      #expect(text.split(separator: "\n").count == rows.count + 1)
    }
  }

  private static func compare(
    _ rows: [Row], _ reader: ReviewReader, _ chance: inout SplitMix
  ) async throws {
    let any = places[Int.random(in: 0..<12, using: &chance)]
    let coin = (0..<6).map { _ in Int.random(in: 0..<2, using: &chance) == 0 }
    let from = CivilDate(daysSince1970: Int.random(in: 18_990...19_110, using: &chance))
    let month = CivilDate(daysSince1970: 19_024)
    let slice = ReviewSlice(
      regions: coin[0] ? [any.region, "152501"] : nil, department: coin[1] ? any.department : nil,
      service: coin[2] ? any.service : nil, channel: coin[3] ? any.channel : nil,
      from: coin[4] ? from : coin[5] ? month : nil, to: coin[5] ? CivilDate(year: 2022, month: 3, day: 31) : nil)
    let inside = rows.filter {
      slice.contains($0.place) && $0.day >= slice.from ?? $0.day && $0.day <= slice.to ?? $0.day
    }
    for grouping in [nil] + ReviewGrouping.allCases.map(Optional.init) {
      let found = try await reader.summaries(slice, by: grouping)
      let wanted = Dictionary(grouping: inside) { row -> String in
        switch grouping {
        case nil: ""
        case .region: row.place.region
        case .department: row.place.department
        case .service: row.place.service
        case .channel: row.place.channel
        case .month: String(row.day.description.prefix(7))
        }
      }.mapValues { rows in
        let active = rows.filter { $0.place.channel != "default" }
        return ReviewSummary(
          counts: Dictionary(grouping: active, by: \.grade).mapValues(\.count), byDefault: rows.count - active.count,
          giving: slice.isOfWholeMonths ? ReviewGiving() : nil)
      }
      #expect(found == wanted, "\(slice) by \(String(describing: grouping))")
    }
  }

  @Test("counts of any size, above and below nought, are added up; what comes to nought is not there")
  func cells() {
    var chance = SplitMix(state: 3)
    let given = (0..<4000).map { _ in
      (
        place: Int.random(in: 0..<5, using: &chance), day: Int.random(in: 18_990...19_060, using: &chance),
        lane: Int.random(in: 0..<8, using: &chance),
        count: Int.random(in: 0..<4, using: &chance) == 0 ? Int.random(in: -3000...3000, using: &chance) : 1
      )
    }
    let cube = ReviewCube(places: Array(Self.places.prefix(5))) { body in
      for cell in given + given.prefix(100).map({ ($0.place, $0.day, $0.lane, -$0.count) }) {
        body(cell.0, cell.1, cell.2, cell.3)
      }
    }
    var found: [[Int]: Int] = [:]
    cube.each { place, day, lane, count in
      found[[Self.places.firstIndex(of: place) ?? -1, day, lane], default: 0] += count
    }
    let wanted = given.dropFirst(100).reduce(into: [[Int]: Int]()) { $0[[$1.place, $1.day, $1.lane], default: 0] += $1.count }
    #expect(found == wanted.filter { $0.value != 0 })
    let months = cube.sums(ReviewSlice(from: CivilDate("2022-01-01"), to: CivilDate("2022-01-31")), by: nil)
    let january = wanted.filter { CivilDate(daysSince1970: $0.key[1]).description.hasPrefix("2022-01") }
    let all = months[""].map { $0.active &+ $0.byDefault }
    #expect(
      all
        == (0..<8).reduce(into: ReviewSums.zero) { sums, lane in
          sums[lane] = january.filter { $0.key[2] == lane }.values.reduce(0, +)
        })
  }

  @Test("a counter that was changed is found", arguments: TestEngine.allCases)
  func tampered(engine: TestEngine) async throws {
    try await Self.migrated(engine) { store in
      _ = try await Self.bring("service,region,grade,channel,at\nS1,152502,5,web,2022-01-02\n", into: store)
      try await store.write { _ = try $0.run("UPDATE review_imported SET grade = 1") }
      #expect(try await ReviewReader(store: store).firstDifference() != nil)
    }
  }
}

@Suite("Files of reviews come in whole or not at all")
struct ReviewImportTests {
  private let head = "service,region,grade,channel,at,case,indicators,comment\n"

  @Test("each bad cell is told with its line and column, and nothing of the file is kept", arguments: TestEngine.allCases)
  func bad(engine: TestEngine) async throws {
    let head = head
    try await CounterTests.migrated(engine) { store in
      let text =
        head + "S1,152502,5,web,2022-01-02,c1,510,\"好,\n很好\"\nX,152502,5,web,2022-01-02,,,\nS1,152502,6,web,2022-02-30,,,\n"
        + "S1,152502,4,fax,2022-01-02 10:00,c1,510,\nS1,152502,5\n"
      let wanted = [
        "4 service unknownService", "5 grade reviewGrade", "5 at moment", "6 channel word", "6 case caseTwice",
        "6 indicators indicatorOfOtherGrade", "7  wrongCellCount",
      ]
      let reader = ReviewReader(store: store)
      do {
        _ = try await CounterTests.bring(text, into: store)
        Issue.record("taken")
      } catch ReviewImport.Refusal.rows(let problems) {
        #expect(problems.map { "\($0.line) \($0.column) \($0.code)" } == wanted)
      }
      #expect(try await reader.summary().total == 0)
      let kept = try await CounterTests.bring(text, keepGood: true, into: store)
      #expect(kept.kept == 1 && kept.problems == wanted)
      #expect(try await reader.summary().total == 1)
      var out = ""
      try await ReviewExport.write(from: store) { out += $0 }
      #expect(out.contains("S1,152502,DEP,5,web,2022-01-02T00:00:00.000+08:00,c1,510,\"好,\n很好\",imported"), "\(out)")
      let broken = try? await CounterTests.bring("service,region\nS1,1\n", keepGood: true, into: store)
      #expect(broken == nil, "what is no table of reviews is refused in any case")
    }
  }

  @Test("the same file is taken once, and a case is reviewed once", arguments: TestEngine.allCases)
  func again(engine: TestEngine) async throws {
    let head = head
    try await CounterTests.migrated(engine) { store in
      let text = head + "S1,152502,5,web,2022-01-02,c1,,\n"
      _ = try await CounterTests.bring(text, name: "a.csv", into: store)
      await #expect(throws: ReviewImport.Refusal.again(file: "b.csv", before: "a.csv")) {
        _ = try await CounterTests.bring(text, name: "b.csv", into: store)
      }
      let other = head + "S2,152502,5,web,2022-01-02,c1,,\n"
      await #expect(throws: ReviewImport.Refusal.self) { _ = try await CounterTests.bring(other, into: store) }
      #expect(try await ReviewReader(store: store).summary().total == 1)
    }
  }

  @Test(
    "what an import that was cut off has staged counts nowhere, and the next import removes it", arguments: TestEngine.allCases)
  func interrupted(engine: TestEngine) async throws {
    let head = head
    try await CounterTests.migrated(engine) { store in
      let text = head + "S1,152502,5,web,2022-01-02,c1,,\n"
      _ = try await CounterTests.bring(text, into: store)
      // As if it had stopped before its last commit.
      for owner in ["dead", "other"] {
        try await store.write { transaction in
          _ = try transaction.run("DELETE FROM review_epoch")
          _ = try transaction.run("UPDATE review_batch SET live = 0, owner = ?", [.text(owner)])
        }
        #expect(try await ReviewReader(store: store).summary().total == 0)
        if owner == "dead" {
          #expect(try await CounterTests.bring(text, into: store).kept == 1, "its file may come again")
          #expect(try await store.read { try $0.first("SELECT COUNT(*) AS n FROM review_imported")?.int("n") } == 1)
        } else {
          await #expect(throws: ReviewImport.Refusal.underWay(file: "r.csv")) {
            _ = try await CounterTests.bring(text, into: store)
          }
        }
      }
    }
  }
}
