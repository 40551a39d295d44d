import App
import CaseworkCore
import Cryptography
import Foundation
import FoundationNetworking
import HTTPTypes
import JSON
import Kernel
import NoticesCore
import Store
import Synchronization
import TestDatabases
import Testing
import TypedSettings
import WebSupport

/// A mail server and a gateway of their own process, which say what came in.
private final class Receiver: Sendable {
  private let process: Mutex<Process>
  private let lines = Mutex<[JSON]>([])
  let mail: Int
  let http: Int

  init() throws {
    let root = URL(fileURLWithPath: try Home.locate())
    let python = root.appendingPathComponent(".build/browser/bin/python")
    try #require(
      FileManager.default.isExecutableFile(atPath: python.path), "the mail server for tests is missing: run tools/needs test")
    let started = Process()
    let (output, input) = (Pipe(), Pipe())
    started.executableURL = python
    started.arguments = [root.appendingPathComponent("Tests/JourneyTests/receiver.py").path]
    started.standardOutput = output
    started.standardInput = input
    try started.run()
    let handle = output.fileHandleForReading
    var first: [UInt8] = []
    while first.last != 0x0A, let byte = try handle.read(upToCount: 1), !byte.isEmpty { first += byte }
    let ports = try JSON.parse(first)
    mail = Int(try #require(ports["mail"]?.intValue))
    http = Int(try #require(ports["http"]?.intValue))
    process = Mutex(started)
    Thread.detachNewThread { [weak self] in
      var rest: [UInt8] = []
      while true {
        let some = handle.availableData
        if some.isEmpty { return }
        rest += some
        while let end = rest.firstIndex(of: 0x0A) {
          if let line = try? JSON.parse(Array(rest[..<end])) { self?.lines.withLock { $0.append(line) } }
          rest = Array(rest[(end + 1)...])
        }
      }
    }
  }

  /// What has come in of a kind: all of it, however busy the machine is. A mark is sent through the same pipe and waited for.
  func got(_ kind: String) async throws -> [JSON] {
    let mark = "/mark/\(UUID().uuidString)/204"
    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(http)\(mark)")))
    request.httpMethod = "POST"
    _ = try await URLSession.shared.data(for: request)
    while true {
      let all = lines.withLock { $0 }
      if all.contains(where: { $0["path"]?.stringValue == mark }) {
        return all.filter { $0["kind"]?.stringValue == kind && $0["path"]?.stringValue?.hasPrefix("/mark/") != true }
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  func stop() { process.withLock { $0.terminate() } }
}

@Suite("What happens to a case is told", .serialized)
struct NoticeJourneyTests {
  private func run(
    _ engine: TestEngine, sms status: Int = 204, clock: WallClock = .system, _ more: [SettingFlag] = [],
    _ body: @Sendable @escaping (Product, Receiver) async throws -> Void
  ) async throws {
    let receiver = try Receiver()
    defer { receiver.stop() }
    let flags =
      [
        ("server.idleSeconds", "600"), ("mail.url", "smtp://127.0.0.1:\(receiver.mail)"), ("mail.from", "service@zwfw.example"),
        ("mail.secrecy", "none"), ("sms.url", "http://127.0.0.1:\(receiver.http)/sms/\(status)"),
        ("site.address", "https://zwfw.example"),
      ].map { SettingFlag($0.0, $0.1, flag: "--set") } + more
    let settings = try ReadSettings(flags: flags, environment: [:], file: nil).settings
    try await Product.run(engine, clock: clock, settings: settings) { try await body($0, receiver) }
  }

  /// Lets the outbox out and sends what is due.
  private func send(_ product: Product) async throws {
    try await product.program.housekeeping()
    while try await product.program.notices.deliver() > 0 {}
  }

  private func contact(
    _ product: Product, _ mail: String, sms: Bool = true, as token: String
  ) async throws -> Product.Answer {
    try await product.ask(
      .put, "/me/contact",
      [
        "mail": .string(mail), "bySMS": .bool(sms), "byMail": true, "language": "zh-Hans", "quietFrom": "00:00",
        "quietTo": "00:00",
      ], as: token)
  }

  private func confirm(_ product: Product, _ receiver: Receiver, _ mail: String, as token: String) async throws {
    #expect(try await contact(product, mail, as: token).status == 200)
    let letter = try #require(try await receiver.got("mail").last { $0["to"]?[0]?.stringValue == mail })
    let code = try #require(letter["text"]?.stringValue?.firstMatch(of: /\d{6}/))
    let answer = try await product.ask(.post, "/me/contact/confirm", ["code": .string(String(code.0))], as: token)
    #expect(answer.status == 204, "\(answer.text)")
  }

  @Test(
    "each step is told once, in-site and outside, to its person alone; what is read stays read",
    arguments: TestEngine.allCases)
  func told(engine: TestEngine) async throws {
    try await run(engine) { product, receiver in
      let (citizen, neighbour, clerk) = (
        try await product.signIn("citizen"), try await product.signIn("neighbour"), try await product.signIn("clerk")
      )
      try await confirm(product, receiver, "citizen@mail.example", as: citizen)
      #expect(try await contact(product, "citizen@mail.example", sms: false, as: citizen).status == 200)
      let id = try await product.submit("MZJ009", as: citizen)
      try await send(product)
      let first = try await product.ask(.get, "/me/notices", as: citizen)
      #expect(first.json["total"] == 1 && first.json["unread"] == 1)
      let notice = try #require(first.json["items"]?[0])
      #expect(notice["case"]?.stringValue == id && notice["occasion"] == "submitted")
      let number = try #require(try await product.ask(.get, "/cases/\(id)", as: citizen).json["number"]?.stringValue)
      #expect(notice["text"]?["zh"]?.stringValue?.contains(number) == true)
      #expect(notice["text"]?["en"]?.stringValue?.contains(number) == true)
      #expect(notice["deliveries"]?[0]?["channel"] == "mail" && notice["deliveries"]?[0]?["state"] == "sent")
      let letter = try #require(try await receiver.got("mail").last)
      #expect(letter["to"]?[0] == "citizen@mail.example" && letter["subject"] == notice["title"]?["zh"])
      #expect(letter["from"] == "service@zwfw.example")
      #expect(letter["text"]?.stringValue?.contains("https://zwfw.example/my/\(id)") == true)
      #expect((letter["longest"]?.intValue ?? 999) <= 80)
      // Nobody else has been told, and nobody else reads it away.
      #expect(try await product.ask(.get, "/me/notices", as: neighbour).json["total"] == 0)
      let key = try #require(notice["id"]?.stringValue)
      #expect(try await product.ask(.post, "/me/notices/\(key)/read", as: neighbour).status == 404)
      #expect(try await product.ask(.get, "/cases/\(id)/notices", as: neighbour).status == 404)
      #expect(try await product.ask(.get, "/cases/\(id)/notices", as: clerk).json["total"] == 1)
      #expect(try await product.ask(.post, "/me/notices/\(key)/read", as: citizen).status == 204)
      #expect(try await product.ask(.get, "/me/notices", as: citizen).json["unread"] == 0)
      // What is done by staff is told with its reason and its day; what one does oneself is not.
      #expect(try await product.act(id, "requestSupplement", ["items": "户口簿首页"], as: clerk).status == 200)
      try await send(product)
      let second = try await product.ask(.get, "/me/notices", as: citizen).json["items"]?[0]
      #expect(second?["occasion"] == "supplementNotice")
      #expect(second?["text"]?["zh"]?.stringValue?.contains("户口簿首页") == true)
      #expect(try await product.act(id, "withdraw", as: citizen).status == 200)
      try await send(product)
      #expect(try await product.ask(.get, "/me/notices", as: citizen).json["total"] == 2)
      #expect(try await receiver.got("mail").count == 3, "a code and two notices")
      let page = try await product.visit("/my/notices")
      #expect(page.status == 303)
    }
  }

  @Test("told twice by the outbox, an event makes one notice and one message", arguments: TestEngine.allCases)
  func once(engine: TestEngine) async throws {
    try await run(engine) { product, receiver in
      let citizen = try await product.signIn("citizen")
      try await confirm(product, receiver, "citizen@mail.example", as: citizen)
      let id = try await product.submit("MZJ009", as: citizen)
      let heard = Mutex<[OutboxMessage]>([])
      try await product.program.store.drainOutbox(limit: 100, at: .init(milliseconds: .max / 2)) { message in
        heard.withLock { $0.append(message) }
      }
      let messages = heard.withLock { $0 }.filter { $0.key.hasPrefix(id) }
      #expect(messages.count == 1)
      let notices = product.program.notices
      await withTaskGroup(of: Void.self) { group in
        for message in messages + messages + messages { group.addTask { try? await notices.take(message) } }
        await group.waitForAll()
      }
      async let one = notices.deliver()
      async let other = notices.deliver()
      _ = try await (one, other)
      #expect(try await product.ask(.get, "/me/notices", as: citizen).json["total"] == 1)
      let (letters, posts) = (try await receiver.got("mail"), try await receiver.got("post"))
      #expect(letters.count + posts.count == 2, "a code and one message")
    }
  }

  @Test(
    "a gateway that says no for good hands over to the letter, one that is down is tried again", arguments: TestEngine.allCases)
  func failOver(engine: TestEngine) async throws {
    let offset = Mutex<Int64>(0)
    let clock = WallClock { WallClock.system.now.adding(seconds: offset.withLock { $0 }) }
    for (status, tries) in [(400, 1), (503, DeliveryRules.tries)] {
      offset.withLock { $0 = 0 }
      try await run(engine, sms: status, clock: clock) { product, receiver in
        let citizen = try await product.signIn("citizen")
        try await confirm(product, receiver, "citizen@mail.example", as: citizen)
        _ = try await product.submit("MZJ009", as: citizen)
        try await product.program.housekeeping()
        for _ in 0..<12 {
          while try await product.program.notices.deliver() > 0 {}
          offset.withLock { $0 += 3600 }
        }
        #expect(try await receiver.got("post").count == tries, "\(status)")
        let keys = Set(
          try await receiver.got("post").compactMap { (try? JSON.parse($0["body"]?.stringValue ?? ""))?["key"]?.stringValue })
        #expect(keys.count == 1, "each try has the same key")
        let deliveries = try await product.ask(.get, "/me/notices", as: citizen).json["items"]?[0]?["deliveries"]
        #expect(deliveries?[0]?["channel"] == "sms" && deliveries?[0]?["state"] == "failed")
        #expect(deliveries?[1]?["channel"] == "mail" && deliveries?[1]?["state"] == "sent")
        #expect(try await receiver.got("mail").count == 2)
      }
    }
  }

  @Test(
    "no letter goes to an address that nobody has confirmed; a code is guessed five times at most",
    arguments: TestEngine.allCases)
  func confirmation(engine: TestEngine) async throws {
    try await run(engine) { product, receiver in
      let citizen = try await product.signIn("citizen")
      #expect(try await contact(product, "someone@mail.example", sms: false, as: citizen).json["mail"] == .null)
      // No second code within the minute.
      #expect(try await contact(product, "other@mail.example", as: citizen).status == 429)
      _ = try await product.submit("MZJ009", as: citizen)
      try await send(product)
      let (letters, posts) = (try await receiver.got("mail"), try await receiver.got("post"))
      #expect(letters.count == 1 && posts.isEmpty)
      let code = try #require(letters[0]["text"]?.stringValue?.firstMatch(of: /\d{6}/)).0
      let wrong = code == "000000" ? "111111" : "000000"
      for _ in 0..<5 {
        let answer = try await product.ask(.post, "/me/contact/confirm", ["code": .string(wrong)], as: citizen)
        #expect(answer.status == 422 && answer.codes == ["/code mailCode"])
      }
      #expect(try await product.ask(.post, "/me/contact/confirm", ["code": .string(String(code))], as: citizen).status == 409)
      let bad = try await product.ask(
        .put, "/me/contact",
        ["mail": "a b@c", "bySMS": true, "byMail": true, "language": "en", "quietFrom": "25:00", "quietTo": "08:00"],
        as: citizen
      )
      #expect(bad.status == 422 && Set(bad.codes) == ["/mail mailAddress", "/quietFrom clockTime"])
    }
  }

  @Test(
    "a connected system is told of its region's cases, signed, and of nobody's name; ended, it hears no more",
    arguments: TestEngine.allCases)
  func webhooks(engine: TestEngine) async throws {
    try await run(engine) { product, receiver in
      let (citizen, admin) = (try await product.signIn("citizen"), try await product.signIn("admin"))
      func hook(_ region: String, _ path: String) -> JSON {
        ["url": .string("http://127.0.0.1:\(receiver.http)/\(path)"), "kinds": ["submitted"], "region": .string(region)]
      }
      #expect(try await product.ask(.post, "/webhooks", hook("152502", "a/204"), as: citizen).status == 403)
      let made = try await product.ask(.post, "/webhooks", hook("152502", "a/204"), as: admin)
      #expect(made.status == 201, "\(made.text)")
      #expect(try await product.ask(.post, "/webhooks", hook("152501", "b/204"), as: admin).status == 201)
      #expect(try await product.ask(.post, "/webhooks", hook("152502", "c/302"), as: admin).status == 201)
      let refused = try await product.ask(
        .post, "/webhooks", ["url": "ftp://x.example", "kinds": [], "region": "152502"], as: admin)
      #expect(refused.codes == ["/url webAddress"])
      let id = try await product.submit("MZJ009", as: citizen)
      try await send(product)
      let posts = try await receiver.got("post").filter { $0["path"]?.stringValue != "/sms/204" }
      // A redirect is not followed.
      #expect(Set(posts.compactMap { $0["path"]?.stringValue }) == ["/a/204", "/c/302"])
      let post = try #require(posts.first { $0["path"] == "/a/204" })
      let body = try #require(post["body"]?.stringValue)
      let event = try JSON.parse(body)
      #expect(event["specversion"] == "1.0" && event["type"] == "wutong.case.submitted" && event["subject"]?.stringValue == id)
      #expect(event["data"]?["region"] == "152502" && event["source"] == "https://zwfw.example")
      #expect(!body.contains("哈斯测") && !body.contains("15250219"))
      let headers = post["headers"]
      let secret = try #require(made.json["secret"]?.stringValue)
      let key = try #require(Data(base64Encoded: String(secret.dropFirst("whsec_".count))))
      let signed = "\(headers?["webhook-id"]?.stringValue ?? "").\(headers?["webhook-timestamp"]?.stringValue ?? "").\(body)"
      let expected = Data(HMACSHA256.authenticate(Array(signed.utf8), key: Array(key))).base64EncodedString()
      #expect(headers?["webhook-signature"]?.stringValue == "v1,\(expected)")
      // Its secret is shown once; the list tells what could not be delivered.
      let list = try await product.ask(.get, "/webhooks", as: admin)
      #expect(list.json["total"] == 3 && !list.text.contains(secret))
      #expect(
        list.json["items"]?.arrayValue?.first { $0["url"]?.stringValue?.hasSuffix("c/302") == true }?["failed"] == 1)
      let name = try #require(made.json["id"]?.stringValue)
      #expect(try await product.ask(.delete, "/webhooks/\(name)", as: citizen).status == 404)
      #expect(try await product.ask(.delete, "/webhooks/\(name)", as: admin).status == 204)
      #expect(try await product.ask(.delete, "/webhooks/\(name)", as: admin).status == 404)
      _ = try await product.submit("MZJ009", as: citizen)
      try await send(product)
      #expect(try await receiver.got("post").filter { $0["path"] == "/a/204" }.count == 1)
    }
  }

  @Test("whatever paper a procedure gives out, there are words for it")
  func words() async throws {
    try await Product.run(.sqlite) { product in
      for key in ["permit", "instant"] {
        let procedure = try #require(product.program.casework.procedure(key))
        for action in procedure.states.flatMap(\.actions) {
          guard let occasion = action.receipt ?? action.decision else { continue }
          let isSaid = product.program.notices.hasWords(for: occasion)
          #expect(isSaid, "\(key) \(action.key) \(occasion)")
        }
      }
    }
  }
}
