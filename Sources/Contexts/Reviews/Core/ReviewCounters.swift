import Kernel
import Store
import Synchronization

/// The cube of all reviews, kept up to date: what a query sees is exactly what was committed at its snapshot, on every server.
///
/// A batch of cells counts from the epoch that names it; single reviews wait as deltas until they are folded into a batch. A query reads the
/// epoch and a mark of the deltas; only when they differ from what stands in memory does it read the rest.
final class ReviewCounters: Sendable {
  private struct State: Sendable {
    var epoch: Int64
    var deltas: Mark
    var cube: ReviewCube
    var rest: ReviewCube?
  }

  /// Deltas are only added or, with a new epoch, folded: their number and the highest one say which there are.
  struct Mark: Sendable, Hashable {
    var count: Int64
    var last: Int64
  }

  private let state = Mutex<State?>(nil)

  func sums(
    _ slice: ReviewSlice, by grouping: ReviewGrouping?, _ reading: any Reading
  ) throws -> [String: (active: ReviewSums, byDefault: ReviewSums)] {
    let state = try current(reading)
    var sums = state.cube.sums(slice, by: grouping)
    for (name, more) in state.rest?.sums(slice, by: grouping) ?? [:] {
      guard var known = sums[name] else {
        sums[name] = more
        continue
      }
      for grade in 0..<5 {
        known.active[grade] += more.active[grade]
        known.byDefault[grade] += more.byDefault[grade]
      }
      sums[name] = known
    }
    return sums
  }

  private func current(_ reading: any Reading) throws -> State {
    let (epoch, mark) = try ReviewStore.mark(reading)
    let known = state.withLock { $0 }
    if let known, known.epoch == epoch, known.deltas == mark { return known }
    var next: State
    if let known, known.epoch == epoch {
      next = known
    } else {
      next = try load(epoch, reading)
    }
    next.deltas = mark
    next.rest = nil
    if mark.count > 0 {
      let deltas = try ReviewStore.deltas(reading)
      // Few: places that only they have are read with them.
      let places = try ReviewStore.places(reading, deltas.map(\.place))
      let numbers = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1.id, $0) })
      next.rest = ReviewCube(
        places: places.map(\.place),
        cells: deltas.compactMap { delta in
          numbers[delta.place].map {
            (ReviewCells.key(place: $0, time: delta.day, grade: delta.grade), UInt32(delta.count))
          }
        })
    }
    let made = next
    state.withLock { if ($0?.epoch ?? -1) <= epoch { $0 = made } }
    return made
  }

  /// Every count as of a snapshot.
  func each(
    _ reading: any Reading, _ body: (_ place: ReviewPlace, _ day: Int, _ grade: Int, _ count: Int) -> Void
  ) throws {
    let state = try current(reading)
    for cube in [state.cube, state.rest].compactMap(\.self) { cube.each(body) }
  }

  private func load(_ epoch: Int64, _ reading: any Reading) throws -> State {
    let places = try ReviewStore.places(reading)
    let numbers = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1.id, $0) })
    var cells: [(key: UInt64, count: UInt32)] = []
    for batch in try ReviewStore.batches(reading) {
      for part in try ReviewStore.parts(reading, batch) {
        PackedCells.each(try ReviewStore.cells(reading, batch, part)) { place, day, grade, count in
          guard let number = numbers[place] else { return }
          cells.append((ReviewCells.key(place: number, time: day, grade: grade), UInt32(count)))
        }
      }
    }
    return State(
      epoch: epoch, deltas: Mark(count: 0, last: 0), cube: ReviewCube(places: places.map(\.place), cells: cells), rest: nil)
  }
}

/// Cells in bytes: place (4), day (2), grade (1), one byte of nought, count (4), lowest byte first.
enum PackedCells {
  static let size = 12

  static func append(place: Int64, day: Int, grade: Int, count: Int, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: place >> Int64(shift))) }
    bytes.append(UInt8(truncatingIfNeeded: day))
    bytes.append(UInt8(truncatingIfNeeded: day >> 8))
    bytes.append(UInt8(grade))
    bytes.append(0)
    for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
  }

  static func each(_ bytes: [UInt8], _ body: (_ place: Int64, _ day: Int, _ grade: Int, _ count: Int) -> Void) {
    bytes.withUnsafeBytes { raw in
      for start in stride(from: 0, to: raw.count - raw.count % size, by: size) {
        let place = raw.loadUnaligned(fromByteOffset: start, as: UInt32.self)
        let day = raw.loadUnaligned(fromByteOffset: start + 4, as: UInt16.self)
        let count = raw.loadUnaligned(fromByteOffset: start + 8, as: UInt32.self)
        body(
          Int64(UInt32(littleEndian: place)), Int(UInt16(littleEndian: day)), Int(raw[start + 6]),
          Int(UInt32(littleEndian: count)))
      }
    }
  }
}
