import Foundation
import Glibc
import JSON
import RunningProgram
import Store
import StoreSQLite
import Testing

@Suite("Commands work while the server runs", .serialized)
struct CommandTests {
  /// Waits for something that the server does by itself within seconds.
  private func soon(_ holds: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<150 {
      if try await holds() { return true }
      try await Task.sleep(for: .milliseconds(100))
    }
    return false
  }

  @Test("a catalogue goes out, is mended, comes in and is published; a running server notices")
  func catalogue() async throws {
    try await withFolder { folder in
      let demo = try await RunningDemo(folder: folder, cases: 0)
      defer { demo.stop() }
      let data = folder + "/demo"
      let file = folder + "/services.csv"
      #expect(try await BuiltProgram.run("export", "services", "--out", file, "--data", data).status == 0)
      var lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
      func name() async throws -> String? {
        try await ask("GET", "\(demo.address)/api/v1/services/GAJ001?region=152502").json["name"]?.stringValue
      }
      let before = try #require(try await name())
      let place = try #require(lines.firstIndex { $0.hasPrefix("GAJ001,") })
      lines[place] = lines[place].replacing(before, with: "出生登记（改）")

      // Bad first: file, line, column and reason, in the reader's language; nothing is kept.
      let bad = folder + "/bad.csv"
      try lines.enumerated().map { $0 == place ? $1.replacing(",unifiedWindow,", with: ",somewhere,") : $1 }
        .joined(separator: "\n").write(toFile: bad, atomically: true, encoding: .utf8)
      let refused = try await BuiltProgram.run("import", "services", bad, "--data", data)
      #expect(refused.status == 1)
      #expect(refused.errors.contains("\(bad):\(place + 1): channel: “somewhere” is not one of the words"), "\(refused.errors)")
      #expect(refused.errors.contains("nothing was kept"))
      let chinese = try await BuiltProgram.run(
        "import", "services", bad, "--data", data, environment: ["LC_ALL": "zh_CN.UTF-8"])
      #expect(chinese.errors.contains("一行也没有收下"), "\(chinese.errors)")

      try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
      #expect(try await BuiltProgram.run("import", "services", file, "--data", data).status == 0)
      try await Task.sleep(for: .seconds(6))
      #expect(try await name() == before, "what is not published is not seen")
      #expect(try await BuiltProgram.run("publish", "--check", "--all", "--data", data).status == 0)
      #expect(try await name() == before)
      #expect(try await BuiltProgram.run("publish", "152502", "--data", data).status == 0)
      #expect(try await soon { try await name() == "出生登记（改）" })

      // A table in two files is the same table.
      let head = lines.prefix { !$0.hasPrefix("GAJ001,") }
      let (one, two) = (folder + "/one.csv", folder + "/two.csv")
      try lines.prefix(500).joined(separator: "\n").write(toFile: one, atomically: true, encoding: .utf8)
      try (head + lines.dropFirst(500)).joined(separator: "\n").write(toFile: two, atomically: true, encoding: .utf8)
      let both = try await BuiltProgram.run("import", "services", one, two, "--data", data)
      #expect(both.status == 0 && both.output.contains("1001 rows"), "\(both.errors)")
    }
  }

  @Test("a catalogue that breaks a rule is not published, and the rule is told in words")
  func refusedPublication() async throws {
    try await withFolder { folder in
      let data = folder + "/demo"
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
      let tables = BuiltProgram.root.path + "/Data/catalogue/"
      for kind in ["regions", "departments", "themes", "evidence", "services"] {
        #expect(try await BuiltProgram.run("import", kind, tables + kind + ".csv", "--data", data).status == 0)
      }
      let refused = try await BuiltProgram.run("publish", "152502", "--data", data)
      #expect(refused.status == 1)
      #expect(refused.errors.contains("GAJ001: it has no elements of an implementation list"), "\(refused.errors.prefix(300))")
      let unknown = try await BuiltProgram.run("publish", "999999", "--data", data)
      #expect(unknown.status == 1 && !unknown.errors.isEmpty)
    }
  }

