import Kernel
import Store

/// What is on its way out: the rows of notices and of web hooks go the same way.
enum DeliveryTable: String {
  case notice = "notice_delivery"
  case webhook = "webhook_delivery"

  /// Rows that are due become this server's until a moment, this try counted; in the order in which they were planned.
  func claim(
    _ columns: String, limit: Int, until: Instant, at now: Instant, _ transaction: any Transaction
  ) throws -> [SQLRow] {
    let rows = try transaction.query(
      """
      UPDATE \(rawValue) SET next_at = ?, attempts = attempts + 1 WHERE id IN (
        SELECT id FROM \(rawValue) WHERE next_at <= ? ORDER BY next_at, id LIMIT ?) RETURNING id, attempts, \(columns)
      """, [.integer(until.milliseconds), .integer(now.milliseconds), SQLValue(limit)])
    return try rows.map { (try $0.text("id"), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Writes down what came of a try. False, and nothing is written, when another server has tried since, or it was ended.
  func settle(
    _ id: String, attempt: Int, _ state: NoticeDelivery.State, next: Instant?, failure: String?, at now: Instant,
    _ transaction: any Transaction
  ) throws -> Bool {
    try transaction.run(
      "UPDATE \(rawValue) SET state = ?, next_at = ?, failure = ?, at = ? WHERE id = ? AND attempts = ? AND state = 'waiting'",
      [
        .text(state.rawValue), SQLValue(next?.milliseconds), SQLValue(failure), .integer(now.milliseconds), .text(id),
        SQLValue(attempt),
      ]) == 1
  }
}
