import Kernel
import Store
import Synchronization

/// The cube of all reviews, kept up to date: what a query sees is exactly what was committed at its snapshot, on every server.
///
/// A batch of cells counts from the epoch that names it; single counts wait as deltas until they are folded into a batch. A query reads the
/// epoch and a mark of the deltas; only when they differ from what stands in memory does it read the rest: a small second cube, which is
/// taken into the large one when it has grown.
final class ReviewCounters: Sendable {
  private struct State: Sendable {
    var epoch: Int64
    var deltas: Mark
    /// All batches up to an epoch.
    var base: ReviewCube
    var baseEpoch: Int64
    /// Batches after that, and deltas.
    var rest: ReviewCube?
  }

  /// Deltas are only added or, with a new epoch, folded: their number and the highest one say which there are.
  struct Mark: Sendable, Hashable {
    var count: Int64
    var last: Int64
  }

  /// A larger rest is taken into the base.
  private static let largestRest = 20_000

  private let state = Mutex<State?>(nil)
  /// One at a time reads what is missing; the others wait for it. Held on threads of the store's alone.
  private let loading = Mutex(())

  func sums(
    _ slice: ReviewSlice, by grouping: ReviewGrouping?, _ reading: any Reading
  ) throws -> [String: ReviewCube.Sums] {
    let state = try current(reading)
    var sums = state.base.sums(slice, by: grouping)
    for (name, more) in state.rest?.sums(slice, by: grouping) ?? [:] {
      var known = sums[name] ?? ReviewCube.Sums()
      known.active &+= more.active
      known.byDefault &+= more.byDefault
      sums[name] = known == ReviewCube.Sums() ? nil : known
    }
    return sums
  }

  func refresh(_ reading: any Reading) throws { _ = try current(reading) }

  private func current(_ reading: any Reading) throws -> State {
    let (epoch, mark) = try ReviewStore.mark(reading)
    func known() -> State? {
      state.withLock { $0.flatMap { $0.epoch == epoch && $0.deltas == mark ? $0 : nil } }
    }
    if let known = known() { return known }
    return try loading.withLock { _ in
      if let known = known() { return known }
      var next: State
      // A snapshot may be older than what is known already.
      if let known = state.withLock({ $0 }), known.baseEpoch <= epoch {
        next = known
        (next.epoch, next.deltas) = (epoch, mark)
        next.rest = try Self.rest(after: known.baseEpoch, to: epoch, reading)
        if next.rest?.count ?? 0 > Self.largestRest { next = try Self.load(epoch, mark, reading) }
      } else {
        next = try Self.load(epoch, mark, reading)
      }
      let made = next
      state.withLock { if ($0?.epoch ?? -1) <= epoch { $0 = made } }
      return made
    }
  }

  /// Every count as of a snapshot.
  func each(
    _ reading: any Reading, _ body: (_ place: ReviewPlace, _ day: Int, _ lane: Int, _ count: Int) -> Void
  ) throws {
    let state = try current(reading)
    for cube in [state.base, state.rest].compactMap(\.self) { cube.each(body) }
  }

  private static func load(_ epoch: Int64, _ mark: Mark, _ reading: any Reading) throws -> State {
    let base = try cube(try ReviewStore.places(reading), batchesAfter: 0, to: epoch, deltas: [], reading)
    return State(
      epoch: epoch, deltas: mark, base: base, baseEpoch: epoch, rest: try rest(after: epoch, to: epoch, reading))
  }

  /// What has been counted since; nil when nothing has.
  private static func rest(after base: Int64, to epoch: Int64, _ reading: any Reading) throws -> ReviewCube? {
    let deltas = try ReviewStore.deltas(reading)
    var places = Set(deltas.map(\.place))
    if base < epoch { try eachCell(after: base, to: epoch, reading) { place, _, _, _ in places.insert(place) } }
    guard !places.isEmpty else { return nil }
    // Few mostly; after a large import all of them are read.
    let named =
      places.count > 5000 ? try ReviewStore.places(reading) : try ReviewStore.places(reading, Array(places))
    return try cube(named, batchesAfter: base, to: epoch, deltas: deltas, reading)
  }

  private static func cube(
    _ places: [(id: Int64, place: ReviewPlace)], batchesAfter base: Int64, to epoch: Int64, deltas: [ReviewStore.Delta],
    _ reading: any Reading
  ) throws -> ReviewCube {
    let numbers = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1.id, $0) })
    return try ReviewCube(places: places.map(\.place)) { body in
      try eachCell(after: base, to: epoch, reading) { place, day, lane, count in
        if let number = numbers[place] { body(number, day, lane, count) }
      }
      for delta in deltas {
        if let number = numbers[delta.place] { body(number, delta.day, delta.lane, delta.count) }
      }
    }
  }

  private static func eachCell(
    after base: Int64, to epoch: Int64, _ reading: any Reading,
    _ body: (_ place: Int64, _ day: Int, _ lane: Int, _ count: Int) -> Void
  ) throws {
    for batch in try ReviewStore.batches(reading, after: base, to: epoch) {
      for part in try ReviewStore.parts(reading, batch) {
        PackedCells.each(try ReviewStore.cells(reading, batch, part), body)
      }
    }
  }
}

/// Cells in bytes: place (4), day (2), lane (1), one byte of nought, count (4, may be below nought), lowest byte first.
enum PackedCells {
  static let size = 12

  /// The order of cells in a file's batch: by place, then day, then lane.
  static func key(place: Int64, day: Int, lane: Int) -> UInt64 { UInt64(place) << 24 | UInt64(day) << 8 | UInt64(lane) }

  static func append(key: UInt64, count: Int, to bytes: inout [UInt8]) {
    append(place: Int64(key >> 24), day: Int(key >> 8 & 0xFFFF), lane: Int(key & 7), count: count, to: &bytes)
  }

  static func append(place: Int64, day: Int, lane: Int, count: Int, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: place >> Int64(shift))) }
    bytes.append(UInt8(truncatingIfNeeded: day))
    bytes.append(UInt8(truncatingIfNeeded: day >> 8))
    bytes.append(UInt8(lane))
    bytes.append(0)
    for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
  }

  static func each(_ bytes: [UInt8], _ body: (_ place: Int64, _ day: Int, _ lane: Int, _ count: Int) -> Void) {
    bytes.withUnsafeBytes { raw in
      for start in stride(from: 0, to: raw.count - raw.count % size, by: size) {
        let place = raw.loadUnaligned(fromByteOffset: start, as: UInt32.self)
        let day = raw.loadUnaligned(fromByteOffset: start + 4, as: UInt16.self)
        let count = raw.loadUnaligned(fromByteOffset: start + 8, as: UInt32.self)
        body(
          Int64(UInt32(littleEndian: place)), Int(UInt16(littleEndian: day)), Int(raw[start + 6]),
          Int(Int32(bitPattern: UInt32(littleEndian: count))))
      }
    }
  }
}
