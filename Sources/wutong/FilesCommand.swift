import App
import ArgumentParser
import Store
import TypedSettings

struct FilesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files", abstract: "The files that people sent.", subcommands: [Verify.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read every file; list those that are missing or changed, with their cases; exit 1 when there are any.")
    @OptionGroup var database: DatabaseOptions
    @Option(help: "Folder for what people send.") var files: String?

    func run() async throws {
      let settings = try database.settings(files.map { [SettingFlag("files.folder", $0, flag: "--files")] } ?? [])
      let store = try Databases.open(settings)
      let (count, losses) = try await Program.lostFiles(in: settings.files, store: store)
      for loss in losses { complain(loss) }
      print("\(count) files, \(losses.count) missing or changed")
      await store.close()
      if !losses.isEmpty { throw ExitCode(1) }
    }
  }
}
