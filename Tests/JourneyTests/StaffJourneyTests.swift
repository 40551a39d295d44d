import App
import Foundation
import HTTPTypes
import HummingbirdTesting
import IdentityCore
import JSON
import Kernel
import NIOCore
import Store
import TestDatabases
import Testing
import WebSupport

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
        try await product.ask(.post, "/staff/\(id)/posts", ["role": "king", "agency": "1"], as: security).codes == [
          "/role enum", "/agency agencyUnknown",
        ])
      #expect(
        try await product.ask(.post, "/staff", ["account": "a", "name": "", "agency": "152502/ZSJ"], as: admin).codes
          == ["/account accountName", "/name staffName"])
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

@Suite("Tokens over HTTP")
struct TokenJourneyTests {
  @Test(
    "every route of the document is closed to a token without its scope, and routes in no group to every token",
    arguments: [TestEngine.sqlite])
  func scopes(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let security = try await product.signIn("security")
      func make(_ scopes: [String]) async throws -> String {
        let day = WallClock.system.today.adding(days: 3).description
        let made = try await product.ask(
          .post, "/me/tokens",
          ["name": "t", "scopes": .array(scopes.map(JSON.string)), "until": .string(day)], as: security)
        #expect(made.status == 201, "\(made.text)")
        return try #require(made.json["token"]?.stringValue)
      }
      let everything = try await make(TokenScope.all)
      let paths = try #require(try await product.ask(.get, "/openapi.json").json["paths"]?.objectValue)
      var without: [String: String] = [:]
      var (closed, covered) = (0, 0)
      for (path, item) in paths {
        for (method, operation) in item.objectValue ?? JSONObject() where operation["security"]?.arrayValue?.isEmpty == false {
          let verb = try #require(HTTPRequest.Method(method.uppercased()))
          let target = path.replacing(/\{[^}]*\}/, with: "x")
          let needed = TokenScope.needed(method.uppercased(), path.replacing("/api/v1/", with: ""))
          let body: JSON? = verb == .get ? nil : [:]
          if let needed {
            if without[needed] == nil { without[needed] = try await make(TokenScope.all.filter { $0 != needed }) }
            let refused = try await product.ask(verb, target, body, as: without[needed])
            #expect(refused.json["type"] == "/problems/scopeMissing", "\(method) \(path): \(refused.text)")
            let open = try await product.ask(verb, target, body, as: everything)
            #expect(open.json["type"] != "/problems/scopeMissing" && open.json["type"] != "/problems/tokenNotHere", "\(path)")
            covered += 1
          } else {
            let refused = try await product.ask(verb, target, body, as: everything)
            #expect(refused.json["type"] == "/problems/tokenNotHere", "\(method) \(path): \(refused.text)")
            closed += 1
          }
        }
      }
      #expect(covered >= 15 && closed >= 10)
      // No page takes a token.
      for (path, scopes, status) in [("/my/security", TokenScope.all, 403)] {
        var fields = HTTPFields()
        fields[.authorization] = "Bearer \(try await make(scopes))"
        #expect(try await product.client.execute(uri: path, method: .get, headers: fields) { $0.status.code } == status)
      }
      #expect(try await product.ask(.get, "/me", as: everything).json["posts"]?[0]?["role"] == "securityAdministrator")
      let id = try #require(try await product.ask(.get, "/me/tokens", as: security).json["items"]?[0]?["id"]?.stringValue)
      #expect(try await product.ask(.delete, "/tokens/\(id)", as: security).status == 204)
      #expect(try await product.ask(.delete, "/tokens/\(id)", as: security).status == 404)
    }
  }

  @Test("a secret that was shown is not shown again to a request sent twice, nor kept", arguments: [TestEngine.sqlite])
  func shownOnce(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let admin = try await product.signIn("admin")
      var fields = HTTPFields()
      if let name = HTTPField.Name("Idempotency-Key") { fields[name] = "same" }
      let body: JSON = ["account": "once", "name": "测一次", "agency": "152502/ZSJ"]
      let first = try await product.ask(.post, "/staff", body, as: admin, headers: fields)
      let again = try await product.ask(.post, "/staff", body, as: admin, headers: fields)
      #expect(first.status == 201 && again.status == 409 && again.json["type"] == "/problems/shownOnce")
      let password = try #require(first.json["password"]?.stringValue)
      let kept = try await product.program.store.read {
        try $0.query("SELECT body FROM idempotency_key").map { try $0.optionalText("body") ?? "" }
      }
      #expect(!kept.isEmpty && kept.allSatisfy { !$0.contains(password) })
    }
  }
}

