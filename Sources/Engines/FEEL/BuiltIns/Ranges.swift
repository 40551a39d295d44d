/// An end of a range on the line of all values: just before a value, at it or just after it, or at an infinity. With
/// these the relations between ranges (DMN 1.5 §10.3.4.7 table 78) are plain comparisons.
private enum Cut {
  case lowest
  case at(Value, shift: Int)
  case highest

  /// Nil where the values cannot be compared.
  func order(to other: Cut) -> Int? {
    switch (self, other) {
    case (.at(let left, let leftShift), .at(let right, let rightShift)):
      guard let order = left.compare(to: right) else { return nil }
      return order != 0 ? order : leftShift - rightShift
    case (.lowest, .lowest), (.highest, .highest): return 0
    case (.lowest, _), (_, .highest): return -1
    default: return 1
    }
  }
}

/// A point or a range.
private struct Extent {
  let lower: Cut
  let upper: Cut
  let isPoint: Bool

  init?(_ value: Value) {
    switch value {
    case .range(let interval):
      guard !interval.isNotEqual else { return nil }
      lower = interval.lower.map { .at($0, shift: interval.lowerIsClosed ? 0 : 1) } ?? .lowest
      upper = interval.upper.map { .at($0, shift: interval.upperIsClosed ? 0 : -1) } ?? .highest
      isPoint = false
    case .null: return nil
    default:
      guard value.compare(to: value) != nil else { return nil }
      lower = .at(value, shift: 0)
      upper = lower
      isPoint = true
    }
  }
}

extension BuiltIn {
  /// Range functions (§10.3.4.7).
  static let ranges = [
    relation("before", .any) { holds($0.upper, $1.lower) { $0 < 0 } },
    relation("after", .any) { holds($0.lower, $1.upper) { $0 > 0 } },
    relation("meets", .ranges) { left, right in touches(left, right) },
    relation("met by", .ranges) { left, right in touches(right, left) },
    relation("overlaps", .ranges) { left, right in
      and(holds(left.upper, right.lower) { $0 >= 0 }, holds(left.lower, right.upper) { $0 <= 0 })
    },
    relation("overlaps before", .ranges) { left, right in
      and(
        holds(left.lower, right.lower) { $0 < 0 },
        and(holds(left.upper, right.lower) { $0 >= 0 }, holds(left.upper, right.upper) { $0 <= 0 }))
    },
    relation("overlaps after", .ranges) { left, right in
      and(
        holds(right.lower, left.lower) { $0 < 0 },
        and(holds(right.upper, left.lower) { $0 >= 0 }, holds(right.upper, left.upper) { $0 <= 0 }))
    },
    relation("finishes", .inRange) { left, right in finishes(left, right) },
    relation("finished by", .ofRange) { left, right in finishes(right, left) },
    relation("includes", .ofRange) { left, right in includes(left, right) },
    relation("during", .inRange) { left, right in includes(right, left) },
    relation("starts", .inRange) { left, right in starts(left, right) },
    relation("started by", .ofRange) { left, right in starts(right, left) },
    relation("coincides", .alike) { left, right in
      and(holds(left.lower, right.lower) { $0 == 0 }, holds(left.upper, right.upper) { $0 == 0 })
    },
  ]

  /// What a relation may stand between.
  private enum Sides {
    /// Two points, a point and a range in either order, two ranges.
    case any
    case ranges
    /// A point or a range, and a range.
    case inRange
    /// A range, and a point or a range.
    case ofRange
    /// Two points or two ranges.
    case alike

    var signatures: [[String]] {
      let ranges = ["range1", "range2"]
      return switch self {
      case .any: [["point1", "point2"], ["point", "range"], ["range", "point"], ranges]
      case .ranges: [ranges]
      case .inRange: [["point", "range"], ranges]
      case .ofRange: [["range", "point"], ranges]
      case .alike: [["point1", "point2"], ranges]
      }
    }

    func take(_ leftIsPoint: Bool, _ rightIsPoint: Bool) -> Bool {
      switch self {
      case .any: true
      case .ranges: !leftIsPoint && !rightIsPoint
      case .inRange: !rightIsPoint
      case .ofRange: !leftIsPoint
      case .alike: leftIsPoint == rightIsPoint
      }
    }
  }

  private static func relation(
    _ name: String, _ sides: Sides, _ relates: @escaping @Sendable (Extent, Extent) -> Bool?
  ) -> BuiltIn {
    BuiltIn(name, signatures: sides.signatures, result: .boolean) { site in
      guard let left = Extent(site.single(0)), let right = Extent(site.single(1)), sides.take(left.isPoint, right.isPoint),
        let answer = relates(left, right)
      else { return site.wrongType }
      return .boolean(answer)
    }
  }

  private static func holds(_ left: Cut, _ right: Cut, _ test: (Int) -> Bool) -> Bool? { left.order(to: right).map(test) }

  private static func and(_ left: Bool?, _ right: Bool?) -> Bool? {
    guard let left, let right else { return nil }
    return left && right
  }

  /// Both ends are the same value and belong to their ranges.
  private static func touches(_ left: Extent, _ right: Extent) -> Bool? {
    guard case .at(let end, let endShift) = left.upper, case .at(let start, let startShift) = right.lower else { return false }
    return end.compare(to: start).map { $0 == 0 && endShift == 0 && startShift == 0 }
  }

  private static func finishes(_ left: Extent, _ right: Extent) -> Bool? {
    and(holds(left.upper, right.upper) { $0 == 0 }, holds(left.lower, right.lower) { $0 >= 0 })
  }

  private static func includes(_ left: Extent, _ right: Extent) -> Bool? {
    and(holds(left.lower, right.lower) { $0 <= 0 }, holds(left.upper, right.upper) { $0 >= 0 })
  }

  private static func starts(_ left: Extent, _ right: Extent) -> Bool? {
    and(holds(left.lower, right.lower) { $0 == 0 }, holds(left.upper, right.upper) { $0 <= 0 })
  }
}
