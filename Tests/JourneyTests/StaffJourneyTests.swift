import App
import Foundation
import HTTPTypes
import HummingbirdTesting
import IdentityCore
import JSON
import Kernel
import NIOCore
import TestDatabases
import Testing

/// A browser without script: one cookie, forms with the session's token.
struct Browser {
  let product: Product
  var cookie: String?

  struct Sheet {
    let status: Int
    let text: String
    let headers: HTTPFields
    var location: String { headers[.location] ?? "" }
  }

  func get(_ path: String) async throws -> Sheet { try await ask(.get, path, nil) }

  /// Posts a form with the token of the page it stands on.
  func post(_ path: String, from: String, _ fields: [(String, String)]) async throws -> Sheet {
    let sheet = try await get(from).text
    let csrf = try #require(sheet.firstMatch(of: /name="csrf" value="([^"]+)"/)).1
    return try await send(path, [("csrf", String(csrf))] + fields)
  }

  func send(_ path: String, _ fields: [(String, String)]) async throws -> Sheet {
    let body = fields.map { "\($0.0)=\($0.1.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
    return try await ask(.post, path, body.joined(separator: "&"))
  }

  private func ask(_ method: HTTPRequest.Method, _ path: String, _ body: String?) async throws -> Sheet {
    var fields = HTTPFields()
    if let cookie { fields[.cookie] = cookie.contains("=") ? cookie : "wutong=\(cookie)" }
    if body != nil { fields[.contentType] = "application/x-www-form-urlencoded" }
    return try await product.client.execute(
      uri: path, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) }
    ) { Sheet(status: $0.status.code, text: String(buffer: $0.body), headers: $0.headers) }
  }
}

@Suite("Staff are administered over HTTP")
struct StaffJourneyTests {
  @Test(
    "an account is made by one, gets its post from another, works, and loses both; each is refused the other's part",
    arguments: TestEngine.allCases)
  func life(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let admin = try await product.signIn("admin")
      let security = try await product.signIn("security")
      let auditor = try await product.signIn("auditor")
      let made = try await product.ask(
        .post, "/staff", ["account": "new-clerk", "name": "窗口测九", "agency": "152502/ZSJ"], as: admin)
      #expect(made.status == 201)
      let id = try #require(made.json["id"]?.stringValue)
      let post: JSON = ["role": "windowClerk", "agency": "152502/ZSJ", "until": .string(WallClock.system.today.description)]
      for other in [admin, auditor] {
        #expect(try await product.ask(.post, "/staff/\(id)/posts", post, as: other).status == 403)
      }
      #expect(try await product.ask(.post, "/staff/\(id)/posts", post, as: security).status == 200)
      #expect(
        try await product.ask(.post, "/staff", ["account": "x-x", "name": "测", "agency": "152502/ZSJ"], as: security).status
          == 403)
      // All that is wrong is told at once.
      #expect(
        try await product.ask(.post, "/staff/\(id)/posts", ["role": "king", "agency": "1/2"], as: security).codes == [
          "/role enum", "/agency agencyUnknown",
        ])
      #expect(
        try await product.ask(.post, "/staff", ["account": "a", "name": ""], as: admin).codes == [
          "/account accountName", "/name required", "/agency required",
        ])
      // The made-up password opens nothing but its own change.
      let first = try #require(made.json["password"]?.stringValue)
      let early = try await product.ask(.post, "/sessions", ["account": "new-clerk", "password": .string(first)])
      #expect(early.status == 403 && early.json["type"] == "/problems/passwordExpired")
      try await product.program.identity.changePassword(account: "new-clerk", old: first, new: "wutong-demo-2026")
      let clerk = try await product.signIn("new-clerk")
      #expect(try await product.ask(.get, "/me", as: clerk).json["posts"]?[0]?["role"] == "windowClerk")
      #expect(try await product.ask(.get, "/staff", as: clerk).status == 403)
      #expect(try await product.ask(.get, "/staff/\(id)", as: security).json["lastSignInAt"]?.stringValue != nil)
      #expect(try await product.ask(.delete, "/staff/\(id)/posts/windowClerk/152502/ZSJ", as: security).status == 204)
      #expect(try await product.ask(.get, "/me", as: clerk).json["posts"] == [])
      #expect(try await product.ask(.patch, "/staff/\(id)", ["disabled": true], as: admin).json["disabled"] == true)
      #expect(try await product.ask(.get, "/me", as: clerk).status == 401)
      #expect(try await product.ask(.get, "/staff?q=new-clerk&state=disabled", as: auditor).json["total"] == 1)
      #expect(try await product.ask(.get, "/staff?state=odd", as: auditor).status == 422)
    }
  }

  @Test("the pages offer each administrator their own part, and no one else any", arguments: [TestEngine.sqlite])
  func pages(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let admin = Browser(product: product, cookie: try await product.signIn("admin"))
      let security = Browser(product: product, cookie: try await product.signIn("security"))
      let clerk = Browser(product: product, cookie: try await product.signIn("clerk"))
      for path in ["/admin/staff", "/admin/agencies", "/admin/staff/new"] {
        #expect(try await clerk.get(path).status == 403, "\(path)")
      }
      let list = try await admin.get("/admin/staff?q=clerk")
      #expect(list.status == 200 && list.text.contains("窗口测一"))
      let wrong = try await admin.post(
        "/admin/staff/new", from: "/admin/staff/new", [("name", "<b>测"), ("account", "x"), ("agency", "")])
      #expect(wrong.status == 422 && wrong.text.contains("&lt;b&gt;测") && wrong.text.contains("id=\"agency-problem\""))
      let made = try await admin.post(
        "/admin/staff/new", from: "/admin/staff/new", [("name", "新人测"), ("account", "novice"), ("agency", "152502/ZSJ")])
      let link = String(try #require(made.text.firstMatch(of: /href="(\/admin\/staff\/[0-9A-Z]{26})"/)).1)
      #expect(made.status == 200 && made.text.contains("<code>"))
      #expect(try await !admin.get(link).text.contains("/grant"))
      let given = try await security.post(
        link + "/grant", from: link, [("role", "reviewer"), ("agency", "152502/GAJ"), ("until", "")])
      #expect(given.status == 303)
      let apart = try await security.post(link + "/grant", from: link, [("role", "auditor"), ("agency", "152502/GAJ")])
      #expect(apart.status == 409 && apart.text.contains("三员分立"))
      #expect(
        try await admin.post(link + "/grant", from: link, [("role", "reviewer"), ("agency", "152502/LCJ")]).status == 403)
      #expect(try await clerk.get(link).status == 404)
      // The demo's people serve some queues of one banner: everywhere else somebody is lacking, and it is said.
      let agencies = try await security.get("/admin/agencies")
      #expect(agencies.text.contains("lacking"))
    }
  }
}
