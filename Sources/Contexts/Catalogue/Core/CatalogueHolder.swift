public import Forms
public import Kernel
public import Store
import Synchronization

/// Holds the published catalogue and swaps it whole when the database has a newer one; older versions are loaded when somebody asks.
public final class CatalogueHolder: Sendable {
  private struct Place: Hashable {
    let service: String
    let epoch: Int64
  }

  private let store: any Store
  private let held: Mutex<CatalogueSnapshot>
  /// Old guides, at most `kept`.
  private let old = Mutex<[Place: Guide]>([:])
  private static let kept = 200

  /// Loads the catalogue as it is published now.
  public init(store: any Store) async throws {
    self.store = store
    held = Mutex(try await CatalogueLoader.snapshot(store))
  }

  public var current: CatalogueSnapshot { held.withLock { $0 } }

  /// Takes a newer catalogue if there is one. Returns whether there was.
  @discardableResult
  public func refresh() async throws -> Bool {
    let epoch = try await store.read { try $0.catalogueEpoch() }
    guard epoch != current.epoch else { return false }
    let fresh = try await CatalogueLoader.snapshot(store)
    held.withLock { $0 = fresh }
    return true
  }

  /// The papers that a service asked for at an epoch: a case keeps the version it began under.
  public func evidence(of service: String, at epoch: Int64) async throws -> [ServiceEvidence] {
    let snapshot = current
    if epoch >= snapshot.changedLast(service), snapshot.service(service) != nil { return snapshot.evidence(of: service) }
    return try await guide(of: service, at: epoch)?.evidence ?? []
  }

  /// The form that a service had at an epoch: a case keeps the version it began under. nil when it never had one.
  public func form(of service: String, at epoch: Int64) async throws -> Form? {
    let snapshot = current
    if epoch >= snapshot.changedLast(service), let form = snapshot.form(of: service) { return form }
    return try await guide(of: service, at: epoch)?.form
  }

  /// The guide of a service as it stood at an epoch, or the oldest that is known; nil when there never was one.
  public func guide(of service: String, at epoch: Int64) async throws -> Guide? {
    let place = Place(service: service, epoch: epoch)
    if let known = old.withLock({ $0[place] }) { return known }
    let rows = try await store.read { reading in
      let rows = try VersionStore.rows(reading, of: service, at: epoch)
      guard rows[.services] == nil, let first = try VersionStore.guides(reading, of: service).first else { return rows }
      return try VersionStore.rows(reading, of: service, at: max(epoch, first.version.epoch))
    }
    guard let guide = try Guide(rows, places: current.forms.places) else { return nil }
    old.withLock { old in
      if old.count >= Self.kept { old.removeAll(keepingCapacity: true) }
      old[place] = guide
    }
    return guide
  }

  /// All versions of a guide; empty for one that was never published.
  public func history(of service: String) async throws -> GuideHistory {
    GuideHistory(entries: try await store.read { try VersionStore.guides($0, of: service) })
  }

  /// All versions of a form, by its key; empty for one that was never published.
  public func history(ofForm key: String) async throws -> GuideHistory { try await history(of: FormBook.owner(key)) }

  /// What changed in a form, its base form apart, from one epoch to another.
  public func differences(ofForm key: String, from old: Int64, to new: Int64) async throws -> [CatalogueDifference] {
    let (before, after) = try await store.read { reading in
      (
        try VersionStore.rows(reading, ofForm: key, at: old), try VersionStore.rows(reading, ofForm: key, at: new)
      )
    }
    return CatalogueComparison.differences(from: try Guide.keyed(before), to: try Guide.keyed(after))
  }

  /// What changed in a guide from one epoch to another.
  public func differences(of service: String, from old: Int64, to new: Int64) async throws -> [CatalogueDifference] {
    CatalogueComparison.differences(
      from: try await guide(of: service, at: old), to: try await guide(of: service, at: new))
  }

  /// The catalogue as it stood at the end of a civil day; nil before the first publication.
  public func edition(at day: CivilDate) async throws -> CatalogueSnapshot? {
    let found = try await store.read { reading in
      try VersionStore.epoch(reading, at: day.end).map { ($0, try VersionStore.everything(reading, at: $0)) }
    }
    guard let (epoch, (rows, regions)) = found else { return nil }
    return CatalogueSnapshot(try CatalogueLoader.data(rows), epoch: epoch, published: regions)
  }
}
