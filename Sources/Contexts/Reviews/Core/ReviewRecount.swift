import CaseworkCore
import Kernel
import Store

// Counts by the rows themselves, for a check.
extension ReviewStore {
  /// A count's name: its place, its day (closed cases: first of the month), its lane.
  static func key(_ place: ReviewPlace, day: Int, lane: Int) -> [String] {
    let day = Lane.grades.contains(lane) ? day : MonthTable.shared.days(of: MonthTable.shared.month(ofDay: day)).lowerBound
    return [place.service, place.region, place.department, place.channel, "\(day)", "\(lane)"]
  }

  private static func place(_ row: SQLRow) throws -> ReviewPlace {
    ReviewPlace(
      region: try row.text("region"), department: try row.text("department"), service: try row.text("service"),
      channel: try row.text("channel"))
  }

  /// Reviews that count, by grade.
  static func recount(_ reading: any Reading) throws -> [[String]: Int64] {
    var counts: [[String]: Int64] = [:]
    for query in [
      """
      SELECT service, region, department, channel, (at + 28800000) / 86400000 AS day, grade, COUNT(*) AS n FROM review
      WHERE adopted = 1 GROUP BY service, region, department, channel, (at + 28800000) / 86400000, grade
      """,
      """
      SELECT p.service AS service, p.region AS region, p.department AS department, p.channel AS channel,
        (r.at + 28800000) / 86400000 AS day, r.grade AS grade, COUNT(*) AS n
      FROM review_imported AS r JOIN review_batch AS b ON b.id = r.batch JOIN review_place AS p ON p.id = r.place
      WHERE b.live = 1 GROUP BY p.service, p.region, p.department, p.channel, (r.at + 28800000) / 86400000, r.grade
      """,
    ] {
      for row in try reading.query(query) {
        counts[key(try place(row), day: try row.int("day"), lane: try row.int("grade")), default: 0] += try row.integer("n")
      }
    }
    return counts
  }

  /// Closed cases, and which of them have been rated.
  static func recountGiving(_ reading: any Reading) throws -> [[String]: Int64] {
    var counts: [[String]: Int64] = [:]
    var after = ""
    while true {
      let page = try ClosedCase.page(after: after, limit: 5000, reading)
      guard let last = page.last else { break }
      let rated = try lanes(among: page.map(\.id.text), after: after, reading)
      for closed in page {
        let day = closed.closedOn.daysSince1970
        counts[key(ReviewPlace(closed), day: day, lane: Lane.closed), default: 0] += 1
        if let lane = rated[closed.id.text] { counts[key(ReviewPlace(closed), day: day, lane: lane), default: 0] += 1 }
      }
      after = last.id.text
    }
    // An anonymous review's case is not known; that its rating does not count is told by its place and month.
    for row in try reading.query("SELECT * FROM review WHERE adopted = 0 AND closed_month IS NOT NULL") {
      counts[key(try place(row), day: try row.int("closed_month"), lane: Lane.rated), default: 0] -= 1
    }
    return counts
  }

  private static func lanes(among cases: [String], after: String, _ reading: any Reading) throws -> [String: Int] {
    let span: [SQLValue] = [.text(after), .text(cases.last ?? "")]
    var lanes: [String: Int] = [:]
    for row in try reading.query("SELECT case_id FROM review_given WHERE case_id > ? AND case_id <= ?", span) {
      lanes[try row.text("case_id")] = Lane.rated
    }
    for row in try reading.query(
      """
      SELECT c.case_id AS case_id, c.by_default AS by_default FROM review_imported_case AS c
      JOIN review_batch AS b ON b.id = c.batch WHERE b.live = 1 AND c.case_id > ? AND c.case_id <= ?
      """, span)
    {
      lanes[try row.text("case_id")] = try row.bool("by_default") ? Lane.byDefault : Lane.rated
    }
    return lanes
  }
}
