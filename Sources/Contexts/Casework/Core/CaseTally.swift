import JSON
import Kernel
import Store

/// How many submitted cases there are of each kind, exact at every commit: what the total of a list is summed from, so that nothing
/// counts rows by the hundred thousand.
///
/// A kind is who handles a case and where it stands. A commit appends what it moved from one kind to another (`case_tally_delta`); a folder
/// merges that into `case_tally` and, by service as well, into `case_service_tally`; a reader adds what is not merged yet.
struct CaseKind: Sendable, Hashable {
  let region: String
  let accepting: String
  let responsible: String
  let issuing: String
  let status: String
  let stage: String
  let lastState: String
  /// Empty while there is none.
  let outcome: String
  let serviceName: String

  /// nil for a draft, which is the applicant's alone.
  init?(_ state: CaseState) {
    guard state.status != .draft else { return nil }
    region = state.terms.region
    accepting = state.terms.accepting.description
    responsible = state.terms.responsible.description
    issuing = state.terms.issuing.description
    status = state.status.rawValue
    stage = state.stage.rawValue
    lastState = state.lastState
    outcome = state.outcome ?? ""
    serviceName = state.terms.serviceName
  }

  fileprivate var values: [SQLValue] {
    [
      .text(region), .text(accepting), .text(responsible), .text(issuing), .text(status), .text(stage), .text(lastState),
      .text(outcome), .text(serviceName),
    ]
  }
}

enum CaseTally {
  private static let handling = "region, accepting, responsible, issuing, status, stage, last_state, outcome"

  /// Moves a case from one kind to another; nil is where it is not counted.
  static func move(from old: CaseKind?, to new: CaseKind?, _ transaction: any Transaction) throws {
    guard old != new else { return }
    try add([old.map { ($0, -1) }, new.map { ($0, 1) }].compactMap { $0 }, transaction)
  }

  /// Appends movements.
  static func add(_ movements: [(kind: CaseKind, delta: Int64)], _ transaction: any Transaction) throws {
    let parts = movements.map { $0.kind.values + [.integer($0.delta)] }
    let marks = parts.map { _ in "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" }.joined(separator: ", ")
    try transaction.issue(
      "INSERT INTO case_tally_delta (\(handling), service_name, delta) VALUES \(marks)", parts.flatMap { $0 })
  }

