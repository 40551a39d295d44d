import FEEL

/// An input as analysis sees it: the classes of its values and which rules pass each. Columns with the same expression
/// are one dimension, since they always have the same value.
struct Dimension {
  let label: String
  let classes: ColumnClasses
  /// Rules that pass a class as far as constants tell: an entry that must be computed counts as passed.
  let passing: [RuleSet]
  /// Classes whose values can come: they exist and are allowed.
  let live: [Int]
  /// Classes that exist.
  let existing: [Int]
  /// Rules with an entry here that is no constant test.
  let computed: [Int]

  init(columns: [DecisionTable.Input], tests: [[TableTest?]], ruleCount: Int) {
    label = columns[0].label
    var limits = columns.compactMap(\.allowed)
    for column in columns {
      if case .constrained(_, let tests) = column.type { limits.append(.tests(tests)) }
    }
    let every = tests.flatMap { $0 } + limits.map(Optional.some)
    let kind = ColumnBuilder.kind(every)
    let classes = ColumnClasses(kind: kind, constants: ColumnBuilder.constants(every, kind))
    self.classes = classes
    var passing = [RuleSet](repeating: RuleSet(0..<ruleCount, count: ruleCount), count: classes.count)
    var computed = Set<Int>()
    for column in tests {
      for (rule, test) in column.enumerated() {
        guard let test else { continue }
        guard ColumnBuilder.constants(test, kind) != nil else {
          computed.insert(rule)
          continue
        }
        for (number, holds) in ColumnBuilder.verdicts(test, classes).enumerated() where !holds {
          passing[number].remove(rule)
        }
      }
    }
    self.passing = passing
    self.computed = computed.sorted()
    // Null is an input that was not given. Whether that is covered matters only where the table speaks of null.
    let speaksOfNull = every.contains { test in
      test?.constants?.tests.contains { ColumnBuilder.values(of: $0).contains(.null) } ?? false
    }
    existing = classes.examples.indices.filter { number in
      classes.examples[number] != nil && (number != classes.nullClass || speaksOfNull)
    }
    var allowed = [Bool](repeating: true, count: classes.count)
    for limit in limits where ColumnBuilder.constants(limit, kind) != nil {
      for (number, holds) in ColumnBuilder.verdicts(limit, classes).enumerated() where !holds { allowed[number] = false }
    }
    live = existing.filter { allowed[$0] || $0 == classes.nullClass }
  }

  func example(_ numbers: some Sequence<Int>) -> Value {
    // A value that is named in the table says more than one between two.
    let found = numbers.compactMap { number in classes.examples[number].map { (number, $0) } }
    return (found.first { classes.isNamed($0.0) } ?? found.first)?.1 ?? .null
  }
}

extension ColumnClasses {
  /// Whether a class is one of the constants.
  func isNamed(_ number: Int) -> Bool {
    switch kind {
    case .none: false
    case .boolean: number < 2
    case .string: number < constants.count
    default: number % 2 == 1 && number < nullClass
    }
  }
}
