import FEEL

/// Rules that never come to their turn.
extension TableAnalyser {
  /// - Parameter before: the rules that come first when they match, too.
  mutating func hiddenRules(_ possible: [Int], before: (Int) -> [Int]) {
    for rule in possible {
      let box = box(of: rule)
      var memo: [CoverKey: Bool] = [:]
      let others = RuleSet(before(rule).filter(certain.contains), count: table.rules.count)
      guard !others.isEmpty, let covered = isCovered(box, 0, others, &memo) else { continue }
      guard covered else { continue }
      let hiding = others.members.filter { other in
        zip(dimensions, box).allSatisfy { dimension, classes in classes.contains { dimension.passing[$0].contains(other) } }
      }
      let names = hiding.prefix(5).map { String($0 + 1) }
      let shown = example(box)
      findings.append(
        TableAnalysis.Finding(
          kind: .hidden, rules: [rule + 1] + hiding.map { $0 + 1 }, box: cells(box), example: shown,
          message: TwoTongues(
            "rule \(rule + 1) can never fire: whenever it matches, one of the rules \(names.joined(separator: ", ")) comes first",
            "规则 \(rule + 1) 永远不会命中：凡它满足之处，规则 \(names.joined(separator: "、")) 之一总在其先")))
    }
  }

  /// Under PRIORITY a rule comes before those whose outputs rank lower, and before later ones of the same rank.
  mutating func priorityRules(_ possible: [Int]) {
    let evaluation = Evaluation()
    var ranks: [Int: [Int]] = [:]
    for rule in table.rules.indices {
      let values = table.rules[rule].outputs.compactMap(\.constant)
      guard values.count == table.outputs.count else { continue }
      ranks[rule] = zip(table.outputs, values).map { self.table.rank(of: $1, $0, Variables(), evaluation) }
    }
    let ranked = ranks
    let table = self.table
    hiddenRules(possible) { rule in
      guard let own = ranked[rule] else { return [] }
      return table.rules.indices.filter { other in
        guard other != rule, let rank = ranked[other] else { return false }
        return rank == own ? other < rule : rank.lexicographicallyPrecedes(own)
      }
    }
  }

  struct CoverKey: Hashable {
    let dimension: Int
    let rules: RuleSet
  }

  /// Whether every point of a box is covered by one of the rules; nil when the budget is used up.
  private mutating func isCovered(
    _ box: [Set<Int>], _ depth: Int, _ rules: RuleSet, _ memo: inout [CoverKey: Bool]
  ) -> Bool? {
    if rules.isEmpty { return false }
    guard depth < dimensions.count else { return true }
    let key = CoverKey(dimension: depth, rules: rules)
    if let known = memo[key] { return known }
    guard spend(box[depth].count + 1) else { return nil }
    var result = true
    var seen = Set<RuleSet>()
    for number in box[depth] {
      let left = rules.intersection(dimensions[depth].passing[number])
      guard seen.insert(left).inserted else { continue }
      guard let covered = isCovered(box, depth + 1, left, &memo) else { return nil }
      if !covered {
        result = false
        break
      }
    }
    memo[key] = result
    return result
  }
}
