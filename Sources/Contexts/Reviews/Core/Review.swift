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
  /// Agency of that member of staff, as in `152502/ZSJ`.
  public var unit: String?
  /// Milliseconds from the page being given, and from the token being handed out, to the answer. Kept only while they are short
  /// (`ReviewMarkLimits.remembered`), else nil: of who took their time nothing is kept that leads to their token.
  public var answered: Int64?
  public var handed: Int64?
  /// First day of the month in which the case was closed.
  public var closedMonth: CivilDate?
  /// Not so after a review of the review (误评, 恶意评价): it counts nowhere, and stays to be seen as such.
  public var isAdopted = true
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
  private let lanes: ReviewSums

  /// Good reviews that nobody gave (默认好评): counted apart, in neither total nor rate.
  public let byDefault: Int
  /// How many of those whose cases were closed said something; nil where the slice cuts a month.
  public let giving: ReviewGiving?

  /// `counts`: by grade.
  public init(counts: [Int: Int], byDefault: Int = 0, giving: ReviewGiving? = ReviewGiving()) {
    var lanes = ReviewSums.zero
    for (grade, count) in counts where Lane.grades.contains(grade) { lanes[grade] = count }
    (self.lanes, self.byDefault, self.giving) = (lanes, byDefault, giving)
  }

  init(_ sums: ReviewCube.Sums, isOfWholeMonths: Bool) {
    lanes = sums.active
    byDefault = Lane.grades.reduce(0) { $0 + sums.byDefault[$1] }
    giving =
      isOfWholeMonths
      ? ReviewGiving(
        closed: sums.active[Lane.closed], rated: sums.active[Lane.rated], byDefault: sums.active[Lane.byDefault]) : nil
  }

  /// By grade, 1…5; a grade without reviews has 0.
  public var counts: [Int: Int] { Dictionary(uniqueKeysWithValues: Lane.grades.map { ($0, lanes[$0]) }) }
  public subscript(_ grade: Grade) -> Int { lanes[grade.rawValue] }

  public var total: Int { Lane.grades.reduce(0) { $0 + lanes[$1] } }
  public var good: Int { Grade.allCases.reduce(0) { $0 + ($1.isGood ? self[$1] : 0) } }

  /// 好评率 in percent with three decimals, truncated and never rounded up, so that 100.000 stands only for all; nil without reviews.
  public var rate: String? { Self.percent(good, of: total) }

  /// `part` of `whole` in percent, truncated to three decimals; nil when the whole is 0.
  public static func percent(_ part: Int, of whole: Int) -> String? {
    guard whole > 0 else { return nil }
    let thousandths = part.multipliedFullWidth(by: 100_000)
    let quotient = whole.dividingFullWidth(thousandths).quotient
    return "\(quotient / 1000).\(quotient % 1000, digits: 3)"
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.counts == right.counts && left.byDefault == right.byDefault && left.giving == right.giving
  }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(counts)
    hasher.combine(byDefault)
  }
}

/// Whether those whose cases were closed (办结) said how it went: each closed case is one of rated, by default, silent. By the month it was
/// closed in; rates in percent, truncated as all are, nil without cases.
public struct ReviewGiving: Sendable, Hashable {
  public let closed: Int
  /// Rated by people themselves.
  public let rated: Int
  /// Taken for good because nobody said anything in time (默认好评).
  public let byDefault: Int

  public init(closed: Int = 0, rated: Int = 0, byDefault: Int = 0) {
    self.closed = closed
    self.rated = rated
    self.byDefault = byDefault
  }

  public var silent: Int { closed - rated - byDefault }

  /// 主动评价率
  public var ratedRate: String? { ReviewSummary.percent(rated, of: closed) }
  public var byDefaultRate: String? { ReviewSummary.percent(byDefault, of: closed) }
  /// 未评率
  public var silentRate: String? { ReviewSummary.percent(silent, of: closed) }
}
