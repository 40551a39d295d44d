import BundleCompiler
public import CatalogueCore
public import Kernel
import Synchronization

/// All bundles as they come out without any answer, compiled once for a catalogue and a region.
public final class BundleShelf: Sendable {
  /// What a list or a card tells of a bundle.
  public struct Card: Sendable {
    public let key: String
    public let name: String
    public let intro: String
    public let audience: Set<String>
    public let services: Int
    /// Papers, counted as if each service were done alone, and as they are asked for.
    public let before: Int
    public let after: Int
    /// Those that the applicant has to bring.
    public let bring: Int
    /// Working days for the whole.
    public let days: Double
  }

  private struct Kept {
    var epoch: Int64
    var byRegion: [String: [Card]]
  }

  private let catalogue: CatalogueHolder
  private let kept = Mutex(Kept(epoch: -1, byRegion: [:]))

  public init(catalogue: CatalogueHolder) { self.catalogue = catalogue }

  /// In the order of the catalogue; one that does not compile here is left out. Throws `invalid` for an unknown region (`/region`).
  public func cards(region: String) throws(Rejection) -> [Card] {
    let snapshot = catalogue.current
    guard snapshot.region(region) != nil else { throw .invalid([Problem("/region", "unknownRegion")]) }
    let known = kept.withLock { $0.epoch == snapshot.epoch ? $0.byRegion[region] : nil }
    if let known { return known }
    let cards = snapshot.bundles.bundles.compactMap { Self.card($0, snapshot, region) }
    kept.withLock { kept in
      // Regions of one catalogue are few: none is dropped before the next catalogue.
      if kept.epoch != snapshot.epoch { kept = Kept(epoch: snapshot.epoch, byRegion: [:]) }
      kept.byRegion[region] = cards
    }
    return cards
  }

  private static func card(_ definition: BundleDefinition, _ snapshot: CatalogueSnapshot, _ region: String) -> Card? {
    guard let plan = try? snapshot.plan(bundle: definition.key, BundleRequest(region: region)) else { return nil }
    return Card(
      key: definition.key, name: definition.name, intro: definition.intro, audience: definition.audience,
      services: plan.compiled.steps.count, before: plan.compiled.before, after: plan.compiled.items.count,
      bring: plan.compiled.bring, days: plan.compiled.days)
  }
}
