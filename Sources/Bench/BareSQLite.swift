import Foundation
import GRDBSQLite
import Glibc

/// What SQLite can do at most: one thread that speaks C to the same library, one INSERT each into a table of cases (1 kB of JSON, two
/// secondary indexes), of events and of messages, `synchronous=FULL`, `group` submissions a commit.
enum BareSQLite {
  /// Submissions a second.
  static func rate(path: String, group: Int, seconds: Double, form: [UInt8]) throws -> Double {
    for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
    defer { for ending in ["", "-wal", "-shm"] { unlink(path + ending) } }
    var opened: OpaquePointer?
    guard sqlite3_open(path, &opened) == SQLITE_OK, let database = opened else {
      throw BenchError("SQLite cannot open \(path)")
    }
    defer { sqlite3_close(database) }
    func execute(_ sql: String) throws {
      guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else {
        throw BenchError(String(cString: sqlite3_errmsg(database)))
      }
    }
    try execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -200000; PRAGMA wal_autocheckpoint = 4000")
    try execute(BareTables.sqlite)
    func prepare(_ sql: String) throws -> OpaquePointer {
      var statement: OpaquePointer?
      guard sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
        let statement
      else {
        throw BenchError(String(cString: sqlite3_errmsg(database)))
      }
      return statement
    }
    let begin = try prepare("BEGIN IMMEDIATE")
    let commit = try prepare("COMMIT")
    let insert = try prepare(BareTables.insertCase(mark: { _ in "?" }, suffix: ""))
    let event = try prepare(BareTables.insertEvent(mark: { _ in "?" }))
    let message = try prepare(BareTables.insertMessage(mark: { _ in "?" }))
    defer { for statement in [begin, commit, insert, event, message] { sqlite3_finalize(statement) } }
    func step(_ statement: OpaquePointer) throws {
      let code = sqlite3_step(statement)
      guard code == SQLITE_DONE || code == SQLITE_ROW else { throw BenchError(String(cString: sqlite3_errmsg(database))) }
      sqlite3_reset(statement)
    }
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    try form.withUnsafeBytes { form in
      while clock.now - start < .seconds(seconds) {
        try step(begin)
        for _ in 0..<group {
          sqlite3_bind_int(insert, 1, Int32.random(in: 1...7300))
          sqlite3_bind_int(insert, 2, Int32.random(in: 1...14))
          try String(Int.random(in: 0..<1_000_000)).withCString { applicant in
            // nil is SQLITE_STATIC: the bytes outlive the step.
            sqlite3_bind_text(insert, 3, applicant, -1, nil)
            sqlite3_bind_text(insert, 4, form.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(form.count), nil)
            try step(insert)
          }
          let id = sqlite3_last_insert_rowid(database)
          sqlite3_bind_int64(event, 1, id)
          try step(event)
          sqlite3_bind_int64(message, 1, id)
          try step(message)
          count += 1
        }
        try step(commit)
      }
    }
    return Double(count) / Load.seconds(clock.now - start)
  }
}

/// The three tables of the bare work, as little as a submission could ever be.
enum BareTables {
  static let sqlite = """
    CREATE TABLE bench_case (id INTEGER PRIMARY KEY, service INT NOT NULL, region INT NOT NULL, applicant TEXT NOT NULL,
      status TEXT NOT NULL DEFAULT 'submitted', form TEXT NOT NULL, at INT NOT NULL DEFAULT (unixepoch()));
    CREATE INDEX bench_case_region ON bench_case (region, status); CREATE INDEX bench_case_applicant ON bench_case (applicant);
    CREATE TABLE bench_event (id INTEGER PRIMARY KEY, case_id INT NOT NULL REFERENCES bench_case, kind TEXT NOT NULL,
      payload TEXT NOT NULL, at INT NOT NULL DEFAULT (unixepoch()));
    CREATE INDEX bench_event_case ON bench_event (case_id);
    CREATE TABLE bench_outbox (id INTEGER PRIMARY KEY, topic TEXT NOT NULL, key TEXT NOT NULL, payload TEXT NOT NULL,
      at INT NOT NULL DEFAULT (unixepoch()));
    """

  static let postgres = """
    DROP TABLE IF EXISTS bench_event; DROP TABLE IF EXISTS bench_outbox; DROP TABLE IF EXISTS bench_case;
    CREATE TABLE bench_case (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, service INT NOT NULL, region INT NOT NULL,
      applicant TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'submitted', form JSONB NOT NULL, at TIMESTAMPTZ NOT NULL DEFAULT now());
    CREATE INDEX bench_case_region ON bench_case (region, status); CREATE INDEX bench_case_applicant ON bench_case (applicant);
    CREATE TABLE bench_event (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, case_id BIGINT NOT NULL REFERENCES bench_case,
      kind TEXT NOT NULL, payload JSONB NOT NULL, at TIMESTAMPTZ NOT NULL DEFAULT now());
    CREATE INDEX bench_event_case ON bench_event (case_id);
    CREATE TABLE bench_outbox (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic TEXT NOT NULL, key TEXT NOT NULL,
      payload JSONB NOT NULL, at TIMESTAMPTZ NOT NULL DEFAULT now());
    """

  static func insertCase(mark: (Int) -> String, suffix: String) -> String {
    "INSERT INTO bench_case (service, region, applicant, form) VALUES (\((1...4).map(mark).joined(separator: ", ")))\(suffix)"
  }
  static func insertEvent(mark: (Int) -> String) -> String {
    "INSERT INTO bench_event (case_id, kind, payload) VALUES (\(mark(1)), 'submitted', '{\"channel\":\"web\"}')"
  }
  static func insertMessage(mark: (Int) -> String) -> String {
    "INSERT INTO bench_outbox (topic, key, payload) VALUES ('case.submitted', \(mark(1)), '{\"case\":1}')"
  }
}
