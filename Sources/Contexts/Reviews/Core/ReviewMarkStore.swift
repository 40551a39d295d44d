import JSON
import Kernel
import Store

/// SQL of marks and of what was decided about marked reviews.
enum ReviewMarkStore {
  /// Operators of reviews that have not been looked at, with those reviews; some of them.
  static func unlooked(_ reading: any Reading, limit: Int) throws -> [(operatorParty: String, unit: String, keys: [String])] {
    let rows = try reading.query(
      "SELECT case_id, operator, unit FROM review WHERE looked = 0 ORDER BY at LIMIT ?", [SQLValue(limit)])
    var groups: [[String]: [String]] = [:]
    for row in rows {
      groups[[try row.optionalText("operator") ?? "", try row.optionalText("unit") ?? ""], default: []].append(
        try row.text("case_id"))
    }
    return groups.map { ($0.key[0], $0.key[1], $0.value) }
  }

  /// The newest reviews of an operator's receipts since a moment, but not without end.
  static func reviews(_ reading: any Reading, operator party: String, since: Instant) throws -> [Review] {
    try reading.query(
      "SELECT * FROM review WHERE operator = ? AND at >= ? ORDER BY at DESC LIMIT 1000",
      [.text(party), .integer(since.milliseconds)]
    ).map(ReviewStore.review)
  }

  /// How an operator's receipts fared beside those of the unit's others.
  static func shares(
    _ reading: any Reading, operator party: String, unit: String, since: Instant
  ) throws -> ReviewMarkRules.Shares {
    var shares = ReviewMarkRules.Shares()
    guard !unit.isEmpty else { return shares }
    // A case's tokens are one question: it was asked once, and answered or not.
    for row in try reading.query(
      """
      SELECT mine, COUNT(*) AS n, SUM(answered) AS hits FROM (
        SELECT mine, case_id, MAX(used) AS answered FROM (
          SELECT case_id, used, CASE WHEN operator = ? THEN 1 ELSE 0 END AS mine FROM review_token
          WHERE unit = ? AND issued_at >= ?
        ) AS tokens GROUP BY mine, case_id
      ) AS cases GROUP BY mine
      """, [.text(party), .text(unit), .integer(since.milliseconds)])
    {
      let share = ReviewShare(hits: try row.int("hits"), of: try row.int("n"))
      if try row.bool("mine") { shares.answered = share } else { shares.othersAnswered = share }
    }
    for row in try reading.query(
      """
      SELECT mine, COUNT(*) AS n, SUM(five) AS hits FROM (
        SELECT CASE WHEN operator = ? THEN 1 ELSE 0 END AS mine, CASE WHEN grade = 5 THEN 1 ELSE 0 END AS five FROM review
        WHERE unit = ? AND at >= ?
      ) AS reviews GROUP BY mine
      """, [.text(party), .text(unit), .integer(since.milliseconds)])
    {
      let share = ReviewShare(hits: try row.int("hits"), of: try row.int("n"))
      if try row.bool("mine") { shares.fiveStars = share } else { shares.othersFiveStars = share }
    }
    return shares
  }

  static func keep(_ marks: [ReviewMark], of review: Review, _ transaction: any Transaction) throws {
    for mark in marks {
      var figures: JSON = [:]
      for (name, value) in mark.figures.sorted(by: { $0.key < $1.key }) { figures[name] = .string(value) }
      try transaction.issue(
        """
        INSERT INTO review_mark (review, kind, region, operator, at, figures) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (review, kind) DO NOTHING
        """,
        [
          .text(review.key), .text(mark.kind.rawValue), .text(review.region), .text(review.operatorParty?.text ?? ""),
          .integer(review.at.milliseconds), .text(figures.text),
        ])
    }
  }

  static func looked(_ keys: [String], _ transaction: any Transaction) throws {
    let marks = keys.map { _ in "?" }.joined(separator: ", ")
    try transaction.run("UPDATE review SET looked = 1 WHERE case_id IN (\(marks))", keys.map(SQLValue.text))
  }

  static func regions(_ reading: any Reading) throws -> [String] {
    try reading.query("SELECT DISTINCT region FROM review_mark ORDER BY region").map { try $0.text("region") }
  }

  /// Marked reviews, newest first, from the one after `after` on; and how many there are in all.
  static func list(
    _ reading: any Reading, regions: [String], kind: ReviewMarkKind?, isDecided: Bool, limit: Int, after: (Int64, String)?
  ) throws -> (rows: [MarkedReview], total: Int) {
    guard !regions.isEmpty else { return ([], 0) }
    var condition = "region IN (\(regions.map { _ in "?" }.joined(separator: ", ")))"
    var arguments = regions.map(SQLValue.text)
    if let kind {
      condition += " AND kind = ?"
      arguments.append(.text(kind.rawValue))
    }
    condition +=
      " AND \(isDecided ? "" : "NOT ")EXISTS (SELECT 1 FROM review_decision AS d WHERE d.review = review_mark.review)"
    let total =
      try reading.first("SELECT COUNT(DISTINCT review) AS n FROM review_mark WHERE \(condition)", arguments)?.int("n") ?? 0
    if let after {
      condition += " AND (at < ? OR (at = ? AND review < ?))"
      arguments += [.integer(after.0), .integer(after.0), .text(after.1)]
    }
    let keys = try reading.query(
      "SELECT DISTINCT at, review FROM review_mark WHERE \(condition) ORDER BY at DESC, review DESC LIMIT ?",
      arguments + [SQLValue(limit)]
    ).map { try $0.text("review") }
    return (try keys.compactMap { try marked(reading, $0) }, total)
  }

  /// A review with its marks and decisions; nil when it has no mark.
  static func marked(_ reading: any Reading, _ key: String) throws -> MarkedReview? {
    guard let review = try ReviewStore.review(reading, key) else { return nil }
    let marks = try reading.query("SELECT kind, figures FROM review_mark WHERE review = ? ORDER BY kind", [.text(key)])
      .compactMap { row -> ReviewMark? in
        guard let kind = ReviewMarkKind(rawValue: try row.text("kind")) else { return nil }
        let figures = (try JSON.parse(try row.text("figures"))).objectValue ?? JSONObject()
        return ReviewMark(
          kind: kind, figures: Dictionary(uniqueKeysWithValues: figures.map { ($0.key, $0.value.stringValue ?? "") }))
      }
    guard !marks.isEmpty else { return nil }
    let decisions = try reading.query("SELECT * FROM review_decision WHERE review = ? ORDER BY number", [.text(key)]).map {
      ReviewDecision(
        adopts: try $0.bool("adopted"), reason: try $0.text("reason"), by: PartyID(try $0.text("decided_by")),
        at: Instant(milliseconds: try $0.integer("at")))
    }
    return MarkedReview(review: review, marks: marks, decisions: decisions)
  }

  static func insert(
    _ decision: ReviewDecision, number: Int, of key: String, _ transaction: any Transaction
  ) throws {
    try transaction.run(
      "INSERT INTO review_decision (review, number, adopted, reason, decided_by, at) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .text(key), SQLValue(number), SQLValue(decision.adopts), .text(decision.reason), .text(decision.by.text),
        .integer(decision.at.milliseconds),
      ])
    try transaction.run("UPDATE review SET adopted = ? WHERE case_id = ?", [SQLValue(decision.adopts), .text(key)])
  }
}
