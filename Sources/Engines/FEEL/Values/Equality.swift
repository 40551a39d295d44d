import Decimals
import Temporal

extension Value {
  /// FEEL's `=` (DMN 1.5 §10.3.2.15 table 53): nil (null) where the two are of different kinds; null equals null only.
  public func isEqual(to other: Value) -> Bool? { isEqual(to: other, paying: nil) }

  /// `isEqual(to:)` that takes what it compares from a budget, since lists and texts may be long.
  func isEqual(to other: Value, paying evaluation: Evaluation?) -> Bool? {
    switch (self, other) {
    case (.string(let left), .string(let right)):
      if left.utf8.count > 64, evaluation?.spend(left.utf8.count / 64) == false { return nil }
      return left.hasSameCodePoints(as: right)
    case (.number(let left), .number(let right)): return left == right
    case (.boolean(let left), .boolean(let right)): return left == right
    case (.null, .null): return true
    case (.null, _), (_, .null): return false
    default: return isEqualRarely(to: other, evaluation)
    }
  }

  private func isEqualRarely(to other: Value, _ evaluation: Evaluation?) -> Bool? {
    switch (self, other) {
    case (.date(let left), .date(let right)): return left == right
    // Fractions of a second do not count: the standard defines equality by the whole-numbered properties.
    case (.time(let left), .time(let right)): return left.isSameSecond(as: right) ?? false
    case (.dateTime(let left), .dateTime(let right)): return left.isSameSecond(as: right) ?? false
    case (.date(let left), .dateTime(let right)): return left.midnightUTC.isSameSecond(as: right) ?? false
    case (.dateTime(let left), .date(let right)): return left.isSameSecond(as: right.midnightUTC) ?? false
    case (.months(let left), .months(let right)): return left == right
    case (.seconds(let left), .seconds(let right)): return left == right
    case (.list(let left), .list(let right)):
      guard left.count == right.count else { return false }
      guard evaluation?.spend(left.count / 4) != false else { return nil }
      return conjunction(zip(left, right), evaluation)
    case (.context(let left), .context(let right)):
      guard left.count == right.count, left.entries.allSatisfy({ right[$0.name] != nil }) else { return false }
      guard evaluation?.spend(left.count) != false else { return nil }
      return conjunction(left.entries.lazy.map { ($0.value, right[$0.name] ?? .null) }, evaluation)
    case (.range(let left), .range(let right)):
      guard left.hasForm(of: right) else { return false }
      return conjunction(
        [(left.lower ?? .null, right.lower ?? .null), (left.upper ?? .null, right.upper ?? .null)], evaluation)
    case (.function(let left), .function(let right)): return left == right
    default: return nil
    }
  }

  private func conjunction(_ pairs: some Sequence<(Value, Value)>, _ evaluation: Evaluation?) -> Bool? {
    var isKnown = true
    for (left, right) in pairs {
      switch left.isEqual(to: right, paying: evaluation) {
      case false?: return false
      case nil: isKnown = false
      default: break
      }
    }
    return isKnown ? true : nil
  }

  /// FEEL's order (§10.3.2.15 table 54): negative, zero or positive; nil where the two cannot be compared. Strings go by
  /// their code points.
  public func compare(to other: Value) -> Int? {
    switch (self, other) {
    case (.number(let left), .number(let right)): return left.order(against: right)
    case (.string(let left), .string(let right)): return left.codePointOrder(to: right)
    case (.date(let left), .date(let right)): return left < right ? -1 : left == right ? 0 : 1
    case (.time(let left), .time(let right)): return left.order(against: right)
    case (.dateTime(let left), .dateTime(let right)): return left.order(against: right)
    case (.date(let left), .dateTime(let right)): return left.midnightUTC.order(against: right)
    case (.dateTime(let left), .date(let right)): return left.order(against: right.midnightUTC)
    case (.months(let left), .months(let right)): return left < right ? -1 : left == right ? 0 : 1
    case (.seconds(let left), .seconds(let right)): return left < right ? -1 : left == right ? 0 : 1
    default: return nil
    }
  }

  /// Whether both are of the same FEEL type, as the ends of a range must be.
  func isOfSameKind(as other: Value) -> Bool {
    switch (self, other) {
    case (.number, .number), (.string, .string), (.date, .date), (.time, .time), (.dateTime, .dateTime), (.months, .months),
      (.seconds, .seconds), (.boolean, .boolean):
      true
    default: false
    }
  }
}

extension String {
  /// FEEL compares code point by code point; Swift's `==` would also hold for canonically equivalent texts.
  @inline(__always) func hasSameCodePoints(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    let isSame = utf8.withContiguousStorageIfAvailable { left in
      other.utf8.withContiguousStorageIfAvailable { right in left.elementsEqual(right) }
    }
    if case .some(.some(let isSame)) = isSame { return isSame }
    return utf8.elementsEqual(other.utf8)
  }

  /// Order by Unicode code points, which is that of UTF-8 bytes.
  func codePointOrder(to other: String) -> Int {
    for (left, right) in zip(utf8, other.utf8) where left != right { return left < right ? -1 : 1 }
    return utf8.count == other.utf8.count ? 0 : utf8.count < other.utf8.count ? -1 : 1
  }
}
