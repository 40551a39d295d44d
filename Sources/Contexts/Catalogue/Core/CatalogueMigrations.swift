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
    ]),
  // What the public sees is a copy of its own: what is being prepared is seen by nobody before the rules of publication have passed it.
  Migration(
    "catalogue-002-published",
    [
      """
      CREATE TABLE catalogue_published (
        kind TEXT NOT NULL, key TEXT NOT NULL, position BIGINT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (kind, key))
      """,
      """
      INSERT INTO catalogue_published (kind, key, position, document) SELECT kind, key, position, document FROM catalogue_entry
      WHERE EXISTS (SELECT region FROM catalogue_publication)
      """,
      // How often the draft was changed: what was checked is what is published.
      "ALTER TABLE catalogue_state ADD COLUMN draft BIGINT NOT NULL DEFAULT 0",
    ]),
]

extension Reading {
  /// Grows with every publication; a submission checks it in its own transaction.
  public func catalogueEpoch() throws -> Int64 {
    try first("SELECT epoch FROM catalogue_state WHERE id = 1")?.integer("epoch") ?? 0
  }
}
