import App
import CaseworkCore
import CatalogueCore
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import Kernel
import NIOCore
import Store
import TestDatabases
import Testing

@Suite("The interface keeps its word")
struct InterfaceTests {
  private static let key = HTTPField.Name("Idempotency-Key")

  private func keyed(_ key: String) -> HTTPFields {
    var fields = HTTPFields()
    if let name = Self.key { fields[name] = key }
    return fields
  }

  @Test("a doubled submission with the same key is one case, even at the same moment", arguments: TestEngine.allCases)
  func idempotency(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let body: JSON = [
        "service": "GAJ001", "region": "152502", "form": try await product.form("GAJ001"), "submit": true,
      ]
      let answers = try await withThrowingTaskGroup(of: Product.Answer.self) { group in
        for _ in 0..<6 {
          group.addTask { try await product.ask(.post, "/cases", body, as: citizen, headers: self.keyed("one")) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.allSatisfy { $0.status == 201 }, "\(answers.map(\.status))")
      let again = try await product.ask(.post, "/cases", body, as: citizen, headers: keyed("one"))
      #expect(again.status == 201)
      #expect(Set((answers + [again]).map { $0.json["id"] }).count == 1)
      #expect(try await product.ask(.get, "/cases?mine=true", as: citizen).json["total"] == 1)
      var other = body
      other["channel"] = "mobile"
      #expect(try await product.ask(.post, "/cases", other, as: citizen, headers: keyed("one")).status == 422)
      // Also where the other request would be refused by itself; and somebody else's key is their own.
      let wrong = try await product.ask(.post, "/cases", ["service": "x"], as: citizen, headers: keyed("one"))
      #expect(wrong.json["type"] == "/problems/idempotencyReused")
      let neighbour = try await product.signIn("neighbour")
      let own = try await product.ask(.post, "/cases", body, as: neighbour, headers: keyed("one"))
      #expect(own.status == 201 && own.json["id"] != again.json["id"])
      // A refusal keeps nothing: the mended request may use the key again.
      #expect(try await product.ask(.post, "/cases", ["service": "x"], as: citizen, headers: keyed("two")).status == 422)
      #expect(try await product.ask(.post, "/cases", other, as: citizen, headers: keyed("two")).status == 201)
      #expect(try await product.ask(.post, "/cases", body, as: citizen, headers: keyed("a b")).status == 400)
    }
  }

  @Test("the document describes every route, and every answer has what its schema requires", arguments: [TestEngine.sqlite])
  func document(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let document = try await product.ask(.get, "/openapi.json").json
      #expect(document["openapi"] == "3.1.0")
      let paths = try #require(document["paths"]?.objectValue)
      #expect(paths.count >= 18)
      let citizen = try await product.signIn("citizen")
      let clerk = try await product.signIn("clerk")
      let admin = try await product.signIn("admin")
      let auditor = try await product.signIn("auditor")
      let security = try await product.signIn("security")
      let editor = try await product.signIn("editor")
      let supervisor = try await product.signIn("supervisor")
      let own = try #require(try await product.ask(.get, "/me", as: admin).json["id"]?.stringValue)
      let id = try await product.submit("GAJ001", as: citizen)
      var looked = 0
      // That each answer is as described is what the client of these tests looks at.
      for (path, item) in paths where item["get"]?["responses"]?["200"]?["content"]?["application/json"] != nil {
        let key = path.contains("/bundles/") ? "newborn" : "GAJ001"
        let target = path.replacing("/cases/{id}", with: "/cases/\(id)").replacing("{key}", with: key).replacing(
          "/staff/{id}", with: "/staff/\(own)")
        guard !target.contains("{") else { continue }
        let asker =
          switch path.split(separator: "/").dropFirst(2).first {
          case "staff": admin
          case "record": auditor
          case "tokens": security
          case "webhooks": admin
          case "tasks": clerk
          case "reviews": path.hasSuffix("/marks") ? supervisor : citizen
          case "me": path.hasSuffix("/shifts") ? clerk : citizen
          case "catalogue": path.hasSuffix("/changes") ? editor : citizen
          default: citizen
          }
        #expect(try await product.ask(.get, target, as: asker).status == 200, "\(path)")
        looked += 1
      }
      #expect(looked >= 12)
      // A path that is known but not by this method says which methods it takes.
      let wrong = try await product.ask(.put, "/cases", [:], as: citizen)
      #expect(wrong.status == 405)
      #expect(wrong.headers[.allow]?.contains("POST") == true)
      #expect(try await product.ask(.get, "/nothing", as: citizen).status == 404)
    }
  }

