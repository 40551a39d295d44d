import App
import Foundation
import HTTPTypes
import JSON
import Kernel
import Logging
import Store
import Synchronization
import TestDatabases
import Testing

/// Keeps what is logged, metadata and all.
private final class KeptLog: Sendable {
  private let lines = Mutex<[String]>([])
  var text: String { lines.withLock { $0.joined(separator: "\n") } }

  var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(log: self) }
    logger.logLevel = .debug
    return logger
  }

  private struct Handler: LogHandler {
    let log: KeptLog
    var logLevel = Logger.Level.debug
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 })
      log.lines.withLock { $0.append("\(event.message) \(all)") }
    }
  }
}

/// Goes through the pages as a reader would: from link to link, a few of each kind.
private struct Walk {
  let product: Product
  /// Of a session; nil for somebody who is not signed in.
  let cookie: String?
  private(set) var pages = 0
  private(set) var kinds: Set<String> = []
  private(set) var faults: [String] = []
  private var visits: [String: Int] = [:]
  private var seen: Set<String> = []

  init(_ product: Product, cookie: String?) {
    self.product = product
    self.cookie = cookie
  }

  mutating func go(from start: [String], most: Int) async throws {
    var waiting = start
    while let path = waiting.popLast(), pages < most {
      let kind = Self.kind(path)
      guard seen.insert(path).inserted, visits[kind, default: 0] < 2, !path.hasPrefix("/sign-out") else { continue }
      visits[kind, default: 0] += 1
      let answer = try await visit(path, .get)
      pages += 1
      kinds.insert(kind)
      check(answer, path)
      guard answer.headers[.contentType]?.hasPrefix("text/html") == true else { continue }
      for match in answer.text.matches(of: /(?:href|src)="(\/[^"#]*)/) {
        waiting.insert(String(match.1).replacing("&amp;", with: "&"), at: 0)
      }
      // A posted form without its session's token is refused with a page, which is held to the same.
      for match in answer.text.matches(of: /<form[^>]*action="(\/[^"]*)"/) where visits["post \(match.1)"] == nil {
        let target = String(match.1)
        guard !target.hasPrefix("/demo"), !target.hasPrefix("/sign"), !target.hasPrefix("/preferences") else { continue }
        visits["post \(target)"] = 1
        check(try await visit(target, .post), "POST \(target)")
      }
    }
  }

  private func visit(_ path: String, _ method: HTTPRequest.Method) async throws -> Product.Answer {
    var headers = HTTPFields()
    if let cookie { headers[.cookie] = "wutong=\(cookie)" }
    if method == .post { headers[.contentType] = "application/x-www-form-urlencoded" }
    return try await product.visit(path, method, headers: headers)
  }

  mutating func check(_ answer: Product.Answer, _ path: String) {
    let policy = answer.headers[.contentSecurityPolicy] ?? ""
    // What somebody has sent is shown in a sandbox of its own, where nothing runs.
    let isSandbox = path.contains("/files/") && policy.contains("sandbox") && !policy.contains("allow-scripts")
    if isSandbox {
    } else if !policy.contains("default-src 'none'") || !policy.contains("script-src 'self'") || policy.contains("unsafe") {
      faults.append("\(path): policy “\(policy)”")
    }
    for name in ["X-Content-Type-Options", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Referrer-Policy"] {
      if HTTPField.Name(name).flatMap({ answer.headers[$0] }) == nil { faults.append("\(path): no \(name)") }
    }
    if answer.status >= 500 { faults.append("\(path): \(answer.status)") }
    guard answer.headers[.contentType]?.hasPrefix("text/html") == true else { return }
    faults += InlineCode.faults(answer.text).map { "\(path): \($0)" }
  }

  /// A path with what is one thing's own left out.
  private static func kind(_ path: String) -> String {
    let plain = path.split(separator: "?").first ?? ""
    return plain.split(separator: "/").map { part in part.contains { $0.isNumber } || part.count > 20 ? "*" : String(part) }
      .joined(separator: "/")
  }
}

