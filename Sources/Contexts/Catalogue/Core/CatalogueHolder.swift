public import Forms
public import Store
import Synchronization

/// Holds the published catalogue and swaps it whole when the database has a newer one.
public final class CatalogueHolder: Sendable {
  private let store: any Store
  private let forms: [String: Form]
  private let held: Mutex<CatalogueSnapshot>

  /// Loads the catalogue as it is published now.
  public init(store: any Store, forms: [String: Form]) async throws {
    self.store = store
    self.forms = forms
    held = Mutex(try await CatalogueLoader.snapshot(store, forms: forms))
  }

  public var current: CatalogueSnapshot { held.withLock { $0 } }

  /// Takes a newer catalogue if there is one. Returns whether there was.
  @discardableResult
  public func refresh() async throws -> Bool {
    let epoch = try await store.read { try $0.catalogueEpoch() }
    guard epoch != current.epoch else { return false }
    let fresh = try await CatalogueLoader.snapshot(store, forms: forms)
    held.withLock { $0 = fresh }
    return true
  }
}
