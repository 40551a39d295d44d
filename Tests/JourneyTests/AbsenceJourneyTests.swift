import App
import Foundation
import HTTPTypes
import IdentityCore
import JSON
import Kernel
import Store
import TestDatabases
import Testing

@Suite("Leave and standing in over HTTP")
struct AbsenceJourneyTests {
  private static let window = AgencyID(region: "152502", department: "ZSJ")
  private static let post = Post(role: .windowClerk, agency: window)
  private static func day(_ offset: Int) -> String { WallClock.system.today.adding(days: offset).description }

  private func party(_ product: Product, _ token: String) async throws -> String {
    try #require(try await product.ask(.get, "/me", as: token).json["id"]?.stringValue)
  }

  /// Two colleagues of one agency: the first clerk of it, the second without a post.
  private func colleagues(_ product: Product) async throws -> (absent: String, helper: String) {
    for (account, posts) in [("absent", [Self.post]), ("helper", [])] as [(String, [Post])] {
      _ = try await product.program.identity.addStaff(
        account: account, name: "测\(account)", password: "wutong-demo-2026", posts: posts, home: Self.window)
    }
    return (try await product.signIn("absent"), try await product.signIn("helper"))
  }

  @Test(
    "a leave is entered and a stand-in named by the interface; they do the work, on record for whom, until it is taken back",
    arguments: TestEngine.allCases)
  func interface(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let (absent, helper) = try await colleagues(product)
      let me = try await party(product, absent)
      let citizen = try await product.signIn("citizen")
      let security = try await product.signIn("security")
      let days: JSON = ["from": .string(Self.day(0)), "to": .string(Self.day(2))]
      let late: JSON = ["from": .string(Self.day(3)), "to": .string(Self.day(1))]
      #expect(try await product.ask(.post, "/staff/\(me)/leaves", late, as: absent).codes == ["/to periodOrder"])
      #expect(try await product.ask(.post, "/staff/\(me)/leaves", days, as: helper).status == 404)
      #expect(try await product.ask(.post, "/staff/\(me)/leaves", days, as: security).status == 403)
      let made = try await product.ask(.post, "/staff/\(me)/leaves", days, as: absent)
      #expect(made.status == 201, "\(made.text)")
      let leave = try #require(made.json["id"]?.stringValue)
      #expect(try await product.ask(.post, "/staff/\(me)/leaves", days, as: absent).codes == ["/from leaveOverlaps"])
      let deputy: JSON = ["account": "helper", "role": "windowClerk", "agency": .string(Self.window.description)]
      #expect(try await product.ask(.post, "/leaves/\(leave)/deputies", deputy, as: helper).status == 404)
      #expect(
        try await product.ask(.post, "/leaves/\(leave)/deputies", deputy, as: try await product.signIn("admin")).status == 403)
      var wrong = deputy
      wrong["account"] = "nobody"
      #expect(try await product.ask(.post, "/leaves/\(leave)/deputies", wrong, as: absent).codes == ["/deputy deputyUnknown"])
      #expect(try await product.ask(.get, "/tasks", as: helper).json["total"] == 0)
      #expect(try await product.ask(.post, "/leaves/\(leave)/deputies", deputy, as: absent).status == 204)
      #expect(try await product.ask(.post, "/leaves/\(leave)/deputies", deputy, as: absent).codes == ["/role deputyThere"])
      // The work comes to them, they act as themselves, and the event says for whom.
      let id = try await product.submit("LCJ003", as: citizen)
      let accepting = try await product.ask(.get, "/services/LCJ003?region=152502").json["accepting"]
      #expect(accepting?.stringValue == Self.window.description)
      #expect(try await product.act(id, "accept", as: helper).status == 200)
      let events = try await product.ask(.get, "/cases/\(id)/events", as: helper)
      #expect(events.json["items"]?.arrayValue?.last?["facts"]?["for"]?.stringValue == me)
      let listed = try await product.ask(.get, "/staff/\(me)/leaves", as: security)
      let standIn = try #require(listed.json["items"]?[0]?["deputies"]?[0]?["id"]?.stringValue)
      #expect(try await product.ask(.delete, "/leaves/deputies/\(standIn)", as: helper).status == 404)
      #expect(try await product.ask(.delete, "/leaves/deputies/\(standIn)", as: security).status == 204)
      #expect(try await product.act(id, "withdraw", as: helper).status == 404)
      #expect(try await product.ask(.delete, "/leaves/\(leave)", as: helper).status == 404)
      #expect(try await product.ask(.delete, "/leaves/\(leave)", as: absent).status == 204)
      #expect(try await product.ask(.get, "/staff/\(me)/leaves", as: absent).json["total"] == 0)
    }
  }

  @Test("the page of one's own leaves enters, names, takes back, and keeps what was answered")
  func pages() async throws {
    try await Product.run(.sqlite) { product in
      let (token, helperToken) = try await colleagues(product)
      let me = try await party(product, token)
      let absent = Browser(product: product, cookie: token)
      let helper = Browser(product: product, cookie: helperToken)
      let page = "/my/leave"
      let back = ("to-page", page)
      let wrong = try await absent.post(
        "/staff/\(me)/leaves", from: page, [back, ("from", Self.day(2)), ("to", Self.day(1))])
      #expect(wrong.status == 422 && wrong.text.contains("id=\"to-problem\"") && wrong.text.contains(Self.day(2)))
      #expect(
        try await absent.post("/staff/\(me)/leaves", from: page, [back, ("from", Self.day(0)), ("to", Self.day(1))]).location
          == page)
      let sheet = try await absent.get(page).text
      let leave = String(try #require(sheet.firstMatch(of: /\/leaves\/([0-9A-Z]{26})\/deputies/)).1)
      let chosen = ("post", "windowClerk@\(Self.window)")
      let unknown = try await absent.post("/leaves/\(leave)/deputies", from: page, [back, chosen, ("deputy", "nobody")])
      #expect(unknown.status == 422 && unknown.text.contains("没有这个账号") || unknown.text.contains("停用"))
      #expect(
        try await helper.post("/leaves/\(leave)/deputies", from: page, [back, chosen, ("deputy", "helper")]).status == 404)
      #expect(
        try await absent.post("/leaves/\(leave)/deputies", from: page, [back, chosen, ("deputy", "helper")]).status == 303)
      #expect(try await absent.get(page).text.contains("测helper"))
      #expect(try await helper.get(page).text.contains("您今天代理："))
      let deputy = String(try #require(try await absent.get(page).text.firstMatch(of: /\/deputies\/([0-9A-Z]{26})\/dismiss/)).1)
      #expect(try await helper.post("/deputies/\(deputy)/dismiss", from: page, [back]).status == 404)
      #expect(try await absent.post("/deputies/\(deputy)/dismiss", from: page, [back]).status == 303)
      #expect(try await !absent.get(page).text.contains("测helper"))
      #expect(try await absent.post("/leaves/\(leave)/cancel", from: page, [back]).status == 303)
      #expect(try await !absent.get(page).text.contains(leave))
      // The same on the person's page for an administrator, and nothing of it for the public.
      let admin = Browser(product: product, cookie: try await product.signIn("admin"))
      let person = "/admin/staff/\(me)"
      #expect(
        try await admin.post(
          "/staff/\(me)/leaves", from: person, [("to-page", person), ("from", Self.day(5)), ("to", Self.day(6))]
        ).location == person)
      #expect(try await Browser(product: product, cookie: try await product.signIn("citizen")).get(page).status == 403)
    }
  }
}

