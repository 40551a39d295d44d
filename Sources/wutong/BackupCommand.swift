import App
import ArgumentParser
import Foundation
import TypedSettings

/// Shows how far a backup is.
private func shown(_ body: (@escaping @Sendable (Backup.Step) -> Void) async throws -> Void) async throws {
  let (database, files) = (ProgressBar(told("backup.database")), ProgressBar(told("backup.files")))
  defer { files.end() }
  do {
    try await body { step in
      switch step {
      case .database(let done, let all): database.show(done, of: all)
      case .files(let done, let all): files.show(done, of: all)
      }
    }
  } catch let fault as BackupFault {
    files.end()
    complain("\(fault)")
    throw ExitCode(1)
  }
}

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copies of database and files, made while the program runs.",
    subcommands: [Make.self, Verify.self, List.self], defaultSubcommand: Make.self)

  struct Make: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make one; its folder is printed.")
    @OptionGroup var database: DatabaseOptions
    @Option(help: "Folder that takes backups (setting backup.folder).") var out: String?
    @Option(help: "How many backups stay; the oldest go.") var keep: Int?

    func run() async throws {
      if let keep, keep < 1 { throw ValidationError(told("backup.keepOne")) }
      let settings = try database.settings()
      let folder = out ?? settings.backupFolder
      guard !folder.isEmpty else { throw ValidationError(told("backup.nameFolder")) }
      try await shown { progress in
        let (path, manifest) = try await Backup.make(settings, into: folder, keep: keep, progress: progress)
        for digest in manifest.missing { complain(told("backup.missing", ["digest": digest])) }
        print(path)
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read all of a backup and check it; exit 1 when something is wrong.")
    @Argument(help: "Folder of one backup.") var folder: String

    func run() async throws {
      try await shown { progress in
        let faults = await Backup.verify(folder, progress: progress)
        guard faults.isEmpty else { throw BackupFault(lines: faults) }
        let manifest = try BackupManifest(folder: folder)
        print(told("backup.whole", ["summary": manifest.summary]))
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The whole backups of a folder, oldest first.")
    @Argument(help: "Folder that takes backups.") var folder: String

    func run() throws {
      for name in Backup.all(in: folder) { print("\(name)  \(try BackupManifest(folder: "\(folder)/\(name)").summary)") }
    }
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring a backup back where the settings say; the program must not run meanwhile.")
  @OptionGroup var database: DatabaseOptions
  @Argument(help: "Folder of one backup.") var folder: String
  @Option(help: "Folder for what people send (setting files.folder).") var files: String?
  @Flag(help: "Also where there is something: an embedded database is put aside, tables of PostgreSQL are dropped.")
  var replace = false

  func run() async throws {
    let settings = try database.settings(files.map { [SettingFlag("files.folder", $0, flag: "--files")] } ?? [])
    try await shown { progress in
      let manifest = try await Backup.restore(folder, into: settings, replacing: replace, progress: progress)
      print(told("backup.restored", ["summary": manifest.summary]))
    }
  }
}
