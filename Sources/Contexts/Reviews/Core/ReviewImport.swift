import CaseworkCore
import Cryptography
public import Kernel
public import Store
public import Tables

/// Brings files of reviews in beside what is there.
public enum ReviewImport {
  /// A file and what problems call it.
  public struct File: Sendable {
    public let name: String
    public let bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// What stands in the way of files as wholes.
  public enum Refusal: Error, Sendable, Hashable {
    /// Rows that are wrong; nothing was kept.
    case rows([TableProblem])
    /// This very file has been brought in before, under that name.
    case again(file: String, before: String)
    /// This very file is being brought in at this moment.
    case underWay(file: String)
  }

  private static let rowsOfStatement = 250
  private static let rowsOfChunk = 5000
  private static let bytesOfPart = 256 << 10

  /// Reads and checks all files, stages their rows in short transactions, and lets all of them count in one last commit.
  ///
  /// Throws `Refusal`; then nothing of the files is kept. With `keepGood` bad rows are left out instead, and returned.
  /// `owner`: names this process; `isAlive` tells of another one's name whether it still works: what a dead one staged is removed first.
  /// `progress` is told how many rows of how many have been staged, from any thread.
  public static func bring(
    _ files: [File], keepGood: Bool = false, into store: any Store, catalogue: ReviewCatalogue, indicators: IndicatorTable,
    clock: WallClock, owner: String, isAlive: @escaping @Sendable (String) -> Bool,
    progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) async throws -> (kept: Int, problems: [TableProblem]) {
    try await cleanUp(in: store, isAlive: isAlive)
    var batches: [(file: File, digest: String, content: ReviewFile)] = []
    for file in files {
      let digest = Hex.text(SHA256.hash(file.bytes))
      if let before = batches.first(where: { $0.digest == digest }) {
        throw Refusal.again(file: file.name, before: before.file.name)
      }
      try await store.read { try refuseKnown(file.name, digest, $0) }
      var content = ReviewFile(file.bytes, file: file.name, catalogue: catalogue, indicators: indicators)
      content.refuse(cases: try await reviewed(content, in: store), file: file.name)
      batches.append((file, digest, content))
    }
    let problems = batches.flatMap(\.content.problems)
    guard problems.isEmpty || keepGood && !batches.contains(where: \.content.isUnusable) else { throw Refusal.rows(problems) }
    let all = batches.reduce(0) { $0 + $1.content.rows.count }
    var done = 0
    var numbers: [Int64] = []
    do {
      for batch in batches {
        let number = try await begin(batch.file.name, batch.digest, in: store, clock: clock, owner: owner)
        numbers.append(number)
        let before = done
        try await stage(batch.content, number, in: store, clock: clock) { progress(before + $0, all) }
        done += batch.content.rows.count
      }
    } catch {
      for number in numbers { try await remove(number, in: store) }
      throw error
    }
    let live = numbers
    try await store.write { transaction in
      for number in live {
        try transaction.run("UPDATE review_batch SET live = 1 WHERE id = ?", [.integer(number)])
        try ReviewStore.begin(number, transaction)
      }
    }
    return (all, problems)
  }

  private static func begin(
    _ file: String, _ digest: String, in store: any Store, clock: WallClock, owner: String
  ) async throws -> Int64 {
    let now = clock.now
    return try await store.write { transaction in
      try refuseKnown(file, digest, transaction)
      return try ReviewStore.insertBatch(digest: digest, file: file, owner: owner, at: now, transaction)
    }
  }

  private static func refuseKnown(_ file: String, _ digest: String, _ reading: any Reading) throws {
    let same = try reading.first(
      "SELECT file, live FROM review_batch WHERE digest = ? ORDER BY live DESC LIMIT 1", [.text(digest)])
    guard let same else { return }
    throw try same.bool("live") ? Refusal.again(file: file, before: try same.text("file")) : Refusal.underWay(file: file)
  }

  /// Cases of the file that have a review already.
  private static func reviewed(_ content: ReviewFile, in store: any Store) async throws -> Set<String> {
    let cases = content.extras.values.map(\.caseID).filter { !$0.isEmpty }
    var found = Set<String>()
    for start in stride(from: 0, to: cases.count, by: 500) {
      let part = cases[start..<min(start + 500, cases.count)].map(SQLValue.text)
      let marks = part.map { _ in "?" }.joined(separator: ", ")
      let rows = try await store.read { reading in
        try reading.query(
          """
          SELECT case_id FROM review_given WHERE case_id IN (\(marks)) UNION ALL
          SELECT c.case_id AS case_id FROM review_imported_case AS c JOIN review_batch AS b ON b.id = c.batch
          WHERE b.live = 1 AND c.case_id IN (\(marks))
          """, part + part
        ).map { try $0.text("case_id") }
      }
      found.formUnion(rows)
    }
    return found
  }

  private static func stage(
    _ content: ReviewFile, _ batch: Int64, in store: any Store, clock: WallClock, progress: (Int) -> Void
  ) async throws {
    var places: [Int64] = []
    for start in stride(from: 0, to: content.places.count, by: 500) {
      let part = content.places[start..<min(start + 500, content.places.count)]
      places += try await store.write { transaction in try part.map { try ReviewStore.place($0, transaction) } }
    }
    let numbers = places
    var rated: [UInt64] = []
    for start in stride(from: 0, to: content.rows.count, by: rowsOfChunk) {
      let chunk = content.rows[start..<min(start + rowsOfChunk, content.rows.count)]
      let now = clock.now
      rated += try await store.write { transaction in
        try transaction.run(
          "UPDATE review_batch SET touched_at = ?, rows = rows + ? WHERE id = ?",
          [.integer(now.milliseconds), SQLValue(chunk.count), .integer(batch)])
        for first in stride(from: chunk.startIndex, to: chunk.endIndex, by: rowsOfStatement) {
          try insert(chunk[first..<min(first + rowsOfStatement, chunk.endIndex)], content, numbers, batch, transaction)
        }
        return try ratedCases(chunk, content, transaction)
      }
      progress(start + chunk.count)
    }
    try await stageCells(content, numbers, rated, batch, in: store)
  }

