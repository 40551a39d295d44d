import Kernel
import Store

/// All SQL of reviews.
enum ReviewStore {
  static func insert(_ review: Review, _ transaction: any Transaction) throws {
    try transaction.run(
      """
      INSERT INTO review (case_id, grade, indicators, comment, anonymous, at, party, service, region, department, channel)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(review.caseID.text), SQLValue(review.grade.rawValue), .text(review.indicators.joined(separator: "|")),
        SQLValue(review.comment), SQLValue(review.anonymous), .integer(review.at.milliseconds), .text(review.party.text),
        .text(review.service), .text(review.region), .text(review.department), .text(review.channel),
      ])
  }

  static func review(_ reading: any Reading, _ id: CaseID) throws -> Review? {
    try reading.first("SELECT * FROM review WHERE case_id = ?", [.text(id.text)]).map(review)
  }

  static func summary(_ reading: any Reading, _ slice: ReviewSlice) throws -> ReviewSummary {
    let (condition, arguments) = conditions(slice)
    let rows = try reading.query("SELECT grade, COUNT(*) AS n FROM review WHERE \(condition) GROUP BY grade", arguments)
    return ReviewSummary(counts: try Dictionary(uniqueKeysWithValues: rows.map { (try $0.int("grade"), try $0.int("n")) }))
  }

  /// `column`: `region` or `department`, a name of ours and never input.
  static func grouped(_ reading: any Reading, _ slice: ReviewSlice, by column: String) throws -> [String: ReviewSummary] {
    let (condition, arguments) = conditions(slice)
    let rows = try reading.query(
      "SELECT \(column) AS part, grade, COUNT(*) AS n FROM review WHERE \(condition) GROUP BY \(column), grade", arguments)
    var counts: [String: [Int: Int]] = [:]
    for row in rows { counts[try row.text("part"), default: [:]][try row.int("grade")] = try row.int("n") }
    return counts.mapValues { ReviewSummary(counts: $0) }
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
    for (column, value) in [("department", slice.department), ("service", slice.service)] {
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

  private static func review(_ row: SQLRow) throws -> Review {
    let codes = try row.text("indicators")
    return Review(
      caseID: CaseID(try row.text("case_id")), grade: Grade(rawValue: try row.int("grade")) ?? .fair,
      indicators: codes.isEmpty ? [] : codes.split(separator: "|").map(String.init), comment: try row.optionalText("comment"),
      anonymous: try row.bool("anonymous"), at: Instant(milliseconds: try row.integer("at")),
      party: PartyID(try row.text("party")),
      service: try row.text("service"), region: try row.text("region"), department: try row.text("department"),
      channel: try row.text("channel"))
  }
}
