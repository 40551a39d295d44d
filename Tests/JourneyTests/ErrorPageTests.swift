import App
import Foundation
import HTTPTypes
import Kernel
import Logging
import Store
import Synchronization
import TestDatabases
import Testing
import TypedSettings
import WebSupport

/// Keeps what was logged.
private final class KeptLines: Sendable {
  let lines = Mutex<[String]>([])
}

private struct KeptLog: LogHandler {
  let kept: KeptLines
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    kept.lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
  }
}

@Suite("Whoever does not get what they asked for reads what happened, what to do next, and a reference")
struct ErrorPageTests {
  private func settings(_ pairs: [String: String]) throws -> Settings {
    try ReadSettings(flags: pairs.map { SettingFlag($0.key, $0.value, flag: "--set") }, environment: [:], file: nil).settings
  }

  private func cookies(_ token: String?, _ language: String, _ more: HTTPFields = [:]) -> HTTPFields {
    var fields = more
    fields[.cookie] = (token.map { "wutong=\($0); " } ?? "") + "wutong-language=\(language)"
    return fields
  }

  private static func reference(_ text: String) -> String? {
    text.firstMatch(of: /class="quiet">[^<]*?([0-9a-f]{16,})/).map { String($0.output.1) }
  }

  /// What is wrong with a page that says no.
  private func faults(_ answer: Product.Answer, _ status: Int, _ language: String, _ words: Words) -> [String] {
    let text = answer.text
    var faults: [String] = []
    func demand(_ truth: Bool, _ fault: String) { if !truth { faults.append(fault) } }
    demand(answer.status == status, "status \(answer.status)")
    demand(answer.headers[.contentType] == "text/html; charset=utf-8", "type \(answer.headers[.contentType] ?? "")")
    demand(text.contains("<html lang=\"\(language == "en" ? "en" : "zh-Hans-CN")\""), "language")
    demand(text.contains("<h1>\(words(language, "status.\(status)"))</h1>"), "what happened")
    demand(text.contains(words(language, "errors.next.\(status)")), "what to do next")
    demand(text.contains("masthead") && text.contains("</html>") && text.contains("id=\"main\""), "the frame")
    demand(Self.reference(text) != nil, "reference")
    demand(text.firstMatch(of: /\{\w+\}|errors\.|problem\.|status\.\d/) == nil, "a mark or key is left in the page")
    for inside in ["SQLite", "Postgres", "Error", "Swift", "store.", "/work", "idempotency_key", "case_file"] {
      demand(!text.contains(inside), "the inside shows: \(inside)")
    }
    return faults
  }

  @Test("in both languages, for every way of not getting it")
  func pages() async throws {
    let log = KeptLines()
    let logger = Logger(label: "test") { _ in KeptLog(kept: log) }
    try await Product.run(.sqlite, settings: try settings(["limits.bodyKiB": "64"]), log: logger) { product in
      let words = product.program.words
      let citizen = try await product.signIn("citizen")
      let id = try await product.submit("GAJ001", as: citizen)
      let csrf = try #require(
        try await product.program.store.read { try $0.first("SELECT csrf FROM session")?.text("csrf") })
      let clerk = try await product.signIn("clerk")
      let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
      func check(_ language: String, _ status: Int, _ ask: (HTTPFields) async throws -> Product.Answer) async throws {
        let answer = try await ask(cookies(citizen, language, form))
        let found = faults(answer, status, language, words)
        #expect(found.isEmpty, "\(language) \(status): \(found) \(answer.text.prefix(4000))")
        let reference = Self.reference(answer.text) ?? "none"
        #expect(log.lines.withLock { $0.contains { $0.contains(reference) } }, "\(status): the log has the reference")
      }
      for language in Words.languages {
        try await check(language, 400) { try await product.post("/sign-in", "account=%00", headers: $0) }
        try await check(language, 403) { try await product.visit("/desk", headers: $0) }
        try await check(language, 403) { try await product.post("/apply/\(id)/discard", "csrf=other", headers: $0) }
        try await check(language, 404) { try await product.visit("/nothing", headers: $0) }
        try await check(language, 404) { try await product.visit("/my/152502-NOBODYS", headers: $0) }
        // What was submitted is not thrown away.
        try await check(language, 409) { try await product.post("/apply/\(id)/discard", "csrf=\(csrf)", headers: $0) }
        let long = "account=" + String(repeating: "a", count: 70 << 10)
        try await check(language, 413) { try await product.post("/sign-in", long, headers: $0) }
        let desk = cookies(clerk, language)
        try await check(language, 422) { _ in try await product.visit("/desk/cases?cursor=none", headers: desk) }
      }
      try await product.program.store.write { try $0.run("ALTER TABLE case_file RENAME TO elsewhere") }
      for language in Words.languages { try await check(language, 500) { try await product.visit("/my", headers: $0) } }
      await product.program.store.close()
      for language in Words.languages { try await check(language, 503) { try await product.visit("/my", headers: $0) } }
    }
  }

  @Test("who asks too often, in both languages")
  func tooMany() async throws {
    let limits = ["rates.writes": "1", "rates.exempt": "192.0.2.1"]
    try await Product.run(.sqlite, settings: try settings(limits)) { product in
      let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
      _ = try await product.post("/sign-in", "account=a&password=b", headers: form)
      for language in Words.languages {
        let answer = try await product.post("/sign-in", "account=a&password=b", headers: cookies(nil, language, form))
        let found = faults(answer, 429, language, product.program.words)
        #expect(found.isEmpty, "\(language): \(found)")
        #expect(answer.headers[.retryAfter] != nil)
      }
    }
  }
}
