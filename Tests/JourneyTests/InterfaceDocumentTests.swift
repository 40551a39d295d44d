import App
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import JSONSchema
import NIOCore
import TestDatabases
import Testing
import WebSupport

@Suite("The interface's document is whole")
struct InterfaceDocumentTests {
  /// All values of members of this name, however deep.
  private func values(_ name: String, in json: JSON) -> [JSON] {
    switch json {
    case .object(let object):
      object.flatMap { key, value in (key == name ? [value] : []) + values(name, in: value) }
    case .array(let items): items.flatMap { values(name, in: $0) }
    default: []
    }
  }

  private func operations(_ document: JSON) -> [(name: String, json: JSON)] {
    (document["paths"]?.objectValue ?? JSONObject()).flatMap { path, item in
      (item.objectValue ?? JSONObject()).map { ("\($0.key.uppercased()) \(path)", $0.value) }
    }
  }

  @Test(
    "each operation has a name of its own, a summary and its answers; every reference leads somewhere and every schema is used")
  func whole() async throws {
    let document = try await InterfaceDocument.read()
    try document.compileAll()
    let json = document.json
    let operations = operations(json)
    #expect(operations.count >= 29)
    let names = operations.compactMap { $0.json["operationId"]?.stringValue }
    #expect(names.count == operations.count && Set(names).count == names.count)
    for (name, operation) in operations {
      #expect(operation["summary"]?.stringValue?.isEmpty == false, "\(name)")
      let statuses = operation["responses"]?.objectValue?.keys ?? []
      #expect(statuses.contains { $0.hasPrefix("2") } && statuses.contains("503"), "\(name)")
      #expect(statuses.contains("401") && (operation["security"] == [] || statuses.contains("403")), "\(name)")
      for parameter in operation["parameters"]?.arrayValue ?? [] {
        #expect(parameter["schema"]?.objectValue?.isEmpty == false, "\(name)")
      }
    }
    let references = Set(values("$ref", in: json).compactMap(\.stringValue))
    #expect(references.filter { json.at(String($0.dropFirst())) == nil } == [])
    let schemas = Set((json["components"]?["schemas"]?.objectValue ?? JSONObject()).keys.map { "#/components/schemas/\($0)" })
    #expect(schemas.subtracting(references) == [])
  }

  @Test("every example of the document fits its schema, and every code that it names has words in both languages")
  func examples() async throws {
    let json = try await InterfaceDocument.read().json
    let checks = DocumentChecks(json)
    var looked = 0
    for (name, schema) in json["components"]?["schemas"]?.objectValue ?? JSONObject() {
      let check = try checks.check(schema)
      for example in schema["examples"]?.arrayValue ?? [] {
        #expect(try check.errors(in: example) == [], "\(name)")
        looked += 1
      }
    }
    #expect(looked >= 8)
    let words = try Program.words()
    let codes = operations(json).flatMap { operation in
      values("enum", in: operation.json["responses"] ?? [:]).flatMap { $0.arrayValue ?? [] }.compactMap(\.stringValue)
    }.map { $0.replacing("/problems/", with: "") }
    #expect(Set(codes).count > 60)
    for language in ["zh-Hans", "en"] {
      let keys = words.keys(language)
      #expect(Set(codes).filter { !keys.contains("problem.\($0)") } == [], "\(language)")
    }
  }

  @Test("docs/api.md is what the routes say of themselves (make api-docs writes it anew)")
  func page() async throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let kept = try String(contentsOf: root.appendingPathComponent("docs/api.md"), encoding: .utf8)
    let made = try await InterfaceDocument.read().markdown
    #expect(made == kept)
  }

  @Test("an answer that is not as the document has it is seen: of another status, kind or shape")
  func seen() async throws {
    let json = try await InterfaceDocument.read().json
    let checks = DocumentChecks(json)
    func faults(_ status: Int, _ type: String, _ body: String) -> Int {
      checks.faults(
        "/api/v1/regions", "GET", sent: nil, status: status, [.contentType: type], answer: Array(body.utf8)
      ).count
    }
    let good = #"{"items":[],"total":0,"next":null}"#
    #expect(faults(200, "application/json", good) == 0)
    #expect(faults(201, "application/json", good) > 0)
    #expect(faults(200, "text/html", good) > 0)
    #expect(faults(200, "application/json", #"{"items":[],"total":-1,"next":null}"#) > 0)
    #expect(faults(200, "application/json", #"{"items":[],"total":0,"next":null,"more":1}"#) > 0)
    #expect(faults(422, "application/problem+json", "{}") > 0)
    // What is accepted must fit as well.
    let taken = checks.faults("/api/v1/sessions", "DELETE", sent: nil, status: 204, [:], answer: [])
    #expect(taken == [])
    let body = checks.faults("/api/v1/organisations", "POST", sent: Array("{}".utf8), status: 201, [:], answer: [])
    #expect(body.contains { $0.hasPrefix("accepted body") })
  }
}

