import ArgumentParser

@main
struct Wutong: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wutong", abstract: "One-stop government service for a prefecture and its counties (梧桐).",
    subcommands: [
      DemoCommand.self, ServeCommand.self, MigrateCommand.self, ImportCommand.self, ExportCommand.self, CalendarCommand.self,
      BenchCommand.self,
    ])
}
