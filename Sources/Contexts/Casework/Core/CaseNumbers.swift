import Kernel
import NationalCodes
import Store

/// Hands out case numbers (办件编号): region, date, six digits, check character, as in `1525022026112400001273`.
///
/// A server takes numbers in blocks, so that writers never wait for each other's; what is left of a block when the server
/// stops is a gap, which is allowed. Two servers never hand out the same.
actor CaseNumbers {
  private struct Key: Hashable {
    let region: String
    let day: CivilDate
  }

  private let store: any Store
  private let size: Int64
  private var blocks: [Key: Range<Int64>] = [:]
  private var fetching: [Key: Task<Void, any Error>] = [:]

  init(store: any Store, size: Int64 = 50) {
    self.store = store
    self.size = size
  }

  func next(region: String, day: CivilDate) async throws -> String {
    let key = Key(region: region, day: day)
    while true {
      if let block = blocks[key], !block.isEmpty {
        blocks[key] = (block.lowerBound + 1)..<block.upperBound
        return CaseNumber.make(region: region, day: day, sequence: Int(block.lowerBound))
      }
      try await refill(key)
    }
  }

  /// Waits for the next block; whoever comes first fetches it for all.
  private func refill(_ key: Key) async throws {
    let task = fetching[key] ?? Task { try await fetch(key) }
    fetching[key] = task
    try await task.value
  }

  /// The block is in its place before the task ends: whoever waited for it finds it.
  private func fetch(_ key: Key) async throws {
    defer { fetching[key] = nil }
    // A block is nobody's effect: gaps are allowed.
    let block = try await Companions.none { try await Self.take(store, key, size) }
    blocks = blocks.filter { $0.key.day >= key.day.adding(days: -1) }
    blocks[key] = block
  }

  private static func take(_ store: any Store, _ key: Key, _ size: Int64) async throws -> Range<Int64> {
    try await store.write { transaction in
      let row = try transaction.first(
        """
        INSERT INTO case_number_block (region, day, next) VALUES (?, ?, ?)
        ON CONFLICT (region, day) DO UPDATE SET next = case_number_block.next + ? RETURNING next
        """, [.text(key.region), .text(key.day.description), .integer(size + 1), .integer(size)])
      guard let end = try row?.integer("next") else { throw StoreError.misuse("no block of numbers") }
      return (end - size)..<end
    }
  }
}

/// The form of a case number.
enum CaseNumber {
  static func make(region: String, day: CivilDate, sequence: Int) -> String {
    let body = "\(region)\(day.year, digits: 4)\(day.month, digits: 2)\(day.day, digits: 2)\(sequence, digits: 6)"
    return body + (CheckCharacter.mod37x36(body).map(String.init) ?? "")
  }
}
