import CaseworkCore
import Foundation
import Glibc
import Store
import StoreSQLite

extension Backup {
  /// Brings a backup back into the place that the settings name. Verifies it first, and what was restored afterwards.
  ///
  /// Refuses a database that is there or has tables, and files of people, unless `replacing`: an embedded database is then put aside under
  /// another name, tables of PostgreSQL are dropped, files that are there stay. The program must not run meanwhile.
  public static func restore(
    _ folder: String, into settings: Settings, replacing: Bool, progress: (Step) -> Void = { _ in }
  ) async throws -> BackupManifest {
    let faults = await verify(folder, progress: progress)
    guard faults.isEmpty else {
      throw BackupFault(told("backup.damaged") + "\n" + faults.joined(separator: "\n"))
    }
    let manifest = try BackupManifest(folder: folder)
    let unknown = Set(manifest.schema).subtracting(Program.migrations.map(\.name)).sorted()
    guard unknown.isEmpty else {
      throw BackupFault(told("backup.newer", ["steps": "\(unknown.joined(separator: ", "))"]))
    }
    let isFile = manifest.databaseFile == "database.sqlite"
    guard isFile == (settings.database.sqlitePath != nil) else {
      throw BackupFault(told(isFile ? "backup.kindFile" : "backup.kindPostgres"))
    }
    let there = (try? FileManager.default.contentsOfDirectory(atPath: settings.files)) ?? []
    guard there.isEmpty || replacing else {
      throw BackupFault(told("backup.filesThere", ["path": "\(settings.files)"]))
    }
    // Files first: they are there before the rows that name them.
    for (number, digest) in manifest.files.enumerated() {
      guard try BackupFiles.put(digest, from: folder + "/files", last: nil, into: settings.files, keeping: true) else {
        throw BackupFault(told("backup.noFile", ["digest": "\(digest)", "path": "\(settings.files)"]))
      }
      progress(.files(number + 1, of: manifest.files.count))
    }
    if !manifest.files.isEmpty { try BackupFiles.syncFolders(settings.files) }
    if let path = settings.database.sqlitePath {
      try restoreFile(folder, to: path, replacing)
    } else {
      try await restoreDump(folder, settings, replacing)
    }
    let store = try Databases.open(settings)
    let found: Result<[String], any Error>
    do { found = .success(try await self.faults(of: store, against: manifest)) } catch { found = .failure(error) }
    await store.close()
    let left = try found.get()
    guard left.isEmpty else { throw BackupFault(told("backup.restoredOtherwise") + "\n" + left.joined(separator: "\n")) }
    return manifest
  }

  private static func restoreFile(_ folder: String, to path: String, _ replacing: Bool) throws {
    let manager = FileManager.default
    guard !["-wal", "-shm"].contains(where: { manager.fileExists(atPath: path + $0) }) else {
      throw BackupFault(told("backup.open", ["path": "\(path)"]))
    }
    if manager.fileExists(atPath: path) {
      guard replacing else { throw BackupFault(told("backup.there", ["path": "\(path)"])) }
      let aside = path + ".before-" + UUID().uuidString.prefix(8)
      guard rename(path, aside) == 0 else { throw BackupFault(told("backup.noAside", ["path": "\(path)"])) }
    }
    let place = (path as NSString).deletingLastPathComponent
    try BackupFiles.makeFolder(place.isEmpty ? "." : place)
    let beside = path + ".restoring"
    try? manager.removeItem(atPath: beside)
    try manager.copyItem(atPath: folder + "/database.sqlite", toPath: beside)
    chmod(beside, 0o600)
    try BackupFiles.sync(beside)
    guard rename(beside, path) == 0 else { throw BackupFault(told("backup.noWrite", ["path": "\(path)"])) }
    try BackupFiles.sync(place.isEmpty ? "." : place)
  }

  private static func restoreDump(_ folder: String, _ settings: Settings, _ replacing: Bool) async throws {
    let store = try Databases.open(settings)
    let tables = try? await store.read {
      try $0.first("SELECT COUNT(*) AS n FROM pg_tables WHERE schemaname = current_schema()")?.int("n") ?? 0
    }
    await store.close()
    guard let tables else { throw BackupFault(told("backup.noDatabase")) }
    guard tables == 0 || replacing else { throw BackupFault(told("backup.tables", ["n": "\(tables)"])) }
    let tools = PostgresTools(settings)
    try tools.run(
      "pg_restore",
      ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname=\(tools.database.open)"]
        + (tables > 0 ? ["--clean", "--if-exists"] : []) + [folder + "/database.dump"])
  }
}
