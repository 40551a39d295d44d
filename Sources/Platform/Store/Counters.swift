// Counters that are exact at every commit and make no two writers wait: a commit appends signed deltas, a folder merges them
// into totals now and then, and a reader adds what is not merged yet.

extension Transaction {
  /// Adds to the counter `name` at `key`.
  public func count(_ name: String, _ key: String, by delta: Int64) throws {
    try run(
      "INSERT INTO counter_delta (name, key, delta) VALUES (?, ?, ?)", [.text(name), .text(key), .integer(delta)])
  }
}

extension Reading {
  /// The counter's value as of this snapshot; 0 when nothing was counted.
  public func total(_ name: String, _ key: String) throws -> Int64 {
    try totals(name, where: "key = ?", [.text(key)])[key] ?? 0
  }

  /// Every key of a counter with its value as of this snapshot.
  public func totals(_ name: String) throws -> [String: Int64] { try totals(name, where: "1 = 1", []) }

  /// The values at some keys; those that were never counted are not among them.
  public func totals(_ name: String, _ keys: [String]) throws -> [String: Int64] {
    guard !keys.isEmpty else { return [:] }
    let marks = keys.map { _ in "?" }.joined(separator: ", ")
    return try totals(name, where: "key IN (\(marks))", keys.map(SQLValue.text))
  }

  /// The values at the keys that begin with `prefix`.
  public func totals(_ name: String, prefix: String) throws -> [String: Int64] {
    // The last scalar there is ends the range: keys compare bytewise.
    try totals(name, where: "key >= ? AND key < ?", [.text(prefix), .text(prefix + "\u{10FFFF}")])
  }

  /// How many deltas have not been merged yet.
  public func unfoldedCounters() throws -> Int { try first("SELECT COUNT(*) AS n FROM counter_delta")?.int("n") ?? 0 }

  private func totals(_ name: String, where condition: String, _ arguments: [SQLValue]) throws -> [String: Int64] {
    let rows = try query(
      """
      SELECT key, SUM(n) AS n FROM (
        SELECT key, total AS n FROM counter WHERE name = ? AND \(condition)
        UNION ALL SELECT key, delta AS n FROM counter_delta WHERE name = ? AND \(condition)
      ) AS parts GROUP BY key
      """, [.text(name)] + arguments + [.text(name)] + arguments)
    return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.text("key"), try $0.integer("n")) })
  }
}

extension Store {
  /// Merges up to `limit` deltas into totals. Returns how many; call again while it returns `limit`.
  @discardableResult
  public func foldCounters(limit: Int = 1000) async throws -> Int {
    try await write { transaction in
      let rows = try transaction.query(
        "DELETE FROM counter_delta WHERE id IN (SELECT id FROM counter_delta ORDER BY id LIMIT ?) RETURNING name, key, delta",
        [SQLValue(limit)])
      var sums: [String: [String: Int64]] = [:]
      for row in rows { sums[try row.text("name"), default: [:]][try row.text("key"), default: 0] += try row.integer("delta") }
      // In one order everywhere, so that two folders cannot wait for each other in a circle.
      for (name, keys) in sums.sorted(by: { $0.key < $1.key }) {
        for (key, sum) in keys.sorted(by: { $0.key < $1.key }) where sum != 0 {
          try transaction.run(
            """
            INSERT INTO counter (name, key, total) VALUES (?, ?, ?)
            ON CONFLICT (name, key) DO UPDATE SET total = counter.total + excluded.total
            """, [.text(name), .text(key), .integer(sum)])
        }
      }
      return rows.count
    }
  }
}
