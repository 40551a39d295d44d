import Kernel
import Store

/// SQL of single reviews and their tokens.
enum ReviewStore {
  static func insert(_ review: Review, case id: CaseID, _ transaction: any Transaction) throws {
    try transaction.run(
      "INSERT INTO review_given (case_id, review) VALUES (?, ?)",
      [.text(id.text), review.anonymous ? .null : .text(review.key)])
    try transaction.run(
      """
      INSERT INTO review (
        case_id, grade, indicators, comment, anonymous, at, party, service, region, department, channel, operator, unit, answered,
        handed, closed_month, looked)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(review.key), SQLValue(review.grade.rawValue), .text(review.indicators.joined(separator: "|")),
        SQLValue(review.comment), SQLValue(review.anonymous), .integer(review.at.milliseconds),
        .text(review.party?.text ?? ""), .text(review.place.service), .text(review.place.region),
        .text(review.place.department), .text(review.place.channel), SQLValue(review.operatorParty?.text),
        SQLValue(review.unit), SQLValue(review.answered), SQLValue(review.handed),
        SQLValue(review.closedMonth?.daysSince1970), SQLValue(review.operatorParty == nil),
      ])
    try count(review, by: 1, transaction)
  }

  /// Adds a review to the counters, or takes it out of them.
  static func count(_ review: Review, by count: Int, _ transaction: any Transaction) throws {
    let place = try place(review.place, transaction)
    try self.count(place, day: review.at.civilDate, lane: review.grade.rawValue, by: count, transaction)
    if let month = review.closedMonth { try self.count(place, day: month, lane: Lane.rated, by: count, transaction) }
  }

  /// Whether the case has been reviewed, here or in a file that was brought in; the key unless it was anonymous.
  static func given(_ reading: any Reading, _ id: CaseID) throws -> (isGiven: Bool, key: String?) {
    if let row = try reading.first("SELECT review FROM review_given WHERE case_id = ?", [.text(id.text)]) {
      return (true, try row.optionalText("review"))
    }
    let imported = try reading.first(
      """
      SELECT b.id AS id FROM review_imported_case AS c JOIN review_batch AS b ON b.id = c.batch WHERE c.case_id = ? AND b.live = 1
      """, [.text(id.text)])
    return (imported != nil, nil)
  }

  static func review(_ reading: any Reading, _ key: String) throws -> Review? {
    guard var review = try reading.first("SELECT * FROM review WHERE case_id = ?", [.text(key)]).map(review) else { return nil }
    review.addition = try reading.first("SELECT comment, at FROM review_addition WHERE review = ?", [.text(key)]).map {
      Review.Addition(comment: try $0.text("comment"), at: Instant(milliseconds: try $0.integer("at")))
    }
    return review
  }

  static func add(_ comment: String, to key: String, at now: Instant, _ transaction: any Transaction) throws {
    try transaction.run(
      "INSERT INTO review_addition (review, comment, at) VALUES (?, ?, ?)",
      [.text(key), .text(comment), .integer(now.milliseconds)])
  }

  static func latest(_ reading: any Reading, _ slice: ReviewSlice, bad: Bool, limit: Int) throws -> [Review] {
    let (condition, arguments) = conditions(slice)
    let rows = try reading.query(
      """
      SELECT * FROM review WHERE \(condition) AND grade \(bad ? "<= 2" : ">= 3") AND comment IS NOT NULL
      ORDER BY at DESC, case_id LIMIT ?
      """, arguments + [SQLValue(limit)])
    return try rows.map(review)
  }

  private static func conditions(_ slice: ReviewSlice) -> (String, [SQLValue]) {
    var conditions = ["1 = 1"]
    var arguments: [SQLValue] = []
    if let regions = slice.regions {
      conditions.append(regions.isEmpty ? "1 = 0" : "region IN (\(regions.map { _ in "?" }.joined(separator: ", ")))")
      arguments += regions.map(SQLValue.text)
    }
    let sides = [("department", slice.department), ("service", slice.service), ("channel", slice.channel)]
    for (column, value) in sides {
      guard let value else { continue }
      conditions.append("\(column) = ?")
      arguments.append(.text(value))
    }
    if let from = slice.from {
      conditions.append("at >= ?")
      arguments.append(.integer(from.start.milliseconds))
    }
    if let to = slice.to {
      conditions.append("at <= ?")
      arguments.append(.integer(to.end.milliseconds))
    }
    return (conditions.joined(separator: " AND "), arguments)
  }

  static func review(_ row: SQLRow) throws -> Review {
    let codes = try row.text("indicators")
    let party = try row.text("party")
    return Review(
      key: try row.text("case_id"), grade: Grade(rawValue: try row.int("grade")) ?? .fair,
      indicators: codes.isEmpty ? [] : codes.split(separator: "|").map(String.init), comment: try row.optionalText("comment"),
      anonymous: try row.bool("anonymous"), at: Instant(milliseconds: try row.integer("at")),
      party: party.isEmpty ? nil : PartyID(party),
      place: ReviewPlace(
        region: try row.text("region"), department: try row.text("department"), service: try row.text("service"),
        channel: try row.text("channel")),
      operatorParty: try row.optionalText("operator").map { PartyID($0) }, unit: try row.optionalText("unit"),
      answered: try row.optionalInteger("answered"), handed: try row.optionalInteger("handed"),
      closedMonth: try row.optionalInteger("closed_month").map { CivilDate(daysSince1970: Int($0)) },
      isAdopted: try row.bool("adopted"))
  }
}

// MARK: - Tokens

extension ReviewStore {
  static func insert(_ token: ReviewToken, digest: [UInt8], _ transaction: any Transaction) throws {
    try transaction.run(
      """
      INSERT INTO review_token (digest, case_id, act, operator, unit, issued_at, expires_at, opened_at, used)
      VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)
      """,
      [
        .bytes(digest), .text(token.caseID.text), .text(token.act), SQLValue(token.operatorParty?.text),
        SQLValue(token.unit), SQLValue(token.issuedAt?.milliseconds), .integer(token.expiresAt.milliseconds),
        SQLValue(token.used),
      ])
  }

  static func token(_ reading: any Reading, digest: [UInt8]) throws -> ReviewToken? {
    try reading.first("SELECT * FROM review_token WHERE digest = ?", [.bytes(digest)]).map { row in
      ReviewToken(
        caseID: CaseID(try row.text("case_id")), act: try row.text("act"),
        operatorParty: try row.optionalText("operator").map { PartyID($0) }, unit: try row.optionalText("unit"),
        issuedAt: try row.optionalInteger("issued_at").map { Instant(milliseconds: $0) },
        expiresAt: Instant(milliseconds: try row.integer("expires_at")),
        openedAt: try row.optionalInteger("opened_at").map { Instant(milliseconds: $0) }, used: try row.bool("used"))
    }
  }

  static func open(digest: [UInt8], at now: Instant, _ transaction: any Transaction) throws {
    try transaction.run(
      "UPDATE review_token SET opened_at = ? WHERE digest = ? AND opened_at IS NULL",
      [.integer(now.milliseconds), .bytes(digest)])
  }

  static func use(digest: [UInt8], _ transaction: any Transaction) throws {
    try transaction.run("UPDATE review_token SET used = 1 WHERE digest = ?", [.bytes(digest)])
  }

  static func openTokens(_ reading: any Reading, _ id: CaseID) throws -> Int {
    try reading.first("SELECT COUNT(*) AS n FROM review_token WHERE case_id = ? AND used = 0", [.text(id.text)])?.int("n") ?? 0
  }

  static func sweepTokens(before now: Instant, limit: Int, _ transaction: any Transaction) throws {
    try transaction.run(
      "DELETE FROM review_token WHERE digest IN (SELECT digest FROM review_token WHERE expires_at < ? LIMIT ?)",
      [.integer(now.milliseconds), SQLValue(limit)])
  }
}
