import Kernel
import Store

/// What people and operators are told when the database does not do its part.
enum StoreRefusal {
  /// nil for mistakes of our own, which are told as such.
  ///
  /// The reason is for logs and `/readyz`: the engine's own words about itself, never about anybody's data.
  static func of(_ error: any Error) -> (rejection: Rejection, reason: String)? {
    guard let error = error as? StoreError else { return nil }
    return switch error {
    case .busy: (Rejection(.unavailable, "databaseBusy"), "busy: a lock or collision lasted too long")
    case .full: (Rejection(.unavailable, "diskFull"), "full: free space on the database's disk")
    case .unavailable(let message): (Rejection(.unavailable, "databaseAway"), "database: \(message)")
    case .closed: (Rejection(.unavailable, "databaseAway"), "closed: the program is ending")
    case .unique, .constraint, .misuse: nil
    }
  }
}
