import App
import Foundation
import Store
import StorePostgres
import TestDatabases
import Testing
import TypedSettings

@Suite("Doctor looks into PostgreSQL")
struct DoctorTests {
  private func findings(_ url: String, _ folder: String, connections: Int = 8) async throws -> [Finding] {
    let flags = ["database.url": url, "files.folder": folder, "server.port": "0", "database.connections": "\(connections)"].map
    {
      SettingFlag($0.key, $0.value, flag: "--set")
    }
    return await Doctor.examine(try ReadSettings(flags: flags, environment: [:], file: nil))
  }

  @Test("version, durability, encoding, connections and clocks are looked at, each with its mend; a schema that is old is told")
  func postgres() async throws {
    guard TestEngine.allCases.contains(.postgres) else { return }
    let server = try await PostgresServer.shared.value
    try await withTemporaryFolder { folder in
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
      try await server.withDatabase { url in
        let old = try await findings(url, folder)
        #expect(old.contains { $0.what == "schema" && $0.mend == "run wutong migrate" }, "\(old)")
        let store = PostgresStore(url: url, connections: 1)
        try await store.migrate(Program.migrations)
        let good = try await findings(url, folder)
        #expect(good.allSatisfy { $0.mend == nil }, "\(good.filter { $0.mend != nil })")
        for what in [
          "PostgreSQL fsync is on", "PostgreSQL encoding UTF8", "PostgreSQL synchronous_commit is on", "clocks differ by ",
        ] {
          #expect(good.contains { $0.what.hasPrefix(what) }, "\(what)")
        }
        await store.close()
      }
      let gone = try await findings("postgres://nobody@/none?host=\(folder)", folder)
      #expect(gone.contains { $0.what == "database" && $0.mend?.hasPrefix("cannot be opened") == true })
    }
  }
}
