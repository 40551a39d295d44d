/// Counts by place, time and grade, immutable and packed: the cells of one place stand together, so that a slice reads only its own.
struct ReviewCells: Sendable {
  /// One count: `place` and `time` (a day or a month) are numbers of the caller's.
  struct Cell: Sendable, Hashable {
    var place: Int
    var time: Int
    var grade: Int
    var count: Int
  }

  /// Where the cells of each place begin; one more than there are places.
  private let starts: [Int32]
  private let times: [UInt16]
  /// Grade in the lowest three bits, count above.
  private let counts: [UInt32]
  /// Five for each place: all its time.
  private let totals: [Int32]

  var count: Int { times.count }

  /// `keys`: one for each cell as `key(…)` makes it, in any order; equal ones are added up.
  init(places: Int, keys unsorted: [(key: UInt64, count: UInt32)]) {
    let keys = unsorted.sorted { $0.key < $1.key }
    var starts = [Int32](repeating: 0, count: places + 1)
    var times: [UInt16] = []
    var counts: [UInt32] = []
    var totals = [Int32](repeating: 0, count: places * 5)
    times.reserveCapacity(keys.count)
    counts.reserveCapacity(keys.count)
    var last: UInt64?
    for (key, count) in keys {
      let (place, grade) = (Int(key >> 24), Int(key & 7))
      totals[place * 5 + grade - 1] += Int32(count)
      if key == last {
        counts[counts.count - 1] += count << 3
        continue
      }
      last = key
      times.append(UInt16(key >> 8 & 0xFFFF))
      counts.append(UInt32(grade) | count << 3)
      starts[place + 1] = Int32(times.count)
    }
    for place in 0..<places { starts[place + 1] = max(starts[place + 1], starts[place]) }
    (self.starts, self.times, self.counts, self.totals) = (starts, times, counts, totals)
  }

  /// The order of cells: by place, then time, then grade.
  static func key(place: Int, time: Int, grade: Int) -> UInt64 { UInt64(place) << 24 | UInt64(time) << 8 | UInt64(grade) }

  /// Adds the counts of a place to five sums, for the times given; all of them when nil.
  func add(place: Int, times range: ClosedRange<UInt16>?, to sums: inout ReviewSums) {
    guard let range else {
      for grade in 0..<5 { sums[grade] += Int(totals[place * 5 + grade]) }
      return
    }
    times.withUnsafeBufferPointer { times in
      counts.withUnsafeBufferPointer { counts in
        for index in Int(starts[place])..<Int(starts[place + 1]) where range.contains(times[index]) {
          sums[Int(counts[index] & 7) - 1] += Int(counts[index] >> 3)
        }
      }
    }
  }

  /// Every cell of a place.
  func each(place: Int, times range: ClosedRange<UInt16>?, _ body: (_ time: Int, _ grade: Int, _ count: Int) -> Void) {
    for index in Int(starts[place])..<Int(starts[place + 1]) where range?.contains(times[index]) ?? true {
      body(Int(times[index]), Int(counts[index] & 7), Int(counts[index] >> 3))
    }
  }
}

/// Five sums, by grade - 1.
struct ReviewSums: Sendable, Hashable {
  private var values: InlineSums = (0, 0, 0, 0, 0)
  typealias InlineSums = (Int, Int, Int, Int, Int)

  subscript(_ index: Int) -> Int {
    get {
      switch index {
      case 0: values.0
      case 1: values.1
      case 2: values.2
      case 3: values.3
      default: values.4
      }
    }
    set {
      switch index {
      case 0: values.0 = newValue
      case 1: values.1 = newValue
      case 2: values.2 = newValue
      case 3: values.3 = newValue
      default: values.4 = newValue
      }
    }
  }

  var summary: ReviewSummary {
    ReviewSummary(counts: [1: values.0, 2: values.1, 3: values.2, 4: values.3, 5: values.4])
  }

  static func == (left: Self, right: Self) -> Bool { left.values == right.values }
  func hash(into hasher: inout Hasher) { for index in 0..<5 { hasher.combine(self[index]) } }
}
