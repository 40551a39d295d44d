import FEEL

/// Makes one column of an index from the column's tests.
struct ColumnBuilder {
  /// Rules whose entry must be asked.
  private(set) var dynamic: [Int] = []
  let built: TableIndex.Column

  init(input: DecisionTable.Input, tests: [TableTest?], words: Int, room: inout Int) {
    var kind = Self.kind(tests + [input.allowed])
    var classes = ColumnClasses(kind: kind, constants: Self.constants(tests + [input.allowed], kind))
    let (size, isTooLarge) = classes.count.multipliedReportingOverflow(by: max(1, tests.count))
    if isTooLarge || size > room {
      kind = .none
      classes = ColumnClasses(kind: .none, constants: [])
    } else {
      room -= size
    }
    var masks = [UInt64](repeating: 0, count: classes.count * words)
    var verdicts: [String: [Bool]] = [:]
    for (rule, test) in tests.enumerated() {
      var passes: [Bool]?
      if let test {
        if Self.constants(test, kind) != nil, let text = test.text {
          passes = verdicts[text] ?? Self.verdicts(test, classes)
          verdicts[text] = passes
        } else {
          dynamic.append(rule)
        }
      }
      for number in 0..<classes.count where passes?[number] ?? true {
        masks[number * words + rule >> 6] |= 1 << UInt64(rule & 63)
      }
    }
    var allowed: [Bool]?
    if let test = input.allowed, Self.constants(test, kind) != nil {
      allowed = Self.verdicts(test, classes)
      // Null is what an input without a value has; whether it matters is for the rules to say.
      allowed?[classes.nullClass] = true
    }
    built = TableIndex.Column(
      classes: classes, masks: masks, allowed: allowed, isTested: input.allowed != nil || tests.contains { $0 != nil })
  }

  /// Which classes pass a test of constants.
  static func verdicts(_ test: TableTest, _ classes: ColumnClasses) -> [Bool] {
    guard let constants = test.constants else { return Array(repeating: true, count: classes.count) }
    var passes = [Bool](repeating: false, count: classes.count)
    for one in constants.tests {
      switch one {
      case .any: for number in passes.indices { passes[number] = true }
      case .equal(let value): if !value.isNull { passes[classes.place(of: value)] = true }
      case .notEqual(let value):
        for number in passes.indices where value.isNull || number != classes.place(of: value) { passes[number] = true }
      case .interval(let interval):
        let from = interval.lower.map { classes.place(of: $0) + (interval.lowerIsClosed ? 0 : 1) } ?? 0
        let to = interval.upper.map { classes.place(of: $0) - (interval.upperIsClosed ? 0 : 1) } ?? classes.nullClass - 1
        if from <= to { for number in from...to { passes[number] = true } }
      }
    }
    if constants.isNegated { for number in passes.indices { passes[number].toggle() } }
    // What null passes is for the tests themselves to say.
    passes[classes.nullClass] = test.holds(for: .null, Variables(), Evaluation())
    return passes
  }

  /// The kind of the constants that come first; entries of other kinds are asked.
  static func kind(_ tests: [TableTest?]) -> ColumnClasses.Kind {
    var kind = ColumnClasses.Kind.none
    for test in tests {
      for one in test?.constants?.tests ?? [] {
        let isInterval = if case .interval = one { true } else { false }
        for value in values(of: one) {
          let own = self.kind(of: value)
          if kind == .none, let own { kind = own }
          if kind == .string, own == .string, isInterval { kind = .orderedString }
        }
      }
    }
    return kind
  }

  private static func kind(of value: Value) -> ColumnClasses.Kind? {
    switch value {
    case .number: .number
    case .date: .date
    case .months: .months
    case .seconds: .seconds
    case .string: .string
    case .boolean: .boolean
    default: nil
    }
  }

  static func values(of test: ConstantTest) -> [Value] {
    switch test {
    case .any: []
    case .equal(let value), .notEqual(let value): [value]
    case .interval(let interval): [interval.lower, interval.upper].compactMap { $0 }
    }
  }

  /// The constants of all tests that can be decided by the class alone.
  static func constants(_ tests: [TableTest?], _ kind: ColumnClasses.Kind) -> [Value] {
    tests.flatMap { test in test.flatMap { constants($0, kind) } ?? [] }
  }

  /// The constants of a test, if it can be decided by the class alone; else nil.
  static func constants(_ test: TableTest, _ kind: ColumnClasses.Kind) -> [Value]? {
    guard let constants = test.constants else { return nil }
    var found: [Value] = []
    for one in constants.tests {
      let values = values(of: one)
      if case .interval = one {
        // Ends of two kinds, an end that is null, truth values in order: rare, and FEEL's own to decide.
        guard !values.isEmpty, values.allSatisfy({ self.kind(of: $0) != nil && self.kind(of: $0) != .boolean }) else {
          return nil
        }
      }
      for value in values where !value.isNull {
        let own = self.kind(of: value)
        guard own == kind || (own == .string && kind == .orderedString) else { return nil }
        found.append(value)
      }
    }
    return found
  }
}
