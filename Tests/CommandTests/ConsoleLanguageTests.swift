import RunningProgram
import Testing

@Suite("Commands of an operator speak the operator's language")
struct ConsoleLanguageTests {
  private func say(_ locale: String, _ arguments: String...) async throws -> String {
    let environment = ["LC_ALL": locale]
    let run =
      switch arguments.count {
      case 1: try await BuiltProgram.run(arguments[0], environment: environment)
      case 3: try await BuiltProgram.run(arguments[0], arguments[1], arguments[2], environment: environment)
      default:
        try await BuiltProgram.run(
          arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], environment: environment)
      }
    return run.output + run.errors
  }

  private func isChinese(_ text: some StringProtocol) -> Bool {
    text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
  }

  @Test("doctor, settings and backup: Chinese where the locale is, else English, no key left over")
  func languages() async throws {
    try await withFolder { folder in
      func all(_ locale: String) async throws -> [String] {
        [
          try await say(locale, "doctor", "--database", "sqlite:\(folder)/gone/x.sqlite", "--files", folder + "/files"),
          try await say(locale, "doctor", "--set", "backup.folder=\(folder)/none", "--data", folder),
          try await say(locale, "settings"),
          try await say(locale, "settings", "--set", "server.prot=1"),
          try await say(locale, "settings", "--set", "server.port=many"),
          try await say(locale, "backup", "verify", folder),
        ]
      }
      let (chinese, english) = (try await all("zh_CN.UTF-8"), try await all("C.UTF-8"))
      for (text, other) in zip(chinese, english) {
        #expect(!text.isEmpty && !other.isEmpty)
        #expect(!isChinese(other), "\(other)")
        for line in text.split(separator: "\n") { #expect(isChinese(line), "\(line)") }
        for found in [text, other] {
          #expect(
            found.firstMatch(of: /\b(doctor|backup|settings\.\w+)\.\w+-?\w*=|\{\w+\}|settings\.(meaning|fault|kind)/) == nil,
            "\(found)")
        }
      }
    }
  }
}
