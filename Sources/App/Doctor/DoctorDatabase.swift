import Foundation
import Kernel
import Store

extension Doctor {
  static func database(_ settings: Settings) async -> [Finding] {
    guard !settings.database.isEmpty else {
      return [Finding("database", "name one: database.url in the file of settings, WUTONG_DATABASE or --database")]
    }
    if let folder = settings.database.sqliteFolder, !FileManager.default.fileExists(atPath: folder) {
      return [Finding("database", "its folder \(folder) is not there: install -d -m 700 \(folder)")]
    }
    do {
      let store = try Databases.open(settings)
      let found: Result<[Finding], any Error>
      do { found = .success(try await examine(store, settings)) } catch { found = .failure(error) }
      await store.close()
      return try found.get()
    } catch { return [Finding("database", "cannot be opened: \(error)")] }
  }

  private static func examine(_ store: any Store, _ settings: Settings) async throws -> [Finding] {
    let applied = try await store.appliedMigrations()
    let names = Set(Program.migrations.map(\.name))
    let newer = "the database was written by a newer program: install that one"
    return [
      Finding("database answers (\(store.engine.rawValue))"),
      Finding("schema", applied == names ? nil : applied.isSubset(of: names) ? "run wutong migrate" : newer),
    ] + (store.engine == .sqlite ? try await sqlite(store) : try await postgres(store, settings))
      + (applied == names ? [try await files(store, settings)] : [])
  }

  private static func files(_ store: any Store, _ settings: Settings) async throws -> Finding {
    let (count, losses) = try await Program.lostFiles(in: settings.files, store: store)
    return Finding(
      "\(count) files of people",
      losses.isEmpty ? nil : "\(losses.count) missing or changed: wutong files verify lists them; bring them back from a backup"
    )
  }

  private static func sqlite(_ store: any Store) async throws -> [Finding] {
    let mode = try await store.read { try $0.first("PRAGMA journal_mode")?.text("journal_mode") ?? "" }
    let check = try await store.read { try $0.first("PRAGMA quick_check(1)")?.text("quick_check") ?? "" }
    return [
      Finding(
        "SQLite journal \(mode)", mode == "wal" ? nil : "the database must be in WAL mode: open it once with this program"),
      Finding("SQLite pages", check == "ok" ? nil : "the file is damaged (\(check)): restore the last backup"),
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
      let mend = "set \(name) = on in postgresql.conf: \(why)"
      return Finding("PostgreSQL \(name) is \(value)", ["off", "local"].contains(value) ? mend : nil)
    }
    let most = Int(values["max_connections"] ?? "") ?? 0
    // The server's clock was read at some time between the two looks at ours.
    let skew = max(0, before.milliseconds - now, now - after.milliseconds)
    return [
      Finding("PostgreSQL \(version)", version >= 14 ? nil : "version 14 or later is needed"),
      on("fsync", "what was acknowledged would be lost with the power"),
      on("full_page_writes", "a page half written would stay so"),
      on("synchronous_commit", "what was acknowledged would be lost with the power"),
      Finding(
        "PostgreSQL takes \(most) connections",
        most > settings.connections + 3 ? nil : "raise max_connections, or lower database.connections"),
      Finding(
        "PostgreSQL encoding \(values["server_encoding"] ?? "")",
        values["server_encoding"] == "UTF8" ? nil : "make the database with ENCODING 'UTF8'"),
      Finding(
        "clocks differ by \(skew) ms",
        skew <= 2000 ? nil : "run a time service (chrony) on both machines: due dates depend on it"),
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
