import CaseworkCore
import Foundation
import Glibc
import JSON
public import Kernel
import Store
import StoreSQLite

/// A copy of everything that an installation has, made while it runs.
///
/// The database first, from one snapshot, then the files: each was there before the row that names it. A folder for each backup, under the
/// name of its moment; files that the last backup has too are linked, so that each backup is whole and costs only what is new.
public enum Backup {
  /// What there is to tell while it is made.
  public enum Step: Sendable { case database(Int, of: Int), files(Int, of: Int) }

  /// Makes one in `folder`. Returns its own folder and manifest. `keep`: how many whole ones stay, the oldest go; nil keeps all.
  public static func make(
    _ settings: Settings, into folder: String, keep: Int? = nil, at now: Instant = WallClock.system.now,
    progress: @escaping @Sendable (Step) -> Void = { _ in }
  ) async throws -> (folder: String, manifest: BackupManifest) {
    try BackupFiles.makeFolder(folder)
    let name = self.name(now)
    let (partial, final) = ("\(folder)/.partial-\(name)", "\(folder)/\(name)")
    guard !FileManager.default.fileExists(atPath: final) else {
      throw BackupFault(told("backup.thereAlready", ["path": "\(final)"]))
    }
    try BackupFiles.makeFolder(partial)
    do {
      let store = try Databases.open(settings)
      let copy: Result<DatabaseCopy, any Error>
      do { copy = .success(try await self.copy(store, settings, to: partial, progress)) } catch { copy = .failure(error) }
      await store.close()
      let database = try copy.get()
      let (kept, missing) = try copyFiles(
        database.files, from: settings.files, last: all(in: folder).last.map { "\(folder)/\($0)/files" },
        to: partial + "/files", progress)
      let path = "\(partial)/\(database.name)"
      guard let digest = BackupFiles.digest(path) else { throw BackupFault(told("backup.noReadBack", ["path": "\(path)"])) }
      let manifest = BackupManifest(
        madeAt: now, engine: store.engine.rawValue, schema: database.schema, databaseFile: database.name,
        databaseSHA256: digest,
        facts: database.facts, files: kept, missing: missing)
      try write(manifest, to: partial)
      guard rename(partial, final) == 0 else { throw BackupFault(told("backup.noMake", ["path": "\(final)"])) }
      try BackupFiles.sync(folder)
      if let keep { try rotate(folder, keep: keep) }
      return (final, manifest)
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw error
    }
  }

  /// Names of the whole backups in a folder, oldest first.
  public static func all(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter {
      $0.wholeMatch(of: /\d{8}T\d{6}\d{3}/) != nil && FileManager.default.fileExists(atPath: "\(folder)/\($0)/manifest.json")
    }.sorted()
  }

  /// The moment as a name that sorts: `20261125T081500123`, in the civil day.
  private static func name(_ now: Instant) -> String { String(now.rfc3339.prefix(23).filter { $0.isNumber || $0 == "T" }) }

  private struct DatabaseCopy: Sendable {
    let name: String
    let schema: [String]
    let facts: DatabaseFacts
    let files: [String]

    init(name: String, _ reading: any Reading, _ engine: StoreEngine) throws {
      self.name = name
      schema = try reading.query("SELECT name FROM schema_migration ORDER BY name").map { try $0.text("name") }
      facts = try DatabaseFacts(reading, engine)
      files = try FileVault.contents(reading).map(\.sha256)
    }
  }

  private static func copy(
    _ store: any Store, _ settings: Settings, to folder: String, _ progress: @escaping @Sendable (Step) -> Void
  ) async throws -> DatabaseCopy {
    guard let store = store as? SQLiteStore else { return try await dump(store, settings, to: folder) }
    let path = folder + "/database.sqlite"
    try await store.copy(to: path) { progress(.database($0, of: $1)) }
    chmod(path, 0o600)
    // Counted in the copy: exactly what will be restored.
    let copy = try SQLiteStore(path: path)
    let found: Result<DatabaseCopy, any Error>
    do { found = .success(try await copy.read { try DatabaseCopy(name: "database.sqlite", $0, .sqlite) }) } catch {
      found = .failure(error)
    }
    await copy.close()
    try BackupFiles.sync(path)
    return try found.get()
  }

  /// Dumps and counts in the same snapshot, on the connection's own thread.
  private static func dump(_ store: any Store, _ settings: Settings, to folder: String) async throws -> DatabaseCopy {
    let tools = PostgresTools(settings)
    let path = folder + "/database.dump"
    let found = try await store.read { reading in
      _ = try reading.first(
        "SELECT set_config('idle_in_transaction_session_timeout', '0', true), set_config('statement_timeout', '0', true)")
      let snapshot = try reading.first("SELECT pg_export_snapshot() AS name")?.text("name") ?? ""
      try tools.run(
        "pg_dump",
        [
          "--format=custom", "--no-owner", "--no-privileges", "--snapshot=\(snapshot)", "--file=\(path)",
          "--dbname=\(tools.database.open)",
        ])
      return try DatabaseCopy(name: "database.dump", reading, .postgres)
    }
    chmod(path, 0o600)
    try BackupFiles.sync(path)
    return found
  }

  private static func copyFiles(
    _ digests: [String], from folder: String, last: String?, to target: String, _ progress: (Step) -> Void
  ) throws -> (kept: [String], missing: [String]) {
    try BackupFiles.makeFolder(target)
    var kept: [String] = []
    var missing: [String] = []
    for (number, digest) in digests.enumerated() {
      if try BackupFiles.put(digest, from: folder, last: last, into: target) {
        kept.append(digest)
      } else {
        missing.append(digest)
      }
      progress(.files(number + 1, of: digests.count))
    }
    try BackupFiles.syncFolders(target)
    return (kept, missing)
  }

  private static func write(_ manifest: BackupManifest, to folder: String) throws {
    let path = folder + "/manifest.json"
    try Data(manifest.json.bytes).write(to: URL(fileURLWithPath: path))
    chmod(path, 0o600)
    try BackupFiles.sync(path)
    try BackupFiles.sync(folder)
  }

  private static func rotate(_ folder: String, keep: Int) throws {
    for name in all(in: folder).dropLast(max(1, keep)) { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }
  }
}
