import App
import CaseworkCore
import CatalogueCore
import HTTPTypes
import IdentityCore
import JSON
import Kernel
import Store
import TestDatabases
import Testing

@Suite("Totals and pages of lists, with many cases stored")
struct ListTests {
  /// A case as its row tells it.
  private struct Row {
    let id: String
    let number: String
    let serviceName: String
    let relations: CaseRelations
    let words: Set<String>
    let changedAt: Int64

    func matches(_ query: CaseQuery) -> Bool {
      if let state = query.state, !words.contains(state) { return false }
      if let text = query.text, !number.hasPrefix(text), !serviceName.contains(text) { return false }
      return true
    }
  }

  private func rows(_ store: any Store) async throws -> [Row] {
    try await store.read { reading in
      try reading.query("SELECT * FROM case_file ORDER BY changed_at DESC, id DESC").map { row in
        func agency(_ column: String) throws -> AgencyID { try #require(AgencyID(try row.text(column))) }
        let status = try row.text("status")
        return Row(
          id: try row.text("id"), number: try row.optionalText("number") ?? "", serviceName: try row.text("service_name"),
          relations: CaseRelations(
            applicant: PartyID(try row.text("applicant")), agent: try row.optionalText("agent").map { PartyID($0) },
            accepting: try agency("accepting"), responsible: try agency("responsible"), issuing: try agency("issuing"),
            draft: status == "draft"),
          words: Set(
            [status, try row.text("stage"), try row.text("last_state"), try row.optionalText("outcome")].compactMap(\.self)),
          changedAt: try row.integer("changed_at"))
      }
    }
  }

  /// What the tallies say and what the rows say, by kind.
  private func counted(
    _ store: any Store
  ) async throws -> (tallied: [String: Int64], byService: [String: Int64], rows: [String: Int64]) {
    let kind = "region, accepting, responsible, issuing, status, stage, last_state, outcome"
    return try await store.read { reading in
      func sums(_ columns: String, _ source: String) throws -> [String: Int64] {
        var sums: [String: Int64] = [:]
        for row in try reading.query("SELECT \(columns), SUM(n) AS n FROM (\(source)) AS parts GROUP BY \(columns)") {
          let key = try columns.split(separator: ", ").map { try row.text(String($0)) }.joined(separator: "|")
          if try row.integer("n") != 0 { sums[key] = try row.integer("n") }
        }
        return sums
      }
      let delta = "SELECT \(kind), service_name, delta AS n FROM case_tally_delta"
      let rows = """
        SELECT region, accepting, responsible, issuing, status, stage, last_state, COALESCE(outcome, '') AS outcome, service_name,
          1 AS n FROM case_file WHERE status <> 'draft'
        """
      let tallied = try sums(kind, "SELECT \(kind), '' AS service_name, total AS n FROM case_tally UNION ALL \(delta)")
      let all = kind + ", service_name"
      let byService = try sums(all, "SELECT \(all), total AS n FROM case_service_tally UNION ALL \(delta)")
      let recounted = try sums(kind, rows)
      #expect(recounted == tallied)
      return (tallied, byService, try sums(all, rows))
    }
  }

  private func life(_ product: Product, _ citizen: String, _ staff: [String]) async throws {
    let snapshot = product.program.catalogue.current
    let service = try #require(
      snapshot.services.first {
        snapshot.hasOwnForm($0.key) && snapshot.offering(service: $0.key, region: "152502")?.procedure == "permit"
      })
    let id = try await product.submit(service.key, as: citizen)
    for (account, action, data) in [
      (0, "accept", [:]), (1, "examine", ["opinion": "grant"]), (2, "approve", [:]), (3, "issue", [:]),
    ] as [(Int, String, JSON)] {
      let answer = try await product.act(id, action, data, as: staff[account])
      #expect(answer.status == 200, "\(answer.text)")
    }
  }

