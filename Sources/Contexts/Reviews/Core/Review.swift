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
  /// Under which it is kept: the case's own for one that bears a name; for an anonymous one a key that only its token leads to.
  public let key: String
  public let grade: Grade
  /// Codes of the reasons, each of this grade.
  public let indicators: [String]
  public let comment: String?
  public let anonymous: Bool
  public let at: Instant
  /// nil for an anonymous review and for one given by token: whoever holds the receipt need not have an account.
  public let party: PartyID?
  public let place: ReviewPlace
  /// The member of staff who handed the token out; nil when the applicant took it.
  public var operatorParty: PartyID?
  /// Milliseconds between the page being given and the answer; nil when it was not asked for on a page.
  public var answered: Int64?
  /// 追评: what was added later; it overwrites nothing.
  public var addition: Addition?

  public struct Addition: Sendable, Hashable {
    public let comment: String
    public let at: Instant
  }

  public var service: String { place.service }
  public var region: String { place.region }
}

/// How many reviews of each grade, and the rate they make.
public struct ReviewSummary: Sendable, Hashable {
  /// By grade, 1…5; a grade without reviews has 0.
  public let counts: [Int: Int]

  /// Good reviews that nobody gave (默认好评): counted apart, in neither total nor rate.
  public let byDefault: Int

  public init(counts: [Int: Int], byDefault: Int = 0) {
    self.byDefault = byDefault
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
