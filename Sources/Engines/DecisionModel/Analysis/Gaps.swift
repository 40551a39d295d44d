/// Inputs that no rule covers, as boxes.
extension TableAnalyser {
  /// How inputs from one dimension on are covered. Equal remainders are one node, so that the whole stays small.
  indirect enum Coverage: Hashable {
    case covered
    case gap
    case split([Branch])

    struct Branch: Hashable {
      var classes: Set<Int>
      let rest: Coverage
    }
  }

  mutating func gaps() {
    guard !dimensions.isEmpty else { return }
    var memo: [CoverKey: Coverage] = [:]
    let all = RuleSet(table.rules.indices, count: table.rules.count)
    guard let whole = coverage(0, all, &memo) else { return }
    var boxes: [[Set<Int>]] = []
    var path: [Set<Int>] = []
    collect(whole, &path, &boxes)
    let hasDefault = table.outputs.contains { $0.fallback != nil }
    for box in merged(boxes).prefix(Self.most) {
      let (cells, shown) = (cells(box), example(box))
      findings.append(
        TableAnalysis.Finding(
          kind: .gap, rules: [], box: cells, example: shown,
          message: TwoTongues(
            "no rule covers \(Self.words(cells))" + (hasDefault ? " (the default output applies)" : ""),
            "没有规则覆盖 \(Self.words(cells))" + (hasDefault ? "（适用默认输出）" : ""))))
    }
  }

  private mutating func coverage(_ depth: Int, _ rules: RuleSet, _ memo: inout [CoverKey: Coverage]) -> Coverage? {
    if rules.isEmpty { return .gap }
    guard depth < dimensions.count else { return .covered }
    let key = CoverKey(dimension: depth, rules: rules)
    if let known = memo[key] { return known }
    let dimension = dimensions[depth]
    guard spend(dimension.live.count + 1) else { return nil }
    var branches: [Coverage.Branch] = []
    // Classes that leave the same rules are looked at once.
    var places: [RuleSet: Int] = [:]
    for number in dimension.live {
      let left = rules.intersection(dimension.passing[number])
      if let place = places[left] {
        branches[place].classes.insert(number)
        continue
      }
      guard let rest = coverage(depth + 1, left, &memo) else { return nil }
      if let place = branches.firstIndex(where: { $0.rest.isSame(as: rest) }) {
        branches[place].classes.insert(number)
        places[left] = place
      } else {
        places[left] = branches.count
        branches.append(Coverage.Branch(classes: [number], rest: rest))
      }
    }
    let made: Coverage =
      branches.allSatisfy { $0.rest.isSame(as: .covered) } ? .covered : .split(branches)
    memo[key] = made
    return made
  }

  private mutating func collect(_ coverage: Coverage, _ path: inout [Set<Int>], _ boxes: inout [[Set<Int>]]) {
    guard boxes.count < Self.most * 5 else {
      isFinished = false
      return
    }
    switch coverage {
    case .covered: break
    case .gap:
      boxes.append(path + dimensions[path.count...].map { Set($0.live) })
    case .split(let branches):
      for branch in branches {
        path.append(branch.classes)
        collect(branch.rest, &path, &boxes)
        path.removeLast()
      }
    }
  }

  /// Boxes that differ in one input only become one.
  private func merged(_ boxes: [[Set<Int>]]) -> [[Set<Int>]] {
    var boxes = boxes
    var changed = true
    while changed {
      changed = false
      var first = 0
      while first < boxes.count {
        var second = first + 1
        while second < boxes.count {
          let differing = dimensions.indices.filter { boxes[first][$0] != boxes[second][$0] }
          if differing.count <= 1 {
            for index in differing { boxes[first][index].formUnion(boxes[second][index]) }
            boxes.remove(at: second)
            changed = true
          } else {
            second += 1
          }
        }
        first += 1
      }
    }
    return boxes
  }
}

extension TableAnalyser.Coverage {
  /// Only ends are compared: to compare whole trees would cost more than it saves.
  fileprivate func isSame(as other: Self) -> Bool {
    switch (self, other) {
    case (.covered, .covered), (.gap, .gap): true
    default: false
    }
  }
}
