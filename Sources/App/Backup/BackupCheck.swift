import CaseworkCore
import Foundation
import Store
import StoreSQLite

extension Backup {
  /// Everything that is wrong with a backup; empty when it can be restored. Reads all of it.
  public static func verify(_ folder: String, progress: (Step) -> Void = { _ in }) async -> [String] {
    do {
      let manifest = try BackupManifest(folder: folder)
      var faults: [String] = []
      let database = "\(folder)/\(manifest.databaseFile)"
      if BackupFiles.digest(database) != manifest.databaseSHA256 {
        faults.append(told("backup.databaseChanged", ["file": "\(manifest.databaseFile)"]))
      }
      for (number, digest) in manifest.files.enumerated() {
        let place = FileVault.place(digest)
        if BackupFiles.digest("\(folder)/files/\(place)") != digest {
          faults.append(told("backup.fileChanged", ["place": "\(place)"]))
        }
        progress(.files(number + 1, of: manifest.files.count))
      }
      // Only a database that is whole is opened: reading a damaged one says nothing more.
      if faults.isEmpty {
        if manifest.databaseFile == "database.sqlite" {
          faults += try await check(copyOf: database, against: manifest)
        } else {
          try PostgresTools(Settings()).run("pg_restore", ["--list", database])
        }
      }
      return faults
    } catch { return ["\(error)"] }
  }

  /// Looks into a copy, since opening a database may change its file.
  private static func check(copyOf path: String, against manifest: BackupManifest) async throws -> [String] {
    let copy = FileManager.default.temporaryDirectory.appending(path: "wutong-verify-\(UUID().uuidString).sqlite").path
    defer { for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + ending) } }
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    let store = try SQLiteStore(path: copy)
    let found: Result<[String], any Error>
    do { found = .success(try await faults(of: store, against: manifest)) } catch { found = .failure(error) }
    await store.close()
    return try found.get()
  }

  /// What a database holds otherwise than a manifest says.
  static func faults(of store: any Store, against manifest: BackupManifest) async throws -> [String] {
    let engine = store.engine
    let facts = try await store.read { reading in
      if engine == .postgres {
        _ = try reading.first("SELECT set_config('statement_timeout', '0', true)")
      }
      return try DatabaseFacts(reading, engine)
    }
    var faults = facts.ledger.broken.map {
      told("backup.ledgerBroken", ["stream": "\($0.stream)", "sequence": "\($0.sequence)"])
    }
    if facts.ledger.head != manifest.ledgerHead { faults.append(told("backup.ledgerHead")) }
    for (table, count) in manifest.counts.sorted(by: { $0.key < $1.key }) where facts.counts[table] != count {
      faults.append(
        told("backup.rows", ["table": "\(table)", "found": "\(facts.counts[table].map(String.init) ?? "no")", "n": "\(count)"]))
    }
    return faults
  }
}