  /// Keys of the cells of cases that are closed already and that rows name; of those that close later the closing counts them.
  private static func ratedCases(
    _ rows: ArraySlice<ReviewFile.Row>, _ content: ReviewFile, _ transaction: any Transaction
  ) throws -> [UInt64] {
    var isByDefault: [String: Bool] = [:]
    for row in rows {
      guard let id = content.extras[row.line]?.caseID, !id.isEmpty else { continue }
      isByDefault[id] = content.places[Int(row.place)].channel == ReviewPlace.byDefault
    }
    let cases = isByDefault.keys.sorted()
    var keys: [UInt64] = []
    for start in stride(from: 0, to: cases.count, by: 500) {
      for closed in try ClosedCase.among(Array(cases[start..<min(start + 500, cases.count)]), transaction) {
        keys.append(
          PackedCells.key(
            place: try ReviewStore.place(ReviewPlace(closed), transaction),
            day: closed.closedOn.firstOfMonth.daysSince1970,
            lane: isByDefault[closed.id.text] == true ? Lane.byDefault : Lane.rated))
      }
    }
    return keys
  }

  private static func insert(
    _ rows: ArraySlice<ReviewFile.Row>, _ content: ReviewFile, _ places: [Int64], _ batch: Int64, _ transaction: any Transaction
  ) throws {
    // Numbers of ours stand in the statement's arguments; texts are few and empty mostly.
    var arguments: [SQLValue] = []
    arguments.reserveCapacity(rows.count * 8)
    for row in rows {
      let extra = content.extras[row.line]
      arguments.append(.integer(batch))
      arguments.append(.integer(Int64(row.line)))
      arguments.append(.integer(places[Int(row.place)]))
      arguments.append(.integer(Int64(row.grade)))
      arguments.append(.integer(row.at))
      arguments.append(.text(extra?.indicators ?? ""))
      arguments.append(.text(extra?.comment ?? ""))
      arguments.append(.text(extra?.caseID ?? ""))
      if let extra, !extra.caseID.isEmpty {
        try transaction.run(
          "INSERT INTO review_imported_case (case_id, batch, by_default) VALUES (?, ?, ?)",
          [
            .text(extra.caseID), .integer(batch),
            SQLValue(content.places[Int(row.place)].channel == ReviewPlace.byDefault),
          ])
      }
    }
    try transaction.run(rows.count == rowsOfStatement ? fullStatement : statement(rows.count), arguments)
  }

  private static let fullStatement = statement(rowsOfStatement)

  private static func statement(_ rows: Int) -> String {
    "INSERT INTO review_imported (batch, line, place, grade, at, indicators, comment, case_id) VALUES "
      + [String](repeating: "(?, ?, ?, ?, ?, ?, ?, ?)", count: rows).joined(separator: ", ")
  }

  private static func stageCells(
    _ content: ReviewFile, _ places: [Int64], _ rated: [UInt64], _ batch: Int64, in store: any Store
  ) async throws {
    var keys = content.rows.map { row in
      PackedCells.key(
        place: places[Int(row.place)], day: Int((row.at + 28_800_000) / 86_400_000), lane: Int(row.grade))
    }
    keys += rated
    keys.sort()
    var bytes: [UInt8] = []
    var part = 0
    var index = 0
    while index < keys.count {
      let key = keys[index]
      var end = index
      while end < keys.count, keys[end] == key { end += 1 }
      PackedCells.append(key: key, count: end - index, to: &bytes)
      index = end
      if bytes.count >= bytesOfPart || index == keys.count {
        let (cells, number) = (bytes, part)
        try await store.write { try ReviewStore.insertCells(batch, number, cells, $0) }
        bytes.removeAll(keepingCapacity: true)
        part += 1
      }
    }
  }

  /// Whether a file of that name counts.
  public static func has(_ file: String, in store: any Store) async throws -> Bool {
    try await store.read { try $0.first("SELECT id FROM review_batch WHERE file = ? AND live = 1", [.text(file)]) != nil }
  }

  /// Removes what imports that were cut off have left, in short transactions.
  public static func cleanUp(in store: any Store, isAlive: @escaping @Sendable (String) -> Bool) async throws {
    let staged = try await store.read { reading in
      try reading.query("SELECT id, owner FROM review_batch WHERE live = 0").map {
        (try $0.integer("id"), try $0.text("owner"))
      }
    }
    for (batch, owner) in staged where !isAlive(owner) { try await remove(batch, in: store) }
  }

  private static func remove(_ batch: Int64, in store: any Store) async throws {
    for table in ["review_imported", "review_imported_case", "review_cells"] {
      let column = table == "review_imported" ? "line" : table == "review_cells" ? "part" : "case_id"
      var removed = rowsOfChunk
      while removed > 0 {
        removed = try await store.write { transaction in
          try transaction.run(
            """
            DELETE FROM \(table) WHERE batch = ? AND \(column) IN (SELECT \(column) FROM \(table) WHERE batch = ? LIMIT ?)
            """, [.integer(batch), .integer(batch), SQLValue(rowsOfChunk)])
        }
      }
    }
    try await store.write { try $0.run("DELETE FROM review_batch WHERE id = ? AND live = 0", [.integer(batch)]) }
  }
}
