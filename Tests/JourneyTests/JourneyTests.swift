import App
import CaseworkCore
import CatalogueCore
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IdentityCore
import JSON
import Kernel
import Logging
import NIOCore
import Store
import TestDatabases
import Testing
import TypedSettings

/// The product over a fresh database, asked over HTTP.
struct Product {
  let client: any TestClientProtocol
  let program: Program

  /// `clock`: what the product takes for now. `settings`: without them those of an installation, but with patience for a machine that runs
  /// many tests at once, where a connection may be silent for minutes.
  static func run(
    _ engine: TestEngine, clock: WallClock = .system, settings: Settings? = nil, log: Logger? = nil,
    sources: [any KnownSource] = [], _ body: @Sendable @escaping (Product) async throws -> Void
  ) async throws {
    let patient = ["server.idleSeconds", "server.requestSeconds"].map { SettingFlag($0, "600", flag: "--set") }
    let settings = try settings ?? ReadSettings(flags: patient, environment: [:], file: nil).settings
    try await withTemporaryFolder { folder in
      let metrics = ProgramMetrics()
      try await withStore(engine, observer: metrics) { store in
        let program = try await Program(
          store: store, home: try Home.locate(), files: folder + "/files", clock: clock, authority: SimulatedAuthority(),
          passwordCost: 1 << 10, settings: settings, metrics: metrics, sources: sources)
        try await program.loadCatalogue()
        _ = try await program.loadDemoAccounts()
        var logger = log ?? Logger(label: "test")
        if log == nil { logger.logLevel = .error }
        try await program.application(host: "127.0.0.1", port: 0, logger: logger).test(.live) { client in
          let checked = CheckedClient(client: client)
          try await body(Product(client: checked, program: program))
        }
      }
    }
  }

  struct Answer {
    let status: Int
    let json: JSON
    let headers: HTTPFields
    let text: String
    var codes: [String] {
      (json["errors"]?.arrayValue ?? []).map { "\($0["pointer"]?.stringValue ?? "") \($0["code"]?.stringValue ?? "")" }
    }
  }

  func ask(
    _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, raw: [UInt8]? = nil, as token: String? = nil,
    headers more: HTTPFields = [:]
  ) async throws -> Answer {
    var headers = more
    if let token { headers[.authorization] = "Bearer \(token)" }
    if body != nil || raw != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
    let bytes = raw ?? body?.bytes
    return try await client.execute(
      uri: path.hasPrefix("/api") || path.hasPrefix("/healthz") || path.hasPrefix("/readyz") ? path : "/api/v1" + path,
      method: method,
      headers: headers, body: bytes.map { ByteBuffer(bytes: $0) }
    ) { response in
      let text = String(buffer: response.body)
      return Answer(status: response.status.code, json: (try? JSON.parse(text)) ?? .null, headers: response.headers, text: text)
    }
  }

  /// A page, or anything that is not the interface.
  func visit(_ path: String, _ method: HTTPRequest.Method = .get, headers: HTTPFields = [:]) async throws -> Answer {
    try await client.execute(uri: path, method: method, headers: headers) { response in
      Answer(status: response.status.code, json: .null, headers: response.headers, text: String(buffer: response.body))
    }
  }

  func post(_ path: String, _ form: String, headers: HTTPFields) async throws -> Answer {
    try await client.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: form)) { response in
      Answer(status: response.status.code, json: .null, headers: response.headers, text: String(buffer: response.body))
    }
  }

  func signIn(_ account: String) async throws -> String {
    let answer = try await ask(.post, "/sessions", ["account": .string(account), "password": "wutong-demo-2026"])
    #expect(answer.status == 201)
    return try #require(answer.json["token"]?.stringValue)
  }

  func form(_ service: String) async throws -> JSON {
    try #require(try await ask(.get, "/services/\(service)/form").json["example"])
  }

  func submit(_ service: String, region: String = "152502", as token: String) async throws -> String {
    let answer = try await ask(
      .post, "/cases",
      [
        "service": .string(service), "region": .string(region), "form": try await form(service), "channel": "web",
        "submit": true,
      ], as: token)
    #expect(answer.status == 201, "\(answer.text)")
    return try #require(answer.json["id"]?.stringValue)
  }

  func act(_ id: String, _ action: String, _ data: JSON = [:], as token: String) async throws -> Answer {
    try await ask(.post, "/cases/\(id)/actions", ["action": .string(action), "data": data], as: token)
  }
}

