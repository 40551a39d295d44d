import FEEL

/// Runs the analysis of one table.
struct TableAnalyser {
  let table: DecisionTable
  let dimensions: [Dimension]
  /// Rules whose entries are all constant: only these can be said to cover or to match for certain.
  let certain: RuleSet
  var work: Int
  var findings: [TableAnalysis.Finding] = []
  var isFinished = true
  private let isSmall: Bool

  /// More of a kind than a person will read.
  static let most = 100

  init(_ table: DecisionTable, work: Int) {
    self.table = table
    self.work = work
    // Before anything is made: a table of thousands of rules with thousands of constants each way is too much.
    let entries = table.inputs.count.multipliedReportingOverflow(by: max(1, table.rules.count))
    isSmall =
      table.inputs.count <= Self.mostDimensions && !entries.overflow && entries.partialValue <= 1_000_000
      && table.rules.count <= 5_000
    guard isSmall else {
      dimensions = []
      certain = RuleSet(count: table.rules.count)
      return
    }
    var order: [String] = []
    var columns: [String: [Int]] = [:]
    for (number, input) in table.inputs.enumerated() {
      if columns[input.expression] == nil { order.append(input.expression) }
      columns[input.expression, default: []].append(number)
    }
    dimensions = order.map { expression in
      let numbers = columns[expression] ?? []
      return Dimension(
        columns: numbers.map { table.inputs[$0] }, tests: numbers.map { number in table.rules.map { $0.tests[number] } },
        ruleCount: table.rules.count)
    }
    let computed = Set(dimensions.flatMap(\.computed))
    certain = RuleSet(table.rules.indices.filter { !computed.contains($0) }, count: table.rules.count)
  }

  /// The most inputs that are analysed, and the most classes times rules.
  static let (mostDimensions, largest) = (200, 20_000_000)

  mutating func run() -> TableAnalysis {
    let size = dimensions.reduce(0) { $0 + $1.classes.count * max(1, table.rules.count) }
    guard isSmall, size <= Self.largest else {
      return TableAnalysis(findings: [], notAnalysed: [], isFinished: false)
    }
    let possible = impossibleRules()
    switch table.hitPolicy {
    case .first: hiddenRules(possible) { rule in Array(0..<rule) }
    case .priority: priorityRules(possible)
    case .unique, .any: overlaps(possible)
    case .ruleOrder, .outputOrder, .collect: break
    }
    gaps()
    return TableAnalysis(
      findings: findings,
      notAnalysed: dimensions.filter { !$0.computed.isEmpty }.map { ($0.label, $0.computed.map { $0 + 1 }) },
      isFinished: isFinished)
  }

  /// Takes from the budget; false when it is used up.
  mutating func spend(_ steps: Int) -> Bool {
    work -= steps
    if work < 0 { isFinished = false }
    return work >= 0
  }

  func cells(_ box: [Set<Int>]) -> [TableAnalysis.Cell] {
    zip(dimensions, box).map { TableAnalysis.Cell(input: $0.label, test: ClassText.text($1, $0)) }
  }

  func example(_ box: [Set<Int>]) -> [TableAnalysis.Example] {
    zip(dimensions, box).map { TableAnalysis.Example(input: $0.label, value: $0.example($1.sorted())) }
  }

  /// The classes that a rule passes, for each input.
  func box(of rule: Int) -> [Set<Int>] {
    dimensions.map { dimension in Set(dimension.live.filter { dimension.passing[$0].contains(rule) }) }
  }

  static func words(_ cells: [TableAnalysis.Cell]) -> String {
    let told = cells.filter { $0.test != "-" }
    return told.isEmpty ? "-" : told.map { "\($0.input): \($0.test)" }.joined(separator: "; ")
  }

  static func words(_ example: [TableAnalysis.Example]) -> String {
    example.map { "\($0.input) = \($0.value.literal)" }.joined(separator: ", ")
  }
}

extension TableAnalyser {
  /// Rules whose own tests leave nothing. Gives the rules that can match.
  mutating func impossibleRules() -> [Int] {
    var possible: [Int] = []
    for rule in table.rules.indices {
      guard spend(dimensions.reduce(1) { $0 + $1.classes.count }) else { return possible }
      guard let dimension = dimensions.first(where: { d in !d.live.contains { d.passing[$0].contains(rule) } }) else {
        possible.append(rule)
        continue
      }
      let box = dimensions.map { d in Set(d.existing.filter { d.passing[$0].contains(rule) }) }
      let isContradiction = !dimension.existing.contains { dimension.passing[$0].contains(rule) }
      findings.append(
        TableAnalysis.Finding(
          kind: isContradiction ? .contradiction : .notAllowed, rules: [rule + 1], box: cells(box),
          example: isContradiction ? [] : example(box),
          message: isContradiction
            ? TwoTongues(
              "rule \(rule + 1) can never fire: no value of “\(dimension.label)” passes its test",
              "规则 \(rule + 1) 永远不会命中：“\(dimension.label)”没有能满足其条件的值")
            : TwoTongues(
              "rule \(rule + 1) can never fire: it asks for values of “\(dimension.label)” that are not allowed",
              "规则 \(rule + 1) 永远不会命中：它要求的“\(dimension.label)”取值不被允许")))
    }
    return possible
  }

  /// Rules that match together.
  mutating func overlaps(_ possible: [Int]) {
    let isAny = table.hitPolicy == .any
    let rules = possible.filter(certain.contains)
    let boxes = rules.map(box)
    var found = 0
    for (place, rule) in rules.enumerated() {
      for other in place + 1..<max(place + 1, rules.count) {
        guard spend(dimensions.count) else { return }
        let common = zip(boxes[place], boxes[other]).map { $0.intersection($1) }
        if common.contains(where: \.isEmpty) || dimensions.isEmpty { continue }
        if isAny {
          guard let left = table.rules[rule].constant, let right = table.rules[rules[other]].constant, left != right else {
            continue
          }
        }
        found += 1
        guard found <= Self.most else {
          isFinished = false
          return
        }
        let (first, second) = (rule + 1, rules[other] + 1)
        let shown = example(common)
        let words = Self.words(shown)
        findings.append(
          TableAnalysis.Finding(
            kind: isAny ? .disagreement : .overlap, rules: [first, second], box: cells(common), example: shown,
            message: isAny
              ? TwoTongues(
                "rules \(first) and \(second) match together with different results, for example when \(words)",
                "规则 \(first) 与 \(second) 会同时命中而结果不同，例如 \(words)")
              : TwoTongues(
                "rules \(first) and \(second) match together, for example when \(words)",
                "规则 \(first) 与 \(second) 会同时命中，例如 \(words)")))
      }
    }
  }
}
