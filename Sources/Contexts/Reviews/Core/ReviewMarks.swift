import Kernel

/// Why somebody should look at a review again.
public enum ReviewMarkKind: String, Sendable, CaseIterable {
  /// Answered faster than one can read, or at once after the receipt was handed out.
  case quick
  /// Many reviews of one operator's receipts within minutes.
  case burst
  /// The same words again and again on one operator's receipts.
  case alike
  /// So many more of one operator's receipts are answered than of the colleagues'.
  case answeredShare
  /// So many more of one operator's reviews have five stars than of the colleagues'.
  case fiveStars
}

/// A mark: a rule's name, and the figures that made it. A mark decides nothing: the review counts until somebody has.
public struct ReviewMark: Sendable, Hashable {
  public let kind: ReviewMarkKind
  /// By name, as the rule's words take them.
  public let figures: [String: String]
}

/// From where on the rules find something strange. The law gives no figures; these leave honest counters alone.
public struct ReviewMarkLimits: Sendable {
  /// Milliseconds from the page being given to the answer.
  public var opened: Int64 = 3000
  /// Milliseconds from the receipt being handed out to the answer.
  public var handed: Int64 = 20_000
  /// So many of one operator's within so many milliseconds.
  public var burst = 6
  public var burstSpan: Int64 = 5 * 60_000
  /// So many of one operator's with the same words, of so many letters at least.
  public var alike = 4
  public var alikeLetters = 4
  /// Shares are compared from so many on each side; the difference must be so many standard errors, and so many hundredths.
  public var leastOfShare = 20
  public var deviations = 3.0
  public var leastDifference = 0.1
  /// Days that are looked at together.
  public var days = 30

  public init() {}

  /// Longer times than this, in milliseconds, are not kept with a review.
  public static let remembered: Int64 = 60_000
}

/// A part of a whole.
struct ReviewShare: Sendable, Hashable {
  var hits = 0
  var of = 0

  var value: Double { of == 0 ? 0 : Double(hits) / Double(of) }
  var percent: String { ReviewSummary.percent(hits, of: of) ?? "–" }
}

/// The rules that mark reviews. Pure: what one operator's receipts brought in, beside what the unit's others did.
struct ReviewMarkRules: Sendable {
  var limits = ReviewMarkLimits()

  /// What is compared with the colleagues of the unit.
  struct Shares: Sendable {
    /// Receipts' cases that were answered, of those handed out.
    var answered = ReviewShare()
    var othersAnswered = ReviewShare()
    var fiveStars = ReviewShare()
    var othersFiveStars = ReviewShare()
  }

  /// Marks by the key of the review. `reviews`: of receipts that one operator handed out, in any order.
  func marks(_ reviews: [Review], _ shares: Shares) -> [String: [ReviewMark]] {
    var marks: [String: [ReviewMark]] = [:]
    func mark(_ review: Review, _ kind: ReviewMarkKind, _ figures: [String: String]) {
      marks[review.key, default: []].append(ReviewMark(kind: kind, figures: figures))
    }
    for review in reviews { if let figures = quick(review) { mark(review, .quick, figures) } }
    let sorted = reviews.sorted { ($0.at, $0.key) < ($1.at, $1.key) }
    for (review, n) in zip(sorted, bursts(sorted.map(\.at))) where n >= limits.burst {
      mark(review, .burst, ["n": "\(n)", "minutes": "\(limits.burstSpan / 60_000)"])
    }
    for same in Dictionary(grouping: reviews, by: { words($0.comment) })
    where !same.key.isEmpty && same.value.count >= limits.alike {
      for review in same.value { mark(review, .alike, ["n": "\(same.value.count)"]) }
    }
    if isFar(shares.answered, shares.othersAnswered) {
      for review in reviews { mark(review, .answeredShare, figures(shares.answered, shares.othersAnswered)) }
    }
    if isFar(shares.fiveStars, shares.othersFiveStars) {
      for review in reviews where review.grade == .verySatisfied {
        mark(review, .fiveStars, figures(shares.fiveStars, shares.othersFiveStars))
      }
    }
    return marks
  }

  private func quick(_ review: Review) -> [String: String]? {
    let opened = review.answered.flatMap { $0 < limits.opened ? $0 : nil }
    let handed = review.handed.flatMap { $0 < limits.handed ? $0 : nil }
    guard let took = opened ?? handed else { return nil }
    return ["seconds": "\(took / 1000).\(took % 1000 / 100)", "since": opened == nil ? "handed" : "opened"]
  }

  /// For each moment, in order, how many lie in the fullest span that it is in.
  func bursts(_ moments: [Instant]) -> [Int] {
    var sizes = [Int](repeating: 1, count: moments.count)
    var first = 0
    for last in moments.indices {
      while moments[last].since(moments[first]) > limits.burstSpan { first += 1 }
      for index in first...last { sizes[index] = max(sizes[index], last - first + 1) }
    }
    return sizes
  }

  /// Letters and digits of a comment alone; empty when they are few: 很好 is what many say.
  func words(_ comment: String?) -> String {
    let letters = (comment ?? "").lowercased().filter { $0.isLetter || $0.isNumber }
    return letters.count >= limits.alikeLetters ? letters : ""
  }

  /// Whether a share is larger than the others' by more than chance makes likely (two proportions, pooled).
  func isFar(_ own: ReviewShare, _ others: ReviewShare) -> Bool {
    guard own.of >= limits.leastOfShare, others.of >= limits.leastOfShare else { return false }
    let difference = own.value - others.value
    let pooled = Double(own.hits + others.hits) / Double(own.of + others.of)
    let error = (pooled * (1 - pooled) * (1 / Double(own.of) + 1 / Double(others.of))).squareRoot()
    return difference >= limits.leastDifference && difference >= limits.deviations * error
  }

  private func figures(_ own: ReviewShare, _ others: ReviewShare) -> [String: String] {
    ["own": own.percent, "n": "\(own.of)", "others": others.percent, "m": "\(others.of)"]
  }
}