@Suite("A case from search to rating, through HTTP")
struct JourneyTests {
  @Test(
    "a citizen finds, applies, is accepted, decided and issued, and rates; a stranger learns nothing",
    arguments: TestEngine.allCases)
  func permit(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let found = try await product.ask(.get, "/services?q=%E9%87%87%E9%9B%86%E8%8D%89%E5%8E%9F&region=152502")
      #expect(found.status == 200)
      let service = try #require(
        product.program.catalogue.current.services.first {
          $0.department == "LCJ" && $0.promisedDays > 0 && $0.tiers.contains(.banner) && $0.channel == .unifiedWindow
        })
      let guide = try await product.ask(.get, "/services/\(service.key)?region=152502")
      #expect(guide.json["accepting"] == "152502/ZSJ" && guide.json["responsible"] == "152502/LCJ")

      let citizen = try await product.signIn("citizen")
      let id = try await product.submit(service.key, as: citizen)
      let stranger = try await product.signIn("neighbour")
      for path in ["", "/events", "/clock"] {
        #expect(try await product.ask(.get, "/cases/\(id)\(path)", as: stranger).status == 404)
        #expect(try await product.ask(.get, "/cases/\(id)\(path)").status == 401)
      }
      #expect(try await product.act(id, "withdraw", as: stranger).status == 404)
      #expect(try await product.ask(.get, "/cases", as: stranger).json["total"] == 0)

      let clerk = try await product.signIn("clerk")
      let inbox = try await product.ask(.get, "/tasks", as: clerk)
      #expect(inbox.json["total"] == 1 && inbox.json["items"]?[0]?["case"]?.stringValue == id)
      #expect(try await product.act(id, "approve", as: clerk).status == 409, "an action that is not open in this state")
      #expect(try await product.act(id, "accept", as: citizen).status == 403, "nobody accepts their own application")
      #expect(try await product.act(id, "accept", as: clerk).status == 200)
      #expect(try await product.act(id, "accept", as: clerk).status == 409, "twice")

      let clocks = try await product.ask(.get, "/cases/\(id)/clock", as: citizen)
      #expect(clocks.json["total"] == 2)
      let reviewer = try await product.signIn("reviewer")
      #expect(try await product.act(id, "examine", as: reviewer).codes == ["/data/opinion required"])
      #expect(try await product.act(id, "examine", ["opinion": "grant"], as: reviewer).status == 200)
      #expect(try await product.act(id, "approve", as: try await product.signIn("approver")).status == 200)
      let early = try await product.ask(.post, "/reviews", ["case": .string(id), "grade": 5], as: citizen)
      #expect(early.status == 409, "a case is rated when it is closed")
      let issuer = try await product.signIn("issuer")
      #expect(try await product.act(id, "issue", ["resultNumber": "锡林草 1 号"], as: issuer).status == 200)
      let delivered = try await product.act(id, "deliver", ["method": "counter"], as: issuer)
      #expect(delivered.status == 200 && delivered.json["status"] == "closed" && delivered.json["outcome"] == "granted")

      let mine = try await product.ask(.get, "/cases/\(id)", as: citizen)
      #expect(mine.json["resultNumber"] == "锡林草 1 号" && mine.json["tasks"] == [])
      #expect(try await product.ask(.post, "/reviews", ["case": .string(id), "grade": 5], as: stranger).status == 404)
      for staff in [clerk, reviewer, issuer] {
        let own = try await product.ask(.post, "/reviews", ["case": .string(id), "grade": 5], as: staff)
        #expect(own.status == 403, "nobody rates their own work")
      }
      let rated = try await product.ask(
        .post, "/reviews", ["case": .string(id), "grade": 5, "indicators": ["513"]], as: citizen)
      #expect(rated.status == 201, "\(rated.text)")
      #expect(try await product.ask(.post, "/reviews", ["case": .string(id), "grade": 1], as: citizen).status == 409, "once")
      let summary = try await product.ask(.get, "/reviews/summary?region=152500")
      #expect(summary.json["total"] == 1 && summary.json["rate"] == "100.000")

