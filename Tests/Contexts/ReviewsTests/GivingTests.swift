import Kernel
import SeededRandom
import Store
import TestDatabases
import Testing

@testable import CaseworkCore
@testable import ReviewsCore

@Suite("Of the closed cases, how many were rated by people, by default, not at all")
struct GivingTests {
  @Test("rates are cut and never rounded up, and there are none without cases")
  func rates() {
    let giving = ReviewGiving(closed: 600_000, rated: 599_999, byDefault: 1)
    #expect(giving.ratedRate == "99.999" && giving.byDefaultRate == "0.000" && giving.silent == 0)
    #expect(ReviewGiving(closed: 3, rated: 1, byDefault: 1).silentRate == "33.333")
    #expect(ReviewGiving().ratedRate == nil && ReviewGiving().silentRate == nil)
  }

  private struct Known {
    let closed: ClosedCase
    var lane: Int?
  }

  private static func close(_ closed: [ClosedCase], _ transaction: any Transaction) throws {
    for closed in closed {
      try transaction.run(
        """
        INSERT INTO case_file (id, region, service, service_name, applicant, status, stage, last_state, channel, accepting,
          responsible, issuing, created_at, changed_at, closed_at, state, form, evidence, sequence, revision)
        VALUES (?, ?, ?, '', '', 'closed', '', '', ?, '', ?, '', 0, 0, ?, '', '', '', 1, 1)
        """,
        [
          .text(closed.id.text), .text(closed.region), .text(closed.service), .text(closed.channel),
          .text("\(closed.region)/\(closed.department)"), .integer(closed.closedOn.end.milliseconds),
        ])
    }
    try Reviews.count(closed: closed, transaction)
  }

  @Test(
    "whichever comes last, the closing, the review, the file or the decision: counters are the cases counted, by every side and month",
    arguments: TestEngine.allCases)
  func histories(engine: TestEngine) async throws {
    try await CounterTests.migrated(engine) { store in
      var chance = SplitMix(state: 5)
      let reader = ReviewReader(store: store)
      var known: [Known] = []
      var promised: [String: Int] = [:]
      for step in 0..<16 {
        let fresh = (0..<Int.random(in: 2...9, using: &chance)).map { index in
          ClosedCase(
            id: CaseID("\(step)-\(index)"), region: "15250\(index % 3)", department: "D\(index % 2)",
            service: "S\(Int.random(in: 1...3, using: &chance))", channel: index % 2 == 0 ? "web" : "window",
            closedOn: CivilDate(daysSince1970: Int.random(in: 18_990...19_110, using: &chance)))
        }
        // A file names some of these before they are closed, and some that were closed before.
        var lines: [String] = []
        func name(_ id: String) {
          let isDefault = Bool.random(using: &chance)
          lines.append("S1,152502,5,\(isDefault ? "default" : "device"),2022-01-02,\(id)")
          promised[id] = isDefault ? Lane.byDefault : Lane.rated
        }
        if step % 3 == 0 {
          name(fresh[0].id.text)
          if let index = known.indices.first(where: { known[$0].lane == nil }) {
            name(known[index].closed.id.text)
            known[index].lane = promised[known[index].closed.id.text]
          }
          _ = try await CounterTests.bring(
            "service,region,grade,channel,at,case\n" + lines.joined(separator: "\n"), name: "\(step)", into: store)
        }
        try await store.write { try Self.close(fresh, $0) }
        known += fresh.map { Known(closed: $0, lane: promised[$0.id.text]) }
        for index in known.indices where known[index].lane == nil && Int.random(in: 0..<3, using: &chance) == 0 {
          let closed = known[index].closed
          known[index].lane = Lane.rated
          let isRefused = Int.random(in: 0..<4, using: &chance) == 0
          let isAnonymous = Bool.random(using: &chance)
          let review = Review(
            key: isAnonymous ? "key \(closed.id.text)" : closed.id.text, grade: .fair, indicators: [], comment: nil,
            anonymous: isAnonymous, at: closed.closedOn.adding(days: 40).end, party: nil, place: ReviewPlace(closed),
            closedMonth: closed.closedOn.firstOfMonth)
          try await store.write { transaction in
            try ReviewStore.insert(review, case: closed.id, transaction)
            guard isRefused else { return }
            try ReviewStore.count(review, by: -1, transaction)
            try ReviewMarkStore.insert(
              ReviewDecision(adopts: false, reason: "x", by: PartyID("s"), at: review.at), number: 1, of: review.key,
              transaction)
          }
          if isRefused { known[index].lane = -1 }
        }
        if step % 4 == 3 {
          try await store.write { _ = try ReviewStore.fold(least: 1, limit: 20, at: WallClock.system.now, $0) }
        }
        #expect(try await reader.firstDifference() == nil)
        for grouping in [nil, ReviewGrouping.region, .department, .service, .channel, .month] {
          let found = try await reader.summaries(
            ReviewSlice(from: CivilDate("2022-01-01"), to: CivilDate("2022-03-31")), by: grouping
          ).compactMapValues { $0.giving.flatMap { $0.closed > 0 ? $0 : nil } }
          #expect(found == Self.count(known, by: grouping), "\(step) \(String(describing: grouping))")
        }
      }
      #expect(known.contains { $0.lane == Lane.byDefault } && known.contains { $0.lane == -1 })
      let cut = ReviewSlice(from: CivilDate("2022-01-02"))
      #expect(try await reader.summary(cut).giving == nil, "a cut month has no rates of giving")
    }
  }

