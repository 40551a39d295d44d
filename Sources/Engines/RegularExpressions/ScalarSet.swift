/// A set of Unicode code points: sorted ranges that neither overlap nor touch. A value, for the compiler's use only; the
/// matcher has its own, flatter form (see `Program`).
struct ScalarSet: Hashable, Sendable {
  /// Bounds, both inside the set.
  struct Bounds: Hashable, Sendable {
    var low: UInt32
    var high: UInt32
  }
  private(set) var ranges: [Bounds] = []

  static let last: UInt32 = 0x10FFFF
  static let everything = ScalarSet(0...last)

  init() {}
  init(_ range: ClosedRange<UInt32>) { ranges = [Bounds(low: range.lowerBound, high: range.upperBound)] }
  init(_ scalar: UInt32) { ranges = [Bounds(low: scalar, high: scalar)] }

  /// Any ranges in any order.
  init(_ unsorted: [ClosedRange<UInt32>]) {
    ranges = unsorted.map { Bounds(low: $0.lowerBound, high: $0.upperBound) }
    normalise()
  }

  var isEmpty: Bool { ranges.isEmpty }

  /// The only member, where there is one only.
  var single: UInt32? {
    guard ranges.count == 1, ranges[0].low == ranges[0].high else { return nil }
    return ranges[0].low
  }

  private mutating func normalise() {
    ranges.sort { $0.low < $1.low }
    var joined: [Bounds] = []
    joined.reserveCapacity(ranges.count)
    for range in ranges {
      if let end = joined.last, range.low <= end.high || range.low == end.high + 1 {
        joined[joined.count - 1].high = max(end.high, range.high)
      } else {
        joined.append(range)
      }
    }
    ranges = joined
  }

  func union(_ other: ScalarSet) -> ScalarSet {
    if isEmpty { return other }
    if other.isEmpty { return self }
    var result = self
    result.ranges += other.ranges
    result.normalise()
    return result
  }

  var inverted: ScalarSet {
    var result = ScalarSet()
    var next: UInt32 = 0
    for range in ranges {
      if range.low > next { result.ranges.append(Bounds(low: next, high: range.low - 1)) }
      next = range.high + 1
    }
    if next <= Self.last { result.ranges.append(Bounds(low: next, high: Self.last)) }
    return result
  }

  func intersection(_ other: ScalarSet) -> ScalarSet {
    var result = ScalarSet()
    var i = 0
    var j = 0
    while i < ranges.count, j < other.ranges.count {
      let low = max(ranges[i].low, other.ranges[j].low)
      let high = min(ranges[i].high, other.ranges[j].high)
      if low <= high { result.ranges.append(Bounds(low: low, high: high)) }
      if ranges[i].high < other.ranges[j].high { i += 1 } else { j += 1 }
    }
    return result
  }

  func subtracting(_ other: ScalarSet) -> ScalarSet { intersection(other.inverted) }

  func contains(_ scalar: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if scalar < ranges[middle].low {
        high = middle
      } else if scalar > ranges[middle].high {
        low = middle + 1
      } else {
        return true
      }
    }
    return false
  }
}

extension ScalarSet {
  static let asciiDigit = ScalarSet(0x30...0x39)
  /// WordCharacters of ECMA-262 without the `i` flag.
  static let asciiWord = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  /// WhiteSpace and LineTerminator of ECMA-262 §12.2, §12.3.
  static let ecmaSpace = ScalarSet([
    0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
    0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
  ])
  /// LineTerminator of ECMA-262 §12.3.
  static let ecmaLineEnd = ScalarSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])
  static let xmlSpace = ScalarSet([0x09...0x0A, 0x0D...0x0D, 0x20...0x20])
  static let xmlLineEnd = ScalarSet([0x0A...0x0A, 0x0D...0x0D])
  /// NameStartChar of XML 1.0 (fifth edition) production 4.
  static let xmlNameStart = ScalarSet([
    0x3A...0x3A, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D,
    0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF,
    0xFDF0...0xFFFD, 0x10000...0xEFFFF,
  ])
  /// NameChar of XML 1.0 (fifth edition) production 4a.
  static let xmlName = xmlNameStart.union(
    ScalarSet([0x2D...0x2E, 0x30...0x39, 0xB7...0xB7, 0x300...0x36F, 0x203F...0x2040]))
}