  @Test("a file is kept by its content, checked, and served to nobody else", arguments: TestEngine.allCases)
  func files(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let stranger = try await product.signIn("neighbour")
      let clerk = try await product.signIn("clerk")
      func send(_ bytes: [UInt8], name: String = "扫描.png") async throws -> Product.Answer {
        var fields = HTTPFields()
        fields[.contentType] = "multipart/form-data; boundary=BB"
        let head = "--BB\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n"
        return try await product.ask(
          .post, "/files", raw: Array(head.utf8) + bytes + Array("\r\n--BB--\r\n".utf8), as: citizen, headers: fields)
      }
      let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]
      let kept = try await send(picture, name: "../../etc/passwd.exe")
      #expect(kept.status == 201)
      #expect(kept.json["name"] == "passwd.png")
      #expect(kept.json["mediaType"] == "image/png")
      #expect(kept.json["size"] == 11)
      #expect(try await send(Array("#!/bin/sh".utf8)).status == 415)
      #expect(try await send([]).status == 422)
      let id = try #require(kept.json["id"]?.stringValue)
      #expect(try await product.ask(.get, "/files/\(id)", as: citizen).status == 200)
      #expect(try await product.ask(.get, "/files/\(id)", as: stranger).status == 404)
      #expect(try await product.ask(.get, "/files/\(id)").status == 401)
      #expect(try await product.ask(.get, "/files/\(id)", as: clerk).status == 404)
      let paper = try #require(
        try await product.ask(.get, "/services/GAJ001").json["evidence"]?[0]?["key"]?.stringValue)
      let body: JSON = [
        "service": "GAJ001", "region": "152502", "form": try await product.form("GAJ001"), "submit": true,
        "evidence": [["key": .string(paper), "file": .string(id)]],
      ]
      // Nobody can hang somebody else's file on their own case.
      #expect(try await product.ask(.post, "/cases", body, as: stranger).codes == ["/evidence/0/file unknownFile"])
      #expect(try await product.ask(.post, "/cases", body, as: citizen).status == 201)
      #expect(try await product.ask(.get, "/files/\(id)", as: clerk).status == 200)
      #expect(try await product.ask(.get, "/files/\(id)", as: stranger).status == 404)
    }
  }

  @Test("strings made to break things come back as they were or are refused clearly", arguments: TestEngine.allCases)
  func naughtyStrings(engine: TestEngine) async throws {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    let suite = url.appendingPathComponent("shared/suites/blns/blns.json")
    var strings = [
      "<script>alert(1)</script>", "'; DROP TABLE case_file; --", "\u{202E}反\u{202C}", "👨‍👩‍👧‍👦", "ᠮᠣᠩᠭᠣᠯ", "%00", "{{7*7}}", "\\",
      "NULL", "\u{FEFF}",
    ]
    if let data = try? Data(contentsOf: suite), let list = (try? JSON.parse(Array(data)))?.arrayValue {
      strings += list.compactMap(\.stringValue)
    } else {
      print("The suite of naughty strings is not there (\(suite.path)): only the few of this test were tried.")
    }
    let all = strings
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      var form = try await product.form("GAJ001")
      let draft = try await product.ask(
        .post, "/cases", ["service": "GAJ001", "region": "152502", "form": form], as: citizen)
      let id = try #require(draft.json["id"]?.stringValue)
      for text in all {
        form["matter"] = .string(text)
        let saved = try await product.ask(.patch, "/cases/\(id)", ["form": form], as: citizen)
        // U+0000 is refused as JSON; everything else is kept to the last scalar.
        if text.unicodeScalars.contains("\u{0}") {
          #expect(saved.status == 400)
        } else {
          #expect(saved.status == 200, "\(text.debugDescription)")
          let back = try await product.ask(.get, "/cases/\(id)", as: citizen).json["form"]?["matter"]?.stringValue
          // Blanks are no answer.
          let kept = text.allSatisfy(\.isWhitespace) ? nil : Array(text.unicodeScalars)
          #expect(back.map { Array($0.unicodeScalars) } == kept, "\(text.debugDescription)")
        }
        let query = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        // Nobody searches by a page of text.
        let wanted = text.unicodeScalars.count > 200 ? 422 : 200
        #expect(try await product.ask(.get, "/services?q=\(query)").status == wanted, "\(text.debugDescription)")
        let page = try await product.client.execute(uri: "/services?q=\(query)", method: .get) { $0 }
        #expect(page.status == .ok)
        #expect(!String(buffer: page.body).contains("<script>alert"))
      }
    }
  }

  @Test("huge, broken and unknown bodies are refused with the reason, in the reader's language", arguments: [TestEngine.sqlite])
  func hostileBodies(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      #expect(try await product.ask(.post, "/cases", raw: Array(repeating: 0x20, count: 2 << 20), as: citizen).status == 413)
      #expect(try await product.ask(.post, "/cases", raw: [0x22, 0xFF, 0x22], as: citizen).status == 400)
      #expect(try await product.ask(.post, "/cases", raw: Array("{\"a\":\"\\u0000\"}".utf8), as: citizen).status == 400)
      #expect(
        try await product.ask(.post, "/cases", raw: Array(repeating: UInt8(ascii: "["), count: 100_000), as: citizen).status
          == 400)
      var english = HTTPFields()
      english[.acceptLanguage] = "en"
      let refusal = try await product.ask(.post, "/cases", ["service": "none"], as: citizen, headers: english)
      #expect(refusal.status == 422)
      #expect(refusal.headers[.contentType] == "application/problem+json")
      #expect(refusal.json["errors"]?[0]?["message"]?.stringValue?.allSatisfy(\.isASCII) == true)
      #expect(refusal.json["title"]?.stringValue?.allSatisfy(\.isASCII) == true)
    }
  }
}

