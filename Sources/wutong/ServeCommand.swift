import App
import ArgumentParser
import Foundation
import IdentityCore
import Kernel
import Store

struct DatabaseOptions: ParsableArguments {
  @Option(help: "sqlite:PATH or postgres://…; also from WUTONG_DATABASE.") var database: String?
  @Option(help: "Folder of an embedded database (as the demo's).") var data: String?

  func open() throws -> any Store { try Databases.open(try url()) }

  func url() throws -> String {
    if let url = database ?? ProcessInfo.processInfo.environment["WUTONG_DATABASE"] { return url }
    guard let data else {
      throw ValidationError("Name a database: --database sqlite:PATH, --database postgres://…, or --data DIR.")
    }
    return "sqlite:\(data)/wutong.sqlite"
  }
}

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve on SQLite or PostgreSQL.",
    discussion: """
      WUTONG_SECRET_KEY (64 hexadecimal digits), or a file named by WUTONG_SECRET_KEY_FILE, seals the secrets of second factors in the \
      database. Make one with: openssl rand -hex 32
      """)

  @OptionGroup var database: DatabaseOptions
  @Option(help: "Folder for what people send.") var files = "files"
  @Option(help: "Address to listen on.") var host = "127.0.0.1"
  @Option(help: "Port.") var port = 8080
  @Option(
    help:
      "Address of the real-name authority; also from WUTONG_AUTHORITY, its token from WUTONG_AUTHORITY_TOKEN. Without one nobody can sign up."
  )
  var authority: String?
  @Option(help: "For how many days attempts to sign in are kept, 1 to 3660.") var signInDays = 180

  func validate() throws {
    guard (1...3660).contains(signInDays) else { throw ValidationError("--sign-in-days is 1 to 3660.") }
  }

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    var asked: any RealNameAuthority = UnconnectedAuthority()
    if let address = authority ?? environment["WUTONG_AUTHORITY"] {
      guard let found = HTTPAuthority(url: address, token: environment["WUTONG_AUTHORITY_TOKEN"]) else {
        throw ValidationError("--authority is an http or https address.")
      }
      asked = found
    }
    let program = try await Program(
      store: try database.open(), home: try Home.locate(), files: files, authority: asked,
      secretKey: try SecretKey.read(), signInDays: Int64(signInDays))
    try await program.refuseDemo()
    try await program.serve(host: host, port: port)
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
