import Kernel
import Testing

@testable import ReviewsCore

@Suite("Rates of reviews")
struct ReviewSummaryTests {
  @Test("the rate is truncated, never rounded up: 37 bad ones of 581,235 leave 99.993")
  func truncated() {
    let summary = ReviewSummary(counts: [5: 570_300, 4: 3_129, 3: 7_769, 1: 37])
    #expect(summary.total == 581_235)
    #expect(summary.good == 581_198)
    #expect(summary.rate == "99.993")
  }

  @Test("100.000 stands only for all", arguments: [(1, 1), (999_999, 999_999)])
  func all(good: Int, total: Int) {
    #expect(ReviewSummary.percent(good, of: total) == "100.000")
    #expect(ReviewSummary.percent(good * 1000 - 1, of: total * 1000) != "100.000")
  }

  @Test("without reviews there is no rate")
  func none() {
    #expect(ReviewSummary(counts: [:]).rate == nil)
  }

  @Test("the rate agrees with exact fractions for every small total")
  func exact() {
    for total in 1...60 {
      for good in 0...total {
        let thousandths = good * 100_000 / total
        let text = "\(thousandths / 1000)." + String(String(thousandths % 1000 + 1000).dropFirst())
        #expect(ReviewSummary.percent(good, of: total) == text)
      }
    }
  }

  @Test("GB/T 39046 counts the other way round")
  func reversed() {
    #expect(Grade.verySatisfied.gbt39046 == 1)
    #expect(Grade.veryDissatisfied.gbt39046 == 5)
  }
}

@Suite("What a review must be")
struct ReviewRuleTests {
  let table = IndicatorTable(
    version: 1,
    byGrade: [.verySatisfied: [.init(code: "510", zh: "甲", en: "a")], .dissatisfied: [.init(code: "207", zh: "乙", en: "b")]])

  private func problems(_ input: ReviewInput) -> [Problem] {
    do {
      _ = try ReviewRules.check(input, table)
      return []
    } catch { return error.problems }
  }

  @Test("there are five grades", arguments: [0, 6, -1])
  func grades(grade: Int) {
    #expect(problems(ReviewInput(caseID: CaseID("c"), grade: grade)).map(\.pointer) == ["/grade"])
  }

  @Test("a reason belongs to its grade")
  func indicators() {
    #expect(problems(ReviewInput(caseID: CaseID("c"), grade: 5, indicators: ["510"])).isEmpty)
    #expect(
      problems(ReviewInput(caseID: CaseID("c"), grade: 5, indicators: ["510", "207"])).map(\.pointer) == ["/indicators/1"])
  }

  @Test("a reason is ticked once, and a comment has an end; both are told at once")
  func all() {
    let input = ReviewInput(
      caseID: CaseID("c"), grade: 5, indicators: ["510", "510"], comment: String(repeating: "好", count: 501))
    #expect(problems(input).map(\.code) == ["uniqueItems", "maxLength"])
  }
}
