/// Counts by time, place and lane, immutable and packed into one number a cell: those of one time stand together, so that a slice reads
/// only the times that it asks for.
struct ReviewCells: Sendable {
  /// The first time there is; its number is the caller's, a day or a month.
  private(set) var first = 0
  /// Where the cells of each time begin; one more than there are times.
  private var starts: [Int32] = [0]
  /// Place in the upper 29 bits, lane in the next three, count in the lower 32.
  private var cells: [UInt64] = []

  var count: Int { cells.count }
  var times: Range<Int> { first..<(first + starts.count - 1) }

  /// Visits the source twice, first to know how much room each time needs. `source` gives every cell, in any order but the same each
  /// time; equal ones are added up, what adds up to nought is left out.
  init(_ source: (_ cell: (_ place: Int, _ time: Int, _ lane: Int, _ count: Int) -> Void) throws -> Void) rethrows {
    var sizes: [Int32] = []
    var offset = 0
    try source { _, time, _, _ in
      if sizes.isEmpty { offset = time }
      if time < offset {
        sizes.insert(contentsOf: repeatElement(0, count: offset - time), at: 0)
        offset = time
      }
      while time - offset >= sizes.count { sizes.append(0) }
      sizes[time - offset] += 1
    }
    guard !sizes.isEmpty else { return }
    var next: [Int32] = [0]
    for size in sizes { next.append((next.last ?? 0) + size) }
    let starts = next
    let start = offset
    var cells = [UInt64](repeating: 0, count: Int(next.last ?? 0))
    try source { place, time, lane, count in
      cells[Int(next[time - start])] = Self.cell(place, lane, count)
      next[time - start] += 1
    }
    first = start
    var kept = 0
    for time in sizes.indices {
      let part = Int(starts[time])..<Int(starts[time + 1])
      cells.withUnsafeMutableBufferPointer { all in
        var cells = UnsafeMutableBufferPointer(rebasing: all[part])
        cells.sort()
      }
      let begin = kept
      for index in part {
        let cell = cells[index]
        if kept > begin, cells[kept - 1] >> 32 == cell >> 32 {
          cells[kept - 1] = Self.cell(Self.place(cell), Self.lane(cell), Self.count(cells[kept - 1]) + Self.count(cell))
        } else {
          // What came to nought before gives its place to the next.
          if kept > begin, Self.count(cells[kept - 1]) == 0 { kept -= 1 }
          cells[kept] = cell
          kept += 1
        }
      }
      if kept > begin, Self.count(cells[kept - 1]) == 0 { kept -= 1 }
      self.starts.append(Int32(kept))
    }
    cells.removeLast(cells.count - kept)
    self.cells = cells
  }

  /// The same counts by a coarser time. `coarser` never falls as its argument grows; `places`: how many there are.
  init(_ fine: ReviewCells, places: Int, coarser: (Int) -> Int) {
    guard !fine.times.isEmpty else { return }
    first = coarser(fine.first)
    var sums = [Int32](repeating: 0, count: places * 8)
    var current = first
    func close(_ cells: inout [UInt64], _ starts: inout [Int32]) {
      for index in sums.indices where sums[index] != 0 {
        cells.append(Self.cell(index >> 3, index & 7, Int(sums[index])))
        sums[index] = 0
      }
      starts.append(Int32(cells.count))
    }
    for time in fine.times {
      while coarser(time) > current {
        close(&cells, &starts)
        current += 1
      }
      for cell in fine.cells[fine.range(time..<(time + 1))] {
        sums[Self.place(cell) << 3 | Self.lane(cell)] += Int32(Self.count(cell))
      }
    }
    close(&cells, &starts)
    // Without the room that growing left over.
    cells = [UInt64](cells[...])
  }

  private func range(_ wanted: Range<Int>) -> Range<Int> {
    let wanted = wanted.clamped(to: times)
    return Int(starts[wanted.lowerBound - first])..<Int(starts[wanted.upperBound - first])
  }

  /// Adds the counts of some times to lanes. `bases`: where each place's eight lanes begin among them.
  func add(_ wanted: Range<Int>, bases: UnsafeBufferPointer<Int32>, to lanes: UnsafeMutableBufferPointer<Int>) {
    guard !times.isEmpty else { return }
    let range = range(wanted)
    cells.withUnsafeBufferPointer { cells in
      for index in range {
        let cell = cells[index]
        lanes[Int(bases[Self.place(cell)]) + Self.lane(cell)] &+= Self.count(cell)
      }
    }
  }

  func each(_ body: (_ place: Int, _ time: Int, _ lane: Int, _ count: Int) -> Void) {
    for time in times {
      for cell in cells[range(time..<(time + 1))] { body(Self.place(cell), time, Self.lane(cell), Self.count(cell)) }
    }
  }

  private static func cell(_ place: Int, _ lane: Int, _ count: Int) -> UInt64 {
    UInt64(place << 3 | lane) << 32 | UInt64(UInt32(bitPattern: Int32(count)))
  }
  private static func place(_ cell: UInt64) -> Int { Int(cell >> 35) }
  private static func lane(_ cell: UInt64) -> Int { Int(cell >> 32 & 7) }
  private static func count(_ cell: UInt64) -> Int { Int(Int32(truncatingIfNeeded: cell)) }
}

/// What is counted apart at a place and time: 1…5 are the grades of reviews, by the day they were given; the others are about closed cases,
/// by the month they were closed in.
enum Lane {
  /// Rated by nobody within the time (默认好评).
  static let byDefault = 0
  /// Closed (办结).
  static let closed = 6
  /// Rated by people themselves (主动评价).
  static let rated = 7
  static let grades = 1...5
}

/// A count for each lane.
typealias ReviewSums = SIMD8<Int>
