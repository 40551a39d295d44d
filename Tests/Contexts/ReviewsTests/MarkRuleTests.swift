import Kernel
import Testing

@testable import ReviewsCore

@Suite("What marks a review as strange")
struct MarkRuleTests {
  private let rules = ReviewMarkRules()
  private let noon = Instant(milliseconds: 1_772_424_000_000)

  private func review(
    _ key: String, seconds: Int64 = 0, grade: Grade = .verySatisfied, comment: String? = nil, answered: Int64? = nil,
    handed: Int64? = nil
  ) -> Review {
    Review(
      key: key, grade: grade, indicators: [], comment: comment, anonymous: false, at: noon.adding(seconds: seconds), party: nil,
      place: ReviewPlace(region: "152502", department: "D", service: "S", channel: "window"), operatorParty: PartyID("o"),
      unit: "152502/D", answered: answered, handed: handed)
  }

  private func kinds(_ reviews: [Review], _ shares: ReviewMarkRules.Shares = .init()) -> [String: Set<ReviewMarkKind>] {
    rules.marks(reviews, shares).mapValues { Set($0.map(\.kind)) }
  }

  @Test(
    "less than three seconds after the page was opened is too quick, three seconds is not",
    arguments: [(2999, true), (3000, false)])
  func opened(milliseconds: Int64, isMarked: Bool) {
    let marks = rules.marks([review("a", answered: milliseconds)], .init())["a"] ?? []
    #expect(marks.map(\.kind) == (isMarked ? [.quick] : []))
    if isMarked { #expect(marks.first?.figures == ["seconds": "2.9", "since": "opened"]) }
  }

  @Test("less than twenty seconds after the receipt was handed out is too quick", arguments: [(19_999, true), (20_000, false)])
  func handed(milliseconds: Int64, isMarked: Bool) {
    #expect(kinds([review("a", answered: 9000, handed: milliseconds)])["a"] == (isMarked ? [.quick] : nil))
  }

  @Test("of whom no time is kept nothing is said")
  func unknown() { #expect(kinds([review("a")]).isEmpty) }

  @Test("six of one operator within five minutes are a burst, and all six are marked; five are none, nor six in a longer time")
  func burst() {
    let six = (0..<6).map { review("\($0)", seconds: Int64($0) * 60) }
    #expect(kinds(six) == Dictionary(uniqueKeysWithValues: six.map { ($0.key, [.burst]) }))
    #expect(kinds(Array(six.prefix(5))).isEmpty)
    #expect(kinds((0..<6).map { review("\($0)", seconds: Int64($0) * 61) }).isEmpty)
    let late = six + [review("late", seconds: 3600)]
    #expect(kinds(late)["late"] == nil)
    #expect(rules.marks(late, .init())["0"]?.first?.figures == ["n": "6", "minutes": "5"])
  }

  @Test("the same words four times are alike, whatever stands between the letters; what is short or differs is not")
  func alike() {
    let said = ["服务热情，效率高！", "服务热情效率高", " 服务热情 效率高。", "服务热情—效率高"]
    let same = said.enumerated().map { review("\($0)", seconds: Int64($0) * 4000, comment: $1) }
    #expect(kinds(same).values.allSatisfy { $0 == [.alike] } && kinds(same).count == 4)
    #expect(kinds(Array(same.prefix(3))).isEmpty)
    #expect(kinds((0..<9).map { review("\($0)", seconds: Int64($0) * 4000, comment: "很好") }).isEmpty)
    #expect(kinds((0..<9).map { review("\($0)", seconds: Int64($0) * 4000, comment: "等了\($0)天才办") }).isEmpty)
    #expect(kinds((0..<9).map { review("\($0)", seconds: Int64($0) * 4000) }).isEmpty, "silence is not alike")
  }

  @Test("a share far above the colleagues' marks: 30 of 30 against 10 of 40; an honest difference does not")
  func shares() {
    let reviews = [review("five", seconds: 0), review("four", seconds: 4000, grade: .satisfied)]
    let far = (ReviewShare(hits: 30, of: 30), ReviewShare(hits: 10, of: 40))
    #expect(
      kinds(reviews, .init(answered: far.0, othersAnswered: far.1)) == ["five": [.answeredShare], "four": [.answeredShare]])
    let stars = rules.marks(reviews, .init(fiveStars: far.0, othersFiveStars: far.1))
    #expect(stars.mapValues { $0.map(\.kind) } == ["five": [.fiveStars]], "only what has five stars")
    #expect(stars["five"]?.first?.figures == ["own": "100.000", "n": "30", "others": "25.000", "m": "40"])
    #expect(
      !rules.isFar(ReviewShare(hits: 30, of: 30), ReviewShare(hits: 39, of: 40)), "98 % of the others have five stars too")
    #expect(!rules.isFar(ReviewShare(hits: 13, of: 30), ReviewShare(hits: 10, of: 40)), "chance")
    #expect(!rules.isFar(far.1, far.0), "less than the others is no abuse")
  }

  @Test("shares of few say nothing: nineteen on either side")
  func few() {
    #expect(rules.isFar(ReviewShare(hits: 20, of: 20), ReviewShare(hits: 5, of: 20)))
    #expect(!rules.isFar(ReviewShare(hits: 19, of: 19), ReviewShare(hits: 5, of: 400)))
    #expect(!rules.isFar(ReviewShare(hits: 400, of: 400), ReviewShare(hits: 1, of: 19)))
    #expect(
      !rules.isFar(ReviewShare(hits: 9_600, of: 10_000), ReviewShare(hits: 90_000, of: 100_000)), "small, however certain")
  }
}