@Suite("The interface reads nothing that it does not describe")
struct RequestGateTests {
  @Test("parameters: unknown ones, doubled ones and empty ones are told, all at once", arguments: [TestEngine.sqlite])
  func parameters(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      for (path, codes) in [
        ("/services?colour=red&limit=0", ["/colour unknownParameter", "/limit limit"]),
        ("/services?limit=1&limit=2", ["/limit parameterTwice"]), ("/services?online=maybe", ["/online type"]),
        ("/services?audience=cat&cursor=-1", ["/audience enum", "/cursor cursor"]),
        ("/regions?x=1", ["/x unknownParameter"]), ("/services?limit=", ["/limit limit"]),
        ("/reviews/summary?from=2026-13-01&to=", ["/from date", "/to date"]),
      ] {
        let answer = try await product.ask(.get, path)
        #expect(answer.codes == codes, "\(path)")
      }
      #expect(try await product.ask(.get, "/services?limit=1&q=").status == 200)
      #expect(try await product.ask(.get, "/services?q=%00").status == 400)
      #expect(try await product.ask(.get, "/services/%00").status == 404)
    }
  }

  @Test("bodies: what is missing, of another type or not asked for is told with its place, before anything is done")
  func bodies() async throws {
    try await Product.run(.sqlite) { product in
      let citizen = try await product.signIn("citizen")
      let cases: [(body: JSON, codes: Set<String>)] = [
        (["service": 1, "form": [], "submit": "yes"], ["/service type", "/region required", "/form type", "/submit type"]),
        (
          ["service": "GAJ001", "region": "152502", "evidence": [["key": "a"]], "sumbit": true],
          ["/evidence/0/file required", "/sumbit unknownField"]
        ), (.array([]), [" type"]),
      ]
      for (body, codes) in cases {
        let answer = try await product.ask(.post, "/cases", body, as: citizen)
        #expect(answer.status == 422)
        #expect(Set(answer.codes) == codes)
      }
      #expect(try await product.ask(.post, "/reviews", ["case": "x", "grade": 6], as: citizen).codes == ["/grade grade"])
      #expect(try await product.ask(.get, "/cases", as: citizen).json["total"] == 0)
      // Who asks comes first.
      #expect(try await product.ask(.post, "/cases", ["service": 1]).status == 401)
      for type in ["text/plain", "application/jsonx", "application/json-patch+json"] {
        var fields = HTTPFields()
        fields[.contentType] = type
        #expect(try await product.ask(.post, "/cases", [:], as: citizen, headers: fields).status == 415, "\(type)")
      }
    }
  }

  @Test("a method that a path does not take is told with those it takes", arguments: [TestEngine.sqlite])
  func methods(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let methods: [HTTPRequest.Method] = [.put, .patch, .delete, .options, .trace, .post]
      for method in methods {
        for (path, allowed) in [
          ("/regions", "GET, HEAD"), ("/services/GAJ001/form", "GET, HEAD"), ("/sessions", "POST, DELETE"),
        ] {
          guard !allowed.contains(method.rawValue) else { continue }
          let answer = try await product.ask(method, path)
          #expect(answer.status == 405 && answer.headers[.allow] == allowed, "\(method) \(path)")
          #expect(answer.json["type"] == "/problems/methodNotAllowed")
        }
      }
      #expect(try await product.ask(.head, "/sessions").headers[.allow] == "POST, DELETE")
      #expect(try await product.ask(.head, "/regions").status == 200)
      let probe = try await product.ask(.post, "/healthz")
      #expect(probe.status == 405 && probe.headers[.contentType] == "application/problem+json")
    }
  }

  @Test("the page for developers shows every operation, in both languages, without a session", arguments: ["zh-Hans", "en"])
  func page(language: String) async throws {
    try await Product.run(.sqlite) { product in
      let json = try await product.ask(.get, "/openapi.json").json
      let text = try await product.client.execute(
        uri: "/api", method: .get, headers: [.cookie: "wutong-language=\(language)"]
      ) { response in
        #expect(response.status == .ok)
        return String(buffer: response.body)
      }
      #expect(text.contains(language == "en" ? "Interface for developers" : "开发者接口"))
      for (path, item) in json["paths"]?.objectValue ?? JSONObject() {
        for method in item.objectValue?.keys ?? [] { #expect(text.contains("\(method.uppercased()) \(path)")) }
      }
      for name in json["components"]?["schemas"]?.objectValue?.keys ?? [] { #expect(text.contains("id=\"schema-\(name)\"")) }
      #expect(!text.contains("style=") && text.firstMatch(of: />api\.[a-z]+</) == nil)
    }
  }
}