/// Code or style that stands in a page itself.
private enum InlineCode {
  static func faults(_ html: String) -> [String] {
    var faults: [String] = []
    for match in html.matches(
      of: /<([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s=>"'\/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*\/?>/)
    {
      let (tag, attributes) = (match.1.lowercased(), match.2)
      let names = attributes.matches(of: /\s+([^\s=>"'\/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|[^\s>"']+))?/).map {
        ($0.1.lowercased(), String($0.2 ?? $0.3 ?? ""))
      }
      if tag == "style" { faults.append("<style>") }
      if tag == "script", !names.contains(where: { $0.0 == "src" }) { faults.append("<script> without src") }
      for (name, value) in names {
        if name == "style" || name.hasPrefix("on") { faults.append("<\(tag) \(name)>") }
        if value.lowercased().hasPrefix("javascript:") { faults.append("<\(tag) \(name)=javascript:>") }
      }
    }
    return faults
  }
}

@Suite("What every answer keeps to")
struct WalkTests {
  @Test("the look at a page finds inline script, style and handlers, and nothing where there are none")
  func looksClosely() {
    for (html, count) in [
      ("<p class=\"a\" id='b'>on style=x</p><script src=\"/a.js\"></script><br/>", 0), ("<script>x</script>", 1),
      ("<p style=\"a\">", 1), ("<p\n  onclick='x'>", 1), ("<style>", 1), ("<a href=\"JavaScript:x\">", 1),
      ("<input value=a onfocus=x>", 1),
    ] { #expect(InlineCode.faults(html).count == count, "\(html)") }
  }

  @Test(
    "on every page that anybody reaches, and on errors and assets, nothing is inline, the headers stand, and the log knows nobody"
  )
  func everyPage() async throws {
    let log = KeptLog()
    try await Product.run(.sqlite, log: log.logger) { product in
      try await product.program.playDemoLife(cases: 25)
      var kinds: Set<String> = []
      var pages = 0
      var tokens: [String] = []
      for account in [nil, "citizen", "clerk", "reviewer", "approver", "issuer", "supervisor", "editor", "admin"] {
        let token: String? = if let account { try await product.signIn(account) } else { nil }
        tokens += token.map { [$0] } ?? []
        var walk = Walk(product, cookie: token)
        let starts = [
          "/", "/my", "/desk", "/admin", "/reviews", "/services?q=%E6%88%B7", "/password", "/nothing-here", "/assets/css/x.css",
        ]
        try await walk.go(from: starts, most: 70)
        #expect(walk.faults == [], "\(account ?? "anybody")")
        kinds.formUnion(walk.kinds)
        pages += walk.pages
      }
      #expect(kinds.count >= 20 && pages > 80, "\(pages) pages of \(kinds.count) kinds")
      let malformed = try await product.ask(.post, "/cases", raw: Array("{".utf8), as: tokens[0])
      #expect(malformed.status == 400 && malformed.headers[.contentSecurityPolicy] != nil)
      let (names, numbers) = try await product.program.store.read { reading in
        let rows = try reading.query("SELECT name, identity_number, mobile FROM party")
        return (
          try rows.map { try $0.text("name") },
          try rows.flatMap { [try $0.optionalText("identity_number"), try $0.optionalText("mobile")] }
        )
      }
      let ids = try await product.program.store.read { try $0.query("SELECT id FROM case_file").map { try $0.text("id") } }
      let text = log.text
      #expect(text.contains("route: /my") || text.contains("\"route\": /my"), "the log is kept: \(text.prefix(300))")
      for secret in names + numbers.compactMap({ $0 }) + ids + tokens + ["wutong-demo-2026", "127.0.0.1"] {
        #expect(!text.contains(secret), "\(secret)")
      }
    }
  }
}
