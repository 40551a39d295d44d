import FEEL

/// For each column and each class of its values, which rules pass: rules are found by putting bit sets together instead
/// of testing row by row. Entries that are no constant tests are left to be asked (`dynamic`).
struct TableIndex: Sendable {
  struct Column: Sendable {
    let classes: ColumnClasses
    /// `words` words for each class, one after the other.
    let masks: [UInt64]
    /// Whether each class passes the column's allowed values; nil where there are none, or they have to be asked.
    let allowed: [Bool]?
    /// Whether anything depends on this column at all.
    let isTested: Bool
  }

  /// How many classes times rules an index may have; columns beyond are asked entry by entry.
  static let room = 64_000_000

  /// 64-bit words in a set of rules.
  let words: Int
  /// All rules.
  let all: [UInt64]
  let columns: [Column]
  /// Rules with an entry that must be asked, and in which columns.
  let dynamicRules: [UInt64]
  let dynamicColumns: [[Int]]
  /// Columns by number that something depends on.
  let tested: [Int]
  /// Whether there are allowed values, and whether some of them have to be asked.
  let hasAllowed: Bool
  let asksAllowed: Bool

  init(inputs: [DecisionTable.Input], rules: [DecisionTable.Rule]) {
    words = max(1, (rules.count + 63) / 64)
    var all = [UInt64](repeating: 0, count: words)
    for rule in rules.indices { all[rule >> 6] |= 1 << UInt64(rule & 63) }
    self.all = all
    var dynamicRules = [UInt64](repeating: 0, count: words)
    var dynamicColumns = [[Int]](repeating: [], count: rules.count)
    var columns: [Column] = []
    var room = Self.room
    for (number, input) in inputs.enumerated() {
      let column = ColumnBuilder(input: input, tests: rules.map { $0.tests[number] }, words: words, room: &room)
      for rule in column.dynamic {
        dynamicRules[rule >> 6] |= 1 << UInt64(rule & 63)
        dynamicColumns[rule].append(number)
      }
      columns.append(column.built)
    }
    self.columns = columns
    self.dynamicRules = dynamicRules
    self.dynamicColumns = dynamicColumns
    tested = columns.indices.filter { columns[$0].isTested }
    asksAllowed = zip(inputs, columns).contains { $0.allowed != nil && $1.allowed == nil }
    hasAllowed = inputs.contains { $0.allowed != nil }
  }
}
