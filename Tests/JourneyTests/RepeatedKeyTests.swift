import App
import Foundation
import HTTPTypes
import JSON
import Kernel
import Store
import TestDatabases
import Testing

@Suite("A request that is sent again with its key")
struct RepeatedKeyTests {
  private func keyed(_ key: String) -> HTTPFields {
    var fields = HTTPFields()
    if let name = HTTPField.Name("Idempotency-Key") { fields[name] = key }
    return fields
  }

  private func count(_ table: String, _ product: Product) async throws -> Int? {
    try await product.program.store.read { try $0.first("SELECT COUNT(*) AS n FROM \(table)")?.int("n") }
  }

  /// The rows of keys: whether each names what was made, and whether it holds an answer.
  private func keys(_ product: Product) async throws -> [String: (reference: Bool, answer: Bool)] {
    let rows = try await product.program.store.read { reading in
      try reading.query("SELECT key, reference, body FROM idempotency_key").map {
        (try $0.text("key"), try $0.optionalText("reference") != nil, try $0.optionalText("body") != nil)
      }
    }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.0, ($0.1, $0.2)) })
  }

  @Test(
    "is answered with what it made, of every kind that makes something; nothing of what was answered is kept",
    arguments: TestEngine.allCases)
  func made(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let form = try await product.form("GAJ001")
      let new: JSON = ["service": "GAJ001", "region": "152502", "form": form]
      func twice(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON, _ key: String, _ status: Int, as token: String
      ) async throws -> Product.Answer {
        let first = try await product.ask(method, path, body, as: token, headers: keyed(key))
        let again = try await product.ask(method, path, body, as: token, headers: keyed(key))
        #expect(first.status == status, "\(key): \(first.text)")
        #expect(again.status == status, "\(key): \(again.text)")
        #expect(again.json["id"] == first.json["id"] && again.json["number"] == first.json["number"])
        #expect(again.headers[.location] == first.headers[.location])
        return first
      }
      let draft = try await twice(.post, "/cases", new, "draft", 201, as: citizen)
      var whole = new
      whole["submit"] = true
      let submitted = try await twice(.post, "/cases", whole, "whole", 201, as: citizen)
      #expect(try await count("case_file", product) == 2)
      // Where it says that it is, there it is.
      let location = try #require(submitted.headers[.location])
      #expect(try await product.ask(.get, location, as: citizen).json["number"] == submitted.json["number"])
      let open = try #require(draft.json["id"]?.stringValue)
      _ = try await twice(.patch, "/cases/\(open)", ["form": form], "change", 200, as: citizen)
      let id = try #require(submitted.json["id"]?.stringValue)
      let clerk = try await product.signIn("clerk")
      let accepted = try await twice(
        .post, "/cases/\(id)/actions", ["action": "accept"], "accept", 200, as: clerk)
      #expect(accepted.json["status"] == "open")
      let events = try await product.ask(.get, "/cases/\(id)/events", as: citizen).json["total"]
      #expect(events == 2, "submitted and accepted once each")

      let png = Array("\u{89}PNG\r\n\u{1A}\n".unicodeScalars.map { UInt8($0.value) }) + [1, 2, 3]
      let raw =
        Array("--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n".utf8) + png
        + Array("\r\n--B--\r\n".utf8)
      var headers = keyed("file")
      headers[.contentType] = "multipart/form-data; boundary=B"
      let file = try await product.ask(.post, "/files", raw: raw, as: citizen, headers: headers)
      let sameFile = try await product.ask(.post, "/files", raw: raw, as: citizen, headers: headers)
      #expect(file.status == 201 && sameFile.status == 201 && file.json == sameFile.json, "\(file.text) \(sameFile.text)")
      #expect(try await count("stored_file", product) == 1)
      #expect(file.headers[.location] == "/api/v1/files/\(file.json["id"]?.stringValue ?? "")")

      let editor = try await product.signIn("editor")
      let change: JSON = ["title": "t", "reason": "r"]
      let opened = try await twice(.post, "/catalogue/changes", change, "open", 201, as: editor)
      #expect(try await product.ask(.get, opened.headers[.location] ?? "", as: editor).json["id"] == opened.json["id"])
      for (key, kept) in try await keys(product) { #expect(!kept.answer, "\(key)") }
    }
  }

  @Test(
    "runs anew when the first was refused or had no effect, and is answered also when its answer was lost",
    arguments: [TestEngine.sqlite])
  func lost(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let id = try await product.submit("GAJ001", as: citizen)
      let clerk = try await product.signIn("clerk")
      #expect(try await product.ask(.post, "/cases", ["service": "x"], as: citizen, headers: keyed("m")).status == 422)
      #expect(try await keys(product).isEmpty)
      // No content: nothing to lose.
      let task = try #require(
        try await product.ask(.get, "/tasks", as: clerk).json["items"]?.arrayValue?.first { $0["case"] == .string(id) }?["id"]?
          .stringValue)
      for _ in 0..<2 {
        #expect(try await product.ask(.post, "/tasks/\(task)/claim", as: clerk, headers: keyed("claim")).status == 204)
      }
      // What was shown of a person is shown again, recorded again, and kept nowhere.
      for _ in 0..<2 {
        let seen = try await product.ask(
          .post, "/cases/\(id)/reveal", ["reason": "to call back"], as: clerk, headers: keyed("reveal"))
        #expect(seen.status == 200 && seen.json["identityNumber"]?.stringValue?.count == 18)
      }
      let revealed = try await product.program.store.read {
        try $0.first("SELECT COUNT(*) AS n FROM ledger_event WHERE kind = 'revealed'")?.int("n")
      }
      #expect(revealed == 2)
      #expect(try await keys(product).values.allSatisfy { !$0.answer })
      // An answer that is kept beside its effect, and one whose server died between the two.
      let editor = try await product.signIn("editor")
      let change = try #require(
        try await product.ask(.post, "/catalogue/changes", ["title": "t", "reason": "r"], as: editor).json["id"]?.stringValue)
      func discard() async throws -> Product.Answer {
        try await product.ask(
          .post, "/catalogue/changes/\(change)/actions", ["action": "discard"], as: editor, headers: keyed("discard"))
      }
      let first = try await discard()
      let again = try await discard()
      #expect(first.status == 200 && first.json["state"] == "discarded" && first.json == again.json)
      try await product.program.store.write {
        try $0.run("UPDATE idempotency_key SET status = NULL, type = NULL, body = NULL WHERE key = 'discard'")
      }
      let unknown = try await discard()
      #expect(unknown.status == 409 && unknown.json["type"] == "/problems/idempotencyRunning")
    }
  }
}
