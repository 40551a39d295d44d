import JSON
public import Kernel
public import Store

/// Publication: what was imported becomes what the public sees.
public enum CataloguePublication {
  /// Publishes the catalogue as it was imported last, for these regions and for those that are published already: from then on
  /// the public sees their offerings by it. A pilot first, then more: each call adds regions.
  ///
  /// Throws `PublicationRefusal` when what any of them would offer breaks a rule of consistency, and `Rejection(.invalid)` for a region
  /// that is not in the catalogue (`/regions/n`), and `Rejection(.conflict)` when somebody imports meanwhile; then nothing is changed.
  public static func publish(_ regions: [String], by actor: Actor, at now: Instant, in store: any Store) async throws {
    // The rules take longer than a writer may keep others waiting: they are checked outside, and the draft they saw is the one copied.
    let draft = try await check(regions, in: store)
    try await store.write { transaction in
      guard try draftNumber(transaction) == draft else { throw Rejection(.conflict, "catalogueChanged") }
      let epoch = try transaction.catalogueEpoch() + 1
      try VersionStore.freeze(epoch: epoch, by: actor, at: now, transaction)
      try transaction.run("DELETE FROM catalogue_published")
      try transaction.run(
        """
        INSERT INTO catalogue_published (kind, key, position, service, document)
        SELECT kind, key, position, service, document FROM catalogue_entry
        """)
      try open(regions, epoch: epoch, by: actor, at: now, transaction)
      try transaction.run("UPDATE catalogue_state SET epoch = ? WHERE id = 1", [.integer(epoch)])
    }
  }

  /// Shows the offerings of regions to the public, from this epoch on.
  static func open(_ regions: [String], epoch: Int64, by actor: Actor, at now: Instant, _ transaction: any Transaction) throws {
    for region in regions {
      try transaction.run(
        """
        INSERT INTO catalogue_publication (region, published_at, published_by) VALUES (?, ?, ?)
        ON CONFLICT (region) DO UPDATE SET published_at = excluded.published_at, published_by = excluded.published_by
        """, [.text(region), .integer(now.milliseconds), .text(actor.party.text)])
      try VersionStore.freeze(
        .init(kind: VersionStore.publication, key: region, position: 0, service: "", document: "{}"), epoch: epoch, change: nil,
        author: actor.party.text, reviewer: nil, at: now, transaction)
      try transaction.append(
        stream: "catalogue.\(region)", kind: "published", at: now, actor: actor.party.text, body: "{}", payload: nil)
    }
  }

  /// Whether these regions could be published, with those that are: throws as `publish` does. Returns the number of the draft it saw.
  @discardableResult
  public static func check(_ regions: [String], in store: any Store) async throws -> Int64 {
    let (rows, draft, published) = try await store.read { reading in
      (try CatalogueLoader.rows(.draft, reading), try draftNumber(reading), try CatalogueLoader.publishedRegions(reading))
    }
    let data = try CatalogueLoader.data(rows)
    let known = Set(data.regions.map(\.code))
    let problems = regions.enumerated().filter { !known.contains($0.element) }.map {
      Problem("/regions/\($0.offset)", "unknownRegion")
    }
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    let faults = PublicationRules.faults(in: data, regions: Set(regions).union(published))
    guard faults.isEmpty else { throw PublicationRefusal(faults: faults) }
    return draft
  }

  private static func draftNumber(_ reading: any Reading) throws -> Int64 {
    try reading.first("SELECT draft FROM catalogue_state WHERE id = 1")?.integer("draft") ?? 0
  }

  /// All regions of the catalogue as it was imported last, the league first.
  public static func regions(in store: any Store) async throws -> [String] {
    let rows = try await store.read { try CatalogueLoader.documents(.regions, .draft, $0) }
    return try rows.map { try CatalogueLoader.parsed($0)["code"]?.stringValue ?? "" }
  }
}
