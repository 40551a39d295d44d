public import Store

public let noticesMigrations: [Migration] = [
  Migration(
    "notices-001-notices",
    [
      """
      CREATE TABLE notice (
        id TEXT PRIMARY KEY, occasion TEXT NOT NULL, party TEXT NOT NULL, case_id TEXT, template TEXT NOT NULL, version BIGINT NOT NULL,
        words TEXT NOT NULL, at BIGINT NOT NULL, read_at BIGINT, UNIQUE (occasion, party))
      """,
      "CREATE INDEX notice_party ON notice (party, at, id)",
      "CREATE INDEX notice_unread ON notice (party) WHERE read_at IS NULL",
      "CREATE INDEX notice_case ON notice (case_id)",
      """
      CREATE TABLE notice_delivery (
        id TEXT PRIMARY KEY, notice TEXT NOT NULL REFERENCES notice (id), channel TEXT NOT NULL, state TEXT NOT NULL,
        attempts BIGINT NOT NULL, next_at BIGINT, at BIGINT NOT NULL, failure TEXT)
      """,
      "CREATE INDEX notice_delivery_next ON notice_delivery (next_at) WHERE next_at IS NOT NULL",
      "CREATE INDEX notice_delivery_notice ON notice_delivery (notice)",
      """
      CREATE TABLE contact (
        party TEXT PRIMARY KEY, mail TEXT, new_mail TEXT, code_digest TEXT, code_until BIGINT, code_tries BIGINT NOT NULL,
        by_sms BIGINT NOT NULL, by_mail BIGINT NOT NULL, language TEXT NOT NULL, quiet_from BIGINT NOT NULL, quiet_to BIGINT NOT NULL)
      """,
      """
      CREATE TABLE webhook (
        id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, kinds TEXT NOT NULL, region TEXT NOT NULL, made_by TEXT NOT NULL,
        made_at BIGINT NOT NULL, ended_at BIGINT)
      """,
      """
      CREATE TABLE webhook_delivery (
        id TEXT PRIMARY KEY, webhook TEXT NOT NULL REFERENCES webhook (id), occasion TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL,
        attempts BIGINT NOT NULL, next_at BIGINT, at BIGINT NOT NULL, failure TEXT, UNIQUE (webhook, occasion))
      """,
      "CREATE INDEX webhook_delivery_next ON webhook_delivery (next_at) WHERE next_at IS NOT NULL",
    ])
]