  @Test("wrong usage exits with 2, and says what is right")
  func usage() async throws {
    #expect(try await BuiltProgram.run("import", "nonsense", "x.csv", "--data", "/tmp/none").status == 2)
    #expect(try await BuiltProgram.run("serve").status == 2)
    #expect(try await BuiltProgram.run("publish", "--data", "/tmp/none").status == 2)
    #expect(try await BuiltProgram.run("calendar", "due", "2026-02-30", "5").status == 2)
    #expect(try await BuiltProgram.run("nonsense").status == 2)
    #expect(try await BuiltProgram.run("--help").status == 0)
  }

  @Test("the calendar counts as the published one does")
  func calendar() async throws {
    #expect(try await BuiltProgram.run("calendar", "due", "2026-09-28", "5").output == "2026-10-10\n")
    #expect(try await BuiltProgram.run("calendar", "due", "2026-09-19", "1").output == "2026-09-20\n")
    #expect(try await BuiltProgram.run("calendar", "is", "2026-10-01").output.hasPrefix("rest"))
    #expect(try await BuiltProgram.run("calendar", "due", "2031-01-02", "3").output.contains("provisional"))
  }

  @Test("a member of staff is added, works, is disabled and is out")
  func users() async throws {
    try await withFolder { folder in
      let demo = try await RunningDemo(folder: folder, cases: 0)
      defer { demo.stop() }
      let data = folder + "/demo"
      let added = try await BuiltProgram.run(
        "user", "add", "clerk.two", "--name", "窗口测二", "--role", "windowClerk@152502/ZSJ", "--password-stdin", "--data", data,
        input: "草原上的四匹马和一棵树\n")
      #expect(added.status == 0, "\(added.errors)")
      let token = try #require(try await signIn(demo.address, "clerk.two", "草原上的四匹马和一棵树"))
      #expect(try await ask("GET", "\(demo.address)/api/v1/tasks", token: token).status == 200)
      let listed = try await BuiltProgram.run("user", "list", "--data", data)
      #expect(listed.output.contains("clerk.two\tstaff\topen\twindowClerk@152502/ZSJ"))
      #expect(try await BuiltProgram.run("user", "disable", "clerk.two", "--data", data).status == 0)
      #expect(try await ask("GET", "\(demo.address)/api/v1/tasks", token: token).status == 401)
      #expect(try await signIn(demo.address, "clerk.two", "草原上的四匹马和一棵树") == nil)
      #expect(try await BuiltProgram.run("user", "disable", "clerk.two", "--undo", "--data", data).status == 0)
      let reset = try await BuiltProgram.run("user", "reset", "clerk.two", "--data", data)
      let made = try #require(reset.output.firstMatch(of: /password (\S+)/)).1
      #expect(try await signIn(demo.address, "clerk.two", String(made)) != nil)
      let weak = try await BuiltProgram.run(
        "user", "add", "x", "--name", "窗", "--password-stdin", "--data", data, input: "1\n")
      #expect(weak.status == 1 && weak.errors.contains("/account") && weak.errors.contains("/password"), "\(weak.errors)")
    }
  }

  @Test("a ledger in which a word was changed is found out")
  func ledger() async throws {
    try await withFolder { folder in
      let demo = try await RunningDemo(folder: folder, cases: 20)
      demo.stop()
      let data = folder + "/demo"
      let head = try await BuiltProgram.run("ledger", "head", "--data", data)
      #expect(head.status == 0 && head.output.count == 65)
      #expect(try await BuiltProgram.run("ledger", "verify", "--data", data).status == 0)
      let store = try SQLiteStore(path: data + "/wutong.sqlite")
      try await store.write {
        try $0.run(
          "UPDATE ledger_event SET body = '{}' WHERE stream = (SELECT MIN(id) FROM case_file WHERE number IS NOT NULL)")
      }
      await store.close()
      let broken = try await BuiltProgram.run("ledger", "verify", "--data", data)
      #expect(broken.status == 1 && broken.errors.contains("at event 1"), "\(broken.errors)")
      #expect(try await BuiltProgram.run("doctor", "--data", data, "--set", "server.port=0").status == 0)
      #expect(try await BuiltProgram.run("doctor", "--database", "sqlite:/nowhere/x.sqlite").status == 1)
    }
  }

