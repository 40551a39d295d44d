public import CatalogueCore
import Cryptography
import Foundation
public import IdentityCore
import Kernel
public import Store
public import WebSupport
import WorkingTime

// What the commands of an operator need of the program without starting it.
extension Program {
  /// Accounts over a store.
  public static func identity(_ store: any Store) -> Identity {
    Identity(store: store, clock: .system, hasher: PasswordHasher(), authority: SimulatedAuthority())
  }

  /// The catalogue and its desk over a store.
  public static func catalogueDesk(_ store: any Store) async throws -> (CatalogueHolder, CatalogueDesk) {
    try await store.migrate(migrations)
    let holder = try await CatalogueHolder(store: store, forms: [:])
    let desk = CatalogueDesk(store: store, clock: .system, forms: [:]) { actor, region in
      may(actor, .editCatalogue, on: region.map(Resource.region) ?? .everything, league: holder.current.league)
    }
    return (holder, desk)
  }

  /// The words that people read.
  public static func words() throws -> Words { try Words(folder: try Home.locate() + "/Assets/strings") }

  /// A password that nobody has used before.
  public static func madeUpPassword() -> String { SecureRandom.token(bytes: 12) }
}

/// One thing that an installation must have.
public struct Finding: Sendable {
  public let what: String
  /// nil when it is in order; else what to do about it.
  public let mend: String?
}

/// Looks over an installation.
public enum Doctor {
  /// All findings, in the order of a start: files of the program, database, schema, files of people, calendar, fonts.
  public static func examine(database: String, files: String) async -> [Finding] {
    var findings: [Finding] = []
    func find(_ what: String, _ mend: String?) { findings.append(Finding(what: what, mend: mend)) }
    do {
      let home = try Home.locate()
      find("program files in \(home)", nil)
      let calendar = try DataFiles(folder: home + "/Data").calendar()
      let today = WallClock.system.today
      find(
        "calendar published through \(calendar.publishedThrough)",
        calendar.publishedThrough < today ? "bring this year's holidays into Data/calendar/holidays.csv" : nil)
    } catch { find("program files", "\(error)") }
    do {
      let store = try Databases.open(database)
      let applied = try await store.appliedMigrations()
      let names = Set(Program.migrations.map(\.name))
      find("database answers (\(store.engine.rawValue))", nil)
      find(
        "schema",
        applied == names
          ? nil
          : applied.isSubset(of: names) ? "run wutong migrate" : "the database was written by a newer program: install that one"
      )
      if store.engine == .sqlite {
        let mode = try await store.read { try $0.first("PRAGMA journal_mode")?.text("journal_mode") ?? "" }
        find("SQLite journal \(mode)", mode == "wal" ? nil : "the database must be in WAL mode: open it once with this program")
      }
      await store.close()
    } catch { find("database", "cannot be opened: \(error)") }
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    let exists = manager.fileExists(atPath: files, isDirectory: &isFolder)
    find(
      "folder of people's files \(files)",
      exists && isFolder.boolValue && manager.isWritableFile(atPath: files)
        ? nil : "make it, writable for this user alone: install -d -m 700 \(files)")
    let fonts =
      manager.fileExists(atPath: "/usr/share/fonts/opentype/noto")
      || manager.fileExists(atPath: "/usr/share/fonts/truetype/noto")
    find("Chinese fonts (for browsers on this machine)", fonts ? nil : "apt-get install fonts-noto-cjk fonts-noto-core")
    return findings
  }
}
