import CaseworkCore
import Kernel
import Store

// SQL of places, deltas, batches and epochs.
extension ReviewStore {
  /// The place's number, which is given when it is new.
  static func place(_ place: ReviewPlace, _ transaction: any Transaction) throws -> Int64 {
    let names: [SQLValue] = [.text(place.service), .text(place.region), .text(place.department), .text(place.channel)]
    if let row = try transaction.first(
      "SELECT id FROM review_place WHERE service = ? AND region = ? AND department = ? AND channel = ?", names)
    {
      return try row.integer("id")
    }
    let made = try transaction.query(
      "INSERT INTO review_place (service, region, department, channel) VALUES (?, ?, ?, ?) RETURNING id", names)
    guard let row = made.first else { throw StoreError.misuse("no number for a place") }
    return try row.integer("id")
  }

  static func places(_ reading: any Reading) throws -> [(id: Int64, place: ReviewPlace)] {
    try reading.query("SELECT id, region, department, service, channel FROM review_place ORDER BY id").map(named)
  }

  static func places(_ reading: any Reading, _ ids: [Int64]) throws -> [(id: Int64, place: ReviewPlace)] {
    let ids = Set(ids).sorted()
    guard !ids.isEmpty else { return [] }
    let marks = ids.map { _ in "?" }.joined(separator: ", ")
    return try reading.query(
      "SELECT id, region, department, service, channel FROM review_place WHERE id IN (\(marks))", ids.map(SQLValue.integer)
    ).map(named)
  }

  private static func named(_ row: SQLRow) throws -> (id: Int64, place: ReviewPlace) {
    (
      try row.integer("id"),
      ReviewPlace(
        region: try row.text("region"), department: try row.text("department"), service: try row.text("service"),
        channel: try row.text("channel"))
    )
  }

  static func mark(_ reading: any Reading) throws -> (epoch: Int64, deltas: ReviewCounters.Mark) {
    let row = try reading.first(
      """
      SELECT (SELECT COALESCE(MAX(epoch), 0) FROM review_epoch) AS epoch, (SELECT COUNT(*) FROM review_delta) AS n,
        (SELECT COALESCE(MAX(id), 0) FROM review_delta) AS last
      """)
    return (
      try row?.integer("epoch") ?? 0,
      ReviewCounters.Mark(count: try row?.integer("n") ?? 0, last: try row?.integer("last") ?? 0)
    )
  }

  struct Delta: Sendable, Hashable {
    let place: Int64
    let day: Int
    let lane: Int
    let count: Int
  }

  static func deltas(_ reading: any Reading) throws -> [Delta] {
    try reading.query("SELECT place, day, grade, n FROM review_delta").map(delta)
  }

  private static func delta(_ row: SQLRow) throws -> Delta {
    Delta(
      place: try row.integer("place"), day: try row.int("day"), lane: try row.int("grade"), count: try row.int("n"))
  }

  /// Batches that count from an epoch after `base`, up to `epoch`.
  static func batches(_ reading: any Reading, after base: Int64, to epoch: Int64) throws -> [Int64] {
    try reading.query(
      "SELECT batch FROM review_epoch WHERE epoch > ? AND epoch <= ? ORDER BY epoch", [.integer(base), .integer(epoch)]
    ).map { try $0.integer("batch") }
  }

  static func parts(_ reading: any Reading, _ batch: Int64) throws -> [Int64] {
    try reading.query("SELECT part FROM review_cells WHERE batch = ? ORDER BY part", [.integer(batch)]).map {
      try $0.integer("part")
    }
  }

  static func cells(_ reading: any Reading, _ batch: Int64, _ part: Int64) throws -> [UInt8] {
    try reading.first("SELECT cells FROM review_cells WHERE batch = ? AND part = ?", [.integer(batch), .integer(part)])?
      .bytes("cells") ?? []
  }

  static func insertCells(_ batch: Int64, _ part: Int, _ cells: [UInt8], _ transaction: any Transaction) throws {
    try transaction.run(
      "INSERT INTO review_cells (batch, part, cells) VALUES (?, ?, ?)", [.integer(batch), SQLValue(part), .bytes(cells)])
  }

  /// From this commit on the batch counts.
  static func begin(_ batch: Int64, _ transaction: any Transaction) throws {
    let epoch = try mark(transaction).epoch + 1
    try transaction.run("INSERT INTO review_epoch (epoch, batch) VALUES (?, ?)", [.integer(epoch), .integer(batch)])
  }

  /// Packs up to `limit` deltas into a batch once there are at least `least`. Returns how many.
  static func fold(least: Int, limit: Int, at now: Instant, _ transaction: any Transaction) throws -> Int {
    guard try mark(transaction).deltas.count >= Int64(least) else { return 0 }
    let rows = try transaction.query(
      """
      DELETE FROM review_delta WHERE id IN (SELECT id FROM review_delta ORDER BY id LIMIT ?) RETURNING place, day, grade, n
      """, [SQLValue(limit)]
    ).map(delta)
    guard !rows.isEmpty else { return 0 }
    var bytes: [UInt8] = []
    for row in rows { PackedCells.append(place: row.place, day: row.day, lane: row.lane, count: row.count, to: &bytes) }
    let batch = try insertBatch(digest: "", file: "", owner: "", at: now, transaction)
    try transaction.run("UPDATE review_batch SET live = 1, rows = 0 WHERE id = ?", [.integer(batch)])
    try insertCells(batch, 0, bytes, transaction)
    try begin(batch, transaction)
    return rows.count
  }

  static func insertBatch(
    digest: String, file: String, owner: String, at now: Instant, _ transaction: any Transaction
  ) throws -> Int64 {
    let made = try transaction.query(
      """
      INSERT INTO review_batch (digest, file, live, rows, owner, touched_at) VALUES (?, ?, 0, 0, ?, ?) RETURNING id
      """, [.text(digest), .text(file), .text(owner), .integer(now.milliseconds)])
    guard let row = made.first else { throw StoreError.misuse("no number for a batch") }
    return try row.integer("id")
  }

  /// One more, or one fewer, of a lane.
  static func count(_ place: Int64, day: CivilDate, lane: Int, by count: Int = 1, _ transaction: any Transaction) throws {
    try transaction.issue(
      "INSERT INTO review_delta (place, day, grade, n) VALUES (?, ?, ?, ?)",
      [.integer(place), SQLValue(day.daysSince1970), SQLValue(lane), SQLValue(count)])
  }
}
