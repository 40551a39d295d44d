import Foundation
import JSON
import RunningProgram
import Store
import StoreSQLite
import Synchronization
import Testing

@Suite("A backup is made while people work, and brings everything back", .serialized)
struct BackupTests {
  /// Sends a paper; returns its id.
  private func upload(_ address: String, _ token: String, _ text: String) async throws -> String {
    // The smallest thing that looks like a PDF to the program.
    let bytes = "%PDF-1.4\n\(text)\n%%EOF\n"
    let body =
      "--BB\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n\(bytes)\r\n--BB--\r\n"
    let (status, json) = try await send(
      "POST", "\(address)/api/v1/files", Data(body.utf8), type: "multipart/form-data; boundary=BB", token: token)
    #expect(status == 201, "\(json.text)")
    return try #require(json["id"]?.stringValue)
  }

  private func submission(_ form: JSON) -> JSON {
    ["service": "GAJ001", "region": "152502", "form": form, "submit": true]
  }

  /// What two people do meanwhile.
  private final class Load: Sendable {
    private let state = Mutex((done: 0, isOver: false))
    var done: Int { state.withLock { $0.done } }
    var isOver: Bool { state.withLock { $0.isOver } }
    func count() { state.withLock { $0.done += 1 } }
    func end() { state.withLock { $0.isOver = true } }
  }

  @Test("made under load it restores into an empty place with what was acknowledged before it began; the ledger holds")
  func sqlite() async throws {
    try await withFolder { folder in
      let demo = try await RunningDemo(folder: folder, cases: 30)
      let token = try #require(try await signIn(demo.address, "citizen"))
      let form = try #require(try await ask("GET", "\(demo.address)/api/v1/services/GAJ001/form").json["example"])
      let file = try await upload(demo.address, token, "first")
      let before = try #require(
        try await ask("POST", "\(demo.address)/api/v1/cases", submission(form), token: token).json["id"]?.stringValue)
      let load = Load()
      let body = submission(form)
      let outcome = try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<2 {
          group.addTask {
            while !load.isOver {
              let answer = try await ask("POST", "\(demo.address)/api/v1/cases", body, token: token)
              #expect(answer.status == 201, "nobody notices")
              load.count()
            }
          }
        }
        while load.done < 5 { try await Task.sleep(for: .milliseconds(5)) }
        let made = try await BuiltProgram.run("backup", "--data", folder + "/demo", "--out", folder + "/backups")
        let during = load.done
        load.end()
        try await group.waitForAll()
        #expect(during > 5, "people went on meanwhile")
        return made
      }
      #expect(outcome.status == 0, "\(outcome.errors)")
      let backup = outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
      demo.stop()
      let manager = FileManager.default
      for path in [backup, backup + "/database.sqlite", backup + "/manifest.json"] {
        let mode = try manager.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect((mode ?? 0o777) & 0o077 == 0, "\(path)")
      }
      let verified = try await BuiltProgram.run("backup", "verify", backup)
      #expect(verified.status == 0 && verified.output.hasPrefix("whole: "), "\(verified.errors)")

