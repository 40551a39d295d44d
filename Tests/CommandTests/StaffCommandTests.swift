import App
import Foundation
import IdentityCore
import Kernel
import RunningProgram
import Store
import StoreSQLite
import Testing

@Suite("wutong user: posts, second factors and tokens by command")
struct StaffCommandTests {
  /// A database in a folder, and a command over it. `input` is one line.
  private func user(_ folder: String, _ arguments: [String], input: String = "") async throws -> BuiltProgram.Outcome {
    let all = ["user"] + arguments + ["--database", "sqlite:\(folder)/w.sqlite"]
    return try await BuiltProgram.run(all, input: input)
  }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wutong-staff-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  /// What a statement finds in the database, as text.
  private func found(_ folder: String, _ sql: String) async throws -> [String] {
    let store = try SQLiteStore(path: folder + "/w.sqlite")
    let rows = try await store.read { try $0.query(sql).map { try $0.text("t") } }
    await store.close()
    return rows
  }

  private func add(_ folder: String, _ account: String, _ roles: String...) async throws -> BuiltProgram.Outcome {
    try await user(
      folder, ["add", account, "--name", "测\(account)"] + roles.flatMap { ["--role", $0] } + ["--password-stdin"],
      input: "草原上的四匹马和一棵树\n")
  }

  @Test("a post is given until a day and taken; the three are kept apart; wrong words are told, and nothing is done")
  func posts() async throws {
    try await withFolder { folder in
      #expect(try await add(folder, "clerk.one", "windowClerk@152502/ZSJ").status == 0)
      let apart = try await add(folder, "both", "administrator@152502/ZSJ", "auditor@152502/ZSJ")
      #expect(apart.status == 1 && apart.errors.contains("system administrator"), "\(apart.errors)")
      let list = ["list"]
      #expect(try await !user(folder, list).output.contains("both"))
      let until = CivilDate(daysSince1970: WallClock.system.today.daysSince1970 + 30).description
      let given = try await user(folder, ["grant", "clerk.one", "reviewer@152502/GAJ", "--until", until])
      #expect(given.status == 0 && given.output == "granted reviewer@152502/GAJ to clerk.one\n", "\(given.errors)")
      #expect(
        try await user(folder, list).output.contains("clerk.one\tstaff\topen\treviewer@152502/GAJ,windowClerk@152502/ZSJ"))
      #expect(try await found(folder, "SELECT 'x' AS t FROM post WHERE role = 'reviewer' AND until IS NOT NULL") == ["x"])
      let refused = try await user(folder, ["grant", "clerk.one", "auditor@152502/GAJ"])
      #expect(refused.status == 1 && refused.errors.contains("auditor"))
      for (arguments, status) in [
        (["grant", "clerk.one", "king@152502/GAJ"], Int32(2)), (["grant", "clerk.one", "reviewer"], 2),
        (["grant", "clerk.one", "reviewer@152502/GAJ", "--until", "soon"], 2),
        (["grant", "clerk.one", "reviewer@152502/GAJ", "--until", "2000-01-01"], 1),
        (["grant", "nobody", "reviewer@152502/GAJ"], 1), (["revoke", "nobody", "reviewer@152502/GAJ"], 1),
      ] {
        let outcome = try await user(folder, arguments)
        #expect(outcome.status == status && !outcome.errors.isEmpty && outcome.output.isEmpty, "\(arguments)")
      }
      #expect(try await user(folder, ["revoke", "clerk.one", "reviewer@152502/GAJ"]).status == 0)
      #expect(try await user(folder, ["revoke", "clerk.one", "reviewer@152502/GAJ"]).status == 1, "it is gone")
      #expect(try await user(folder, list).output.contains("clerk.one\tstaff\topen\twindowClerk@152502/ZSJ\n"))
      #expect(
        try await found(folder, "SELECT kind AS t FROM ledger_event WHERE stream LIKE 'staff.%' ORDER BY sequence") == [
          "staff.added", "staff.postGranted", "staff.postGranted", "staff.postRevoked",
        ])
      #expect(
        try await found(folder, "SELECT DISTINCT actor AS t FROM ledger_event WHERE stream LIKE 'staff.%'") == ["system"])
    }
  }

  @Test("an account is disabled and enabled, its password made anew; the record says by command, and holds no password")
  func accounts() async throws {
    try await withFolder { folder in
      #expect(try await add(folder, "clerk.one", "windowClerk@152502/ZSJ").status == 0)
      #expect(try await user(folder, ["disable", "clerk.one"]).output == "disabled clerk.one\n")
      #expect(try await user(folder, ["list"]).output.contains("clerk.one\tstaff\tdisabled\t"))
      #expect(try await user(folder, ["disable", "clerk.one", "--undo"]).output == "enabled clerk.one\n")
      let reset = try await user(folder, ["reset", "clerk.one"])
      let made = String(try #require(reset.output.firstMatch(of: /password (\S+)/)).1)
      #expect(made.utf8.count >= 12)
      let again = try await user(folder, ["reset", "clerk.one"])
      #expect(again.status == 0 && !again.output.contains(made))
      let weak = try await user(folder, ["reset", "clerk.one", "--password-stdin"], input: "1\n")
      #expect(weak.status == 1 && weak.errors.contains("/password"))
      for arguments in [["disable", "nobody"], ["reset", "nobody"], ["second-factor", "reset", "nobody"]] {
        let outcome = try await user(folder, arguments)
        #expect(outcome.status == 1 && outcome.output.isEmpty && !outcome.errors.isEmpty, "\(arguments)")
      }
      let bodies = try await found(folder, "SELECT body AS t FROM ledger_event WHERE stream LIKE 'staff.%'")
      #expect(bodies.filter { $0.contains("command") }.count == 5 && !bodies.contains { $0.contains(made) })
    }
  }

  @Test("a second factor is taken away with the sessions it opened; tokens are listed and revoked, without their text")
  func access() async throws {
    try await withFolder { folder in
      #expect(try await add(folder, "clerk.one", "windowClerk@152502/ZSJ").status == 0)
      #expect(try await user(folder, ["second-factor", "reset", "clerk.one"]).status == 1, "there is none")
      let store = try SQLiteStore(path: folder + "/w.sqlite")
      let identity = Program.identity(store)
      let clerk = try #require(try await identity.actor(account: "clerk.one"))
      let token = try await identity.makeToken(
        name: "大厅屏幕", scopes: ["cases:read"], until: WallClock.system.today, known: ["cases:read"], by: clerk)
      _ = try await identity.beginEnrolment(by: clerk)
      await store.close()
      let reset = try await user(folder, ["second-factor", "reset", "clerk.one"])
      #expect(reset.status == 0 && reset.output == "reset the second factor of clerk.one\n", "\(reset.errors)")
      #expect(try await found(folder, "SELECT party AS t FROM second_factor").isEmpty)
      let listed = try await user(folder, ["tokens"])
      #expect(listed.output.contains("\(token.id)\tclerk.one\t大厅屏幕\tcases:read\t"))
      #expect(listed.output.contains("\tnever\tgood\n") && !listed.output.contains(token.text))
      #expect(try await user(folder, ["tokens", "--revoke", token.id]).output == "revoked \(token.id)\n")
      #expect(try await user(folder, ["tokens", "--revoke", token.id]).status == 1)
      #expect(try await user(folder, ["tokens"]).output.contains("\tnever\trevoked\n"))
    }
  }
}
