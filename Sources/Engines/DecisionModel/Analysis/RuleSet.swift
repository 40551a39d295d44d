/// A set of rules by number.
struct RuleSet: Hashable, Sendable {
  private(set) var words: [UInt64]

  init(count: Int) { words = [UInt64](repeating: 0, count: max(1, (count + 63) / 64)) }

  init(_ rules: some Sequence<Int>, count: Int) {
    self.init(count: count)
    for rule in rules { insert(rule) }
  }

  mutating func insert(_ rule: Int) { words[rule >> 6] |= 1 << UInt64(rule & 63) }
  mutating func remove(_ rule: Int) { words[rule >> 6] &= ~(1 << UInt64(rule & 63)) }
  func contains(_ rule: Int) -> Bool { words[rule >> 6] & (1 << UInt64(rule & 63)) != 0 }
  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  func intersection(_ other: RuleSet) -> RuleSet {
    var made = self
    for index in words.indices { made.words[index] &= other.words[index] }
    return made
  }

  func intersects(_ other: RuleSet) -> Bool { zip(words, other.words).contains { $0 & $1 != 0 } }

  var members: [Int] {
    words.enumerated().flatMap { index, word in (0..<64).filter { word & (1 << UInt64($0)) != 0 }.map { index * 64 + $0 } }
  }
}
