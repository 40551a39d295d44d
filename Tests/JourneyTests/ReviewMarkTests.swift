import App
import CaseworkCore
import HTTPTypes
import IdentityCore
import JSON
import Kernel
import ReviewsCore
import Store
import Synchronization
import TestDatabases
import Testing
import TypedSettings

@Suite("Marked reviews and what is decided about them, through HTTP")
struct ReviewMarkTests {
  private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

  private func closed(_ product: Product, as citizen: String) async throws -> String {
    let id = try await product.submit("LCJ003", as: citizen)
    for (account, action, data) in [
      ("clerk", "accept", [:]), ("reviewer", "examine", ["opinion": "grant"]), ("approver", "approve", [:]),
      ("issuer", "issue", ["resultNumber": "1"]), ("issuer", "deliver", ["method": "counter"]),
    ] as [(String, String, JSON)] {
      let answer = try await product.act(id, action, data, as: try await product.signIn(account))
      #expect(answer.status == 200, "\(action) \(answer.text)")
    }
    return id
  }

  /// The link on the receipt that the reader's page shows.
  private func link(_ product: Product, _ id: String, as session: String) async throws -> String {
    let events = try await product.ask(.get, "/cases/\(id)/events", as: session)
    let receipt = try #require(
      events.json["items"]?.arrayValue?.last { $0["receipt"]?.stringValue != nil }?["sequence"]?.intValue)
    let text = try await product.visit("/my/\(id)/receipts/\(receipt)", headers: [.cookie: "wutong=\(session)"]).text
    let start = try #require(text.firstRange(of: "/review/"))
    return String(text[start.upperBound...].prefix { $0.isHexDigit })
  }

  private func csrf(_ text: String) throws -> String {
    let start = try #require(text.firstRange(of: "name=\"csrf\" value=\""))
    return String(text[start.upperBound...].prefix { $0 != "\"" })
  }

  @Test(
    "a review in two seconds is marked, counts until a supervisor has looked, leaves all figures when it is not adopted, and comes back",
    arguments: TestEngine.allCases)
  func decided(engine: TestEngine) async throws {
    let now = Mutex(Instant(rfc3339: "2026-03-02T10:00:00+08:00")!)
    try await Product.run(engine, clock: WallClock { now.withLock { $0 } }) { product in
      let citizen = try await product.signIn("citizen")
      let clerk = try await product.signIn("clerk")
      let (id, other) = (try await closed(product, as: citizen), try await closed(product, as: citizen))
      let token = try await link(product, id, as: clerk)
      #expect(try await product.visit("/review/\(token)").status == 200)
      now.withLock { $0 = $0.adding(seconds: 2) }
      #expect(
        try await product.post("/review/\(token)", "grade=1&comment=%E4%B9%B1%E8%AF%84", headers: Self.form).status == 303)
      // Another one takes its time.
      let slow = try await link(product, other, as: clerk)
      #expect(try await product.visit("/review/\(slow)").status == 200)
      now.withLock { $0 = $0.adding(seconds: 59) }
      #expect(try await product.post("/review/\(slow)", "grade=5", headers: Self.form).status == 303)
      func figures(_ query: String = "") async throws -> String {
        let json = try await product.ask(.get, "/reviews/summary?region=152502\(query)").json
        return
          "\(json["total"]?.text ?? "") \(json["rate"]?.text ?? "") \(json["giving"]?["rated"]?.text ?? "") \(json["giving"]?["silentRate"]?.text ?? "")"
      }
      try await product.program.housekeeping()
      #expect(try await figures() == "2 \"50.000\" 2 \"0.000\"", "a mark alone changes nothing")

      let supervisor = try await product.signIn("supervisor")
      for (path, reader, status) in [
        ("/reviews/marks", clerk, 403), ("/reviews/marks", citizen, 403), ("/reviews/marks", "", 401),
      ] {
        #expect(try await product.ask(.get, path, as: reader.isEmpty ? nil : reader).status == status)
      }
      let marked = try await product.ask(.get, "/reviews/marks", as: supervisor)
      #expect(marked.json["total"] == 1 && marked.json["items"]?[0]?["key"]?.stringValue == id, "\(marked.text)")
      #expect(marked.json["items"]?[0]?["marks"]?.arrayValue?.contains { $0["kind"] == "quick" } == true)
      #expect(try await product.ask(.get, "/reviews/marks?kind=burst", as: supervisor).json["total"] == 0)

      let cookie: HTTPFields = [.cookie: "wutong=\(supervisor)"]
      let list = try await product.visit("/admin/reviews/marks", headers: cookie)
      #expect(list.status == 200 && list.text.contains("/admin/reviews/marks/\(id)"))
      #expect(try await product.visit("/admin/reviews/marks", headers: [.cookie: "wutong=\(clerk)"]).status == 403)
      let page = try await product.visit("/admin/reviews/marks/\(id)", headers: cookie)
      #expect(page.status == 200 && page.text.contains("乱评") && page.text.contains("2.0"))
      #expect(
        try await product.visit("/admin/reviews/marks/\(id)", headers: [.cookie: "wutong=\(clerk)"]).status == 404)
      #expect(try await product.visit("/admin/reviews/marks/\(other)", headers: cookie).status == 404, "it has no mark")
      var posting = cookie
      posting[.contentType] = "application/x-www-form-urlencoded"
      let proof = "csrf=\(try csrf(page.text))"
      let empty = try await product.post("/admin/reviews/marks/\(id)", proof + "&reason=+", headers: posting)
      #expect(empty.status == 422 && empty.text.contains("decision-adopt") && empty.text.contains("reason-problem"))
      let refused = try await product.post(
        "/admin/reviews/marks/\(id)", proof + "&decision=refuse&reason=%E8%AF%AF%E8%AF%84", headers: posting)
      #expect(refused.status == 303)
      #expect(try await figures() == "1 \"100.000\" 1 \"50.000\"")
      #expect(try await figures("&from=2026-03-02&to=2026-03-02").hasPrefix("1 \"100.000\""))
      #expect(try await product.program.reviews.reader.firstDifference() == nil)
      #expect(
        try await product.visit("/reviews").text.contains("不予采纳"), "it stays to be seen")
      #expect(try await product.visit("/review/\(token)").text.contains("不予采纳"))
      #expect(try await product.ask(.get, "/reviews/marks", as: supervisor).json["total"] == 0)
      #expect(try await product.ask(.get, "/reviews/marks?decided=true", as: supervisor).json["total"] == 1)

      let path = "/reviews/marks/\(id)/decisions"
      let same: JSON = ["adopts": false, "reason": "x"]
      #expect(try await product.ask(.post, path, same, as: supervisor).status == 409, "it has been decided so")
      #expect(
        try await product.ask(.post, path, ["adopts": true, "reason": " "], as: supervisor).codes == ["/reason required"])
      #expect(try await product.ask(.post, path, ["adopts": true, "reason": "x"], as: clerk).status == 404)
      let back = try await product.ask(.post, path, ["adopts": true, "reason": "核实无误"], as: supervisor)
      #expect(back.status == 201 && back.json["adopted"] == true && back.json["decisions"]?.arrayValue?.count == 2)
      #expect(try await figures() == "2 \"50.000\" 2 \"0.000\"")
      #expect(try await product.program.reviews.reader.firstDifference() == nil)
      let events = try await product.program.store.read { reading in
        try reading.query("SELECT kind FROM ledger_event WHERE stream = ? ORDER BY sequence", [.text("\(id).review")]).map {
          try $0.text("kind")
        }
      }
      #expect(events == ["reviewed", "notAdopted", "adopted"])
    }
  }

  @Test(
    "nobody decides about a review of what they had a hand in, nor of another banner; an anonymous one names nobody",
    arguments: TestEngine.allCases)
  func whose(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let clerk = try await product.signIn("clerk")
      let party = PartyID(try #require(try await product.ask(.get, "/me", as: clerk).json["id"]?.stringValue))
      let examiner = PartyID(
        try #require(
          try await product.ask(.get, "/me", as: try await product.signIn("reviewer")).json["id"]?.stringValue))
      let id = try await closed(product, as: citizen)
      let token = try await link(product, id, as: clerk)
      #expect(try await product.ask(.post, "/reviews", ["token": .string(token), "grade": 2]).status == 201)
      let second = try await closed(product, as: citizen)
      let secret = try await link(product, second, as: clerk)
      #expect(
        try await product.ask(.post, "/reviews", ["token": .string(secret), "grade": 2, "anonymous": true]).status == 201)
      try await product.program.housekeeping()
      func supervisor(_ party: PartyID, _ region: String = "152502") -> Actor {
        Actor(
          party: party, kind: .staff, name: "",
          posts: [Post(role: .supervisor, agency: AgencyID(region: region, department: "ZSJ"))])
      }
      let reviews = product.program.reviews
      let found = try await reviews.marked(by: supervisor(PartyID("s")))
      #expect(found.total == 2)
      let hidden = try #require(found.items.first { $0.review.anonymous })
      #expect(hidden.review.party == nil && !"\(hidden)".contains(second) && !"\(hidden)".contains(secret))
      for rated in [party, examiner] {
        await #expect(throws: Rejection(.forbidden, "ownReview")) {
          try await reviews.decide(id, adopts: false, reason: "x", by: supervisor(rated))
        }
      }
      await #expect(throws: Rejection(.forbidden, "ownReview")) {
        try await reviews.decide(hidden.review.key, adopts: false, reason: "x", by: supervisor(party))
      }
      await #expect(throws: Rejection.notFound) {
        try await reviews.decide(id, adopts: false, reason: "x", by: supervisor(PartyID("s"), "152501"))
      }
      #expect(try await reviews.marked(by: supervisor(PartyID("s"), "152501")).total == 0)
      let one = try await reviews.marked(limit: 1, by: supervisor(PartyID("s"), "152500"))
      let rest = try await reviews.marked(limit: 1, after: one.next, by: supervisor(PartyID("s"), "152500"))
      #expect(Set((one.items + rest.items).map(\.review.key)).count == 2 && rest.next == nil)
      await #expect(throws: Rejection.invalid([Problem("/cursor", "cursor")])) {
        _ = try await reviews.marked(after: "x", by: supervisor(PartyID("s")))
      }
      try await reviews.decide(hidden.review.key, adopts: false, reason: "误评", by: supervisor(PartyID("s")))
      let summary = try await reviews.summary()
      #expect(summary.total == 1 && summary.giving == ReviewGiving(closed: 2, rated: 1))
      #expect(try await reviews.reader.firstDifference() == nil)
    }
  }

  @Test("the page of reviews draws the months and tells how many said something; a link lasts as long as is set")
  func page() async throws {
    let settings = try ReadSettings(
      flags: [SettingFlag("reviews.tokenDays", "3", flag: "--set")], environment: [:], file: nil
    ).settings
    let now = Mutex(Instant(rfc3339: "2026-03-02T10:00:00+08:00")!)
    try await Product.run(.sqlite, clock: WallClock { now.withLock { $0 } }, settings: settings) { product in
      let citizen = try await product.signIn("citizen")
      let id = try await closed(product, as: citizen)
      let token = try await link(product, id, as: citizen)
      #expect(try await product.visit("/reviews").text.contains("0.000%"))
      #expect(try await product.ask(.post, "/reviews", ["case": .string(id), "grade": 4], as: citizen).status == 201)
      let page = try await product.visit("/reviews?region=152502").text
      #expect(page.contains("<rect class=\"bar other\"") && page.contains("<th scope=\"row\">2026-03</th>"))
      #expect(page.contains("id=\"giving\"") && page.contains("100.000%"))
      #expect(try await product.visit("/reviews?from=2026-03-02").text.contains("整月"))
      now.withLock { $0 = $0.adding(days: 3) }
      #expect(try await product.visit("/review/\(token)").status == 200)
      now.withLock { $0 = $0.adding(seconds: 1) }
      #expect(try await product.visit("/review/\(token)").status == 404)
    }
  }
}
