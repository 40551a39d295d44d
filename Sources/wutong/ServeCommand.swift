import App
import ArgumentParser
import Foundation
import IdentityCore
import Store
import TypedSettings

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve on SQLite or PostgreSQL.",
    discussion: """
      WUTONG_SECRET_KEY (64 hexadecimal digits), or a file named by WUTONG_SECRET_KEY_FILE, seals the secrets of second factors in the \
      database. Make one with: openssl rand -hex 32
      """)

  @OptionGroup var database: DatabaseOptions
  @Option(help: "Folder for what people send (setting files.folder).") var files: String?
  @Option(help: "Address to listen on (setting server.host).") var host: String?
  @Option(help: "Port (setting server.port).") var port: String?
  @Option(help: "Address of the real-name authority (setting authority.url). Without one nobody can sign up.") var authority:
    String?

  func run() async throws {
    let settings = try database.settings(
      [
        ("files.folder", files, "--files"), ("server.host", host, "--host"), ("server.port", port, "--port"),
        ("authority.url", authority, "--authority"),
      ].compactMap { key, text, flag in text.map { SettingFlag(key, $0, flag: flag) } })
    let metrics = ProgramMetrics()
    let program = try await Program(
      store: try Databases.open(settings, observer: settings.measures ? metrics : nil), home: try Home.locate(),
      files: settings.files,
      authority: try settings.realNameAuthority(), settings: settings, metrics: metrics)
    try await program.refuseDemo()
    let host = settings.host
    try await program.serve(host: host, port: settings.port) { port in
      print("Wutong listens on http://\(host.contains(":") ? "[\(host)]" : host):\(port)")
      fflush(nil)
    }
  }
}

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "migrate", abstract: "Bring the database's schema up to date.")

  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    let store = try database.open()
    let steps = try await store.migrate(Program.migrations)
    print(steps.isEmpty ? "up to date" : steps.joined(separator: "\n"))
    await store.close()
  }
}

struct AuthorityCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "authority",
    abstract: "A simulated real-name authority, for demonstrations and trials alone; ends when its standard input does.")

  @Option(help: "Port of 127.0.0.1; 0 takes a free one.") var port = 0

  func run() async throws { try await AuthorityProcess.serve(port: port) }
}