@Suite("The record as a page and as a table")
struct RecordJourneyTests {
  @Test(
    "the auditor sees and exports all deeds, sign-ins and numbers that were seen; nobody else does, and no cell is a formula")
  func export() async throws {
    try await Product.run(.sqlite) { product in
      let admin = try await product.signIn("admin")
      for (index, name) in ["=SUM(A1)测", "\"引号\"，测", "普通测"].enumerated() {
        let made = try await product.ask(
          .post, "/staff", ["account": .string("new-\(index)"), "name": .string(name), "agency": "152502/ZSJ"], as: admin)
        #expect(made.status == 201)
      }
      let citizen = try await product.signIn("citizen")
      let clerk = try await product.signIn("clerk")
      let id = try await product.submit("GAJ001", as: citizen)
      let number = try #require(try await product.ask(.get, "/cases/\(id)", as: clerk).json["number"]?.stringValue)
      let reason: JSON = ["reason": "核对原件，当面"]
      #expect(try await product.ask(.post, "/cases/\(id)/reveal", reason, as: clerk).status == 200)
      let auditor = Browser(product: product, cookie: try await product.signIn("auditor"))
      for part in ["deeds", "signIns", "reveals"] {
        let path = "/admin/record.csv?part=\(part)"
        for account in ["admin", "security", "clerk", "supervisor", "citizen"] {
          let other = Browser(product: product, cookie: try await product.signIn(account))
          #expect(try await other.get(path).status == 403, "\(account) \(part)")
          #expect(try await other.get("/admin/record?part=\(part)").status == 403, "\(account) \(part)")
        }
        let file = try await auditor.get(path)
        #expect(file.status == 200 && file.headers[.contentType] == "text/csv; charset=utf-8")
        #expect(file.headers[.contentDisposition] == "attachment; filename=\"record-\(part).csv\"")
        #expect(file.text.hasPrefix("\u{FEFF}\"") && file.text.hasSuffix("\"\r\n"))
      }
      let deeds = try await auditor.get("/admin/record.csv?part=deeds").text
      #expect(deeds.contains(",\"'=SUM(A1)测\",") && deeds.contains(",\"\"\"引号\"\"，测\",") && deeds.contains(",\"普通测\","))
      #expect(deeds.contains("\"管理测一\""))
      let reveals = try await auditor.get("/admin/record.csv?part=reveals").text
      #expect(reveals.split(separator: "\r\n").count == 2)
      #expect(reveals.contains("\"窗口测一\",\"\(number)\",\"核对原件，当面\""))
      let page = try await auditor.get("/admin/record?part=reveals").text
      #expect(page.contains(number) && page.contains("核对原件，当面") && page.contains("窗口测一"))
      // The number itself stands nowhere in it.
      for text in [reveals, page] { #expect(!text.contains("152502188001010019")) }
      let signIns = try await auditor.get("/admin/record.csv?part=signIns").text
      #expect(signIns.split(separator: "\r\n").count > 8 && signIns.contains("\"clerk\""))
    }
  }

  @Test("the table holds every entry, however many portions it takes")
  func whole() async throws {
    try await Product.run(.sqlite) { product in
      let admin = try await product.signIn("admin")
      let made = try await product.ask(
        .post, "/staff", ["account": "renamed", "name": "测", "agency": "152502/ZSJ"], as: admin)
      let id = try #require(made.json["id"]?.stringValue)
      let identity = product.program.identity
      let actor = try #require(try await identity.actor(account: "admin"))
      // Side by side: they share their commits.
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<205 {
          group.addTask { try await identity.rename(PartyID(id), to: "测\(index)", by: actor) }
        }
        try await group.waitForAll()
      }
      let auditor = Browser(product: product, cookie: try await product.signIn("auditor"))
      let file = try await auditor.get("/admin/record.csv?part=deeds&staff=\(id)").text
      #expect(file.split(separator: "\r\n").count == 1 + 1 + 205)
    }
  }
}
