import CaseworkCore
public import CatalogueCore
import Cryptography
public import IdentityCore
import Kernel
public import Store
public import WebSupport

// What the commands of an operator need of the program without starting it.
extension Program {
  /// Accounts over a store.
  public static func identity(_ store: any Store) -> Identity {
    Identity(store: store, clock: .system, hasher: PasswordHasher(), authority: SimulatedAuthority())
  }

  /// The catalogue and its desk over a store.
  public static func catalogueDesk(_ store: any Store) async throws -> (CatalogueHolder, CatalogueDesk) {
    try await store.migrate(migrations)
    let holder = try await CatalogueHolder(store: store)
    let desk = CatalogueDesk(store: store, clock: .system) { actor, region in
      may(actor, .editCatalogue, on: region.map(Resource.region) ?? .everything, league: holder.current.league)
    }
    return (holder, desk)
  }

  /// The words that people read.
  public static func words() throws -> Words { try Words(folder: try Home.locate() + "/Assets/strings") }

  /// Every file that is missing or changed on the disk, a line each, and how many files there are.
  public static func lostFiles(in folder: String, store: any Store) async throws -> (files: Int, losses: [String]) {
    let audit = try await FileAudit.examine(folder, store: store)
    return (
      audit.files,
      audit.losses.map {
        "\($0.isMissing ? "missing" : "changed"): \($0.sha256) (file \($0.file.text); \($0.cases.isEmpty ? "no case" : "cases \($0.cases.joined(separator: ", "))"))"
      }
    )
  }

  /// A password that nobody has used before.
  public static func madeUpPassword() -> String { SecureRandom.token(bytes: 12) }
}
