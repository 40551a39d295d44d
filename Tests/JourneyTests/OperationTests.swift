import App
import Foundation
import HTTPTypes
import JSON
import Kernel
import PrometheusText
import Store
import TestDatabases
import Testing
import TypedSettings

@Suite("Whoever runs it sees how it does, and nobody takes it from the others")
struct OperationTests {
  private func settings(_ pairs: [String: String]) throws -> Settings {
    try ReadSettings(flags: pairs.map { SettingFlag($0.key, $0.value, flag: "--set") }, environment: [:], file: nil).settings
  }

  private func forwarded(_ address: String) -> HTTPFields {
    var fields = HTTPFields()
    if let name = HTTPField.Name("X-Forwarded-For") { fields[name] = address }
    return fields
  }

  @Test(
    "/metrics counts requests by template and commits of the database, with no name, number or path of anybody",
    arguments: TestEngine.allCases)
  func metrics(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let id = try await product.submit("GAJ001", as: citizen)
      _ = try await product.ask(.get, "/cases/\(id)", as: citizen)
      _ = try await product.ask(.get, "/api/nonsense/\(id)")
      try await product.program.housekeeping()
      let answer = try await product.visit("/metrics")
      #expect(answer.status == 200)
      #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
      let read = try PrometheusText(answer.text)
      let seen = ["route": "/api/v1/cases/{id}", "method": "GET", "status": "2xx"]
      #expect(read["http_request_seconds_count", seen] == 1, "\(answer.text)")
      #expect(read["http_request_seconds_count", ["route": "/api/v1/cases", "method": "POST", "status": "2xx"]] == 1)
      #expect(read["http_request_seconds_count", ["route": "NotFound", "method": "GET", "status": "4xx"]] == 1)
      #expect(read["http_requests_in_flight"] == 1, "this one")
      #expect((read["store_commit_seconds_count"] ?? 0) >= 2 && (read["store_commit_size_count"] ?? 0) >= 2)
      #expect(read["database_up"] == 1 && read["sessions_open"] == 1)
      #expect(read["outbox_messages"] != nil && read["store_unfolded_counters"] != nil && read["catalogue_epoch"] != nil)
      #expect(read["process_start_time_seconds"] != nil && read["wutong_build_info"] == 1)
      // A proxy on this machine that nobody named: the request is not from here.
      let through = try await product.visit("/metrics", headers: forwarded("127.0.0.1")).status
      #expect(through == 404)
      #expect(!answer.text.contains(id) && !answer.text.contains("哈斯测") && !answer.text.contains("citizen"))
    }
  }

  @Test(
    "an address that tries passwords too often is told when to come back, another is not hindered; /metrics is there for allowed addresses and the token alone"
  )
  func signInRate() async throws {
    let token = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)").path
    try "watcher\n".write(toFile: token, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: token) }
    let chosen = try settings([
      "rates.signIn": "3", "server.trustedProxies": "127.0.0.1", "metrics.allow": "10.9.0.0/16", "metrics.tokenFile": token,
    ])
    try await Product.run(.sqlite, settings: chosen) { product in
      func attempt(_ address: String) async throws -> Product.Answer {
        try await product.ask(
          .post, "/sessions", ["account": "citizen", "password": "wutong-demo-2026"], headers: forwarded(address))
      }
      for _ in 0..<3 { #expect(try await attempt("203.0.113.9").status == 201) }
      let refused = try await attempt("203.0.113.9")
      #expect(refused.status == 429)
      let seconds = try #require(refused.headers[.retryAfter].flatMap { Int($0) })
      #expect((1...20).contains(seconds), "three a minute: the next comes within 20 s")
      #expect(refused.json["detail"]?.stringValue?.contains("\(seconds)") == true)
      #expect(try await attempt("1.1.1.1, 203.0.113.9").status == 429, "what somebody wrote further left counts for nothing")
      #expect(try await attempt("203.0.113.10").status == 201)
      // Pages say it in words too, and suggestions while typing go on.
      let page = try await product.visit("/sign-in", .post, headers: forwarded("203.0.113.9"))
      #expect(page.status == 429 && page.headers[.retryAfter] != nil && page.text.contains("<h1>"))
      for _ in 0..<40 {
        #expect(try await product.ask(.get, "/services?q=%E6%88%B7", headers: forwarded("203.0.113.9")).status == 200)
      }
      let told = try await product.visit("/metrics", headers: forwarded("10.9.8.7"))
      let read = try PrometheusText(told.text)
      #expect(read["http_rate_limited_total", ["class": "signIn"]] == 3)
      let stranger = try await product.visit("/metrics", headers: forwarded("203.0.113.9")).status
      let forged = try await product.visit("/metrics", headers: forwarded("10.9.8.7, 203.0.113.9")).status
      #expect(stranger == 404 && forged == 404)
      let wrong = try await product.visit("/metrics", headers: [.authorization: "Bearer watchers"]).status
      let right = try await product.visit("/metrics", headers: [.authorization: "Bearer watcher"]).status
      #expect(wrong == 404 && right == 200)
    }
  }

  @Test(
    "writes are counted by account whatever the address, exempt addresses are not; bodies over the limit are refused; by https browsers keep to it and cookies are Secure"
  )
  func limits() async throws {
    let pairs = [
      "rates.writes": "4", "server.trustedProxies": "127.0.0.1", "limits.bodyKiB": "64", "server.tls": "true",
      "server.hstsDays": "2",
    ]
    try await Product.run(.sqlite, settings: try settings(pairs)) { product in
      let citizen = try await product.signIn("citizen")
      let neighbour = try await product.signIn("neighbour")
      func write(_ token: String, from address: String, _ text: String = "") async throws -> Int {
        try await product.ask(.post, "/cases", ["service": .string(text)], as: token, headers: forwarded(address)).status
      }
      for number in 0..<4 {
        let status = try await write(citizen, from: "203.0.113.\(number)")
        #expect(status == 422)
      }
      let fifth = try await write(citizen, from: "203.0.113.200")
      let other = try await write(neighbour, from: "203.0.113.200")
      let exempt = try await write(citizen, from: "127.0.0.9")
      #expect(fifth == 429 && other == 422 && exempt == 422)

      let long = String(repeating: "x", count: 65 << 10)
      let over = try await write(citizen, from: "127.0.0.1", long)
      let under = try await write(citizen, from: "127.0.0.1", String(long.prefix(60 << 10)))
      #expect(over == 413 && under == 422)

      for path in ["/", "/nothing", "/assets/nothing/x.css", "/api/v1/nothing", "/healthz"] {
        let header = try await product.visit(path).headers[.strictTransportSecurity]
        #expect(header == "max-age=172800", "\(path)")
      }
      let cookie = try await signInCookie(product)
      #expect(cookie.hasSuffix("; Secure"), "\(cookie)")
    }
  }

  @Test(
    "what is older than it is kept for is swept, however much there is, and what is younger stays",
    arguments: TestEngine.allCases)
  func retention(engine: TestEngine) async throws {
    try await Product.run(engine, settings: try settings(["retention.idempotencyDays": "3"])) { product in
      let store = product.program.store
      let day: Int64 = 86_400_000
      let now = WallClock.system.now.milliseconds
      let citizen = try await product.signIn("citizen")
      try await store.write { transaction in
        let party = try transaction.first("SELECT party FROM session")?.text("party") ?? ""
        for number in 0..<1203 {
          let at = number < 1200 ? now - 3 * day - 1000 : now - 3 * day + 60_000
          try transaction.run(
            "INSERT INTO idempotency_key (party, key, digest, at) VALUES (?, ?, 'd', ?)",
            [.text(party), .text("k\(number)"), .integer(at)])
          guard number < 1200 else { continue }
          try transaction.run(
            "INSERT INTO session (token_digest, account, party, csrf, created_at, expires_at) VALUES (?, 'citizen', ?, 'c', 0, 1)",
            [.bytes(Array("s\(number)".utf8)), .text(party)])
        }
      }
      try await product.program.housekeeping()
      let (keys, sessions) = try await store.read { reading in
        (
          try reading.first("SELECT COUNT(*) AS n FROM idempotency_key")?.int("n"),
          try reading.first("SELECT COUNT(*) AS n FROM session")?.int("n")
        )
      }
      #expect(keys == 3 && sessions == 1)
      let status = try await product.ask(.get, "/cases", as: citizen).status
      #expect(status == 200)
    }
  }

  /// What the sign-in page sets.
  private func signInCookie(_ product: Product) async throws -> String {
    let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    let answer = try await product.post("/sign-in", "account=citizen&password=wutong-demo-2026", headers: form)
    let cookie = try #require(answer.headers[.setCookie])
    #expect(cookie.hasPrefix("wutong=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
    return cookie
  }

  @Test(
    "ready means that the database answers: one that is gone turns /readyz to 503, and /healthz stays; without https nothing is Secure"
  )
  func readiness() async throws {
    try await Product.run(.sqlite) { product in
      let cookie = try await signInCookie(product)
      let transport = try await product.visit("/").headers[.strictTransportSecurity]
      #expect(!cookie.contains("Secure") && transport == nil)
      let before = try await product.ask(.get, "/readyz").status
      await product.program.store.close()
      let after = try await product.ask(.get, "/readyz").status
      let health = try await product.ask(.get, "/healthz").status
      #expect(before == 200 && after == 503 && health == 200)
      let metrics = try await product.visit("/metrics")
      #expect(metrics.status == 200 && metrics.text.contains("database_up 0\n"), "a database that is gone is a figure")
    }
  }
}
