import App
import Foundation
import IdentityCore
import Kernel
import Store
import StorePostgres
import TestDatabases
import Testing
import TypedSettings

@Suite("PostgreSQL is backed up by its own programs, from one snapshot", .serialized)
struct PostgresBackupTests {
  private func settings(_ url: String, _ files: String) throws -> Settings {
    let flags = [SettingFlag("database.url", url, flag: "--set"), SettingFlag("files.folder", files, flag: "--set")]
    return try ReadSettings(flags: flags, environment: [:], file: nil).settings
  }

  @Test("rows and files come back in an empty database, and the counts are those of the dump's own snapshot")
  func restored() async throws {
    guard TestEngine.allCases.contains(.postgres) else { return }
    let server = try await PostgresServer.shared.value
    try await withTemporaryFolder { folder in
      try await server.withDatabase { url in
        let source = try settings(url, folder + "/files")
        let store = PostgresStore(url: url)
        _ = try await Program(
          store: store, home: try Home.locate(), files: folder + "/files", authority: SimulatedAuthority(),
          passwordCost: 1 << 10)
        for number in 0..<20 {
          try await store.write { transaction in
            for _ in 0..<3 {
              try transaction.append(
                stream: "s\(number)", kind: "k", at: .init(milliseconds: 1), actor: "a", body: "{}", payload: "{}")
            }
          }
        }
        // Somebody writes all the time.
        let writer = Task {
          var number = 0
          while !Task.isCancelled {
            number += 1
            let stream = "live\(number)"
            try await store.write {
              _ = try $0.append(stream: stream, kind: "k", at: .init(milliseconds: 1), actor: "a", body: "{}", payload: nil)
            }
          }
          return number
        }
        let (path, manifest) = try await Backup.make(source, into: folder + "/backups")
        writer.cancel()
        #expect(try await writer.value > 0)
        await store.close()
        #expect(manifest.engine == "postgres" && manifest.counts["ledger_event"] ?? 0 >= 60)
        #expect(await Backup.verify(path) == [])
        try await server.withDatabase { other in
          let target = try settings(other, folder + "/files-2")
          // Restore compares the ledger's head and every count with the manifest, and throws when they differ.
          let restored = try await Backup.restore(path, into: target, replacing: false)
          await #expect(throws: BackupFault.self) { try await Backup.restore(path, into: target, replacing: false) }
          let again = try await Backup.restore(path, into: target, replacing: true)
          #expect(restored.ledgerHead == manifest.ledgerHead && again.counts == manifest.counts)
        }
      }
    }
  }
}