@Suite("Pages guard themselves")
struct PageSafetyTests {
  private func page(
    _ product: Product, _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, cookie: String? = nil,
    site: String? = nil
  ) async throws -> (status: Int, text: String, headers: HTTPFields) {
    var fields = HTTPFields()
    if let cookie { fields[.cookie] = "wutong=\(cookie)" }
    if body != nil { fields[.contentType] = "application/x-www-form-urlencoded" }
    if let site, let name = HTTPField.Name("Sec-Fetch-Site") { fields[name] = site }
    return try await product.client.execute(
      uri: path, method: method, headers: fields, body: body.map { .init(string: $0) }
    ) { ($0.status.code, String(buffer: $0.body), $0.headers) }
  }

  @Test("a posted form needs the session's own token, and comes from this site", arguments: [TestEngine.sqlite])
  func csrf(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let token = try await product.signIn("citizen")
      let target = "/services/GAJ001/apply?region=152502"
      #expect(try await page(product, .post, target, "csrf=", cookie: token).status == 403)
      #expect(try await page(product, .post, target, "csrf=wrong", cookie: token).status == 403)
      let form = try await page(product, .get, target, cookie: token).text
      let csrf = try #require(form.firstMatch(of: /name="csrf" value="([^"]+)"/)).1
      #expect(try await page(product, .post, target, "csrf=\(csrf)", cookie: token, site: "cross-site").status == 403)
      #expect(try await page(product, .post, target, "csrf=\(csrf)", cookie: token, site: "same-origin").status == 303)
      #expect(try await product.ask(.get, "/cases?mine=true", as: token).json["total"] == 1)
    }
  }

  @Test("only a demonstration lets anybody in by a click", arguments: [TestEngine.sqlite])
  func noClick(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let sheet = try await page(product, .get, "/sign-in")
      #expect(sheet.status == 200 && !sheet.text.contains("/sign-in/demo"))
      let tried = try await page(product, .post, "/sign-in/demo", "account=admin&to=/", site: "same-origin")
      #expect(tried.status == 404)
      #expect(tried.headers[.setCookie] == nil)
    }
  }

  @Test("every guide has words for all it says, in both languages", arguments: ["zh-Hans", "en"])
  func everyGuide(language: String) async throws {
    try await Product.run(.sqlite) { product in
      let snapshot = product.program.catalogue.current
      var looked = 0
      for service in snapshot.services where snapshot.offering(service: service.key, region: "152502") != nil {
        var fields = HTTPFields()
        fields[.cookie] = "wutong-language=\(language)"
        let text = try await product.client.execute(
          uri: "/services/\(service.key)?region=152502", method: .get, headers: fields
        ) { response in
          #expect(response.status == .ok)
          return String(buffer: response.body)
        }
        let missing = text.firstMatch(of: />[^<]*\b(?:guide|evidence|type|service|page)\.[a-zA-Z]+/)
        #expect(
          missing == nil && !text.contains("{n}") && !text.contains("style="),
          "\(service.key) \(missing.map { String($0.0) } ?? "")")
        #expect(text.contains(language == "en" ? "Ways on" : "怎样办"))
        looked += 1
      }
      #expect(looked == 814)
    }
  }

  @Test("the guide draws the procedure that the service follows, from the procedure itself", arguments: [TestEngine.sqlite])
  func picture(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      for service in ["GAJ001", "MZJ009"] {
        let guide = try await page(product, .get, "/services/\(service)?region=152502").text
        let offering = try #require(product.program.catalogue.current.offering(service: service, region: "152502"))
        let procedure = try #require(product.program.casework.procedure(offering.procedure))
        let pictures = guide.components(separatedBy: "<svg class=\"drawing").dropFirst()
        #expect(pictures.count == 2)
        for picture in pictures {
          // Every action on the way to the result, and those beside it.
          for action in ["accept", "refuse", "withdraw", "issue"] {
            let name = try #require(procedure.states.lazy.compactMap { $0.action(action) }.first).name.zh
            #expect(picture.contains(name), "\(service) \(name)")
          }
        }
      }
    }
  }

  @Test(
    "a cookie does not open the interface, pages of others do not exist, and headers forbid what is not needed",
    arguments: [TestEngine.sqlite])
  func borders(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let token = try await product.signIn("citizen")
      #expect(try await page(product, .get, "/api/v1/me", cookie: token).status == 401)
      let id = try await product.submit("GAJ001", as: token)
      let stranger = try await product.signIn("neighbour")
      for path in ["/my/\(id)", "/apply/\(id)/check", "/my/\(id)/receipts/1", "/my/\(id)/review"] {
        #expect(try await page(product, .get, path, cookie: stranger).status == 404, "\(path)")
      }
      #expect(try await page(product, .get, "/desk", cookie: stranger).status == 403)
      let signedOut = try await page(product, .get, "/my")
      #expect(signedOut.status == 303)
      #expect(signedOut.headers[.location] == "/sign-in?to=/my")
      let portal = try await page(product, .get, "/")
      #expect(portal.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
      #expect(portal.headers[.xContentTypeOptions] == "nosniff")
      for path in ["/assets/../Package.swift", "/assets/css/..%2F..%2FPackage.swift", "/assets/css/none.css"] {
        #expect(try await page(product, .get, path).status == 404, "\(path)")
      }
      let sheet = try await page(product, .get, "/assets/css/wutong.css")
      #expect(sheet.status == 200 && sheet.headers[.eTag] != nil)
    }
  }
}