      // The demo's folder is full: refused. An empty one takes it, and a demo goes on from there.
      let refused = try await BuiltProgram.run("restore", backup, "--data", folder + "/demo")
      #expect(refused.status == 1 && refused.errors.contains("--replace"), "\(refused.errors)")
      let place = folder + "/again/demo"
      let restored = try await BuiltProgram.run("restore", backup, "--data", place)
      #expect(restored.status == 0 && restored.output.hasPrefix("restored: "), "\(restored.errors)")
      #expect(try await BuiltProgram.run("ledger", "verify", "--data", place).status == 0)
      let second = try await RunningDemo(folder: folder + "/again", cases: 0)
      defer { second.stop() }
      let again = try #require(try await signIn(second.address, "citizen"))
      #expect(try await ask("GET", "\(second.address)/api/v1/cases/\(before)", token: again).json["status"] == "open")
      #expect(try await send("GET", "\(second.address)/api/v1/files/\(file)", nil, type: nil, token: again).status == 200)
    }
  }

  @Test("a second backup links what the first has, --keep lets the oldest go, and a changed byte is found and not restored")
  func rotation() async throws {
    try await withFolder { folder in
      let demo = try await RunningDemo(folder: folder, cases: 0)
      let token = try #require(try await signIn(demo.address, "citizen"))
      _ = try await upload(demo.address, token, "first")
      func make(_ more: String...) async throws -> String {
        let arguments = ["--data", folder + "/demo", "--out", folder + "/backups"] + more
        let run =
          more.isEmpty
          ? try await BuiltProgram.run("backup", arguments[0], arguments[1], arguments[2], arguments[3])
          : try await BuiltProgram.run("backup", arguments[0], arguments[1], arguments[2], arguments[3], more[0], more[1])
        #expect(run.status == 0, "\(run.errors)")
        return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
      }
      let first = try await make()
      _ = try await upload(demo.address, token, "second")
      let second = try await make()
      demo.stop()
      func files(_ backup: String) throws -> [String] {
        let all = try FileManager.default.subpathsOfDirectory(atPath: backup + "/files")
        return all.filter { $0.count > 60 }.sorted()
      }
      let old = try #require(try files(first).first)
      #expect(try files(first).count == 1 && files(second).count == 2)
      func number(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
      }
      #expect(try number("\(first)/files/\(old)") == number("\(second)/files/\(old)"))
      #expect(try number("\(first)/files/\(old)") != number("\(folder)/demo/files/\(old)"), "not the living file itself")
      let third = try await make("--keep", "2")
      let listed = try await BuiltProgram.run("backup", "list", folder + "/backups")
      #expect(listed.output.split(separator: "\n").count == 2 && !FileManager.default.fileExists(atPath: first))
      #expect(try await BuiltProgram.run("backup", "verify", third).status == 0, "links outlive what they were made from")

      for damaged in ["files/" + old, "database.sqlite", "manifest.json"] {
        let path = "\(third)/\(damaged)"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        var changed = bytes
        changed[changed.count / 2] ^= 1
        // A new file, so that the second backup's link stays as it was.
        try changed.write(to: URL(fileURLWithPath: path), options: .atomic)
        let verify = try await BuiltProgram.run("backup", "verify", third)
        #expect(verify.status == 1 && !verify.errors.isEmpty, "\(damaged): \(verify.output)")
        let restore = try await BuiltProgram.run("restore", third, "--data", folder + "/new")
        #expect(restore.status == 1 && !FileManager.default.fileExists(atPath: folder + "/new/wutong.sqlite"), "\(damaged)")
        try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
      }
      #expect(try await BuiltProgram.run("backup", "verify", third).status == 0)
    }
  }

  @Test("doctor looks at the age of the last backup")
  func age() async throws {
    try await withFolder { folder in
      let arguments = ["--set", "server.port=0", "--set", "backup.folder=\(folder)/backups"]
      #expect(try await BuiltProgram.run("migrate", "--data", folder).status == 0)
      func doctor() async throws -> String {
        try await BuiltProgram.run("doctor", "--data", folder, arguments[0], arguments[1], arguments[2], arguments[3]).output
      }
      #expect(try await doctor().contains("MEND backups in \(folder)/backups: there is none"))
      #expect(try await BuiltProgram.run("backup", "--data", folder, arguments[2], arguments[3]).status == 0)
      #expect(try await doctor().contains("ok   last backup is 0 hours old"))
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder + "/backups").first)
      let path = "\(folder)/backups/\(name)/manifest.json"
      let text = try String(contentsOfFile: path, encoding: .utf8).replacing(/"madeAt":"\d{4}/, with: "\"madeAt\":\"2025")
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      #expect(try await doctor().contains("hours old: look at why"))
    }
  }
}
