public import Kernel

/// A grade (满意度): 5 very satisfied … 1 very dissatisfied, the scale of the reviews interface.
///
/// GB/T 39046 table A.8 counts the other way round (1 = very satisfied); convert at the border, never inside.
public enum Grade: Int, Sendable, CaseIterable, Comparable {
  case veryDissatisfied = 1
  case dissatisfied = 2
  case fair = 3
  case satisfied = 4
  case verySatisfied = 5

  /// The upper three are good reviews, the lower two bad ones (国办发〔2019〕51号).
  public var isGood: Bool { self >= .fair }
  /// The code of GB/T 39046 table A.8.
  public var gbt39046: Int { 6 - rawValue }

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What somebody said of one act (好差评, 一事一评): one for each closed case.
public struct Review: Sendable, Hashable {
  public let caseID: CaseID
  public let grade: Grade
  /// Codes of the reasons, each of this grade.
  public let indicators: [String]
  public let comment: String?
  public let anonymous: Bool
  public let at: Instant
  public let party: PartyID
  public let service: String
  public let region: String
  public let department: String
  public let channel: String
}

/// How many reviews of each grade, and the rate they make.
public struct ReviewSummary: Sendable, Hashable {
  /// By grade, 1…5; a grade without reviews has 0.
  public let counts: [Int: Int]

  public init(counts: [Int: Int]) {
    self.counts = Dictionary(uniqueKeysWithValues: Grade.allCases.map { ($0.rawValue, counts[$0.rawValue] ?? 0) })
  }

  public var total: Int { counts.values.reduce(0, +) }
  public var good: Int { Grade.allCases.filter(\.isGood).reduce(0) { $0 + (counts[$1.rawValue] ?? 0) } }

  /// 好评率 in percent with three decimals, truncated and never rounded up, so that 100.000 stands only for all; nil without reviews.
  public var rate: String? { Self.percent(good, of: total) }

  /// `part` of `whole` in percent, truncated to three decimals; nil when the whole is 0.
  public static func percent(_ part: Int, of whole: Int) -> String? {
    guard whole > 0 else { return nil }
    let thousandths = part.multipliedFullWidth(by: 100_000)
    let quotient = whole.dividingFullWidth(thousandths).quotient
    return "\(quotient / 1000).\(quotient % 1000, digits: 3)"
  }
}
