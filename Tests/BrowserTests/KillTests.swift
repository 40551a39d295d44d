import Foundation
import FoundationNetworking
import JSON
import Synchronization
import Testing

@Suite("What was acknowledged is there after the program was killed", .serialized)
struct KillTests {
  /// Submits until the server is gone.
  private static func submit(_ address: String, _ token: String, _ body: JSON, _ acknowledged: Acknowledged) async {
    while let answer = try? await ask("POST", "\(address)/api/v1/cases", body, token: token) {
      guard answer.status == 201, let id = answer.json["id"]?.stringValue else {
        Issue.record("refused: \(answer.json.text)")
        return
      }
      acknowledged.add(id)
    }
  }

  private static func ask(
    _ method: String, _ url: String, _ body: JSON? = nil, token: String? = nil
  ) async throws -> (status: Int, json: JSON) {
    var request = URLRequest(url: try #require(URL(string: url)))
    request.httpMethod = method
    request.timeoutInterval = 10
    if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    if let body {
      request.httpBody = Data(body.bytes)
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    }
    let (data, response) = try await URLSession.shared.data(for: request)
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, (try? JSON.parse(Array(data))) ?? .null)
  }

  private static func signIn(_ address: String) async throws -> String {
    let answer = try await ask(
      "POST", "\(address)/api/v1/sessions", ["account": "citizen", "password": "wutong-demo-2026"])
    return try #require(answer.json["token"]?.stringValue)
  }

  final class Acknowledged: Sendable {
    private let cases = Mutex<[String]>([])
    func add(_ id: String) { cases.withLock { $0.append(id) } }
    var all: [String] { cases.withLock { $0 } }
  }

  @Test(
    "four times killed with kill -9 under load: every acknowledged submission is there, whole", .timeLimit(.minutes(5)))
  func killed() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wutong-kill-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let acknowledged = Acknowledged()
    for round in 0..<4 {
      let demo = try await RunningDemo(folder: folder, cases: 0)
      let token = try await Self.signIn(demo.address)
      let before = acknowledged.all.count
      let form = try await Self.ask("GET", "\(demo.address)/api/v1/services/GAJ001/form").json["example"]
      let body: JSON = ["service": "GAJ001", "region": "152502", "form": try #require(form), "submit": true]
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { await Self.submit(demo.address, token, body, acknowledged) } }
        let deadline = ContinuousClock.now + .seconds(40)
        while acknowledged.all.count < before + 60 + round * 17, ContinuousClock.now < deadline {
          try? await Task.sleep(for: .milliseconds(5))
        }
        kill(demo.process.processIdentifier, SIGKILL)
        demo.process.waitUntilExit()
      }
      #expect(acknowledged.all.count >= before + 60)
    }
    let demo = try await RunningDemo(folder: folder, cases: 0)
    defer { demo.stop() }
    let token = try await Self.signIn(demo.address)
    for id in acknowledged.all {
      let (status, json) = try await Self.ask("GET", "\(demo.address)/api/v1/cases/\(id)", token: token)
      #expect(status == 200 && json["status"] == "open" && json["number"]?.stringValue != nil, "\(id): \(status)")
    }
    let all = try await Self.ask("GET", "\(demo.address)/api/v1/cases?mine=true&limit=1", token: token)
    #expect(Int(all.json["total"]?.intValue ?? 0) >= acknowledged.all.count)
  }
}
