import App
import CaseworkCore
import CatalogueCore
import Forms
import Foundation
import HTTPTypes
import IdentityCore
import JSON
import Kernel
import Store
import Synchronization
import TestDatabases
import Testing

/// A clock that a test moves.
private final class Moment: Sendable {
  private let now: Mutex<Instant>
  init(_ text: String) { now = Mutex(Instant(rfc3339: text) ?? Instant(milliseconds: 0)) }
  var clock: WallClock { WallClock { self.now.withLock { $0 } } }
  func pass(days: Int64) { now.withLock { $0 = $0.adding(days: days) } }
}

/// A store in which something happens just before the next write.
private final class InterruptedStore: Store {
  let base: any Store
  private let hook = Mutex<(@Sendable () async throws -> Void)?>(nil)
  var engine: StoreEngine { base.engine }

  init(_ base: any Store) { self.base = base }

  func beforeNextWrite(_ work: @escaping @Sendable () async throws -> Void) { hook.withLock { $0 = work } }

  func read<Value: Sendable>(_ body: @escaping @Sendable (any Reading) throws -> Value) async throws -> Value {
    try await base.read(body)
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value {
    let work = hook.withLock { hook in
      defer { hook = nil }
      return hook
    }
    try await work?()
    return try await base.write(body)
  }

  func close() async { await base.close() }
}

@Suite("What time and others do to a case")
struct LifeTests {
  @Test("an agent acts for their organisation, and for no other", arguments: TestEngine.allCases)
  func organisations(engine: TestEngine) async throws {
    let moment = Moment("2026-03-02T09:00:00+08:00")
    try await Product.run(engine, clock: moment.clock) { product in
      func signUp(_ account: String, _ number: String, _ code: String) async throws -> (token: String, organisation: String) {
        let body: JSON = [
          "account": .string(account), "password": "草原上的四匹马和一棵树", "name": "阿依古丽·测", "identityNumber": .string(number),
          "mobile": "13800138000", "organisation": ["name": "演示牧业合作社测", "creditCode": .string(code)],
        ]
        let made = try await product.ask(.post, "/accounts", body)
        #expect(made.status == 201, "\(made.text)")
        let session = try await product.ask(
          .post, "/sessions", ["account": .string(account), "password": "草原上的四匹马和一棵树"])
        let mandate = try #require(session.json["party"]?["mandates"]?[0]?.stringValue)
        return (try #require(session.json["token"]?.stringValue), mandate)
      }
      let first = try await signUp("agent.one", "440524188001010014", "91152500000000019E")
      let second = try await signUp("agent.two", "11010519491231002X", "91350100M000100Y43")
      func open(_ token: String, for organisation: String) async throws -> Product.Answer {
        try await product.ask(
          .post, "/cases",
          [
            "service": "SJJ001", "region": "152502", "form": try await product.form("SJJ001"), "submit": true,
            "onBehalfOf": .string(organisation),
          ], as: token)
      }
      let mine = try await open(first.token, for: first.organisation)
      #expect(mine.status == 201, "\(mine.text)")
      #expect(mine.json["applicant"]?["identityNumber"] == "911525********019E")
      #expect(try await open(first.token, for: second.organisation).codes == ["/onBehalfOf noMandate"])
      let id = try #require(mine.json["id"]?.stringValue)
      #expect(try await product.ask(.get, "/cases/\(id)", as: second.token).status == 404)
      #expect(try await product.ask(.get, "/cases?mine=true", as: first.token).json["total"] == 1)
      #expect(try await product.act(id, "withdraw", as: second.token).status == 404)

      // The representative appoints the other as an agent, until a day.
      func appoint(_ token: String, _ name: String, _ number: String, _ until: String) async throws -> Product.Answer {
        try await product.ask(
          .post, "/organisations/\(first.organisation)/agents",
          ["name": .string(name), "identityNumber": .string(number), "until": .string(until)], as: token)
      }
      let (name, number) = ("阿依古丽·测", "11010519491231002X")
      #expect(try await appoint(second.token, name, number, "2026-03-31").status == 404, "only a representative appoints")
      #expect(
        try await appoint(first.token, "", "123", "2027-12-31").codes == [
          "/name required", "/identityNumber identityForm", "/until mandateUntil",
        ])
      #expect(try await appoint(first.token, "别人·测", number, "2026-03-31").codes == ["/identityNumber agentUnknown"])
      #expect(
        try await appoint(first.token, name, "152523188002290026", "2026-03-31").codes == ["/identityNumber agentUnknown"])
      #expect(
        try await appoint(first.token, name, "440524188001010014", "2026-03-31").codes == [
          "/identityNumber agentIsRepresentative"
        ])
      #expect(try await appoint(first.token, name, number, "2026-03-31").status == 204)
      #expect(try await product.ask(.get, "/cases/\(id)", as: second.token).status == 200)
      #expect(try await open(second.token, for: first.organisation).status == 201)
      let seen = try await product.ask(.get, "/organisations", as: second.token)
      #expect(seen.json["total"] == 2)
      let lent = seen.json["items"]?.arrayValue?.first { $0["id"]?.stringValue == first.organisation }
      #expect(lent?["isRepresentative"] == false && lent?["agents"] == [], "an agent does not see the others")
      let own = try await product.ask(.get, "/organisations", as: first.token)
      #expect(own.json["items"]?[0]?["agents"]?[0]?["identityNumber"] == "110105********002X")
      let agent = try #require(own.json["items"]?[0]?["agents"]?[0]?["id"]?.stringValue)
      let mandate = "/organisations/\(first.organisation)/agents/\(agent)"
      #expect(try await product.ask(.delete, mandate, as: second.token).status == 404)
      #expect(try await product.ask(.delete, mandate, as: first.token).status == 204)
      #expect(try await product.ask(.get, "/cases/\(id)", as: second.token).status == 404, "at once")
      #expect(try await appoint(first.token, name, number, "2026-03-05").status == 204)
      moment.pass(days: 3)
      let later = try await product.ask(
        .post, "/sessions", ["account": "agent.two", "password": "草原上的四匹马和一棵树"])
      let token = try #require(later.json["token"]?.stringValue)
      #expect(try await product.ask(.get, "/cases/\(id)", as: token).status == 200, "until the end of the day")
      moment.pass(days: 1)
      #expect(try await product.ask(.get, "/organisations", as: token).json["total"] == nil, "the session is over too")
      let last = try await product.ask(.post, "/sessions", ["account": "agent.two", "password": "草原上的四匹马和一棵树"])
      let fresh = try #require(last.json["token"]?.stringValue)
      #expect(try await product.ask(.get, "/cases/\(id)", as: fresh).status == 404)
    }
  }

  @Test(
    "whoever represents another organisation adds it later, and nobody adds one they do not represent",
    arguments: TestEngine.allCases)
  func moreOrganisations(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let bad = try await product.ask(.post, "/organisations", ["name": "", "creditCode": "91152500000000019F"], as: citizen)
      #expect(bad.codes == ["/name required", "/creditCode creditCodeCheck"])
      let good: JSON = ["name": "演示牧业合作社测", "creditCode": "91152500000000019E"]
      #expect(try await product.ask(.post, "/organisations", good, as: citizen).status == 201)
      #expect(try await product.ask(.post, "/organisations", good, as: citizen).status == 201, "twice is no error")
      #expect(try await product.ask(.get, "/organisations", as: citizen).json["total"] == 1)
      let refused = try await product.ask(
        .post, "/organisations", ["name": "查无此社测", "creditCode": "91350100M000100Y43"], as: citizen)
      #expect(refused.codes == ["/name notRepresentative", "/creditCode notRepresentative"])
      let clerk = try await product.signIn("clerk")
      #expect(try await product.ask(.post, "/organisations", good, as: clerk).status == 403)
    }
  }

  @Test("the demonstration's life falls the same way for the same day")
  func sameLife() async throws {
    @Sendable func life() async throws -> [String] {
      let moment = Moment("2026-11-24T10:24:00+08:00")
      let lines = Mutex<[String]>([])
      try await Product.run(.sqlite, clock: moment.clock) { product in
        #expect(try await product.program.playDemoLife(cases: 60) > 40)
        #expect(try await product.program.playDemoLife(cases: 60) == 0, "once")
        let rows = try await product.program.store.read {
          try $0.query("SELECT service, region, last_state, changed_at FROM case_file ORDER BY created_at, service, changed_at")
        }
        let found = try rows.map {
          "\(try $0.text("service")) \(try $0.text("region")) \(try $0.text("last_state")) \(try $0.integer("changed_at"))"
        }
        lines.withLock { $0 = found }
      }
      return lines.withLock { $0 }
    }
    let (one, other) = (try await life(), try await life())
    #expect(one.count > 40)
    #expect(one == other)
  }

  @Test(
    "what an applicant lets pass takes its course once, whoever sweeps; untouched drafts go, papers and all",
    arguments: TestEngine.allCases)
  func sweeping(engine: TestEngine) async throws {
    let moment = Moment("2026-03-02T09:00:00+08:00")
    try await Product.run(engine, clock: moment.clock) { product in
      let citizen = try await product.signIn("citizen")
      let clerk = try await product.signIn("clerk")
      let id = try await product.submit("MZJ009", as: citizen)
      #expect(try await product.act(id, "requestSupplement", ["items": ["收入证明"]], as: clerk).status == 200)
      let draft = try await product.ask(.post, "/cases", ["service": "GAJ001", "region": "152502"], as: citizen)
      let draftID = try #require(draft.json["id"]?.stringValue)
      let (casework, actor) = (
        product.program.casework, try #require(try await product.program.identity.actor(account: "citizen"))
      )
      // Twenty working days from Monday 2 March end on Monday 30 March.
      moment.pass(days: 28)
      #expect(try await casework.fireTimers().lapsed == 0, "not a day too early")
      moment.pass(days: 1)
      async let one = casework.fireTimers()
      async let other = casework.fireTimers()
      _ = try await (one, other)
      let lapsed = try await casework.view(CaseID(id), by: actor).record.state
      #expect(lapsed.outcome == "lapsed" && lapsed.status == .closed)
      #expect(try await casework.events(CaseID(id), by: actor).filter { $0.kind == .expired }.count == 1, "once")
      _ = try await casework.view(CaseID(draftID), by: actor)
      moment.pass(days: 62)
      _ = try await casework.fireTimers()
      await #expect(throws: Rejection.notFound) { try await casework.view(CaseID(draftID), by: actor) }
    }
  }

  @Test("staff whose password is too old change it first; other devices are signed out", arguments: TestEngine.allCases)
  func oldPassword(engine: TestEngine) async throws {
    let moment = Moment("2026-03-02T09:00:00+08:00")
    try await Product.run(engine, clock: moment.clock) { product in
      let old = try await product.signIn("clerk")
      moment.pass(days: 91)
      let refused = try await product.ask(.post, "/sessions", ["account": "clerk", "password": "wutong-demo-2026"])
      #expect(refused.status == 403 && refused.json["type"] == "/problems/passwordExpired")
      // The wrong one is not told that it would be too old.
      let wrong = try await product.ask(.post, "/sessions", ["account": "clerk", "password": "wutong-demo-2027"])
      #expect(wrong.status == 401)
      let identity = product.program.identity
      await #expect(throws: Rejection.self) {
        try await identity.changePassword(account: "clerk", old: "wutong-demo-2026", new: "wutong-demo-2026")
      }
      try await identity.changePassword(account: "clerk", old: "wutong-demo-2026", new: "草原上的四匹马和一棵树")
      #expect(try await product.ask(.get, "/tasks", as: old).status == 401)
      let device = try await product.signIn("neighbour")
      #expect(try await product.ask(.get, "/me", as: device).status == 200)
      try await identity.changePassword(account: "neighbour", old: "wutong-demo-2026", new: "草原上的四匹马和一棵树")
      #expect(try await product.ask(.get, "/me", as: device).status == 401, "other devices are signed out")
      let session = try await product.ask(.post, "/sessions", ["account": "clerk", "password": "草原上的四匹马和一棵树"])
      #expect(session.status == 201)
      // Citizens' passwords do not grow old.
      #expect(try await product.ask(.post, "/sessions", ["account": "citizen", "password": "wutong-demo-2026"]).status == 201)
    }
  }

  @Test("lists show exactly what each may see, and their totals and pages agree", arguments: TestEngine.allCases)
  func lists(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let casework = product.program.casework
      let (citizen, neighbour, clerk) = (
        try await product.signIn("citizen"), try await product.signIn("neighbour"), try await product.signIn("clerk")
      )
      var all: [CaseID] = []
      for (service, region, token) in [
        ("GAJ001", "152502", citizen), ("MZJ009", "152502", citizen), ("MZJ009", "152501", citizen),
        ("SJJ024", "152502", neighbour),
        ("LCJ003", "152525", neighbour), ("GJJ012", "152502", neighbour),
      ] { all.append(CaseID(try await product.submit(service, region: region, as: token))) }
      let draft = try await product.ask(.post, "/cases", ["service": "GAJ001", "region": "152502"], as: citizen)
      all.append(CaseID(try #require(draft.json["id"]?.stringValue)))
      let standing: JSON = [
        "service": "GAJ001", "region": "152502", "channel": "window",
        "applicant": ["name": "巴图测", "identityNumber": "11010519491231002X"],
      ]
      let window = try await product.ask(.post, "/cases", standing, as: clerk)
      all.append(CaseID(try #require(window.json["id"]?.stringValue)))
      for account in try await product.program.loadDemoAccounts().map(\.account) {
        let actor = try #require(try await product.program.identity.actor(account: account))
        var visible: Set<CaseID> = []
        for id in all where (try? await casework.view(id, by: actor)) != nil { visible.insert(id) }
        var listed: [CaseID] = []
        var cursor: String?
        repeat {
          let page = try await casework.cases(CaseQuery(limit: 2, cursor: cursor), by: actor)
          #expect(page.total == visible.count, "\(account)")
          listed += page.items.map(\.id)
          cursor = page.next
        } while cursor != nil
        #expect(listed.count == visible.count && Set(listed) == visible, "\(account)")
      }
    }
  }

  @Test("the inbox is what is due first, and pages through without a gap or a double", arguments: TestEngine.allCases)
  func inbox(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let (citizen, clerk) = (try await product.signIn("citizen"), try await product.signIn("clerk"))
      for service in ["MZJ009", "GAJ001", "GJJ012", "GAJ001", "LCJ003"] { _ = try await product.submit(service, as: citizen) }
      var seen: [(due: String, id: String)] = []
      var next: String? = ""
      while let cursor = next {
        let page = try await product.ask(.get, "/tasks?limit=2&cursor=\(cursor)", as: clerk)
        #expect(page.json["total"] == 5)
        seen += (page.json["items"]?.arrayValue ?? []).map { ($0["due"]?.stringValue ?? "", $0["id"]?.stringValue ?? "") }
        next = page.json["next"]?.stringValue
      }
      #expect(seen.count == 5 && Set(seen.map(\.id)).count == 5)
      #expect(seen.map(\.due) == seen.map(\.due).sorted())
      #expect(Set(seen.map(\.due)).count > 1)
      #expect(try await product.ask(.get, "/tasks", as: citizen).json["total"] == 0)
      // Words and positions that are none of ours are told, and harm nobody.
      for (query, code) in [
        ("role=king", "/role enum"), ("light=blue", "/light enum"), ("queue=here", "/queue enum"),
        ("limit=many", "/limit limit"),
        ("cursor=x", "/cursor cursor"), ("cursor=9223372036854775807.a", "/cursor cursor"),
        ("cursor=-9223372036854775808.a", "/cursor cursor"), ("cursor=99999999999.a", "/cursor cursor"),
      ] { #expect(try await product.ask(.get, "/tasks?\(query)", as: clerk).codes == [code], "\(query)") }
      for query in ["cursor=9223372036854775807.a", "cursor=.", "cursor=%F0%9F%98%80"] {
        #expect(try await product.ask(.get, "/cases?\(query)", as: clerk).codes == ["/cursor cursor"], "\(query)")
      }
      #expect(try await product.ask(.get, "/services?cursor=9223372036854775807").json["items"] == [])
      #expect(try await product.ask(.get, "/services?cursor=9223372036854775808").codes == ["/cursor cursor"])
    }
  }

  @Test(
    "a submission under a guide that was just changed is put off until the server has the new one",
    arguments: TestEngine.allCases)
  func changedGuide(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let body: JSON = ["service": "GAJ001", "region": "152502", "form": try await product.form("GAJ001"), "submit": true]
      // Another process publishes; this server has not noticed yet.
      try await CataloguePublication.publish([], by: .system, at: WallClock.system.now, in: product.program.store)
      let early = try await product.ask(.post, "/cases", body, as: citizen)
      #expect(early.status == 409 && early.json["type"] == "/problems/catalogueChanged")
      #expect(try await product.ask(.get, "/cases?mine=true", as: citizen).json["total"] == 0)
      #expect(try await product.program.catalogue.refresh())
      #expect(try await product.ask(.post, "/cases", body, as: citizen).status == 201)
    }
  }

  @Test(
    "the form that was checked is the one that is submitted: changed in between, it is refused", arguments: TestEngine.allCases)
  func changedBetween(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let slow = InterruptedStore(product.program.store)
      let other = try await Program(
        store: slow, home: try Home.locate(), files: "unused", authority: SimulatedAuthority(), passwordCost: 1 << 10)
      let actor = try #require(try await product.program.identity.actor(account: "citizen"))
      let form = try #require(product.program.catalogue.current.form(of: "GAJ001")).example
      func draft() async throws -> CaseID {
        try await other.casework.open(CaseInput(service: "GAJ001", region: "152502", channel: .web, form: form), by: actor).id
      }
      // The first submission fetches a block of numbers; after it a submission writes once.
      _ = try await other.casework.submit(try await draft(), by: actor)
      let id = try await draft()
      let first = product.program.casework
      slow.beforeNextWrite { _ = try await first.change(id, form: ["matter": "改了"], evidence: nil, by: actor) }
      await #expect(throws: Rejection(.conflict, "changedMeanwhile")) { try await other.casework.submit(id, by: actor) }
      let kept = try await first.view(id, by: actor).record
      #expect(kept.state.status == .draft && kept.form == ["matter": "改了"])
    }
  }

  @Test("two servers over one database never hand out a number twice", arguments: TestEngine.allCases)
  func numbers(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let other = try await Program(
        store: product.program.store, home: try Home.locate(), files: "unused", authority: SimulatedAuthority(),
        passwordCost: 1 << 10)
      let actor = try #require(try await product.program.identity.actor(account: "citizen"))
      let form = try #require(product.program.catalogue.current.form(of: "GAJ001")).example
      let servers = [product.program.casework, other.casework]
      let numbers = try await withThrowingTaskGroup(of: String.self) { group in
        for place in 0..<60 {
          group.addTask {
            let casework = servers[place % 2]
            let draft = try await casework.open(
              CaseInput(service: "GAJ001", region: "152502", channel: .web, form: form), by: actor)
            return try await casework.submit(draft.id, by: actor).state.number ?? ""
          }
        }
        return try await group.reduce(into: [String]()) { $0.append($1) }
      }
      #expect(numbers.count == 60 && Set(numbers).count == 60)
      #expect(numbers.allSatisfy { $0.hasPrefix("152502") && $0.count == 21 })
    }
  }

  @Test("a task that somebody has taken is theirs until they give it back", arguments: TestEngine.allCases)
  func claims(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let id = try await product.submit("MZJ009", as: citizen)
      let clerk = try await product.signIn("clerk")
      let posts = try #require(try await product.program.identity.actor(account: "clerk")).posts
      _ = try await product.program.identity.addStaff(
        account: "clerk.two", name: "窗口测二", password: "wutong-demo-2026", posts: Array(posts))
      let second = try await product.signIn("clerk.two")
      let tasks = try await product.ask(.get, "/tasks", as: clerk)
      let task = try #require(tasks.json["items"]?[0]?["id"]?.stringValue)
      #expect(try await product.ask(.post, "/tasks/\(task)/claim", as: citizen).status == 403)
      #expect(try await product.ask(.post, "/tasks/\(task)/claim", as: clerk).status == 204)
      #expect(try await product.ask(.post, "/tasks/\(task)/claim", as: clerk).status == 204, "twice is no error")
      #expect(try await product.ask(.post, "/tasks/\(task)/claim", as: second).status == 409)
      #expect(try await product.act(id, "accept", as: second).status == 409)
      #expect(try await product.act(id, "accept", as: clerk).status == 200)
    }
  }
}
