import App
import CaseworkCore
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Kernel
import NIOCore
import ReviewsCore
import Store
import Synchronization
import TestDatabases
import Testing

@Suite("Rating by the link on a receipt, through HTTP")
struct ReviewTokenTests {
  /// A case carried to its end; its number.
  private func closed(_ product: Product, as citizen: String) async throws -> String {
    let id = try await product.submit("LCJ003", as: citizen)
    for (account, action, data) in [
      ("clerk", "accept", [:]), ("reviewer", "examine", ["opinion": "grant"]), ("approver", "approve", [:]),
      ("issuer", "issue", ["resultNumber": "1"]),
      ("issuer", "deliver", ["method": "counter"]),
    ] as [(String, String, JSON)] {
      let answer = try await product.act(id, action, data, as: try await product.signIn(account))
      #expect(answer.status == 200, "\(action) \(answer.text)")
    }
    return id
  }

  private func page(
    _ product: Product, _ path: String, cookie: String? = nil, post: String? = nil
  ) async throws -> (
    status: Int, text: String
  ) {
    var headers: HTTPFields = [:]
    if let cookie { headers[.cookie] = "wutong=\(cookie)" }
    if post != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
    return try await product.client.execute(
      uri: path, method: post == nil ? .get : .post, headers: headers, body: post.map { ByteBuffer(string: $0) }
    ) { ($0.status.code, String(buffer: $0.body)) }
  }

  /// The token on the last receipt of a case, as this reader's page shows it.
  private func token(_ product: Product, _ id: String, as session: String) async throws -> String {
    let events = try await product.ask(.get, "/cases/\(id)/events", as: session)
    let receipt = try #require(
      events.json["items"]?.arrayValue?.last { $0["receipt"]?.stringValue != nil }?["sequence"]?.intValue)
    let text = try await page(product, "/my/\(id)/receipts/\(receipt)", cookie: session).text
    let link = try #require(text.firstRange(of: "/review/"))
    let token = text[link.upperBound...].prefix { $0.isHexDigit }
    #expect(token.count >= 32, "128 bits at least")
    #expect(
      text.contains("class=\"review-link\"><svg") || text.contains("class=\"review-link\" aria-labelledby=\"rate-it\"><svg"))
    return String(token)
  }

  @Test(
    "the holder of a receipt rates without an account, once; the link then shows what was said, and takes one addition",
    arguments: TestEngine.allCases)
  func once(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let clerk = try await product.signIn("clerk")
      let id = try await closed(product, as: citizen)
      let token = try await token(product, id, as: clerk)
      let other = try await self.token(product, id, as: citizen)
      #expect(token != other)
      #expect(try await page(product, "/review/\(token)").status == 200)
      #expect(
        try await product.ask(.post, "/reviews", ["token": .string(token), "grade": 5], as: clerk).status == 403,
        "staff do not rate")
      let wrong = try await product.ask(.post, "/reviews", ["token": .string(token), "grade": 9])
      #expect(wrong.codes == ["/grade grade"])
      let rated = try await product.ask(
        .post, "/reviews", ["token": .string(token), "grade": 2, "comment": "等了太久", "anonymous": true])
      #expect(rated.status == 201 && rated.json["case"] == .null, "\(rated.text)")
      for again in [token, other] {
        #expect(try await product.ask(.post, "/reviews", ["token": .string(again), "grade": 5]).status == 409, "once")
      }
      #expect(try await product.ask(.post, "/reviews", ["case": .string(id), "grade": 5], as: citizen).status == 409)
      let said = try await page(product, "/review/\(token)")
      #expect(said.status == 200 && said.text.contains("等了太久") && !said.text.contains(id))
      #expect(
        try await !page(product, "/review/\(other)").text.contains("等了太久"), "another link of the case does not lead to it")

      #expect(
        try await product.ask(.post, "/reviews/additions", ["token": .string(token), "comment": " "]).codes == [
          "/comment required"
        ])
      #expect(try await page(product, "/review/\(token)", post: "more=true&comment=later").status == 303)
      #expect(try await product.ask(.post, "/reviews/additions", ["token": .string(token), "comment": "x"]).status == 409)
      let both = try await page(product, "/review/\(token)").text
      #expect(both.contains("等了太久") && both.contains("later"))

      let summary = try await product.ask(.get, "/reviews/summary?region=152502&group=service")
      #expect(summary.json["total"] == 1 && summary.json["grades"]?["2"] == 1 && summary.json["rate"] == "0.000")
      #expect(summary.json["groups"]?[0]?["key"] == "LCJ003")
      #expect(try await product.ask(.get, "/reviews/summary?group=person").status == 422)
      #expect(try await product.ask(.get, "/reviews/summary?month=2022-13").codes == ["/month date"])
    }
  }

  @Test("a wrong link and an expired one are not found, both alike", arguments: TestEngine.allCases)
  func wrong(engine: TestEngine) async throws {
    let now = Mutex(Instant(rfc3339: "2026-03-02T10:00:00+08:00")!)
    try await Product.run(engine, clock: WallClock { now.withLock { $0 } }) { product in
      let id = try await closed(product, as: try await product.signIn("citizen"))
      let good = try await token(product, id, as: try await product.signIn("citizen"))
      for bad in ["0000", String(repeating: "a", count: 40), "%27%20OR%201=1", good.uppercased() + "0"] {
        #expect(try await page(product, "/review/\(bad)").status == 404)
      }
      #expect(try await product.ask(.post, "/reviews", ["token": "x", "grade": 5]).status == 404)
      now.withLock { $0 = $0.adding(days: 60) }
      #expect(try await page(product, "/review/\(good)").status == 200)
      now.withLock { $0 = $0.adding(seconds: 1) }
      #expect(try await page(product, "/review/\(good)").status == 404)
      #expect(try await product.ask(.post, "/reviews", ["token": .string(good), "grade": 5]).status == 404)
    }
  }

  @Test(
    "of an anonymous review nothing that is stored names the person or the case, and staff see only that there is one",
    arguments: TestEngine.allCases)
  func anonymous(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let id = try await closed(product, as: citizen)
      let party = try #require(try await product.ask(.get, "/me", as: citizen).json["id"]?.stringValue)
      let rated = try await product.ask(
        .post, "/reviews", ["case": .string(id), "grade": 1, "comment": "不行", "anonymous": true], as: citizen)
      #expect(rated.status == 201)
      let rows = try await product.program.store.read { reading in
        try reading.query("SELECT case_id, party, operator FROM review").map {
          "\(try $0.text("case_id")) \(try $0.text("party")) \(try $0.optionalText("operator") ?? "")"
        }
          + (try reading.query("SELECT stream, actor, body FROM ledger_event WHERE kind = 'reviewed'").map {
            "\(try $0.text("stream")) \(try $0.text("actor")) \(try $0.text("body"))"
          }) + (try reading.query("SELECT case_id, review FROM review_given").map { try $0.optionalText("review") ?? "" })
      }
      #expect(rows.count == 3)
      #expect(rows.allSatisfy { !$0.contains(party) && !$0.contains(id) }, "\(rows)")
      for reader in ["clerk", "approver"] {
        let cookie = try await product.signIn(reader)
        #expect(try await !page(product, "/my/\(id)", cookie: cookie).text.contains("不行"))
      }
      let token = try #require(rated.json["token"]?.stringValue)
      #expect(try await page(product, "/review/\(token)").text.contains("不行"), "the link given leads back")
    }
  }
}