@Suite("A second factor over HTTP")
struct SecondFactorJourneyTests {
  @Test(
    "an administrator enrols first, then signs in with two steps on pages and with a code by the interface",
    arguments: [TestEngine.sqlite])
  func enrol(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let agency = AgencyID(region: "152500", department: "ZSJ")
      _ = try await product.program.identity.addStaff(
        account: "earnest", name: "审计真", password: "wutong-demo-2026", posts: [Post(role: .auditor, agency: agency)])
      let token = try await product.signIn("earnest")
      #expect(try await product.ask(.get, "/record", as: token).json["type"] == "/problems/secondFactorEnrol")
      let browser = Browser(product: product, cookie: token)
      #expect(try await browser.get("/admin/record").location == "/my/second-factor")
      #expect(try await browser.post("/my/second-factor", from: "/my/second-factor", []).status == 303)
      let sheet = try await browser.get("/my/second-factor").text
      let uri = String(try #require(sheet.firstMatch(of: /otpauth:[^<]*secret=([A-Z2-7]+)/)).1)
      let secret = Self.bytes(uri)
      func code(_ away: Int64) -> String {
        OneTimeCode.code(secret: secret, step: OneTimeCode.step(at: WallClock.system.now) + away)
      }
      let wrong = try await browser.post("/my/second-factor/confirm", from: "/my/second-factor", [("code", "x")])
      #expect(wrong.status == 422 && wrong.text.contains("code-problem"))
      let done = try await browser.post("/my/second-factor/confirm", from: "/my/second-factor", [("code", code(-1))])
      #expect(done.text.matches(of: /<li><code>[a-z2-7]{4}(-[a-z2-7]{4}){3}<\/code>/).count == 10)
      #expect(try await !browser.get("/my/second-factor").text.contains(uri))
      #expect(try await browser.get("/admin/record").status == 200)
      let credentials: JSON = ["account": "earnest", "password": "wutong-demo-2026"]
      let refused = try await product.ask(.post, "/sessions", credentials)
      #expect(refused.status == 401 && refused.json["type"] == "/problems/secondFactorNeeded")
      var full = credentials
      full["code"] = .string(code(0))
      #expect(try await product.ask(.post, "/sessions", full).status == 201)
      #expect(try await product.ask(.post, "/sessions", full).json["type"] == "/problems/secondFactorWrong")
      let stranger = Browser(product: product, cookie: nil)
      let first = try await stranger.send(
        "/sign-in", [("account", "earnest"), ("password", "wutong-demo-2026"), ("to", "/admin/record")])
      #expect(first.location == "/sign-in/code?to=/admin/record")
      let step = String(try #require(first.headers[.setCookie]?.firstMatch(of: /wutong-step=[^;]+/)).0)
      let second = Browser(product: product, cookie: step)
      #expect(try await second.send("/sign-in/code", [("code", "999999"), ("to", "/admin/record")]).status == 401)
      let entered = try await second.send("/sign-in/code", [("code", code(1)), ("to", "/admin/record")])
      #expect(entered.location == "/admin/record")
      // The demonstration's own are let in without, and told so.
      let demo = Browser(product: product, cookie: try await product.signIn("auditor"))
      #expect(try await demo.get("/my/second-factor").text.contains("演示账号"))
    }
  }

  private static func bytes(_ text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var (buffer, bits, out) = (0, 0, [UInt8]())
    for character in text {
      buffer = buffer << 5 | (alphabet.firstIndex(of: character) ?? 0)
      bits += 5
      guard bits >= 8 else { continue }
      bits -= 8
      out.append(UInt8(buffer >> bits & 255))
      buffer &= (1 << bits) - 1
    }
    return out
  }
}
