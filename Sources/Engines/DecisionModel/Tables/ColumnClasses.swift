import Decimals
import FEEL
import Temporal

/// The values of one column in classes: all values of a class pass the same of the column's constant tests.
///
/// Numbers, dates and durations lie between and on the constants that are named; strings and truth values are one of
/// those named or any other. A class is known by its number; the last one is null.
final class ColumnClasses: Sendable {
  enum Kind: Sendable { case none, number, date, months, seconds, string, orderedString, boolean }

  let kind: Kind
  /// The constants, in order where there is one.
  let constants: [Value]
  /// The constants as whole numbers (of days, of months), where they all are.
  private let keys: [Int]
  private let strings: [String]
  private let places: [String: Int]
  /// Whether there are strings that look the same and are not.
  private let hasTwins: Bool
  private let isASCII: Bool
  /// A value of each class; nil where the class has none (there is no date between two days that follow each other).
  let examples: [Value?]

  var count: Int { examples.count }
  var nullClass: Int { examples.count - 1 }

  private static let quicklySearched = 8

  init(kind: Kind, constants given: [Value]) {
    self.kind = kind
    let constants: [Value]
    switch kind {
    case .none: constants = []
    case .string:
      // FEEL compares strings by code points, Swift by what is seen.
      var seen = Set<[UInt8]>()
      constants = given.filter { if case .string(let text) = $0 { seen.insert(Array(text.utf8)).inserted } else { false } }
    case .boolean:
      constants = given.contains(.boolean(false)) ? [.boolean(false), .boolean(true)] : [.boolean(true)]
    default:
      let sorted = given.sorted { Self.order($0, $1) < 0 }
      constants = sorted.enumerated().filter { $0 == 0 || Self.order(sorted[$0 - 1], $1) != 0 }.map(\.element)
    }
    self.constants = constants
    let wholes = constants.compactMap(Self.key)
    keys = wholes.count == constants.count ? wholes : []
    strings = constants.compactMap { if case .string(let text) = $0 { text } else { nil } }
    isASCII = strings.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }
    hasTwins = Set(strings).count < strings.count
    places =
      kind == .string && !hasTwins && strings.count > Self.quicklySearched
      ? Dictionary(strings.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first }) : [:]
    examples = ClassExamples.examples(kind, constants) + [.null]
  }

  /// The class of a value; nil where the value is of another kind: then the tests have to be asked one by one.
  @inline(__always)
  func find(_ value: Value) -> Int? {
    switch (value, kind) {
    case (.null, _): return nullClass
    case (_, .none): return 0
    case (.string(let text), .string): return find(text)
    case (.number(let number), .number):
      if !keys.isEmpty, let whole = number.int { return find(whole) }
      return search(value)
    case (.date(let date), .date):
      return find(date.daysSinceEpoch)
    case (.months(let duration), .months): return find(duration.totalMonths)
    case (.seconds, .seconds), (.string, .orderedString): return search(value)
    case (.boolean(let flag), .boolean): return flag ? 1 : 0
    default: return nil
    }
  }

  /// The class of one of the constants.
  func place(of constant: Value) -> Int {
    find(constant) ?? nullClass
  }

  private func find(_ text: String) -> Int {
    if strings.count > Self.quicklySearched, !hasTwins {
      guard let place = places[text], isSame(strings[place], text) else { return strings.count }
      return place
    }
    for index in strings.indices where strings[index] == text && isSame(strings[index], text) { return index }
    return strings.count
  }

  /// Whether two strings that look the same are: what looks like ASCII and is not takes more bytes.
  private func isSame(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && (isASCII || left.utf8.elementsEqual(right.utf8))
  }

  private func find(_ key: Int) -> Int {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return 2 * low + (low < keys.count && keys[low] == key ? 1 : 0)
  }

  private func search(_ value: Value) -> Int {
    var low = 0
    var high = constants.count
    while low < high {
      let middle = (low + high) / 2
      if Self.order(constants[middle], value) < 0 { low = middle + 1 } else { high = middle }
    }
    return 2 * low + (low < constants.count && Self.order(constants[low], value) == 0 ? 1 : 0)
  }

  private static func key(_ value: Value) -> Int? {
    switch value {
    case .number(let number): number.int
    case .date(let date): date.daysSinceEpoch
    case .months(let duration): duration.totalMonths
    default: nil
    }
  }

  /// The order of two values of the same kind.
  static func order(_ left: Value, _ right: Value) -> Int {
    switch (left, right) {
    case (.number(let left), .number(let right)): left.order(against: right)
    case (.date(let left), .date(let right)): left < right ? -1 : (left == right ? 0 : 1)
    case (.months(let left), .months(let right)): left < right ? -1 : (left == right ? 0 : 1)
    case (.seconds(let left), .seconds(let right)): left < right ? -1 : (left == right ? 0 : 1)
    default: left.compare(to: right) ?? 0
    }
  }
}
