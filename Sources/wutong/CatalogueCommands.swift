import App
import ArgumentParser
import CatalogueCore
import Foundation
import IdentityCore
import Kernel
import Store

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Bring a table of the catalogue in, in place of what was there; the public sees it when it is published.",
    discussion: """
      `reviews` are brought in beside those there are and count at once: columns service, region, grade, channel, at, and if you like
      case, department, indicators, comment. The same file is taken once.
      """)

  @Argument(help: "\(CatalogueKind.list); or reviews.") var kind: String
  @Argument(help: "CSV files, which together are the table.") var files: [String]
  @Flag(help: "Keep the good rows of files that have bad ones.") var keepGood = false
  @Option(help: "offerings: the region whose table it is; what differs becomes a change for review.") var region: String?
  @Option(help: "offerings with --region: title of the change.") var change: String?
  @Option(help: "offerings with --region: account of the editor whose change it is.") var editor: String?
  @Flag(help: "Keep reviews of services that the catalogue does not have.") var unknownServices = false
  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    if kind == "reviews" {
      return try await ReviewCommands.bring(files, keepGood: keepGood, unknownServices: unknownServices, database)
    }
    let kind = try CatalogueKind(named: kind)
    let contents = try files.map { file in
      guard let data = FileManager.default.contents(atPath: file) else { throw ValidationError("\(file) cannot be read.") }
      return CatalogueImport.File(name: file, bytes: [UInt8](data))
    }
    let store = try database.open()
    try await store.migrate(Program.migrations)
    let say = try Say()
    let bar = ProgressBar(kind.rawValue)
    do {
      if kind == .offerings, let region {
        try await bring(contents, region, into: store, say)
        return await store.close()
      }
      let (kept, problems) = try await CatalogueImport.bring(kind, contents, keepGood: keepGood, into: store) {
        bar.show($0, of: $1)
      }
      bar.end()
      for problem in problems { complain(say(problem)) }
      print(say("import.kept", ["n": "\(kept)"]))
    } catch let refusal as ImportRefusal {
      bar.end()
      for problem in refusal.problems { complain(say(problem)) }
      complain(say("import.nothingKept", ["n": "\(refusal.problems.count)"]))
      throw ExitCode(1)
    }
    await store.close()
  }
}

extension ImportCommand {
  /// A region's table as a change of the editor's: nothing is published by it.
  private func bring(_ files: [CatalogueImport.File], _ region: String, into store: any Store, _ say: Say) async throws {
    guard let file = files.first, files.count == 1, let change, let editor else {
      throw ValidationError("With --region name one file, --change TITLE and --editor ACCOUNT.")
    }
    guard let actor = try await Program.identity(store).actor(account: editor) else {
      throw ValidationError("There is no account \(editor).")
    }
    let (holder, desk) = try await Program.catalogueDesk(store)
    do {
      let begun = try await desk.bring(
        file, region: region, title: change, reason: file.name.split(separator: "/").last.map(String.init) ?? "",
        against: holder.current, by: actor)
      let view = try await desk.view(begun.id, by: actor)
      print(say("table.begun", ["n": "\(view.edits.count)", "id": begun.id]))
    } catch let rejection as Rejection where rejection.code == "tableSame" {
      print(say("problem.tableSame"))
    } catch let rejection as Rejection {
      for problem in rejection.problems { complain("\(problem.pointer): \(say("problem.\(problem.code)", problem.arguments))") }
      if rejection.problems.isEmpty { complain(say("problem.\(rejection.code)", rejection.arguments)) }
      throw ExitCode(1)
    }
  }
}

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a table of the catalogue, as it was imported last, or all reviews, as CSV.")

  @Argument(help: "\(CatalogueKind.list); or reviews.") var kind: String
  @Option(help: "File; standard output without it.") var out: String?
  @Option(help: "offerings: all that a region offers as it holds now, to be changed in a spreadsheet and brought back.")
  var region: String?
  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    if kind == "reviews" { return try await ReviewCommands.export(to: out, database) }
    let store = try database.open()
    let kind = try CatalogueKind(named: kind)
    let text =
      if kind == .offerings, let region {
        try OfferingTable.export(region, from: try await Program.catalogueDesk(store).0.current)
      } else {
        try await CatalogueImport.export(kind, from: store)
      }
    if let out { try text.write(toFile: out, atomically: true, encoding: .utf8) } else { print(text, terminator: "") }
    await store.close()
  }
}

struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract:
      "Publish the catalogue as it was imported last: checked by the rules of consistency, for these regions and those before.")

  @Argument(help: "Codes of regions, as in 152502; a pilot first, more later.") var regions: [String] = []
  @Flag(help: "All regions of the catalogue.") var all = false
  @Flag(help: "Only tell what stands in the way; exit 1 when something does.") var check = false
  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    guard all != !regions.isEmpty else { throw ValidationError("Name regions, or --all.") }
    let store = try database.open()
    try await store.migrate(Program.migrations)
    let say = try Say()
    let regions = all ? try await CataloguePublication.regions(in: store) : regions
    do {
      if check {
        try await CataloguePublication.check(regions, in: store)
        print(say("publication.clean"))
      } else {
        try await CataloguePublication.publish(regions, by: .system, at: WallClock.system.now, in: store)
        print(say("publication.done", ["regions": regions.joined(separator: ", ")]))
      }
    } catch let refusal as PublicationRefusal {
      for fault in refusal.faults { complain("\(fault.place): \(say("publication.rule.\(fault.rule.rawValue)"))") }
      complain(say("publication.refused", ["n": "\(refusal.faults.count)"]))
      throw ExitCode(1)
    } catch let rejection as Rejection {
      for problem in rejection.problems { complain("\(problem.pointer): \(say("problem.\(problem.code)", problem.arguments))") }
      if rejection.problems.isEmpty { complain(say("problem.\(rejection.code)", rejection.arguments)) }
      throw ExitCode(1)
    }
    await store.close()
  }
}

extension CatalogueKind {
  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }

  init(named name: String) throws {
    guard let kind = Self(rawValue: name) else { throw ValidationError("Unknown kind \(name): it is one of \(Self.list).") }
    self = kind
  }
}
