import App
import CaseworkCore
import Foundation
import HTTPTypes
import IdentityCore
import JSON
import Kernel
import Store
import Synchronization
import TestDatabases
import Testing
import WorkingTime

/// A clock that a test moves.
private final class Moment: Sendable {
  private let now: Mutex<Instant>
  init(_ text: String) { now = Mutex(Instant(rfc3339: text) ?? Instant(milliseconds: 0)) }
  var clock: WallClock { WallClock { self.now.withLock { $0 } } }
  func set(_ text: String) { now.withLock { $0 = Instant(rfc3339: text) ?? $0 } }
}

@Suite("The legal clock, through HTTP")
struct ClockJourneyTests {
  /// Promised in 7 working days, by law in 20.
  private let service = "LCJ003"

  private func lines(_ clock: JSON?) -> [String] {
    (clock?["lines"]?.arrayValue ?? []).map {
      "\($0["event"]?.stringValue ?? "") \($0["date"]?.stringValue ?? "") \($0["used"]?.intValue ?? -1)+\($0["left"]?.intValue ?? -1)"
    }
  }

  private func visit(_ product: Product, _ path: String, as token: String) async throws -> String {
    let answer = try await product.visit(path, headers: [.cookie: "wutong=\(token)"])
    #expect(answer.status == 200, "\(path)")
    return answer.text
  }