  private static func count(_ known: [Known], by grouping: ReviewGrouping?) -> [String: ReviewGiving] {
    let inside = known.filter { $0.closed.closedOn.year == 2022 && $0.closed.closedOn.month <= 3 }
    return Dictionary(grouping: inside) { known in
      switch grouping {
      case nil: ""
      case .region: known.closed.region
      case .department: known.closed.department
      case .service: known.closed.service
      case .channel: known.closed.channel
      case .month: String(known.closed.closedOn.description.prefix(7))
      }
    }.mapValues { cases in
      ReviewGiving(
        closed: cases.count, rated: cases.filter { $0.lane == Lane.rated }.count,
        byDefault: cases.filter { $0.lane == Lane.byDefault }.count)
    }
  }

  @Test("a case that closes while a file that names it is coming in counts with the file", arguments: TestEngine.allCases)
  func meanwhile(engine: TestEngine) async throws {
    try await CounterTests.migrated(engine) { store in
      _ = try await CounterTests.bring("service,region,grade,channel,at,case\nS1,152502,5,web,2022-01-02,c1\n", into: store)
      // As if its last commit were still to come.
      let batch = try await store.write { transaction in
        let batch = try transaction.first("SELECT batch FROM review_epoch")?.integer("batch") ?? 0
        try transaction.run("DELETE FROM review_epoch")
        try transaction.run("UPDATE review_batch SET live = 0")
        try Self.close(
          [
            ClosedCase(
              id: CaseID("c1"), region: "152502", department: "D", service: "S1", channel: "web",
              closedOn: CivilDate("2022-01-05")!)
          ], transaction)
        return batch
      }
      let reader = ReviewReader(store: store)
      #expect(try await reader.summary().giving == ReviewGiving(closed: 1))
      #expect(try await reader.firstDifference() == nil)
      try await store.write { transaction in
        try transaction.run("UPDATE review_batch SET live = 1")
        try ReviewStore.begin(batch, transaction)
      }
      #expect(try await reader.summary().giving == ReviewGiving(closed: 1, rated: 1))
      #expect(try await reader.firstDifference() == nil)
    }
  }

  @Test("cases closed before there were these counters are counted when they come", arguments: TestEngine.allCases)
  func before(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      let old = reviewMigrations.filter { $0.name < "reviews-004" }
      try await store.migrate(storeMigrations + caseworkMigrations + old)
      try await store.write { transaction in
        for (id, day, responsible) in [
          ("a", "2022-01-31", "152502/D1"), ("b", "2022-02-01", "152500/D2"), ("c", "2022-02-03", "152502/D1"),
        ] {
          try transaction.run(
            """
            INSERT INTO case_file (id, region, service, service_name, applicant, status, stage, last_state, channel, accepting,
              responsible, issuing, created_at, changed_at, closed_at, state, form, evidence, sequence, revision)
            VALUES (?, '152502', 'S1', '', '', 'closed', '', '', 'web', '', ?, '', 0, 0, ?, '', '', '', 1, 1)
            """, [.text(id), .text(responsible), .integer(CivilDate(day)!.start.milliseconds)])
        }
        try transaction.run("INSERT INTO review_given (case_id, review) VALUES ('b', NULL)")
      }
      try await store.migrate(storeMigrations + caseworkMigrations + reviewMigrations)
      let reader = ReviewReader(store: store)
      #expect(try await reader.summary().giving == ReviewGiving(closed: 3, rated: 1))
      let months = try await reader.summaries(ReviewSlice(), by: .month).mapValues(\.giving)
      #expect(months == ["2022-01": ReviewGiving(closed: 1), "2022-02": ReviewGiving(closed: 2, rated: 1)])
      let departments = try await reader.summaries(ReviewSlice(), by: .department).mapValues(\.giving)
      #expect(departments == ["D1": ReviewGiving(closed: 2), "D2": ReviewGiving(closed: 1, rated: 1)])
    }
  }
}
