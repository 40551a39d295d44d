/// The fast path: a pattern that is a row of classes with counts, or a choice of a few such rows, of which each can be
/// followed without ever going back. It tells whether a text matches, in one pass and without memory of its own.
///
/// A row needs no going back when each step has a fixed count, or takes scalars that nothing after it could begin with.
struct SimplePattern: Sendable {
  struct Step: Sendable {
    /// Bits of the ASCII characters 0 to 63 and 64 to 127.
    var low: UInt64
    var high: UInt64
    var least: Int32
    var most: Int32
    /// The class, for scalars beyond ASCII; −1 where it has none of them.
    var wide: Int32
  }
  private struct Row: Sendable {
    var steps: Range<Int>
    var atStart: Bool
    var atEnd: Bool
    /// Fewest bytes that can match.
    var shortest: Int
  }
  private var rows: [Row] = []
  private var steps: [Step] = []
  private var classes = ClassTable()

  /// Nil when the pattern is not of that kind.
  init?(_ root: Pattern) {
    guard let found = SimpleRow.rows(of: root), !found.isEmpty else { return nil }
    for row in found {
      guard let row = row.trimmed, row.needsNoReturn else { return nil }
      let first = steps.count
      for part in row.parts {
        guard let number = try? classes.add(part.set) else { return nil }
        let entry = classes.entries[Int(number)]
        steps.append(
          Step(
            low: entry.low, high: entry.high, least: Int32(clamping: part.least),
            most: Int32(clamping: part.most ?? Int(Int32.max)), wide: entry.count > 0 ? number : -1))
      }
      let shortest = row.parts.reduce(0) { $0 + $1.least }
      rows.append(Row(steps: first..<steps.count, atStart: row.atStart, atEnd: row.atEnd, shortest: shortest))
    }
    classes.seal()
  }

  func matches(_ text: Span<UInt8>) -> Bool {
    text.withUnsafeBufferPointer { bytes in
      steps.withUnsafeBufferPointer { steps in
        for row in rows where matches(row, bytes, steps) { return true }
        return false
      }
    }
  }

  @inline(__always)
  private func matches(_ row: Row, _ bytes: UnsafeBufferPointer<UInt8>, _ steps: UnsafeBufferPointer<Step>) -> Bool {
    if bytes.count < row.shortest { return false }
    if row.atStart { return matches(row, bytes, steps, from: 0) }
    let last = bytes.count - row.shortest
    var start = 0
    while start <= last {
      if bytes.count == start || bytes[start] & 0xC0 != 0x80, matches(row, bytes, steps, from: start) { return true }
      start += 1
    }
    return false
  }

  @inline(__always)
  private func matches(
    _ row: Row, _ bytes: UnsafeBufferPointer<UInt8>, _ steps: UnsafeBufferPointer<Step>, from start: Int
  ) -> Bool {
    var position = start
    let end = bytes.count
    var index = row.steps.lowerBound
    while index < row.steps.upperBound {
      let step = steps[index]
      index += 1
      var taken: Int32 = 0
      while taken < step.most, position < end {
        let byte = bytes[position]
        if byte < 0x80 {
          let word = byte < 64 ? step.low : step.high
          if (word >> UInt64(byte & 63)) & 1 == 0 { break }
          position += 1
        } else {
          let next = step.wide < 0 ? -1 : afterWide(step.wide, bytes, position)
          if next < 0 { break }
          position = next
        }
        taken += 1
      }
      if taken < step.least { return false }
    }
    return !row.atEnd || position == end
  }

  @inline(never)
  private func afterWide(_ number: Int32, _ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int {
    classes.entries.withUnsafeBufferPointer { entries in
      classes.bounds.withUnsafeBufferPointer { bounds in
        TextBytes(bytes: bytes, entries: entries, bounds: bounds).after(class: number, at: position)
      }
    }
  }
}