  @Test(
    "a special procedure stops the clock and is told in writing, an approver extends once, and every line is there with its article",
    arguments: TestEngine.allCases)
  func pauseAndExtend(engine: TestEngine) async throws {
    let moment = Moment("2026-10-12T09:00:00+08:00")
    try await Product.run(engine, clock: moment.clock) { product in
      let citizen = try await product.signIn("citizen")
      let id = try await product.submit(service, as: citizen)
      #expect(try await product.act(id, "accept", as: try await product.signIn("clerk")).status == 200)

      moment.set("2026-10-14T10:00:00+08:00")
      let reviewer = try await product.signIn("reviewer")
      let tooLong = try await product.act(id, "suspend", ["special": "hearing", "days": "21"], as: reviewer)
      #expect(tooLong.status == 422 && tooLong.codes == ["/data/days daysRange"])
      #expect(try await product.act(id, "suspend", ["special": "hearing", "days": "6"], as: reviewer).status == 200)
      let reader = try await product.signIn("citizen")
      let stopped = try await product.ask(.get, "/cases/\(id)/clock", as: reader)
      let promised = stopped.json["items"]?[0]
      #expect(promised?["status"] == "paused" && promised?["pausedThrough"] == "2026-10-22" && promised?["used"] == 2)
      #expect(try await visit(product, "/my/\(id)", as: reader).contains("暂停计时"))
      #expect(try await visit(product, "/desk", as: reviewer).contains("不计时"), "a sign with a word in the inbox")
      let notice = try await visit(product, "/my/\(id)/receipts/3", as: reader)
      #expect(notice.contains("特别程序所需时间告知书") && notice.contains("听证") && notice.contains("6 个工作日"))

      moment.set("2026-10-19T10:00:00+08:00")
      let again = try await product.signIn("reviewer")
      let resumed = try await product.act(id, "resume", ["comment": "听证结束"], as: again)
      // Two of seven are used; five more from the 19th.
      #expect(resumed.json["tasks"]?[0]?["due"] == "2026-10-26", "\(resumed.text)")

      #expect(try await product.act(id, "extend", ["reason": "情况复杂"], as: again).status == 403, "not by a reviewer")
      #expect(try await product.act(id, "extend", ["reason": "情况复杂"], as: try await product.signIn("citizen")).status == 403)
      moment.set("2026-10-19T11:00:00+08:00")
      let head = try await product.signIn("approver")
      let task = try #require(resumed.json["tasks"]?[0]?["id"]?.stringValue)
      #expect(try await product.ask(.post, "/tasks/\(task)/claim", as: again).status == 204)
      #expect(try await product.act(id, "extend", as: head).codes == ["/data/reason required"])
      let extended = try await product.act(id, "extend", ["reason": "情况复杂"], as: head)
      #expect(extended.status == 200 && extended.json["tasks"]?[0]?["due"] == "2026-11-09", "\(extended.text)")
      #expect(extended.json["tasks"]?[0]?["id"]?.stringValue == task, "the task stays with who has it")
      #expect(try await product.act(id, "extend", ["reason": "再延"], as: head).status == 409, "once")
      let own = try await product.signIn("citizen")
      let receipt = try await visit(product, "/my/\(id)/receipts/5", as: own)
      #expect(receipt.contains("延长办理期限告知书") && receipt.contains("情况复杂") && receipt.contains("批准人"))

      let clock = try await product.ask(.get, "/cases/\(id)/clock", as: own)
      let account = clock.json["items"]?[0]
      #expect(
        lines(account) == [
          "start 2026-10-12 0+7", "pause 2026-10-14 2+5", "rest 2026-10-17 2+5", "resume 2026-10-19 2+5",
          "extend 2026-10-19 2+15", "rest 2026-10-24 6+11", "rest 2026-10-31 11+6", "rest 2026-11-07 16+1",
          "due 2026-11-09 17+0",
        ], "\(lines(account))")
      #expect(account?["due"] == "2026-11-09" && account?["limit"] == 17 && account?["limitDays"] == 7)
      let articles = account?["lines"]?.arrayValue?.compactMap { $0["article"]?.stringValue } ?? []
      #expect(articles.contains("行政许可法第四十五条") && articles.contains("行政许可法第四十二条"))
      #expect(clock.json["stages"]?[0]?["article"] == "行政许可法第三十二条" && clock.json["stages"]?[0]?["kept"] == true)
      let page = try await visit(product, "/my/\(id)", as: own)
      for word in ["听证开始，暂停计时", "听证结束，继续计时", "延长 10 个工作日", "行政许可法第四十五条", "最后一天"] {
        #expect(page.contains(word), "\(word)")
      }
      let broken = try await product.program.store.read { try $0.firstBroken(stream: id) }
      #expect(broken == nil)
    }
  }

  @Test(
    "a notice after the fifth working day is accepted on the day of receipt, and says so before and after",
    arguments: TestEngine.allCases)
  func lateNotice(engine: TestEngine) async throws {
    let moment = Moment("2026-10-12T09:00:00+08:00")
    try await Product.run(engine, clock: moment.clock) { product in
      let id = try await product.submit(service, as: try await product.signIn("citizen"))
      moment.set("2026-10-20T09:00:00+08:00")
      let clerk = try await product.signIn("clerk")
      #expect(try await visit(product, "/desk/\(id)", as: clerk).contains("即为受理"), "the clerk is warned")
      #expect(try await product.act(id, "requestSupplement", ["items": ["身份证"]], as: clerk).status == 200)
      let citizen = try await product.signIn("citizen")
      let clock = try await product.ask(.get, "/cases/\(id)/clock", as: citizen)
      #expect(clock.json["items"]?[0]?["deemedBy"]?.stringValue?.contains("第三十二条") == true)
      #expect(clock.json["items"]?[0]?["startedAt"]?.stringValue?.hasPrefix("2026-10-12") == true)
      #expect(clock.json["items"]?[0]?["due"] == "2026-10-21")
      #expect(
        try await product.ask(.get, "/cases/\(id)", as: citizen).json["acceptedAt"]?.stringValue?.hasPrefix("2026-10-12")
          == true)
      #expect(try await visit(product, "/my/\(id)", as: citizen).contains("即为受理"))
    }
  }

  private func kinds(_ product: Product, _ id: String) async throws -> [String] {
    try await product.program.store.read { reading in
      try reading.events(stream: id).map { event in
        let body = try JSON.parse(event.body)
        let more = body["facts"]?["light"]?.stringValue ?? body["facts"]?["to"]?.stringValue ?? ""
        return more.isEmpty ? event.kind : "\(event.kind) \(more)"
      }
    }
  }

  @Test(
    "a warning, an overdue and each escalation happen once with several servers, and after an outage all of them in their order",
    arguments: TestEngine.allCases)
  func timers(engine: TestEngine) async throws {
    let moment = Moment("2026-03-02T09:00:00+08:00")
    try await Product.run(engine, clock: moment.clock) { product in
      var ids: [String] = []
      for day in 2...7 {
        moment.set("2026-03-0\(day)T09:00:00+08:00")
        ids.append(try await product.submit(service, as: try await product.signIn("citizen")))
      }
      // Five working days from Monday the 2nd end on Monday the 9th; yellow on the last of them.
      moment.set("2026-03-06T23:59:59+08:00")
      #expect(try await product.program.casework.fireTimers().warned == 0, "not a moment too early")
      moment.set("2026-03-07T00:00:00+08:00")
      #expect(try await product.program.casework.fireTimers().warned == 1)
      #expect(try await kinds(product, ids[0]) == ["submitted", "warned soon"])
      #expect(try await product.ask(.get, "/tasks", as: try await product.signIn("supervisor")).json["total"] == 0)
      // Nothing runs for a month; then two servers begin at once.
      moment.set("2026-04-08T09:00:00+08:00")
      let other = try await Program(
        store: product.program.store, home: try Home.locate(), files: product.program.files.folder, clock: moment.clock,
        authority: SimulatedAuthority(), passwordCost: 1 << 10)
      async let one = product.program.casework.fireTimers(limit: 5)
      async let two = other.casework.fireTimers(limit: 5)
      _ = try await (one, two)
      for _ in 0..<20 {
        async let one = product.program.casework.fireTimers(limit: 5)
        async let two = other.casework.fireTimers(limit: 5)
        _ = try await (one, two)
      }
      let expected = ["submitted", "warned soon", "warned late", "escalated 152502", "escalated league"]
      for id in ids { #expect(try await kinds(product, id) == expected) }
      #expect(try await product.program.casework.fireTimers().total == 0, "once")
      let reviewed = try await product.ask(.get, "/cases/\(ids[0])/events", as: try await product.signIn("citizen"))
      #expect(reviewed.json["items"]?.arrayValue?.last?["kind"] == "escalated")
      // Of the supervisors' inbox: all that was told to the league, and nothing before it is.
      let told = try await product.ask(.get, "/tasks", as: try await product.signIn("supervisor"))
      #expect(
        told.json["total"] == 6 && told.json["items"]?[0]?["escalated"] == 2
          && told.json["items"]?[0]?["case"] == .string(ids[0]))
      // A case that was only warned is no newer in the lists.
      let newest = try await product.ask(.get, "/cases?mine=true", as: try await product.signIn("citizen"))
      #expect(newest.json["items"]?.arrayValue?.compactMap { $0["id"]?.stringValue } == ids.reversed())
    }
  }

  @Test("alarms that were missed go off in the order in which they came due, across cases", arguments: TestEngine.allCases)
  func order(engine: TestEngine) async throws {
    let moment = Moment("2026-03-02T09:00:00+08:00")
    try await Product.run(engine, clock: moment.clock) { product in
      for day in 2...6 {
        moment.set("2026-03-0\(day)T09:00:00+08:00")
        _ = try await product.submit(service, as: try await product.signIn("citizen"))
      }
      try await product.program.store.write { try $0.run("DELETE FROM outbox") }
      moment.set("2026-04-08T09:00:00+08:00")
      while try await product.program.casework.fireTimers(limit: 2).isFull {}
      let posted = try await product.program.store.read { reading in
        try reading.query("SELECT key FROM outbox ORDER BY id").map { try $0.text("key") }
      }
      #expect(posted.count == 20)
      // Each case's own come in its order, and the first case's first before the last case's.
      var seen: [String: Int] = [:]
      for key in posted {
        let parts = key.split(separator: ".").map(String.init)
        let number = try #require(Int(parts[1]))
        #expect(number > seen[parts[0]] ?? 1)
        seen[parts[0]] = number
      }
      let lates = posted.filter { $0.hasSuffix(".3") }
      let escalations = posted.filter { $0.hasSuffix(".5") }
      #expect(lates == lates.sorted() && escalations == escalations.sorted(), "ids grow with time")
    }
  }

  @Test(
    "a date told before its year was published is counted anew when it is, with an event on the case, once",
    arguments: TestEngine.allCases)
  func published(engine: TestEngine) async throws {
    let moment = Moment("2026-12-24T09:00:00+08:00")
    try await Product.run(engine, clock: moment.clock) { product in
      let id = try await product.submit(service, as: try await product.signIn("citizen"))
      #expect(try await product.act(id, "accept", as: try await product.signIn("clerk")).status == 200)
      let before = try await product.ask(.get, "/cases/\(id)", as: try await product.signIn("citizen"))
      #expect(before.json["tasks"]?[0]?["provisional"] == true && before.json["tasks"]?[0]?["due"] == "2027-01-04")
      try await product.program.housekeeping()
      #expect(try await kinds(product, id) == ["submitted", "acted"])
      let later = try await Program(
        store: product.program.store, home: try Self.home(publishing: ["2027-01-01", "2027-01-04"]),
        files: product.program.files.folder, clock: moment.clock, authority: SimulatedAuthority(), passwordCost: 1 << 10)
      async let one: Void = later.housekeeping()
      async let two: Void = later.housekeeping()
      _ = try await (one, two)
      #expect(try await kinds(product, id) == ["submitted", "acted", "retimed"])
      let actor = try #require(try await later.identity.actor(account: "citizen"))
      let state = try await later.casework.view(CaseID(id), by: actor).record.state
      #expect(state.tasks[0].due.description == "2027-01-06" && !state.tasks[0].provisional)
      #expect(later.casework.clocks(state).allSatisfy { $0.account.due == $0.run.due && !$0.run.provisional })
    }
  }

  @Test(
    "art. 50: where the law takes silence for consent the case is granted when the clock has run out, once and not before",
    arguments: TestEngine.allCases)
  func silence(engine: TestEngine) async throws {
    let moment = Moment("2026-10-12T09:00:00+08:00")
    try await Product.run(engine, clock: moment.clock) { product in
      // The permit's next version: silence in examination and decision counts as consent.
      let home = try Self.home(
        publishing: [],
        permit: { text in
          text.replacing("version: 2", with: "version: 3").replacing(
            "    limit: {clock: promised}\n",
            with: "    limit: {clock: promised}\n    tacit: {clock: statutory, to: [decided], article: 行政许可法第五十条}\n")
        })
      let later = try await Program(
        store: product.program.store, home: home, files: product.program.files.folder, clock: moment.clock,
        authority: SimulatedAuthority(), passwordCost: 1 << 10)
      let citizen = try #require(try await later.identity.actor(account: "citizen"))
      let clerk = try #require(try await later.identity.actor(account: "clerk"))
      let input = CaseInput(
        service: service, region: "152502", channel: .web, form: try await product.form(service), evidence: [])
      let id = try await later.casework.apply(input, by: citizen).record.id
      _ = try await later.casework.act(id, CaseCommand(action: "accept"), by: clerk)
      moment.set("2026-11-09T23:59:00+08:00")
      while try await later.casework.fireTimers().isFull {}
      #expect(try await later.casework.view(id, by: citizen).record.state.decision == nil)
      moment.set("2026-11-10T00:00:00+08:00")
      async let one = later.casework.fireTimers()
      async let two = later.casework.fireTimers()
      #expect(try await one.tacit + two.tacit == 1)
      let state = try await later.casework.view(id, by: citizen).record.state
      #expect(state.decision == "granted" && state.lastState == "decided" && state.tasks.map(\.role) == [.issuer])
      #expect(state.clocks.allSatisfy { $0.stoppedAt != nil })
      let events = try await later.casework.events(id, by: citizen)
      #expect(events.filter { $0.kind == .tacit }.map(\.receipt) == ["tacitConsent"])
    }
  }

  /// A home as an installation is, with a calendar that knows more days.
  private static func home(publishing days: [String], permit: (String) -> String = { $0 }) throws -> String {
    let files = FileManager.default
    let real = try Home.locate()
    let folder = files.temporaryDirectory.appendingPathComponent("wutong-home-\(UUID().uuidString)").path
    try files.createDirectory(atPath: folder + "/Data/calendar", withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: folder + "/Assets", withDestinationPath: real + "/Assets")
    for name in try files.contentsOfDirectory(atPath: real + "/Data") where !["calendar", "procedures"].contains(name) {
      try files.createSymbolicLink(atPath: "\(folder)/Data/\(name)", withDestinationPath: "\(real)/Data/\(name)")
    }
    for name in try files.contentsOfDirectory(atPath: real + "/Data/calendar") {
      var text = try String(contentsOfFile: "\(real)/Data/calendar/\(name)", encoding: .utf8)
      if name == "holidays.csv" { text += days.map { "\($0),holiday,元旦,New Year's Day,0\n" }.joined() }
      try text.write(toFile: "\(folder)/Data/calendar/\(name)", atomically: true, encoding: .utf8)
    }
    try files.createDirectory(atPath: folder + "/Data/procedures", withIntermediateDirectories: true)
    for name in try files.contentsOfDirectory(atPath: real + "/Data/procedures") {
      let text = try String(contentsOfFile: "\(real)/Data/procedures/\(name)", encoding: .utf8)
      try (name == "permit.yaml" ? permit(text) : text).write(
        toFile: "\(folder)/Data/procedures/\(name)", atomically: true, encoding: .utf8)
    }
    return folder
  }
}
