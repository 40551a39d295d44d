import ArgumentParser
import Foundation

@main
struct Wutong: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wutong", abstract: "One-stop government service for a prefecture and its counties (梧桐).",
    subcommands: [
      DemoCommand.self, ServeCommand.self, MigrateCommand.self, ImportCommand.self, ExportCommand.self, PublishCommand.self,
      UserCommand.self, CalendarCommand.self, LedgerCommand.self, FilesCommand.self, BackupCommand.self, RestoreCommand.self,
      VerifyCommand.self, SchemaCommand.self,
      DecideCommand.self, DoctorCommand.self,
      SettingsCommand.self, OpenAPICommand.self,
      BenchCommand.self, AuthorityCommand.self,
    ])

  /// Exit codes: 0 done, 1 the check failed or input was refused, 2 wrong usage.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch {
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      if code == .success { print(message) } else if !message.isEmpty { complain(message) }
      Foundation.exit(code == .validationFailure ? 2 : code.rawValue)
    }
  }
}
