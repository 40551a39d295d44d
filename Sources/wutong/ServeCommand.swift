import App
import ArgumentParser
import CatalogueCore
import Foundation
import IdentityCore
import Kernel
import Store
import Tables

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
  static let configuration = CommandConfiguration(commandName: "serve", abstract: "Serve on SQLite or PostgreSQL.")

  @OptionGroup var database: DatabaseOptions
  @Option(help: "Folder for what people send.") var files = "files"
  @Option(help: "Address to listen on.") var host = "127.0.0.1"
  @Option(help: "Port.") var port = 8080

  func run() async throws {
    let program = try await Program(
      store: try database.open(), home: try Home.locate(), files: files, authority: UnconnectedAuthority())
    try await program.serve(host: host, port: port)
  }
}

/// No real-name authority is connected: sign-ups are put off, never waved through.
struct UnconnectedAuthority: RealNameAuthority {
  func verify(_ claim: RealNameClaim) async throws -> RealNameAnswer {
    throw Rejection(.unavailable, "authorityUnavailable")
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

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring a table of the catalogue in, in place of what was there.")

  @Argument(help: "\(CatalogueKind.allCases.map(\.rawValue).joined(separator: ", "))") var kind: String
  @Argument(help: "CSV file.") var file: String
  @Flag(help: "Keep the good rows of a file that has bad ones.") var keepGood = false
  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    guard let kind = CatalogueKind(rawValue: kind) else { throw ValidationError("Unknown kind: \(kind)") }
    let store = try database.open()
    try await store.migrate(Program.migrations)
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
    do {
      let (kept, problems) = try await CatalogueImport.bring(kind, bytes, file: file, keepGood: keepGood, into: store)
      problems.forEach { complain($0.description) }
      print("\(kept) rows")
    } catch let refusal as ImportRefusal {
      complain(refusal.description)
      complain("nothing of \(file) was kept")
      throw ExitCode(1)
    }
    await store.close()
  }
}

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "export", abstract: "Write a table of the catalogue as CSV.")

  @Argument(help: "\(CatalogueKind.allCases.map(\.rawValue).joined(separator: ", "))") var kind: String
  @Option(help: "File; standard output without it.") var out: String?
  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    guard let kind = CatalogueKind(rawValue: kind) else { throw ValidationError("Unknown kind: \(kind)") }
    let store = try database.open()
    let text = try await CatalogueImport.export(kind, from: store)
    if let out { try text.write(toFile: out, atomically: true, encoding: .utf8) } else { print(text, terminator: "") }
    await store.close()
  }
}

func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
