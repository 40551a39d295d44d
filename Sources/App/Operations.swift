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

  /// The words that people read.
  public static func words() throws -> Words { try Words(folder: try Home.locate() + "/Assets/strings") }

  /// A password that nobody has used before.
  public static func madeUpPassword() -> String { SecureRandom.token(bytes: 12) }
}
