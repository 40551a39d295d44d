import Kernel
public import Store
import Tables

/// All reviews that count as CSV, in the columns that an import reads.
public enum ReviewExport {
  public static let columns = [
    "service", "region", "department", "grade", "channel", "at", "case", "indicators", "comment", "source",
  ]
  private static let page = 5000

  /// Gives the table to `write` in pieces, in one order whenever it is asked: reviews given here, then those brought in by file.
  ///
  /// An anonymous review has no case; nobody's party is in it. Cells that a spreadsheet would run as a formula get an apostrophe.
  public static func write(from store: any Store, _ write: (String) throws -> Void) async throws {
    try write(CSV.write(columns: columns, rows: [[String]]()))
    var after = ""
    while true {
      let start = after
      let rows = try await store.read { reading in
        try reading.query(
          "SELECT * FROM review WHERE case_id > ? AND adopted = 1 ORDER BY case_id LIMIT ?", [.text(start), SQLValue(page)]
        )
        .map(ReviewStore.review)
      }
      guard let last = rows.last else { break }
      try write(
        lines(
          rows.map { review in
            [
              review.place.service, review.place.region, review.place.department, "\(review.grade.rawValue)",
              review.place.channel, review.at.rfc3339, review.anonymous ? "" : review.key,
              review.indicators.joined(separator: "|"), review.comment ?? "", "given",
            ]
          }))
      after = last.key
    }
    let batches = try await store.read { reading in
      try reading.query("SELECT id FROM review_batch WHERE live = 1 ORDER BY id").map { try $0.integer("id") }
    }
    for batch in batches { try await imported(batch, from: store, write) }
  }

  private static func imported(_ batch: Int64, from store: any Store, _ write: (String) throws -> Void) async throws {
    var after: Int64 = 0
    while true {
      let start = after
      let (rows, last) = try await store.read { reading in
        let rows = try reading.query(
          """
          SELECT r.line AS line, p.service AS service, p.region AS region, p.department AS department, r.grade AS grade,
            p.channel AS channel, r.at AS at, r.case_id AS case_id, r.indicators AS indicators, r.comment AS comment
          FROM review_imported AS r JOIN review_place AS p ON p.id = r.place
          WHERE r.batch = ? AND r.line > ? ORDER BY r.line LIMIT ?
          """, [.integer(batch), .integer(start), SQLValue(page)])
        return (
          try rows.map { row in
            [
              try row.text("service"), try row.text("region"), try row.text("department"), "\(try row.integer("grade"))",
              try row.text("channel"), Instant(milliseconds: try row.integer("at")).rfc3339, try row.text("case_id"),
              try row.text("indicators"), try row.text("comment"), "imported",
            ]
          }, try rows.last?.integer("line")
        )
      }
      guard let last else { return }
      try write(lines(rows))
      after = last
    }
  }

  /// Rows without the header.
  private static func lines(_ rows: [[String]]) -> String {
    let text = CSV.write(columns: [""], rows: rows, guarded: true)
    return String(text.drop { $0 != "\n" }.dropFirst())
  }
}
