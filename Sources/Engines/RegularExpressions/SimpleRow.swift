/// A row of classes with counts, while it is being found out whether a pattern is simple.
struct SimpleRow {
  struct Part {
    var set: ScalarSet
    var least: Int
    /// Nil: any number.
    var most: Int?
  }
  var parts: [Part] = []
  var atStart = false
  var atEnd = false

  private static let mostRows = 32
  private static let mostParts = 64
  /// A search that is not anchored reads as far as this from each place.
  private static let farthest = 64

  /// The rows that a pattern is a choice of; nil when it has anything else in it.
  static func rows(of pattern: Pattern) -> [SimpleRow]? {
    switch pattern {
    case .empty: return [SimpleRow()]
    case .one(let set): return [SimpleRow(parts: [Part(set: set, least: 1, most: 1)])]
    case .group(let inner, _): return rows(of: inner)
    case .assertion(.textStart): return [SimpleRow(atStart: true)]
    case .assertion(.textEnd): return [SimpleRow(atEnd: true)]
    case .assertion, .look, .backreference: return nil
    case .sequence(let patterns):
      guard patterns.count <= mostParts + 2 else { return nil }
      var result = [SimpleRow()]
      for pattern in patterns {
        guard let next = rows(of: pattern), let joined = join(result, next) else { return nil }
        result = joined
      }
      return result
    case .alternation(let branches):
      guard branches.count <= mostRows else { return nil }
      var result: [SimpleRow] = []
      for branch in branches {
        guard let found = rows(of: branch) else { return nil }
        result += found
        guard result.count <= mostRows else { return nil }
      }
      return result
    case .repetition(.one(let set), let least, let most, _):
      if most == 0 { return [SimpleRow()] }
      return [SimpleRow(parts: [Part(set: set, least: least, most: most)])]
    case .repetition(let inner, let least, let most, _):
      return repeated(inner, least: least, most: most)
    }
  }

  private static func repeated(_ inner: Pattern, least: Int, most: Int?) -> [SimpleRow]? {
    guard let most, most <= mostParts, let one = rows(of: inner) else { return nil }
    if most == 0 { return [SimpleRow()] }
    guard least == most || (least == 0 && most == 1) else { return nil }
    var result = [SimpleRow()]
    for _ in 0..<most {
      guard let joined = join(result, one) else { return nil }
      result = joined
    }
    if least == 0 { result.append(SimpleRow()) }
    return result.count <= mostRows ? result : nil
  }

  private static func join(_ first: [SimpleRow], _ second: [SimpleRow]) -> [SimpleRow]? {
    guard first.count * second.count <= mostRows else { return nil }
    var result: [SimpleRow] = []
    for a in first {
      for b in second {
        // `^` after something, or something after `$`, is left to the general machine.
        guard !b.atStart || a.parts.isEmpty, !a.atEnd || b.parts.isEmpty else { return nil }
        let row = SimpleRow(parts: a.parts + b.parts, atStart: a.atStart || b.atStart, atEnd: a.atEnd || b.atEnd)
        guard row.parts.count <= mostParts else { return nil }
        result.append(row)
      }
    }
    return result
  }

  /// Without what makes no difference to whether there is a match: at an open end a loop need not take more than it must.
  var trimmed: SimpleRow? {
    var row = self
    if !atEnd {
      while let part = row.parts.last, part.least != part.most {
        row.parts[row.parts.count - 1].most = part.least
        if part.least > 0 { break }
        row.parts.removeLast()
      }
    }
    guard !atStart else { return row }
    while let part = row.parts.first, part.least != part.most {
      row.parts[0].most = part.least
      if part.least > 0 { break }
      row.parts.removeFirst()
    }
    var reach = 0
    for part in row.parts {
      guard let most = part.most, most <= Self.farthest else { return nil }
      reach += most
    }
    return reach <= Self.farthest ? row : nil
  }

  /// Whether each part with a choice takes scalars that nothing after it could begin with.
  var needsNoReturn: Bool {
    for (index, part) in parts.enumerated() where part.least != part.most {
      for next in parts[(index + 1)...] {
        guard part.set.intersection(next.set).isEmpty else { return false }
        if next.least > 0 { break }
      }
    }
    return true
  }
}
