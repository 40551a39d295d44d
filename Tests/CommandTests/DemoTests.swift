import App
import Foundation
import Glibc
import JSON
import RunningProgram
import Store
import StoreSQLite
import Testing

@Suite("The demonstration starts for whoever types one command", .serialized)
struct DemoTests {
  @Test("it tells its address and accounts, takes the next free port, and is there again with what was done")
  func start() async throws {
    try await withFolder { folder in
      let demo = try await RunningDemo(folder: folder, cases: 0)
      let port = try #require(Int(demo.address.split(separator: ":").last ?? ""))
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/demo/demo-accounts.json"))
      let accounts = try #require(try JSON.parse(Array(bytes)).arrayValue)
      #expect(accounts.count >= 9)
      for account in accounts {
        let name = try #require(account["account"]?.stringValue)
        let password = try #require(account["password"]?.stringValue)
        #expect(account["name"]?.stringValue != nil && account["roles"]?.arrayValue?.isEmpty == false)
        #expect(try await signIn(demo.address, name, password) != nil, "\(name)")
        #expect(demo.printed.contains(name))
      }
      let token = try #require(try await signIn(demo.address, "citizen"))
      let form = try #require(try await ask("GET", "\(demo.address)/api/v1/services/GAJ001/form").json["example"])
      let body: JSON = ["service": "GAJ001", "region": "152502", "form": form, "submit": true]
      #expect(try await ask("POST", "\(demo.address)/api/v1/cases", body, token: token).status == 201)

      // The same port is taken: the next free one is, and that is said.
      let second = try await withFolder { other in
        let second = try await RunningDemo(folder: other, cases: 0, port: port)
        defer { second.stop() }
        #expect(second.printed.contains("Port \(port) is in use"))
        return second.address
      }
      #expect(second != demo.address)
      let served = try await BuiltProgram.run("serve", "--data", folder + "/demo", "--port", "\(port + 1)")
      #expect(served.status == 1 && served.errors.contains("demonstration"), "a demo's accounts are not served to the public")
      demo.stop()
      #expect(demo.process.terminationStatus == 0, "stopped by SIGTERM it ends in peace")

      let again = try await RunningDemo(folder: folder, cases: 0)
      defer { again.stop() }
      let later = try #require(try await signIn(again.address, "citizen"))
      let mine = try await ask("GET", "\(again.address)/api/v1/cases?mine=true", token: later)
      #expect(mine.json["total"] == 1)
    }
  }

  @Test("it looks lived in: hundreds of cases in every state, with reviews, and a ledger that holds")
  func livedIn() async throws {
    try await withFolder { folder in
      let demo = try await RunningDemo(folder: folder, cases: 420)
      demo.stop()
      let store = try SQLiteStore(path: folder + "/demo/wutong.sqlite")
      let (states, cases, reviews) = try await store.read { reading in
        (
          Set(try reading.query("SELECT last_state FROM case_file").map { try $0.text("last_state") }),
          try reading.first("SELECT COUNT(*) AS n FROM case_file")?.int("n") ?? 0,
          try reading.first("SELECT COUNT(*) AS n FROM review")?.int("n") ?? 0
        )
      }
      await store.close()
      #expect(cases >= 300)
      #expect(reviews >= 50)
      // Where cases rest: drafts, those who wait, and every end.
      let resting: Set = [
        "draft", "submitted", "received", "supplement", "accepted", "examined", "decided", "issued", "sent", "closed",
        "rejected",
        "refused", "withdrawn", "lapsed",
      ]
      #expect(resting.subtracting(states).sorted() == [])
      let audit = try await BuiltProgram.run("ledger", "verify", "--data", folder + "/demo")
      #expect(audit.status == 0 && audit.output.contains("0 broken"), "\(audit.output)")
    }
  }

  @Test("--reset throws a demo away, and nothing else: a folder with other things in it is refused")
  func reset() async throws {
    try await withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/demo", withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/demo/letter.txt"))
      let refused = try await BuiltProgram.run("demo", "--reset", "--data", folder + "/demo", "--cases", "0")
      #expect(refused.status == 1)
      #expect(refused.errors.contains("letter.txt"))
      #expect(FileManager.default.fileExists(atPath: folder + "/demo/letter.txt"))
    }
  }

  @Test("a folder of a newer program is refused with the reason; an older one is brought up to date")
  func otherVersions() async throws {
    try await withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/demo", withIntermediateDirectories: true)
      let path = folder + "/demo/wutong.sqlite"
      let old = try SQLiteStore(path: path)
      try await old.migrate(
        Program.migrations.filter { !$0.name.hasPrefix("catalogue-") || $0.name == "catalogue-001-entries" })
      try await old.write { transaction in
        try transaction.run(
          "INSERT INTO catalogue_entry (kind, key, position, document) VALUES ('regions', '152500', 0, '{\"code\":\"152500\"}')"
        )
        try transaction.run(
          "INSERT INTO catalogue_publication (region, published_at, published_by) VALUES ('152500', 0, 'system')")
      }
      await old.close()
      let migrated = try await BuiltProgram.run("migrate", "--data", folder + "/demo")
      #expect(migrated.status == 0 && migrated.output.contains("catalogue-002-published"), "\(migrated.errors)")
      let store = try SQLiteStore(path: path)
      let published = try await store.read { try $0.query("SELECT key FROM catalogue_published").map { try $0.text("key") } }
      #expect(published == ["152500"], "what the public saw, it goes on seeing")
      try await store.write { try $0.run("INSERT INTO schema_migration (name, applied_at) VALUES ('future-001', 0)") }
      await store.close()
      let refused = try await BuiltProgram.run("demo", "--data", folder + "/demo", "--cases", "0")
      #expect(refused.status == 1)
      #expect(refused.errors.contains("future-001") && refused.errors.contains("--reset"), "\(refused.errors)")
    }
  }

  @Test("stopped in the middle of a request it finishes that one first")
  func graceful() async throws {
    try await withFolder { folder in
      let demo = try await RunningDemo(folder: folder, cases: 0)
      let port = try #require(UInt16(demo.address.split(separator: ":").last ?? ""))
      let body = "{\"account\":\"citizen\",\"password\":\"wutong-demo-2026\"}"
      let request =
        "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        + body
      let bytes = Array(request.utf8)
      let answer = try await Task.detached { () -> String in
        let connection = try #require(Connection(port: port))
        connection.send(Array(bytes.dropLast(10)))
        usleep(500_000)
        kill(demo.process.processIdentifier, SIGTERM)
        usleep(500_000)
        connection.send(Array(bytes.suffix(10)))
        return connection.receive()
      }.value
      #expect(answer.hasPrefix("HTTP/1.1 201"), "\(answer.prefix(80))")
      demo.process.waitUntilExit()
      #expect(demo.process.terminationStatus == 0)
    }
  }
}

/// A bare connection to this machine.
private struct Connection {
  private let handle: Int32

  init?(port: UInt16) {
    handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port.bigEndian)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { return nil }
  }

  func send(_ bytes: [UInt8]) { _ = Glibc.send(handle, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

  /// What comes first.
  func receive() -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(handle, &buffer, buffer.count, 0)
    close(handle)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }
}
