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
  // Closed cases are counted beside grades; a count may be below nought. See `Lane`.
  Migration(
    "reviews-004-giving",
    [
      "ALTER TABLE review ADD COLUMN closed_month BIGINT",
      "ALTER TABLE review ADD COLUMN adopted BIGINT NOT NULL DEFAULT 1",
      "ALTER TABLE review_imported_case ADD COLUMN by_default BIGINT NOT NULL DEFAULT 0",
      """
      UPDATE review_imported_case SET by_default = 1 WHERE EXISTS (
        SELECT 1 FROM review_imported AS r JOIN review_place AS p ON p.id = r.place
        WHERE r.batch = review_imported_case.batch AND r.case_id = review_imported_case.case_id AND p.channel = 'default')
      """,
      """
      INSERT INTO review_place (region, department, service, channel)
      SELECT DISTINCT region, \(departmentOfCase), service, channel FROM case_file AS c
      WHERE closed_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM review_place AS p
        WHERE p.service = c.service AND p.region = c.region AND p.department = \(departmentOfCase) AND p.channel = c.channel)
      """,
      closedCases(lane: 6, "1 = 1"),
      closedCases(
        lane: 7,
        """
        (EXISTS (SELECT 1 FROM review_given AS g WHERE g.case_id = c.id) OR EXISTS (
          SELECT 1 FROM review_imported_case AS i JOIN review_batch AS b ON b.id = i.batch
          WHERE i.case_id = c.id AND b.live = 1 AND i.by_default = 0))
        """),
      closedCases(
        lane: 0,
        """
        EXISTS (SELECT 1 FROM review_imported_case AS i JOIN review_batch AS b ON b.id = i.batch
          WHERE i.case_id = c.id AND b.live = 1 AND i.by_default = 1)
        """),
    ]),
  Migration(
    "reviews-005-marks",
    [
      "ALTER TABLE review ADD COLUMN unit TEXT",
      "ALTER TABLE review ADD COLUMN handed BIGINT",
      // 0 until it has been looked at for marks; only those whose receipt somebody handed out are.
      "ALTER TABLE review ADD COLUMN looked BIGINT NOT NULL DEFAULT 1",
      "CREATE INDEX review_unlooked ON review (looked) WHERE looked = 0",
      "CREATE INDEX review_operator ON review (operator, at)",
      "CREATE INDEX review_unit ON review (unit, at)",
      "ALTER TABLE review_token ADD COLUMN issued_at BIGINT",
      "ALTER TABLE review_token ADD COLUMN unit TEXT",
      "CREATE INDEX review_token_unit ON review_token (unit)",
      """
      CREATE TABLE review_mark (
        review TEXT NOT NULL, kind TEXT NOT NULL, region TEXT NOT NULL, operator TEXT NOT NULL, at BIGINT NOT NULL,
        figures TEXT NOT NULL, PRIMARY KEY (review, kind))
      """,
      "CREATE INDEX review_mark_at ON review_mark (at, review)",
      """
      CREATE TABLE review_decision (
        review TEXT NOT NULL, number BIGINT NOT NULL, adopted BIGINT NOT NULL, reason TEXT NOT NULL, decided_by TEXT NOT NULL,
        at BIGINT NOT NULL, PRIMARY KEY (review, number))
      """,
    ]),
]

/// `LCJ` of a case's `152502/LCJ`.
private let departmentOfCase = "SUBSTR(c.responsible, LENGTH(RTRIM(c.responsible, REPLACE(c.responsible, '/', ''))) + 1)"

private func closedCases(lane: Int, _ condition: String) -> String {
  """
  INSERT INTO review_delta (place, day, grade, n)
  SELECT p.id, (c.closed_at + 28800000) / 86400000, \(lane), COUNT(*) FROM case_file AS c
  JOIN review_place AS p ON p.service = c.service AND p.region = c.region AND p.department = \(departmentOfCase)
    AND p.channel = c.channel
  WHERE c.closed_at IS NOT NULL AND \(condition) GROUP BY p.id, (c.closed_at + 28800000) / 86400000
  """
}