  @Test("the log is JSON and holds nothing of anybody; the real-name authority is asked, and ends with the demo")
  func logAndAuthority() async throws {
    try await withFolder { folder in
      let demo = try await RunningDemo(folder: folder, cases: 0)
      let secrets = ["阿依古丽·测", "440524188001010014", "草原上的四匹马和一棵树", "13800138000"]
      let body: JSON = [
        "account": "newcomer", "password": .string(secrets[2]), "name": .string(secrets[0]),
        "identityNumber": .string(secrets[1]),
        "mobile": .string(secrets[3]),
      ]
      let made = try await ask("POST", "\(demo.address)/api/v1/accounts", body)
      #expect(made.status == 201, "\(made.json.text)")
      let token = try #require(try await signIn(demo.address, "newcomer", secrets[2]))
      _ = try await ask("GET", "\(demo.address)/api/v1/cases?q=\(secrets[1])", token: token)
      _ = try await ask("GET", "\(demo.address)/services?q=\(secrets[1])")
      let lines = demo.logged.split(separator: "\n").filter { $0.contains("\"request\"") }
      #expect(lines.count >= 4)
      for line in lines {
        let json = try JSON.parse(String(line))
        #expect(json["at"] != nil && json["level"] != nil && json["route"] != nil)
      }
      for secret in secrets + [token, "newcomer"] { #expect(!demo.logged.contains(secret), "\(secret)") }

      let children = Self.children(of: demo.process.processIdentifier)
      #expect(children.count == 1)
      let authority = try #require(children.first)
      kill(authority, SIGKILL)
      var other = body
      other["account"] = "latecomer"
      other["identityNumber"] = "11010519491231002X"
      let refused = try await ask("POST", "\(demo.address)/api/v1/accounts", other)
      #expect(refused.status == 503 && refused.json["detail"]?.stringValue?.isEmpty == false)
      kill(demo.process.processIdentifier, SIGKILL)
      demo.process.waitUntilExit()

      let second = try await RunningDemo(folder: folder, cases: 0)
      let child = try #require(Self.children(of: second.process.processIdentifier).first)
      kill(second.process.processIdentifier, SIGKILL)
      second.process.waitUntilExit()
      #expect(try await soon { kill(child, 0) != 0 || Self.state(child) == "Z" }, "the authority ends with whoever started it")
    }
  }

  private static func children(of parent: Int32) -> [Int32] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(parent)/task")) ?? []
    return tasks.flatMap { task in
      let text = (try? String(contentsOfFile: "/proc/\(parent)/task/\(task)/children", encoding: .utf8)) ?? ""
      return text.split(separator: " ").compactMap { Int32($0) }
    }
  }

  private static func state(_ process: Int32) -> String? {
    let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return text?.split(separator: ")").last?.split(separator: " ").first.map(String.init)
  }
}

@Suite("What a machine needs is looked for first")
struct NeedsTests {
  @Test("who may not install is told what is missing, and nothing is installed")
  func told() async throws {
    try await withFolder { folder in
      // A machine without the fonts and a user without rights, as far as the script can see.
      for (name, text) in [
        ("id", "echo 1000"), ("sudo", "exit 1"), ("dpkg-query", "exit 1"), ("apt-get", "touch '\(folder)/installed'"),
        ("swift", "exit 0"),
      ] {
        let path = "\(folder)/\(name)"
        try "#!/bin/sh\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
      }
      let process = Process()
      let errors = Pipe()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [BuiltProgram.root.path + "/tools/needs", "test"]
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      process.environment = ["PATH": "\(folder):/usr/bin:/bin"]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = errors
      try process.run()
      let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
      #expect(said.contains("fonts-noto-cjk") && said.contains("apt-get install"), "\(said)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/installed"))
    }
  }
}
