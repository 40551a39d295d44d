import Foundation
import JSON
import RunningProgram
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

  final class Acknowledged: Sendable {
    private let cases = Mutex<[String]>([])
    func add(_ id: String) { cases.withLock { $0.append(id) } }
    var all: [String] { cases.withLock { $0 } }
  }

  @Test(
    "four times killed with kill -9 under load: every acknowledged submission is there, whole", .timeLimit(.minutes(10)))
  func killed() async throws {
    try await withFolder { folder in
      let acknowledged = Acknowledged()
      for round in 0..<4 {
        let demo = try await RunningDemo(folder: folder, cases: 0)
        let token = try #require(try await signIn(demo.address, "citizen"))
        let before = acknowledged.all.count
        let form = try await ask("GET", "\(demo.address)/api/v1/services/GAJ001/form").json["example"]
        let body: JSON = ["service": "GAJ001", "region": "152502", "form": try #require(form), "submit": true]
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<8 { group.addTask { await Self.submit(demo.address, token, body, acknowledged) } }
          let deadline = ContinuousClock.now + .seconds(90)
          while acknowledged.all.count < before + 40 + round * 17, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(5))
          }
          kill(demo.process.processIdentifier, SIGKILL)
          demo.process.waitUntilExit()
        }
        #expect(acknowledged.all.count >= before + 40)
      }
      let demo = try await RunningDemo(folder: folder, cases: 0)
      defer { demo.stop() }
      let token = try #require(try await signIn(demo.address, "citizen"))
      for id in acknowledged.all {
        let (status, json) = try await ask("GET", "\(demo.address)/api/v1/cases/\(id)", token: token)
        #expect(status == 200 && json["status"] == "open" && json["number"]?.stringValue != nil, "\(id): \(status)")
      }
      let all = try await ask("GET", "\(demo.address)/api/v1/cases?mine=true&limit=1", token: token)
      #expect(Int(all.json["total"]?.intValue ?? 0) >= acknowledged.all.count)
    }
  }
}
