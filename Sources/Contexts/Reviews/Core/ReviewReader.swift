public import Store

/// What is counted of reviews, with no more than a store. Keeps the cube in memory: make one, and use it for all questions.
public struct ReviewReader: Sendable {
  let store: any Store
  private let counters = ReviewCounters()

  public init(store: any Store) { self.store = store }

  /// Reads what is counted into memory, so that nobody's question waits for it.
  public func warm() async throws {
    let counters = counters
    try await store.read { try counters.refresh($0) }
  }

  /// Exact at every commit.
  public func summary(_ slice: ReviewSlice = ReviewSlice()) async throws -> ReviewSummary {
    try await summaries(slice, by: nil)[""]
      ?? ReviewSummary(ReviewCube.Sums(), isOfWholeMonths: slice.isOfWholeMonths)
  }

  /// Summaries of the parts of a slice, by their names; parts without reviews are not among them.
  public func summaries(_ slice: ReviewSlice, by grouping: ReviewGrouping?) async throws -> [String: ReviewSummary] {
    let counters = counters
    let isOfWholeMonths = slice.isOfWholeMonths
    return try await store.read { try counters.sums(slice, by: grouping, $0) }.mapValues {
      ReviewSummary($0, isOfWholeMonths: isOfWholeMonths)
    }
  }

  /// How many cells are counted apart: by place, day and grade.
  public func cells() async throws -> Int {
    let counters = counters
    return try await store.read { reading in
      var cells = 0
      try counters.each(reading) { _, _, _, _ in cells += 1 }
      return cells
    }
  }

  /// Whether the counters say what the rows say: nil when they do, else the first difference in words for the operator.
  public func firstDifference() async throws -> String? {
    try await store.read { reading in
      var counted: [[String]: Int64] = [:]
      try ReviewCounters().each(reading) { place, day, lane, count in
        counted[ReviewStore.key(place, day: day, lane: lane), default: 0] += Int64(count)
      }
      let real = try ReviewStore.recount(reading).merging(try ReviewStore.recountGiving(reading)) { $0 + $1 }
      return Set(counted.keys).union(real.keys).sorted { $0.lexicographicallyPrecedes($1) }
        .first { counted[$0] ?? 0 != real[$0] ?? 0 }
        .map { "\($0.joined(separator: " ")): counted \(counted[$0] ?? 0), there are \(real[$0] ?? 0)" }
    }
  }
}