  @Test("tallies are what a recount finds, at every moment of merging", arguments: TestEngine.allCases)
  func recount(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let program = product.program
      let citizen = try await product.signIn("citizen")
      let applicant = try #require(try await program.identity.actor(account: "citizen")).party
      var filler = CaseFiller(casework: program.casework, applicants: [applicant], at: program.clock.now)
      try await filler.fill(600)
      var staff: [String] = []
      for account in ["clerk", "reviewer", "approver", "issuer"] { staff.append(try await product.signIn(account)) }
      for limit in [1, 7, 2000] {
        try await life(product, citizen, staff)
        let withdrawn = try await product.submit("MZJ009", as: citizen)
        #expect(try await product.act(withdrawn, "withdraw", as: citizen).status == 200)
        let before = try await counted(program.store)
        #expect(before.byService == before.rows && !before.rows.isEmpty)
        let folded = try await program.casework.foldTallies(limit: limit)
        #expect(folded == min(limit, folded))
        let after = try await counted(program.store)
        #expect(after.tallied == before.tallied && after.byService == before.byService)
      }
      while try await program.casework.foldTallies() > 0 {}
      let end = try await counted(program.store)
      #expect(end.byService == end.rows)
      let left = try await program.store.read { try $0.first("SELECT COUNT(*) AS n FROM case_tally_delta")?.int("n") }
      #expect(left == 0)
      // What was filled in is what the engine would have written.
      let audit = try await program.store.auditLedger()
      #expect(audit.broken.isEmpty && audit.streams > 600)
      let used = try await program.casework.mostUsed(at: program.clock.now, limit: 3)
      #expect(used.contains("GAJ001") || used.count == 3)
    }
  }

  @Test(
    "whoever asks, for whatever: the total and the pages are what a look at every case finds", arguments: TestEngine.allCases)
  func totals(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let program = product.program
      let citizen = try await product.signIn("citizen")
      let accounts = ["citizen", "neighbour", "clerk", "reviewer", "supervisor"]
      var actors: [Actor] = []
      for account in accounts { actors.append(try #require(try await program.identity.actor(account: account))) }
      var filler = CaseFiller(
        casework: program.casework, applicants: actors.prefix(2).map(\.party), at: program.clock.now, seed: 7)
      try await filler.fill(400)
      for service in ["GAJ001", "MZJ009"] { _ = try await product.submit(service, as: citizen) }
      _ = try await product.ask(.post, "/cases", ["service": "GAJ001", "region": "152502"], as: citizen)
      let clerk = try await product.signIn("clerk")
      _ = try await product.ask(
        .post, "/cases",
        [
          "service": "GAJ001", "region": "152502", "channel": "window",
          "applicant": ["name": "巴图测", "identityNumber": "11010519491231002X"],
        ], as: clerk)
      let all = try await rows(program.store)
      // One who is many things at once, and concerned by what they handle.
      let both = Actor(
        party: actors[0].party, kind: .staff, name: "兼",
        posts: actors[2].posts.union(actors[3].posts).union([
          Post(role: .supervisor, agency: AgencyID(region: "152525", department: "ZSJ"))
        ]))
      let someNumber = try #require(all.first { $0.number.hasPrefix("152502") }?.number)
      for actor in actors + [both] {
        let visible = all.filter {
          may(actor, .viewCase, on: .caseFile($0.relations), league: program.catalogue.current.league)
        }
        for state in [nil, "open", "draft", "accepted", "granted"] {
          for text in [nil, "登记", "152502", someNumber, "%"] {
            let query = CaseQuery(state: state, text: text, limit: 200)
            let expected = visible.filter { $0.matches(query) }
            let name = "\(actor.name) \(state ?? "-") \(text ?? "-")"
            var listed: [String] = []
            var cursor: String?
            repeat {
              var query = query
              query.cursor = cursor
              let page = try await program.casework.cases(query, by: actor)
              #expect(page.total == expected.count, "\(name)")
              listed += page.items.map(\.id.text)
              cursor = page.next
            } while cursor != nil && listed.count < 2000
            #expect(listed == expected.map(\.id), "\(name)")
          }
        }
        let mine = try await program.casework.cases(CaseQuery(mine: true, limit: 1), by: actor)
        #expect(
          mine.total
            == all.filter { $0.relations.applicant == actor.party || ($0.relations.agent == actor.party && $0.relations.draft) }
            .count)
      }
    }
  }

  @Test("the inbox counts and shows what a look at every open task finds", arguments: TestEngine.allCases)
  func inbox(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let program = product.program
      let clerk = try #require(try await program.identity.actor(account: "clerk"))
      var filler = CaseFiller(casework: program.casework, applicants: [clerk.party], at: program.clock.now, seed: 9)
      try await filler.fill(2000)
      let today = program.clock.today.description
      let open = try await program.store.read { reading in
        try reading.query("SELECT id, due, soon_from, agency, role FROM case_task WHERE agency IS NOT NULL ORDER BY due, id")
          .map { row in
            (
              id: try row.text("id"), due: try row.text("due"), soon: try row.text("soon_from"),
              post: Post(
                role: try #require(Role(rawValue: try row.text("role"))), agency: try #require(AgencyID(try row.text("agency")))
              )
            )
          }
      }
      // More posts than one statement asks for, and not all there are.
      let posts = Set(Set(open.map(\.post)).sorted { ($0.agency, $0.role.rawValue) < ($1.agency, $1.role.rawValue) }.prefix(70))
      let actor = Actor(party: clerk.party, kind: .staff, name: "众", posts: posts)
      let tasks = open.filter { posts.contains($0.post) }
      #expect(!tasks.isEmpty)
      for light in InboxQuery.Light.allCases.map(Optional.some) + [nil] {
        let expected = tasks.filter { task in
          switch light {
          case .late?: task.due < today
          case .soon?: task.due >= today && task.soon <= today
          case .fine?: task.soon > today
          case nil: true
          }
        }
        var listed: [String] = []
        var cursor: String?
        repeat {
          let page = try await program.casework.inbox(InboxQuery(light: light, limit: 30, cursor: cursor), by: actor)
          #expect(page.total == expected.count)
          listed += page.items.map(\.task.id.text)
          cursor = page.next
        } while cursor != nil && listed.count < 5000
        #expect(listed == expected.map(\.id), "\(light.map(\.rawValue) ?? "all")")
      }
    }
  }
}
