/// The steps of the schema that ledger, counters and outbox need.
public let storeMigrations: [Migration] = [
  Migration(
    "store-001-ledger",
    [
      """
      CREATE TABLE ledger_event (
        stream TEXT NOT NULL, sequence BIGINT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL, body TEXT NOT NULL,
        payload TEXT, salt BLOB, payload_digest BLOB, chain BLOB NOT NULL, PRIMARY KEY (stream, sequence))
      """
    ]),
  Migration(
    "store-002-counters",
    [
      "CREATE TABLE counter (name TEXT NOT NULL, key TEXT NOT NULL, total BIGINT NOT NULL, PRIMARY KEY (name, key))",
      "CREATE TABLE counter_delta (id SERIAL8 PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, delta BIGINT NOT NULL)",
      "CREATE INDEX counter_delta_name ON counter_delta (name, key)",
    ]),
  Migration(
    "store-003-outbox",
    [
      """
      CREATE TABLE outbox (
        id SERIAL8 PRIMARY KEY, topic TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, posted_at BIGINT NOT NULL,
        next_at BIGINT NOT NULL, attempts BIGINT NOT NULL)
      """,
      "CREATE INDEX outbox_next_at ON outbox (next_at, id)",
    ]),
]
