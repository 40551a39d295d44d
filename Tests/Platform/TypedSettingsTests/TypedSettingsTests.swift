import Foundation
import Tables
import Testing
import TypedSettings

private struct Example {
  @Setting("server.port", in: 1...65_535, "Port") var port = 8080
  @Setting("server.hosts", "Hosts") var hosts: [String] = []
  @Setting("log.keepDays", in: 180...3650, "Days") var keepDays = 180
  @Setting("log.format", oneOf: ["json", "text"], "Form") var format = "json"
  @Setting("database.url", environment: "WUTONG_DATABASE", "Database") var database = ""
  @Setting("database.password", "Password") var password = Secret.none
}

@Suite("Settings are read once, typed, with their place")
struct TypedSettingsTests {
  private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString).yaml").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func problems(
    _ flags: [SettingFlag] = [], _ environment: [String: String] = [:], file: String? = nil
  ) throws -> [String] {
    do {
      _ = try SettingsReader(flags: flags, environment: environment, file: file).fill(Example())
      return []
    } catch let error as SettingProblems { return error.problems.map(\.description) }
  }

  @Test("flags go before the environment, it before the file, that before defaults; each value says where it came from")
  func order() throws {
    try withFile("server:\n  port: 3\n  hosts: [a, b]\nlog:\n  keepDays: 200\n") { path in
      let example = Example()
      let reader = try SettingsReader(
        flags: [SettingFlag("server.port", "1", flag: "--port")],
        environment: ["WUTONG_SERVER_PORT": "2", "WUTONG_LOG_KEEP_DAYS": "300", "WUTONG_DATABASE": "sqlite:x"], file: path)
      let origins = try reader.fill(example).map { "\($0.definition.key) \($0.shown) \($0.origin)" }
      #expect(
        origins == [
          "server.port 1 --port", "server.hosts a,b \(path):3", "log.keepDays 300 WUTONG_LOG_KEEP_DAYS",
          "log.format json default", "database.url sqlite:x WUTONG_DATABASE", "database.password  default",
        ])
      #expect(example.port == 1 && example.hosts == ["a", "b"] && example.keepDays == 300 && example.format == "json")
    }
  }

  @Test("what is no setting is refused with its place and the nearest that is one")
  func unknown() throws {
    try withFile("server:\n  prot: 3\nlog:\n  keepDay: 200\n") { path in
      let found = try problems([SettingFlag("log.fromat", "text", flag: "--set")], file: path)
      #expect(found.contains("\(path):2: server.prot: no such setting; the nearest is server.port"))
      #expect(found.contains("\(path):4: log.keepDay: no such setting; the nearest is log.keepDays"))
      #expect(found.contains("--set: log.fromat: no such setting; the nearest is log.format"))
      #expect(found.count == 3, "all at once")
    }
    let reader = try SettingsReader(flags: [], environment: ["WUTONG_SERVER_PROT": "1", "PATH": "x"], file: nil)
    let definitions = SettingsReader.settings(of: Example()).map(\.definition)
    #expect(
      reader.strangeVariables(definitions, besides: []).map(\.description) == [
        "WUTONG_SERVER_PROT: WUTONG_SERVER_PROT: no such setting; the nearest is WUTONG_SERVER_PORT"
      ])
  }

  @Test("what is out of range or of another kind is refused with its place")
  func ranges() throws {
    try withFile("log:\n  keepDays: 179\n  format: xml\n") { path in
      let found = try problems([SettingFlag("server.port", "80a", flag: "--port")], file: path)
      #expect(
        found == [
          "--port: server.port: a whole number is needed, not “80a”",
          "\(path):2: log.keepDays: “179” is out of range: 180…3650",
          "\(path):3: log.format: “xml” is out of range: json, text",
        ])
    }
    #expect(try problems([], ["WUTONG_LOG_KEEP_DAYS": "180"]) == [])
    #expect(try problems([], ["WUTONG_SERVER_PORT": "65535"]) == [])
    #expect(try problems([], ["WUTONG_SERVER_PORT": "65536"]).count == 1)
  }

  @Test("a secret comes from the environment or a file of its own, stands nowhere else, and is never shown")
  func secrets() throws {
    for (flags, text) in [
      ([SettingFlag("database.password", "geheim", flag: "--set")], ""), ([], "database:\n  password: geheim\n"),
    ] {
      try withFile(text) { path in
        let found = try problems(flags, file: path)
        #expect(found.count == 1 && found[0].contains("database.passwordFile") && !found[0].contains("geheim"), "\(found)")
      }
    }
    try withFile("geheim\n") { path in
      for environment in [["WUTONG_DATABASE_PASSWORD": "geheim"], ["WUTONG_DATABASE_PASSWORD_FILE": path]] {
        let example = Example()
        let shown = try SettingsReader(flags: [], environment: environment, file: nil).fill(example)
        #expect(example.password.exposed == "geheim")
        var dumped = ""
        dump(example.password, to: &dumped)
        #expect(!"\(shown) \(example.password) \(String(reflecting: example.password)) \(dumped)".contains("geheim"))
      }
      let missing = try problems([], ["WUTONG_DATABASE_PASSWORD_FILE": path + "x"])
      #expect(missing.count == 1)
    }
  }

  @Test("a file that is no mapping of plain values is refused with its line")
  func files() throws {
    for (text, line) in [
      ("- a\n", 1), ("server:\n  port: 1\n  port: 2\n", 2), ("server:\n  hosts: [a, {b: c}]\n", 2), ("a: [\n", 2),
    ] {
      try withFile(text) { path in
        do {
          _ = try SettingsReader(flags: [], environment: [:], file: path)
          Issue.record("read: \(text)")
        } catch let error as YAMLError { #expect(error.line == line && error.file == path, "\(error)") }
      }
    }
    try withFile("# nothing but a comment\n") { path in
      let found = try problems(file: path)
      #expect(found == [])
    }
  }
}
