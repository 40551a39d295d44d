import Foundation
import Kernel
import Store

extension Doctor {
  static func database(_ settings: Settings) async -> [Finding] {
    guard !settings.database.isEmpty else {
      return [Finding(told("doctor.database"), told("doctor.nameDatabase"))]
    }
    if let folder = settings.database.sqliteFolder, !FileManager.default.fileExists(atPath: folder) {
      return [Finding(told("doctor.database"), told("doctor.noDatabaseFolder", ["path": "\(folder)"]))]
    }
    do {
      let store = try Databases.open(settings)
      let found: Result<[Finding], any Error>
      do { found = .success(try await examine(store, settings)) } catch { found = .failure(error) }
      await store.close()
      return try found.get()
    } catch { return [Finding(told("doctor.database"), told("doctor.cannotOpen", ["error": "\(error)"]))] }
  }

  private static func examine(_ store: any Store, _ settings: Settings) async throws -> [Finding] {
    let applied = try await store.appliedMigrations()
    let names = Set(Program.migrations.map(\.name))
    let newer = told("doctor.newer")
    return [
      Finding(told("doctor.answers", ["engine": "\(store.engine.rawValue)"])),
      Finding(told("doctor.schema"), applied == names ? nil : applied.isSubset(of: names) ? told("doctor.migrate") : newer),
    ] + (store.engine == .sqlite ? try await sqlite(store) : try await postgres(store, settings))
      + (applied == names ? [try await files(store, settings)] : [])
  }

  private static func files(_ store: any Store, _ settings: Settings) async throws -> Finding {
    let (count, losses) = try await Program.lostFiles(in: settings.files, store: store)
    return Finding(
      told("doctor.files", ["n": "\(count)"]),
      losses.isEmpty ? nil : told("doctor.filesLost", ["n": "\(losses.count)"])
    )
  }

  private static func sqlite(_ store: any Store) async throws -> [Finding] {
    let mode = try await store.read { try $0.first("PRAGMA journal_mode")?.text("journal_mode") ?? "" }
    let check = try await store.read { try $0.first("PRAGMA quick_check(1)")?.text("quick_check") ?? "" }
    return [
      Finding(
        told("doctor.journal", ["mode": "\(mode)"]), mode == "wal" ? nil : told("doctor.journalMend")),
      Finding(told("doctor.pages"), check == "ok" ? nil : told("doctor.damaged", ["found": "\(check)"])),
    ]
  }

  private static func postgres(_ store: any Store, _ settings: Settings) async throws -> [Finding] {
    let before = WallClock.system.now
    let (values, now) = try await store.read { reading in
      let names = [
        "server_version_num", "fsync", "full_page_writes", "synchronous_commit", "max_connections", "server_encoding",
      ]
      let list = names.map { "current_setting('\($0)') AS \($0)" }.joined(separator: ", ")
      let row = try reading.first(
        "SELECT \(list), CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS milliseconds")
      var values: [String: String] = [:]
      for name in names { values[name] = try row?.text(name) }
      return (values, try row?.integer("milliseconds") ?? 0)
    }
    let after = WallClock.system.now
    let version = (Int(values["server_version_num"] ?? "") ?? 0) / 10_000
    func on(_ name: String, _ why: String) -> Finding {
      let value = values[name] ?? ""
      let mend = told("doctor.setOn", ["name": "\(name)", "why": "\(why)"])
      return Finding(
        told("doctor.setting", ["name": "\(name)", "value": "\(value)"]), ["off", "local"].contains(value) ? mend : nil)
    }
    let most = Int(values["max_connections"] ?? "") ?? 0
    // The server's clock was read at some time between the two looks at ours.
    let skew = max(0, before.milliseconds - now, now - after.milliseconds)
    return [
      Finding("PostgreSQL \(version)", version >= 14 ? nil : told("doctor.version")),
      on("fsync", told("doctor.whySync")),
      on("full_page_writes", told("doctor.whyPages")),
      on("synchronous_commit", told("doctor.whySync")),
      Finding(
        told("doctor.connections", ["n": "\(most)"]),
        most > settings.connections + 3 ? nil : told("doctor.connectionsMend")),
      Finding(
        told("doctor.encoding", ["name": "\(values["server_encoding"] ?? "")"]),
        values["server_encoding"] == "UTF8" ? nil : told("doctor.encodingMend")),
      Finding(
        told("doctor.clocks", ["n": "\(skew)"]),
        skew <= 2000 ? nil : told("doctor.clocksMend")),
    ]
  }
}

extension DatabaseAddress {
  /// The file of an embedded database.
  var sqlitePath: String? { text.hasPrefix("sqlite:") ? String(text.dropFirst(7)) : nil }

  /// The folder of an embedded database.
  var sqliteFolder: String? {
    sqlitePath.map { path in
      let folder = (path as NSString).deletingLastPathComponent
      return folder.isEmpty ? "." : folder
    }
  }
}
