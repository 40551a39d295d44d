public import Store

public let catalogueMigrations: [Migration] = [
  Migration(
    "catalogue-001-entries",
    [
      """
      CREATE TABLE catalogue_entry (
        kind TEXT NOT NULL, key TEXT NOT NULL, position BIGINT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (kind, key))
      """,
      "CREATE TABLE catalogue_publication (region TEXT PRIMARY KEY, published_at BIGINT NOT NULL, published_by TEXT NOT NULL)",
      "CREATE TABLE catalogue_state (id BIGINT PRIMARY KEY, epoch BIGINT NOT NULL)",
      "INSERT INTO catalogue_state (id, epoch) VALUES (1, 0)",
    ])
]

extension Reading {
  /// Grows with every change of the catalogue; a submission checks it in its own transaction.
  public func catalogueEpoch() throws -> Int64 {
    try first("SELECT epoch FROM catalogue_state WHERE id = 1")?.integer("epoch") ?? 0
  }
}
