/// Counts by time, place and lane, immutable and packed into four bytes a cell: those of one time stand together, so that a slice reads
/// only the times that it asks for. Up to 2,097,152 places; a count that is too large for one cell takes several.
struct ReviewCells: Sendable {
  /// The first time there is; its number is the caller's, a day or a month.
  private var first = 0
  /// Where the cells of each time begin; one more than there are times.
  private var starts: [Int32] = [0]
  /// Place in the upper 21 bits, lane in the next three, count with its sign in the lower eight.
  private var cells: [UInt32] = []

  var count: Int { cells.count }
  var times: Range<Int> { first..<(first + starts.count - 1) }

  /// Visits the source twice, first to know how much room each time needs. `source` gives every cell, in any order but the same each
  /// time; equal ones are added up, what adds up to nought is left out.
  init(_ source: (_ cell: (_ place: Int, _ time: Int, _ lane: Int, _ count: Int) -> Void) throws -> Void) rethrows {
    var sizes: [Int32] = []
    var first = 0
    try source { _, time, _, count in
      if sizes.isEmpty { first = time }
      if time < first {
        sizes.insert(contentsOf: repeatElement(0, count: first - time), at: 0)
        first = time
      }
      while time - first >= sizes.count { sizes.append(0) }
      sizes[time - first] += Int32(Self.pieces(count))
    }
    guard !sizes.isEmpty else { return }
    self.first = first
    let starts = Self.sums(sizes)
    var next = starts
    var cells = [UInt32](repeating: 0, count: Int(starts.last ?? 0))
    try source { place, time, lane, count in
      var end = Int(next[time - first])
      Self.write(UInt32(place << 3 | lane), count, into: &cells, at: &end)
      next[time - first] = Int32(end)
    }
    var kept = 0
    for time in sizes.indices {
      let part = Int(starts[time])..<Int(starts[time + 1])
      cells.withUnsafeMutableBufferPointer { all in
        var cells = UnsafeMutableBufferPointer(rebasing: all[part])
        cells.sort()
      }
      var index = part.lowerBound
      while index < part.upperBound {
        let key = cells[index] >> 8
        var sum = 0
        while index < part.upperBound, cells[index] >> 8 == key {
          sum += Self.count(cells[index])
          index += 1
        }
        // Never more pieces than came in: what is written here has been read.
        Self.write(key, sum, into: &cells, at: &kept)
      }
      self.starts.append(Int32(kept))
    }
    cells.removeLast(cells.count - kept)
    self.cells = cells
  }

  /// The same counts by a coarser time. `coarser` never falls as its argument grows; `places`: how many there are.
  init(_ fine: ReviewCells, places: Int, coarser: (Int) -> Int) {
    guard !fine.times.isEmpty else { return }
    first = coarser(fine.first)
    var sizes = [Int32](repeating: 0, count: coarser(fine.times.upperBound - 1) - first + 1)
    fine.eachSum(places: places, coarser: coarser) { time, _, sum in sizes[time - first] += Int32(Self.pieces(sum)) }
    starts = Self.sums(sizes)
    var cells = [UInt32](repeating: 0, count: Int(starts.last ?? 0))
    var end = 0
    fine.eachSum(places: places, coarser: coarser) { _, key, sum in Self.write(UInt32(key), sum, into: &cells, at: &end) }
    self.cells = cells
  }

  /// What is counted of each place and lane (`place << 3 | lane`) in each coarser time, in that order.
  private func eachSum(places: Int, coarser: (Int) -> Int, _ body: (_ time: Int, _ key: Int, _ sum: Int) -> Void) {
    var sums = [Int32](repeating: 0, count: places * 8)
    var current = coarser(first)
    func close() {
      for key in sums.indices where sums[key] != 0 {
        body(current, key, Int(sums[key]))
        sums[key] = 0
      }
    }
    for time in times {
      if coarser(time) > current {
        close()
        current = coarser(time)
      }
      for cell in cells[range(time..<(time + 1))] { sums[Int(cell >> 8)] += Int32(Self.count(cell)) }
    }
    close()
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
        lanes[Int(bases[Int(cell >> 11)]) + Int(cell >> 8 & 7)] &+= Self.count(cell)
      }
    }
  }

  func each(_ body: (_ place: Int, _ time: Int, _ lane: Int, _ count: Int) -> Void) {
    for time in times {
      for cell in cells[range(time..<(time + 1))] { body(Int(cell >> 11), time, Int(cell >> 8 & 7), Self.count(cell)) }
    }
  }

  private static let largest = 127

  /// How many cells a count takes.
  private static func pieces(_ count: Int) -> Int { (abs(count) + largest - 1) / largest }

  private static func write(_ key: UInt32, _ count: Int, into cells: inout [UInt32], at end: inout Int) {
    var left = count
    while left != 0 {
      let piece = max(-largest, min(largest, left))
      cells[end] = key << 8 | UInt32(UInt8(bitPattern: Int8(piece)))
      end += 1
      left -= piece
    }
  }

  private static func count(_ cell: UInt32) -> Int { Int(Int8(truncatingIfNeeded: cell)) }

  /// Where each part begins when they stand one after another, and where the last one ends.
  private static func sums(_ sizes: [Int32]) -> [Int32] {
    var sums: [Int32] = [0]
    sums.reserveCapacity(sizes.count + 1)
    for size in sizes { sums.append((sums.last ?? 0) + size) }
    return sums
  }
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
