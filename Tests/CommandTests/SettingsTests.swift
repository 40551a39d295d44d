import App
import Foundation
import RunningProgram
import Testing
import TypedSettings

@Suite("What an operator sets is what the program does, and what is wrong is told before it starts")
struct SettingsTests {
  @Test("a file with a key mistyped and a value out of range starts nothing, and says both with their places")
  func refused() async throws {
    try await withFolder { folder in
      let file = folder + "/wutong.yaml"
      try "server:\n  prot: 80\n  idleSeconds: 1\n".write(toFile: file, atomically: true, encoding: .utf8)
      let run = try await BuiltProgram.run("serve", "--config", file, "--database", "sqlite:\(folder)/x.sqlite")
      #expect(run.status == 1)
      #expect(run.errors.contains("\(file):2: server.prot: no such setting; the nearest is server.port"), "\(run.errors)")
      #expect(run.errors.contains("\(file):3: server.idleSeconds: “1” is out of range: 5…600"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/x.sqlite"))
    }
  }

  @Test("a password on the command line is refused; one from elsewhere is used and never shown")
  func password() async throws {
    let refused = try await BuiltProgram.run("serve", "--database", "postgres://wutong:geheim@127.0.0.1:1/w")
    #expect(refused.status == 1 && refused.errors.contains("WUTONG_DATABASE_PASSWORD") && !refused.errors.contains("geheim"))
    let listed = try await BuiltProgram.run(
      "settings", environment: ["WUTONG_DATABASE": "postgres://wutong:geheim@h/w", "WUTONG_AUTHORITY_TOKEN": "geheim"])
    #expect(listed.status == 0 && !listed.output.contains("geheim"), "\(listed.output)")
    #expect(listed.output.contains("database.url = postgres://wutong@h/w   (WUTONG_DATABASE)"), "\(listed.output)")
    #expect(listed.output.contains("authority.token = ••••   (WUTONG_AUTHORITY_TOKEN)"))
    let address = DatabaseAddress("postgres://u:a%20b@h/w?host=/x&connect_timeout=1")
    #expect(address.password == "a b" && address.open == "postgres://u@h/w?host=/x&connect_timeout=1")
    #expect(DatabaseAddress("postgres://h/w?password=p&host=/x").open == "postgres://h/w?host=/x")
    #expect(DatabaseAddress("postgres://u@h/w").with(password: "a b&c") == "postgres://u@h/w?password=a%20b%26c")
  }

  @Test("serve says in one line where it listens, with the settings of its file, and ends with 0 when told to stop")
  func serve() async throws {
    try await withFolder { folder in
      let file = folder + "/wutong.yaml"
      try """
      server: {port: 0}
      database: {url: "sqlite:\(folder)/x.sqlite"}
      files: {folder: \(folder)/files}
      log: {format: text}
      """.write(toFile: file, atomically: true, encoding: .utf8)
      let server = try await RunningServer(["serve", "--config", file], folder: folder)
      defer { server.stop() }
      #expect(server.printed.split(separator: "\n").count == 1)
      #expect(try await ask("GET", server.address + "/readyz").status == 200)
      let line = server.logged.split(separator: "\n").last ?? ""
      #expect(line.contains("wutong: request ") && line.contains("route=/readyz") && line.contains("status=200"), "\(line)")
      server.stop()
      #expect(server.process.terminationStatus == 0)
    }
  }

  @Test("the table of settings in docs/operations.md is the one that the program prints")
  func documented() async throws {
    let text = try String(contentsOf: BuiltProgram.root.appending(path: "docs/operations.md"), encoding: .utf8)
    #expect(text.contains(Settings.markdown), "bring it up to date: wutong settings --markdown")
    #expect(try await BuiltProgram.run("settings", "--markdown").output == Settings.markdown + "\n")
  }

  @Test("doctor shows every setting with its source, and gives each thing that is wrong its mend")
  func doctor() async throws {
    try await withFolder { folder in
      let run = try await BuiltProgram.run(
        "doctor", "--data", folder, "--set", "server.port=0", environment: ["WUTONG_SERVER_PROT": "1"])
      #expect(run.status == 1)
      for setting in SettingsReader.settings(of: Settings()) {
        #expect(run.output.contains("set  \(setting.definition.key) = "), "\(setting.definition.key)")
      }
      #expect(run.output.contains("set  server.port = 0 (--set)"))
      #expect(run.output.contains("MEND variable WUTONG_SERVER_PROT: no such setting; the nearest is WUTONG_SERVER_PORT"))
      #expect(run.output.contains("MEND schema: run wutong migrate"), "\(run.output)")
      #expect(run.output.contains("MEND folder of people's files \(folder)/files: make it"))
      try FileManager.default.createDirectory(
        atPath: folder + "/files", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
      #expect(try await BuiltProgram.run("migrate", "--data", folder).status == 0)
      let good = try await BuiltProgram.run("doctor", "--data", folder, "--set", "server.port=0")
      #expect(good.status == 0, "\(good.output)")
      #expect(good.output.contains("ok   a sync for people's files takes"))
    }
  }
}
