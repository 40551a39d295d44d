public import Store

public let reviewMigrations: [Migration] = [
  Migration(
    "reviews-001-reviews",
    [
      """
      CREATE TABLE review (
        case_id TEXT PRIMARY KEY, grade BIGINT NOT NULL, indicators TEXT NOT NULL, comment TEXT, anonymous BIGINT NOT NULL,
        at BIGINT NOT NULL, party TEXT NOT NULL, service TEXT NOT NULL, region TEXT NOT NULL, department TEXT NOT NULL,
        channel TEXT NOT NULL)
      """,
      "CREATE INDEX review_region ON review (region, grade)",
      "CREATE INDEX review_service ON review (service, grade)",
      "CREATE INDEX review_department ON review (department, grade)",
      "CREATE INDEX review_grade_at ON review (grade, at)",
    ]),
  // From here on `review.case_id` of an anonymous review is a key that only its token leads to, and its party is empty.
  Migration(
    "reviews-002-tokens",
    [
      "ALTER TABLE review ADD COLUMN operator TEXT",
      "ALTER TABLE review ADD COLUMN answered BIGINT",
      // That a case has been reviewed, and under which key when it was not anonymous.
      "CREATE TABLE review_given (case_id TEXT PRIMARY KEY, review TEXT)",
      "UPDATE review SET party = '' WHERE anonymous = 1",
      "INSERT INTO review_given (case_id, review) SELECT case_id, CASE WHEN anonymous = 0 THEN case_id END FROM review",
      """
      CREATE TABLE review_token (
        digest BLOB PRIMARY KEY, case_id TEXT NOT NULL, act TEXT NOT NULL, operator TEXT, expires_at BIGINT NOT NULL,
        opened_at BIGINT, used BIGINT NOT NULL)
      """,
      "CREATE INDEX review_token_case ON review_token (case_id)",
      "CREATE INDEX review_token_expiry ON review_token (expires_at)",
      "CREATE TABLE review_addition (review TEXT PRIMARY KEY, comment TEXT NOT NULL, at BIGINT NOT NULL)",
    ]),
  Migration(
    "reviews-003-counters",
    [
      """
      CREATE TABLE review_place (
        id SERIAL8 PRIMARY KEY, region TEXT NOT NULL, department TEXT NOT NULL, service TEXT NOT NULL, channel TEXT NOT NULL)
      """,
      "CREATE UNIQUE INDEX review_place_name ON review_place (service, region, department, channel)",
      """
      CREATE TABLE review_delta (
        id SERIAL8 PRIMARY KEY, place BIGINT NOT NULL, day BIGINT NOT NULL, grade BIGINT NOT NULL, n BIGINT NOT NULL)
      """,
      // Cells of a batch, packed; they count from the epoch that names the batch.
      "CREATE TABLE review_cells (batch BIGINT NOT NULL, part BIGINT NOT NULL, cells BLOB NOT NULL, PRIMARY KEY (batch, part))",
      "CREATE TABLE review_epoch (epoch BIGINT PRIMARY KEY, batch BIGINT NOT NULL)",
      """
      CREATE TABLE review_batch (
        id SERIAL8 PRIMARY KEY, digest TEXT NOT NULL, file TEXT NOT NULL, live BIGINT NOT NULL, rows BIGINT NOT NULL,
        owner TEXT NOT NULL, touched_at BIGINT NOT NULL)
      """,
      "CREATE INDEX review_batch_digest ON review_batch (digest)",
      """
      CREATE TABLE review_imported (
        batch BIGINT NOT NULL, line BIGINT NOT NULL, place BIGINT NOT NULL, grade BIGINT NOT NULL, at BIGINT NOT NULL,
        indicators TEXT NOT NULL, comment TEXT NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (batch, line))
      """,
      "CREATE TABLE review_imported_case (case_id TEXT NOT NULL, batch BIGINT NOT NULL, PRIMARY KEY (case_id, batch))",
      """
      INSERT INTO review_place (region, department, service, channel)
      SELECT DISTINCT region, department, service, channel FROM review
      """,
      // Days are those of +08:00.
      """
      INSERT INTO review_delta (place, day, grade, n)
      SELECT p.id, (r.at + 28800000) / 86400000, r.grade, COUNT(*) FROM review AS r
      JOIN review_place AS p ON p.service = r.service AND p.region = r.region AND p.department = r.department AND p.channel = r.channel
      GROUP BY p.id, (r.at + 28800000) / 86400000, r.grade
      """,
    ]),
]
