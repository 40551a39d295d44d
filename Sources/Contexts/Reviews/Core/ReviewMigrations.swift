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
    ])
]