  /// Merges up to `limit` movements. Returns how many there were.
  static func fold(limit: Int, _ transaction: any Transaction) throws -> Int {
    let rows = try transaction.query(
      """
      DELETE FROM case_tally_delta WHERE id IN (SELECT id FROM case_tally_delta ORDER BY id LIMIT ?)
      RETURNING \(handling), service_name, delta
      """, [SQLValue(limit)])
    let columns = handling.split(separator: ", ").map(String.init)
    var sums: [[String]: Int64] = [:]
    var byService: [[String]: Int64] = [:]
    for row in rows {
      let kind = try columns.map { try row.text($0) }
      let delta = try row.integer("delta")
      sums[kind, default: 0] += delta
      byService[[try row.text("service_name")] + kind, default: 0] += delta
    }
    // In one order everywhere, so that two folders cannot wait for each other in a circle.
    func add(_ table: String, _ columns: String, _ sums: [[String]: Int64]) throws {
      let marks = columns.split(separator: ",").map { _ in "?" }.joined(separator: ", ")
      for (key, sum) in sums.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) where sum != 0 {
        try transaction.issue(
          """
          INSERT INTO \(table) (\(columns), total) VALUES (\(marks), ?)
          ON CONFLICT (\(columns)) DO UPDATE SET total = \(table).total + excluded.total
          """, key.map(SQLValue.text) + [.integer(sum)])
      }
    }
    try add("case_tally", handling, sums)
    try add("case_service_tally", "service_name, " + handling, byService)
    for name in Set(byService.keys.map { $0[0] }).sorted() {
      try transaction.issue("INSERT INTO case_service_name (name) VALUES (?) ON CONFLICT (name) DO NOTHING", [.text(name)])
    }
    return rows.count
  }

  /// Cases of one state entered last, as far as a question goes.
  struct Sum {
    let lastState: String
    /// In scope and matching.
    let hits: Int
    /// In scope, matching or not.
    let scoped: Int
    /// Matching, in scope or not.
    let matching: Int
  }

  /// Sums by the state entered last. `scope` and `filter` are conditions over the columns of a kind.
  static func sums(_ reading: any Reading, scope: SQLText, filter: SQLText) throws -> [Sum] {
    let rows = try reading.query(
      """
      SELECT last_state, SUM(CASE WHEN \(scope.sql) AND \(filter.sql) THEN n ELSE 0 END) AS hits,
        SUM(CASE WHEN \(scope.sql) THEN n ELSE 0 END) AS scoped, SUM(CASE WHEN \(filter.sql) THEN n ELSE 0 END) AS matching
      FROM (
        SELECT \(handling), total AS n FROM case_tally UNION ALL SELECT \(handling), delta AS n FROM case_tally_delta
      ) AS kinds GROUP BY last_state
      """, scope.arguments + filter.arguments + scope.arguments + filter.arguments)
    return try rows.map { row in
      Sum(
        lastState: try row.text("last_state"), hits: try row.int("hits"), scoped: try row.int("scoped"),
        matching: try row.int("matching"))
    }
  }

  /// How many cases of some services there are that meet a condition over the columns of a kind, by the state entered last or by service.
  static func sums(
    _ reading: any Reading, of services: [String], by column: SumColumn, _ condition: SQLText
  ) throws -> [(key: String, hits: Int)] {
    let part = SQLText.all([.one("service_name", of: services), condition])
    return try reading.query(
      """
      SELECT key, SUM(n) AS hits FROM (
        SELECT \(column.rawValue) AS key, total AS n FROM case_service_tally WHERE \(part.sql)
        UNION ALL SELECT \(column.rawValue) AS key, delta AS n FROM case_tally_delta WHERE \(part.sql)
      ) AS kinds GROUP BY key
      """, part.arguments + part.arguments
    ).map { (try $0.text("key"), try $0.int("hits")) }
  }

  enum SumColumn: String { case state = "last_state", service = "service_name" }

  /// Names of services of cases that hold `text`.
  static func serviceNames(_ reading: any Reading, holding text: String) throws -> [String] {
    let pattern = SQLValue.text("%" + String(text.flatMap { "%_!".contains($0) ? ["!", $0] : [$0] }) + "%")
    return try reading.query(
      """
      SELECT name FROM case_service_name WHERE name LIKE ? ESCAPE '!'
      UNION SELECT service_name AS name FROM case_tally_delta WHERE service_name LIKE ? ESCAPE '!'
      """, [pattern, pattern]
    ).map { try $0.text("name") }.sorted()
  }
}

/// A condition and what its placeholders take.
struct SQLText {
  var sql: String
  var arguments: [SQLValue]

  init(_ sql: String, _ arguments: [SQLValue] = []) {
    self.sql = sql
    self.arguments = arguments
  }

  static let everything = SQLText("1 = 1")

  static func any(_ parts: [SQLText]) -> SQLText {
    parts.isEmpty
      ? SQLText("1 = 0") : SQLText("(" + parts.map(\.sql).joined(separator: " OR ") + ")", parts.flatMap(\.arguments))
  }

  static func all(_ parts: [SQLText]) -> SQLText {
    SQLText(parts.map(\.sql).joined(separator: " AND "), parts.flatMap(\.arguments))
  }

  /// `column IN (…)`
  static func one(_ column: String, of values: [String]) -> SQLText {
    SQLText("\(column) IN (\(values.map { _ in "?" }.joined(separator: ", ")))", values.map(SQLValue.text))
  }
}

extension Casework {
  /// Merges what was counted lately. Returns how many movements were merged; call again while it returns `limit`.
  @discardableResult
  public func foldTallies(limit: Int = 2000) async throws -> Int {
    try await store.write { try CaseTally.fold(limit: limit, $0) }
  }
}
