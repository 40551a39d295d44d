import App
import Foundation
import HTTPTypes
import IdentityCore
import JSON
import Kernel
import Store
import TestDatabases
import Testing

@Suite("Halls and rosters over HTTP")
struct HallJourneyTests {
  /// Wednesday 2026-11-25, ten o'clock: the demonstration's clerk sits at A01.
  private static let clock = WallClock { Instant(rfc3339: "2026-11-25T10:00:00+08:00") ?? Instant(milliseconds: 0) }
  private static let hours: JSON = .array(
    (0..<7).map { $0 < 5 ? [["from": "09:00", "to": "12:00"], ["from": "14:30", "to": "17:30"]] : [] })

  private func hall(_ product: Product) async throws -> JSON {
    let found = try await product.ask(.get, "/halls?region=152502")
    #expect(found.status == 200 && found.json["total"] == 1)
    let id = try #require(found.json["items"]?[0]?["id"]?.stringValue)
    return try await product.ask(.get, "/halls/\(id)").json
  }

  private func window(_ hall: JSON, _ number: String) throws -> String {
    try #require(hall["windows"]?.arrayValue?.first { $0["number"]?.stringValue == number }?["id"]?.stringValue)
  }

  @Test(
    "a hall is made and given windows by its administrator, seen by everybody, and kept from everybody else",
    arguments: TestEngine.allCases)
  func keeping(engine: TestEngine) async throws {
    try await Product.run(engine, clock: Self.clock) { product in
      let admin = try await product.signIn("admin")
      let supervisor = try await product.signIn("supervisor")
      let new: JSON = [
        "region": "152524", "name": "测试大厅", "address": "测试路 1 号", "hours": Self.hours, "facilities": ["lowCounter"],
      ]
      for other in [supervisor, try await product.signIn("security"), try await product.signIn("citizen")] {
        #expect(try await product.ask(.post, "/staff/halls", new, as: other).status == 403)
        #expect(try await product.ask(.get, "/staff/halls", as: other).status == 403)
      }
      #expect(try await product.ask(.post, "/staff/halls", new).status == 401)
      let made = try await product.ask(.post, "/staff/halls", new, as: admin)
      #expect(made.status == 201, "\(made.text)")
      let id = try #require(made.json["id"]?.stringValue)
      // All at once, also what only the rules know.
      var odd = new
      odd["region"] = "1"
      odd["hours"] = .array([[["from": "12:00", "to": "09:00"]]] + Array(repeating: [], count: 6))
      #expect(
        try await product.ask(.post, "/staff/halls", odd, as: admin).codes == ["/region unknownRegion", "/hours/0 spanOrder"])
      odd["hours"] = [[["from": "9:00", "to": "12:00"]]]
      let shape = try await product.ask(.post, "/staff/halls", odd, as: admin).codes
      #expect(shape.contains("/hours minItems") && shape.contains("/hours/0/0/from clockTime"), "\(shape)")
      let window: JSON = ["number": "A01", "name": "综合", "kind": "unified", "accessible": true]
      let one = try await product.ask(.post, "/staff/halls/\(id)/windows", window, as: admin)
      #expect(one.status == 201)
      #expect(
        try await product.ask(.post, "/staff/halls/\(id)/windows", window, as: admin).codes == ["/number windowNumberTaken"])
      #expect(try await product.ask(.post, "/staff/halls/\(id)/windows", window, as: supervisor).status == 404)
      let first = try #require(one.json["id"]?.stringValue)
      let closure = try await product.ask(
        .post, "/staff/halls/\(id)/closures",
        [
          "window": .string(first), "from": "2026-11-25T09:30:00+08:00", "to": "2026-11-25T11:00:00+08:00",
          "reason": "<b>系统升级</b>",
        ], as: admin)
      #expect(closure.status == 201)
      let seen = try await product.ask(.get, "/halls/\(id)")
      #expect(seen.json["isOpen"] == true && seen.json["windows"]?[0]?["isOpen"] == false)
      #expect(seen.json["windows"]?[0]?["reason"] == "<b>系统升级</b>")
      let page = try await product.visit("/halls/\(id)").text
      #expect(page.contains("测试大厅") && page.contains("&lt;b&gt;系统升级") && !page.contains("<b>系统升级"))
      #expect(try await product.visit("/halls").text.contains("/halls/\(id)"))
      let closureID = try #require(closure.json["id"]?.stringValue)
      #expect(try await product.ask(.delete, "/staff/closures/\(closureID)", as: supervisor).status == 404)
      #expect(try await product.ask(.delete, "/staff/closures/\(closureID)", as: admin).status == 204)
      #expect(try await product.ask(.get, "/halls/\(id)").json["windows"]?[0]?["isOpen"] == true)
      // The guide of a service that is offered there leads to the hall, at once.
      let guide = "/services/GAJ001?region=152524"
      #expect(try await product.visit(guide).text.contains("/halls/\(id)"))
      var gone = new
      gone["retired"] = true
      #expect(try await product.ask(.put, "/staff/halls/\(id)", gone, as: admin).json["retired"] == true)
      #expect(try await product.ask(.get, "/halls/\(id)").status == 404)
      #expect(try await product.visit("/halls/\(id)").status == 404)
      #expect(try await !product.visit(guide).text.contains("/halls/\(id)"))
      #expect(try await product.ask(.get, "/halls/none").status == 404)
      // Its own methods, not those of a member of staff who would be called so.
      let allowed = try await product.ask(.put, "/staff/shifts", [:], as: admin)
      #expect(allowed.status == 405 && allowed.headers[.allow] == "POST", "\(allowed.headers)")
    }
  }

  @Test(
    "a roster is planned, copied and mended after a leave; what a clerk takes in bears the window",
    arguments: TestEngine.allCases)
  func roster(engine: TestEngine) async throws {
    try await Product.run(engine, clock: Self.clock) { product in
      try await product.program.loadDemoHalls()
      let hall = try await hall(product)
      let id = try #require(hall["id"]?.stringValue)
      let (unified, trouble) = (try window(hall, "A02"), try window(hall, "D02"))
      let supervisor = try await product.signIn("supervisor")
      let clerk = try await product.signIn("clerk")
      let citizen = try await product.signIn("citizen")
      let roster = try await product.ask(.get, "/staff/halls/\(id)/roster", as: supervisor)
      #expect(roster.status == 200 && roster.json["shifts"]?.arrayValue?.count == 21, "\(roster.text)")
      for other in [clerk, citizen, try await product.signIn("security")] {
        #expect(try await product.ask(.get, "/staff/halls/\(id)/roster", as: other).status == 404)
      }
      // The clerk is at A01 in the morning.
      let twice = try await product.ask(
        .post, "/staff/shifts",
        ["staff": "clerk", "window": .string(unified), "days": ["2026-11-25", "2026-11-28"], "from": "10:00", "to": "12:00"],
        as: supervisor)
      #expect(twice.codes == ["/days/0 shiftPersonTwice", "/days/1 shiftPersonTwice"], "\(twice.text)")
      let next: JSON = [
        "staff": "clerk", "window": .string(trouble), "days": ["2026-12-02"], "from": "09:00", "to": "12:00",
      ]
      let made = try await product.ask(.post, "/staff/shifts", next, as: supervisor)
      #expect(made.status == 201)
      #expect(try await product.ask(.post, "/staff/shifts", next, as: clerk).status == 404)
      // Copying leaves out that morning, and says why.
      let copy: JSON = ["from": "2026-11-25", "to": "2026-12-01"]
      #expect(
        try await product.ask(.post, "/staff/halls/\(id)/roster/copies", copy, as: supervisor).codes == [
          "/shifts/0 shiftPersonTwice"
        ])
      var skipping = copy
      skipping["skip"] = true
      let copied = try await product.ask(.post, "/staff/halls/\(id)/roster/copies", skipping, as: supervisor)
      #expect(copied.json["copied"] == 20 && copied.json["skipped"]?[0]?["codes"] == ["shiftPersonTwice"], "\(copied.text)")
      // My shifts.
      let mine = try await product.ask(.get, "/me/shifts", as: clerk)
      #expect(mine.json["total"] == 11 && mine.json["items"]?[0]?["number"] == "A01")
      #expect(try await product.ask(.get, "/me/shifts", as: citizen).status == 403)
      let desk = Browser(product: product, cookie: clerk)
      #expect(try await desk.get("/desk").text.contains("我本周的排班：11 班"))
      // What is taken in, and accepted, bears the window; its applicant is not told who sat where.
      let case1 = try await product.submit("GAJ001", as: citizen)
      #expect(try await product.act(case1, "accept", as: clerk).status == 200)
      let case2 = try await product.ask(
        .post, "/cases",
        [
          "service": "GAJ001", "region": "152502", "channel": "window", "form": try await product.form("GAJ001"),
          "submit": true, "applicant": ["name": "巴图测", "identityNumber": "11010519491231002X"],
        ], as: clerk)
      #expect(case2.status == 201, "\(case2.text)")
      for id in [case1, try #require(case2.json["id"]?.stringValue)] {
        let events = try await product.ask(.get, "/cases/\(id)/events", as: clerk)
        let window = events.json["items"]?.arrayValue?.last?["facts"]?["window"]
        #expect(window?["number"] == "A01" && window?["name"] == hall["name"], "\(events.text)")
      }
      let told = try await product.ask(.get, "/cases/\(case1)/events", as: citizen)
      #expect(told.status == 200 && told.json["total"] == 2 && !told.text.contains("\"window\":{"), "\(told.text)")
      #expect(try await desk.get("/desk/\(case1)").text.contains("A01 号窗口"))
      #expect(try await !Browser(product: product, cookie: citizen).get("/my/\(case1)").text.contains("A01 号窗口"))
      // A leave is a gap at once, and the shift goes to a colleague.
      let second = try await product.program.identity.addStaff(
        account: "second-clerk", name: "窗口测二", password: "wutong-demo-2026",
        posts: [Post(role: .windowClerk, agency: AgencyID(region: "152502", department: "ZSJ"))])
      let me = try #require(try await product.ask(.get, "/me", as: clerk).json["id"]?.stringValue)
      #expect(
        try await product.ask(.post, "/staff/\(me)/leaves", ["from": "2026-11-26", "to": "2026-11-26"], as: clerk).status == 201
      )
      let gaps = try await product.ask(.get, "/staff/halls/\(id)/roster", as: supervisor).json["shifts"]?.arrayValue?.filter {
        $0["gap"] == "onLeave"
      }
      #expect(gaps?.count == 2 && gaps?.allSatisfy { $0["day"] == "2026-11-26" } == true)
      let gap = try #require(gaps?.first?["id"]?.stringValue)
      #expect(
        try await product.ask(.post, "/staff/shifts/\(gap)/hand", ["staff": "issuer"], as: supervisor).codes == [
          "/staff shiftPersonTwice", "/staff shiftNoPost",
        ])
      #expect(
        try await product.ask(.post, "/staff/shifts/\(gap)/hand", ["staff": "second-clerk"], as: supervisor).status == 204)
      #expect(try await product.ask(.delete, "/staff/shifts/\(gap)", as: clerk).status == 404)
      #expect(try await product.ask(.delete, "/staff/shifts/\(gap)", as: supervisor).status == 204)
      let record = try await product.ask(
        .get, "/record?staff=\(second.text)", as: try await product.signIn("auditor"))
      #expect(
        record.json["items"]?.arrayValue?.compactMap { $0["kind"]?.stringValue }.prefix(2) == [
          "staff.shiftRemoved", "staff.shiftHanded",
        ])
    }
  }

  @Test("the pages make a hall, a window and a closure, and keep what was answered when something is wrong")
  func hallPages() async throws {
    try await Product.run(.sqlite, clock: Self.clock) { product in
      let admin = Browser(product: product, cookie: try await product.signIn("admin"))
      let clerk = Browser(product: product, cookie: try await product.signIn("clerk"))
      for path in ["/admin/halls", "/admin/rosters"] { #expect(try await clerk.get(path).status == 403, "\(path)") }
      let fields = [
        ("region", "152524"), ("name", "<i>大厅"), ("address", "测试路 1 号"), ("hours/0", "09:00-12:00 14:30-17:30"),
        ("hours/1", "9 to 5"), ("facilities", "nursery"),
      ]
      let wrong = try await admin.post("/admin/halls", from: "/admin/halls", fields)
      #expect(wrong.status == 422 && wrong.text.contains("&lt;i&gt;大厅") && wrong.text.contains("id=\"hours/1-problem\""))
      #expect(wrong.text.contains("value=\"9 to 5\"") && wrong.text.contains("value=\"nursery\" checked"))
      let made = try await admin.post(
        "/admin/halls", from: "/admin/halls", fields.map { $0.0 == "hours/1" ? ($0.0, "09:00-12:00") : $0 })
      #expect(made.status == 303)
      let hall = made.location
      #expect(try await clerk.get(hall).status == 404)
      let noWindow = try await admin.post(
        "\(hall)/windows", from: hall, [("number", "b01"), ("name", "公安"), ("kind", "special")])
      #expect(noWindow.status == 422 && noWindow.text.contains("id=\"departments-problem\""))
      let window = try await admin.post(
        "\(hall)/windows", from: hall, [("number", "b01"), ("name", "公安"), ("kind", "special"), ("departments", "GAJ")])
      #expect(window.status == 303)
      let closed = try await admin.post(
        "\(hall)/close", from: hall, [("from", "2026-11-25T09:00"), ("to", ""), ("reason", "")])
      #expect(
        closed.status == 422 && closed.text.contains("id=\"to-problem\"") && closed.text.contains("id=\"reason-problem\""))
      let whole = [("from", "2026-11-25T09:00"), ("to", "2026-11-25T18:00"), ("reason", "停电检修")]
      #expect(try await admin.post("\(hall)/close", from: hall, whole).status == 303)
      let id = String(try #require(hall.split(separator: "/").last))
      let seen = try await admin.get("/halls/\(id)").text
      #expect(seen.contains("停电检修") && seen.contains("B01") && seen.contains("现在不办公"))
      let page = try await admin.get(hall).text
      let closure = String(try #require(page.firstMatch(of: /\/admin\/closures\/([0-9A-Z]{26})\/remove/)).1)
      #expect(try await admin.post("/admin/closures/\(closure)/remove", from: hall, []).status == 303)
      let link = String(try #require(page.firstMatch(of: /\/admin\/windows\/[0-9A-Z]{26}/)).0)
      let changed = try await admin.post(link, from: link, [("number", "B02"), ("name", "公安二"), ("kind", "help")])
      #expect(changed.location == hall)
      #expect(try await admin.get("/halls/\(id)").text.contains("B02"))
      #expect(try await clerk.get(link).status == 404)
      // A form without the session's token does nothing.
      #expect(try await admin.send("/admin/halls", fields).status == 403)
    }
  }

  @Test("the roster's page plans, hands over, takes off and copies, and tells all that stands against it")
  func rosterPages() async throws {
    try await Product.run(.sqlite, clock: Self.clock) { product in
      try await product.program.loadDemoHalls()
      let hall = try await hall(product)
      let id = try #require(hall["id"]?.stringValue)
      let boss = Browser(product: product, cookie: try await product.signIn("supervisor"))
      let base = "/admin/rosters/\(id)"
      let grid = try await boss.get(base)
      #expect(grid.status == 200 && grid.text.contains("class=\"table roster\"") && grid.text.contains("窗口测一"))
      #expect(try await boss.get("/admin/rosters").status == 200)
      let clash = [
        ("week", "2026-11-23"), ("window", try window(hall, "A02")), ("staff", "clerk"), ("days", "2026-11-26"),
        ("days", "2026-11-28"), ("from", "09:00"), ("to", "17:30"),
      ]
      let wrong = try await boss.post("\(base)/plan", from: base, clash)
      #expect(wrong.status == 422 && wrong.text.contains("2026-11-26：窗口测一 09:00-12:00 已经排在 A01 号窗口"))
      #expect(wrong.text.contains("2026-11-28：不在办公时间"))
      #expect(wrong.text.contains("value=\"2026-11-26\" checked") && wrong.text.contains("value=\"17:30\""))
      let copied = try await boss.post(
        "\(base)/copy", from: base, [("week", "2026-11-30"), ("copy-from", "2026-11-25")])
      #expect(copied.status == 200 && copied.text.contains("排上了 21 班"))
      let page = try await boss.get("\(base)?week=2026-11-30").text
      let shift = String(try #require(page.firstMatch(of: /\/([0-9A-Z]{26})\/remove/)).1)
      let refused = try await boss.post("\(base)/\(shift)/hand", from: base, [("week", "2026-11-30"), ("staff", "nobody")])
      #expect(refused.status == 422 && refused.text.contains("没有这个工作人员账号"))
      #expect(try await boss.post("\(base)/\(shift)/remove", from: base, [("week", "2026-11-30")]).status == 303)
      #expect(try await !boss.get("\(base)?week=2026-11-30").text.contains("\(shift)/remove"))
      let stranger = Browser(product: product, cookie: try await product.signIn("clerk"))
      #expect(try await stranger.get(base).status == 404)
    }
  }
}
