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
  // Every row that was published, as it was: who began under a version keeps it.
  Migration(
    "catalogue-003-versions",
    ["catalogue_entry", "catalogue_published"].flatMap { table in
      [
        "ALTER TABLE \(table) ADD COLUMN service TEXT NOT NULL DEFAULT ''",
        "UPDATE \(table) SET service = key WHERE kind IN ('services', 'elements')",
        """
        UPDATE \(table) SET service = (SELECT s.key FROM \(table) s
          WHERE s.kind = 'services' AND \(table).document LIKE '%"service":"' || s.key || '"%')
        WHERE kind IN ('service-evidence', 'questions')
          AND EXISTS (SELECT s.key FROM \(table) s WHERE s.kind = 'services' AND \(table).document LIKE '%"service":"' || s.key || '"%')
        """,
      ]
    } + [
      """
      CREATE TABLE catalogue_version (
        kind TEXT NOT NULL, key TEXT NOT NULL, version BIGINT NOT NULL, epoch BIGINT NOT NULL, at BIGINT NOT NULL, position BIGINT NOT NULL,
        service TEXT NOT NULL, document TEXT, change_id TEXT, author TEXT NOT NULL, reviewer TEXT, PRIMARY KEY (kind, key, version))
      """,
      "CREATE INDEX catalogue_version_service ON catalogue_version (service, epoch)",
      "CREATE INDEX catalogue_version_epoch ON catalogue_version (epoch)",
      """
      INSERT INTO catalogue_version (kind, key, version, epoch, at, position, service, document, author)
      SELECT kind, key, 1, (SELECT epoch FROM catalogue_state WHERE id = 1), (SELECT MAX(published_at) FROM catalogue_publication),
        position, service, document, 'system' FROM catalogue_published
      """,
      """
      INSERT INTO catalogue_version (kind, key, version, epoch, at, position, service, document, author)
      SELECT 'publication', region, 1, (SELECT epoch FROM catalogue_state WHERE id = 1), published_at, 0, '', '{}', published_by
      FROM catalogue_publication
      """,
    ]),
  // What editors prepare: reviewed by a second person, then published on a day.
  Migration(
    "catalogue-004-changes",
    [
      """
      CREATE TABLE catalogue_change (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, reason TEXT NOT NULL, state TEXT NOT NULL, regions TEXT NOT NULL, author TEXT NOT NULL,
        author_name TEXT NOT NULL, reviewer TEXT, reviewer_name TEXT, comment TEXT, takes_effect TEXT, created_at BIGINT NOT NULL,
        changed_at BIGINT NOT NULL, epoch BIGINT, revision BIGINT NOT NULL)
      """,
      "CREATE INDEX catalogue_change_state ON catalogue_change (state, changed_at)",
      """
      CREATE TABLE catalogue_change_entry (
        change_id TEXT NOT NULL REFERENCES catalogue_change (id), kind TEXT NOT NULL, key TEXT NOT NULL, service TEXT NOT NULL,
        base BIGINT NOT NULL, document TEXT, PRIMARY KEY (change_id, kind, key))
      """,
    ]),
]

extension Reading {
  /// Grows with every publication; a submission checks it in its own transaction.
  public func catalogueEpoch() throws -> Int64 {
    try first("SELECT epoch FROM catalogue_state WHERE id = 1")?.integer("epoch") ?? 0
  }
}
