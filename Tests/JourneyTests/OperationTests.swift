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
      #expect(!answer.text.contains(id) && !answer.text.contains("哈斯测") && !answer.text.contains("citizen"))
    }
  }

  @Test("/metrics is there for allowed addresses and for the token alone; a proxy does not open it to the public")
  func metricsAccess() async throws {
    let token = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)").path
    try "watcher\n".write(toFile: token, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: token) }
    try await Product.run(.sqlite) { product in
      let plain = try await product.visit("/metrics").status
      // A proxy on this machine that nobody named: the request is not from here.
      let through = try await product.visit("/metrics", headers: forwarded("127.0.0.1")).status
      #expect(plain == 200 && through == 404)
    }
    try await Product.run(.sqlite, settings: try settings(["server.trustedProxies": "127.0.0.1"])) { product in
      let stranger = try await product.visit("/metrics", headers: forwarded("203.0.113.9")).status
      let near = try await product.visit("/metrics", headers: forwarded("127.0.0.2")).status
      #expect(stranger == 404 && near == 200)
    }
    try await Product.run(.sqlite, settings: try settings(["metrics.allow": "", "metrics.tokenFile": token])) { product in
      let none = try await product.visit("/metrics").status
      let wrong = try await product.visit("/metrics", headers: [.authorization: "Bearer watchers"]).status
      let right = try await product.visit("/metrics", headers: [.authorization: "Bearer watcher"]).status
      #expect(none == 404 && wrong == 404 && right == 200)
    }
  }

  @Test("an address that tries passwords too often is told when to come back; another is not hindered")
  func signInRate() async throws {
    let chosen = try settings(["rates.signIn": "3", "server.trustedProxies": "127.0.0.1"])
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
      let read = try PrometheusText(try await product.visit("/metrics", headers: forwarded("127.0.0.1")).text)
      #expect(read["http_rate_limited_total", ["class": "signIn"]] == 3)
    }
  }

  @Test("writes are counted by account, whatever the address; addresses that are exempt are not counted")
  func writeRate() async throws {
    let pairs = ["rates.writes": "4", "server.trustedProxies": "127.0.0.1"]
    try await Product.run(.sqlite, settings: try settings(pairs)) { product in
      let citizen = try await product.signIn("citizen")
      let neighbour = try await product.signIn("neighbour")
      func write(_ token: String, from address: String) async throws -> Int {
        try await product.ask(.post, "/cases", [:], as: token, headers: forwarded(address)).status
      }
      for number in 0..<4 { #expect(try await write(citizen, from: "203.0.113.\(number)") == 422) }
      #expect(try await write(citizen, from: "203.0.113.200") == 429)
      #expect(try await write(neighbour, from: "203.0.113.200") == 422)
      #expect(try await write(citizen, from: "127.0.0.9") == 422, "loopback is exempt")
    }
  }

  @Test("a body over the limit that was set is refused, one under it is not")
  func bodyLimit() async throws {
    try await Product.run(.sqlite, settings: try settings(["limits.bodyKiB": "64"])) { product in
      let citizen = try await product.signIn("citizen")
      let long = String(repeating: "x", count: 65 << 10)
      #expect(try await product.ask(.post, "/cases", ["service": .string(long)], as: citizen).status == 413)
      #expect(
        try await product.ask(.post, "/cases", ["service": .string(String(long.prefix(60 << 10)))], as: citizen).status == 422)
    }
  }
}
