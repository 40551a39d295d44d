public import CaseworkCore
import Kernel
public import Store

extension ReviewPlace {
  init(_ closed: ClosedCase) {
    self.init(region: closed.region, department: closed.department, service: closed.service, channel: closed.channel)
  }
}

extension Reviews {
  /// Counts closed cases, in the commit that closes them (`ClosingListener`): what the rates of giving are of.
  @Sendable public static func count(closed: [ClosedCase], _ transaction: any Transaction) throws {
    var sums: [ReviewPlace: [CivilDate: Int]] = [:]
    for closed in closed { sums[ReviewPlace(closed), default: [:]][closed.closedOn.firstOfMonth, default: 0] += 1 }
    for (place, months) in sums {
      let number = try ReviewStore.place(place, transaction)
      for (month, count) in months {
        try ReviewStore.count(number, day: month, lane: Lane.closed, by: count, transaction)
      }
    }
    // Rated before it was closed: by a file that knew of it earlier.
    for start in stride(from: 0, to: closed.count, by: 500) {
      let part = Array(closed[start..<min(start + 500, closed.count)])
      try ReviewStore.countImported(part, transaction)
    }
  }
}

extension CivilDate {
  var firstOfMonth: CivilDate { adding(days: 1 - day) }
}

// Files of reviews that name cases: whichever comes last, the closing or the review, counts the case as rated.
extension ReviewStore {
  static func countImported(_ closed: [ClosedCase], _ transaction: any Transaction) throws {
    let marks = closed.map { _ in "?" }.joined(separator: ", ")
    let rows = try transaction.query(
      """
      SELECT c.case_id AS case_id, c.by_default AS by_default, c.batch AS batch, b.live AS live FROM review_imported_case AS c
      JOIN review_batch AS b ON b.id = c.batch WHERE c.case_id IN (\(marks))
      """, closed.map { .text($0.id.text) })
    guard !rows.isEmpty else { return }
    let cases = Dictionary(uniqueKeysWithValues: closed.map { ($0.id.text, $0) })
    for row in rows {
      guard let closed = cases[try row.text("case_id")] else { continue }
      let place = try place(ReviewPlace(closed), transaction)
      let lane = try row.bool("by_default") ? Lane.byDefault : Lane.rated
      if try row.bool("live") {
        try count(place, day: closed.closedOn.firstOfMonth, lane: lane, transaction)
      } else {
        var bytes: [UInt8] = []
        PackedCells.append(
          place: place, day: closed.closedOn.firstOfMonth.daysSince1970, lane: lane, count: 1, to: &bytes)
        try appendCells(try row.integer("batch"), bytes, transaction)
      }
    }
  }

  /// Cells of rated cases behind those of a batch's rows: they count when the batch does.
  static func appendCells(_ batch: Int64, _ bytes: [UInt8], _ transaction: any Transaction) throws {
    let last = try transaction.first(
      "SELECT COALESCE(MAX(part), 0) AS part FROM review_cells WHERE batch = ?", [.integer(batch)])
    try insertCells(batch, max(firstGivingPart, Int(try last?.integer("part") ?? 0) + 1), bytes, transaction)
  }

  /// Parts of a batch's rows bear lower numbers.
  private static let firstGivingPart = 1_000_000
}