      let broken = try await product.program.store.read { try $0.firstBroken(stream: id) }
      #expect(broken == nil, "the ledger of the case verifies")
      let submitted = try await product.program.store.read { try $0.totals("cases.submitted") }
      #expect(submitted == ["152502": 1])
    }
  }

  @Test("two clerks who press at once: one is done, the other is told", arguments: TestEngine.allCases)
  func twoClerks(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let clerk = try await product.signIn("clerk")
      for _ in 0..<5 {
        let id = try await product.submit("GAJ001", as: citizen)
        async let one = product.act(id, "accept", as: clerk)
        async let other = product.act(id, "accept", as: clerk)
        #expect(try await [one.status, other.status].sorted() == [200, 409])
        let events = try await product.ask(.get, "/cases/\(id)/events", as: citizen)
        #expect(events.json["total"] == 2)
      }
    }
  }

  @Test("what is missing is told once, the applicant supplements, and the case goes on", arguments: TestEngine.allCases)
  func supplement(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let clerk = try await product.signIn("clerk")
      let id = try await product.submit("GAJ001", as: citizen)
      #expect(try await product.act(id, "requestSupplement", ["items": ["出生医学证明", "父母结婚证"]], as: clerk).status == 200)
      #expect(try await product.act(id, "supplement", as: clerk).status == 403)
      #expect(try await product.act(id, "supplement", ["comment": "已补"], as: citizen).status == 200)
      #expect(try await product.act(id, "requestSupplement", ["items": "再来一份"], as: clerk).status == 409)
      #expect(try await product.act(id, "accept", as: clerk).status == 200)
    }
  }

  @Test("at the window the clerk takes the application of a person without an account", arguments: TestEngine.allCases)
  func atTheWindow(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let clerk = try await product.signIn("clerk")
      let body: JSON = [
        "service": "GAJ001", "region": "152502", "channel": "window", "form": try await product.form("GAJ001"), "submit": true,
        "applicant": ["name": "巴图测", "identityNumber": "11010519491231002X"],
      ]
      let taken = try await product.ask(.post, "/cases", body, as: clerk)
      #expect(taken.status == 201 && taken.json["state"] == "received", "\(taken.text)")
      #expect(taken.json["applicant"]?["name"] == "巴**" && taken.json["applicant"]?["identityNumber"] == "110105********002X")
      var wrong = body
      wrong["applicant"] = ["name": "巴图测", "identityNumber": "152502190002300010"]
      #expect(try await product.ask(.post, "/cases", wrong, as: clerk).codes == ["/applicant/identityNumber identityDate"])
      let citizen = try await product.signIn("citizen")
      #expect(try await product.ask(.post, "/cases", body, as: citizen).status == 403)
    }
  }

  @Test(
    "numbers are masked for staff until they say why; the look stays in the case for its applicant",
    arguments: TestEngine.allCases)
  func masking(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      let clerk = try await product.signIn("clerk")
      let id = try await product.submit("MZJ009", as: citizen)
      let number = "152502188001010019"
      let own = try await product.ask(.get, "/cases/\(id)", as: citizen)
      #expect(own.json["form"]?["applicantNumber"]?.stringValue == number)
      for path in ["/cases/\(id)", "/cases/\(id)/events", "/cases", "/tasks"] {
        let seen = try await product.ask(.get, path, as: clerk)
        #expect(seen.status == 200 && !seen.text.contains(number) && !seen.text.contains("13900000000"), "\(path)")
        #expect(!seen.text.contains("6222020000000000000"), "\(path)")
      }
      let seen = try await product.ask(.get, "/cases/\(id)", as: clerk)
      #expect(seen.json["form"]?["applicantNumber"] == "152502********0019")
      #expect(try await product.ask(.post, "/cases/\(id)/reveal", ["reason": ""], as: clerk).codes == ["/reason reasonNeeded"])
      #expect(try await product.ask(.post, "/cases/\(id)/reveal", ["reason": "我想看看"], as: citizen).status == 403)
      let stranger = try await product.signIn("neighbour")
      #expect(try await product.ask(.post, "/cases/\(id)/reveal", ["reason": "我想看看"], as: stranger).status == 404)
      let revealed = try await product.ask(.post, "/cases/\(id)/reveal", ["reason": "与户口簿核对"], as: clerk)
      #expect(revealed.json["identityNumber"]?.stringValue == number)
      #expect(revealed.json["form"]?["applicantNumber"]?.stringValue == number)
      let events = try await product.ask(.get, "/cases/\(id)/events", as: citizen)
      let last = events.json["items"]?.arrayValue?.last
      #expect(last?["kind"] == "revealed" && last?["data"]?["reason"] == "与户口簿核对")
    }
  }

  @Test("bad input gets a clear error and leaves nothing half-done", arguments: TestEngine.allCases)
  func badInput(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let citizen = try await product.signIn("citizen")
      var form = try await product.form("GAJ001")
      form["applicantNumber"] = "152525189913010037"
      form["surprise"] = 1
      form["truthful"] = nil
      let body: JSON = ["service": "GAJ001", "region": "152502", "form": form, "submit": true]
      let wrong = try await product.ask(.post, "/cases", body, as: citizen)
      #expect(wrong.status == 422)
      #expect(wrong.headers[.contentType] == "application/problem+json")
      #expect(
        Set(wrong.codes) == ["/form/surprise unknownField", "/form/applicantNumber partyNumber", "/form/truthful required"])
      #expect(try await product.ask(.get, "/cases?mine=true", as: citizen).json["total"] == 0, "no draft stays behind")
      #expect(
        try await product.ask(.post, "/cases", ["service": "XXX", "region": "152502"], as: citizen).codes == [
          "/service unknownService"
        ])
      for raw in ["{", "{\"a\":1,\"a\":2}", "{\"a\":\"\\u0000\"}", "[1] x"] {
        #expect(try await product.ask(.post, "/cases", raw: Array(raw.utf8), as: citizen).status == 400, "\(raw)")
      }
      #expect(try await product.ask(.post, "/cases", raw: [0x22, 0xFF, 0x22], as: citizen).status == 400)
      let huge = [UInt8](repeating: 0x20, count: (1 << 20) + 1)
      #expect(try await product.ask(.post, "/cases", raw: huge, as: citizen).status == 413)
      #expect(try await product.ask(.get, "/nowhere").status == 404)
      #expect(try await product.ask(.get, "/me").status == 401)
      #expect(try await product.ask(.get, "/me", as: "wrong").status == 401)
      #expect(try await product.ask(.get, "/services?limit=0").codes == ["/limit limit"])
      let english = try await product.ask(.get, "/me", headers: [.acceptLanguage: "en"])
      #expect(english.json["detail"] == "Please sign in.")
    }
  }

  @Test(
    "sign-up tells all that is wrong at once, and the real-name step refuses what does not belong together",
    arguments: TestEngine.allCases)
  func signUp(engine: TestEngine) async throws {
    try await Product.run(engine) { product in
      let empty = try await product.ask(.post, "/accounts", [:])
      #expect(empty.status == 422)
      #expect(Set(["/name required", "/identityNumber required", "/mobile required"]).isSubset(of: Set(empty.codes)))
      var body: JSON = [
        "account": "newcomer", "password": "草原上的四匹马和一棵树", "name": "查无测", "identityNumber": "440524188001010014",
        "mobile": "13800138000",
      ]
      #expect(
        try await product.ask(.post, "/accounts", body).codes == ["/name realNameMismatch", "/identityNumber realNameMismatch"])
      body["name"] = "阿依古丽·测"
      #expect(try await product.ask(.post, "/accounts", body).status == 201)
      #expect(try await product.ask(.post, "/accounts", body).codes == ["/account accountTaken"])
      for attempt in 0..<6 {
        let answer = try await product.ask(.post, "/sessions", ["account": "newcomer", "password": "wrong"])
        #expect(answer.status == (attempt < 5 ? 401 : 429))
      }
    }
  }
}
