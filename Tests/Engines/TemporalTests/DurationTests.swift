import Decimals
import SeededRandom
import Temporal
import Testing

@Suite("Reckoning with durations")
struct DurationTests {
  @Test(
    "parts have the sign of the duration",
    arguments: [
      ("P13DT2H14S", [13, 2, 0, 14]), ("-P1DT2H3M4S", [-1, -2, -3, -4]), ("PT2M", [0, 0, 2, 0]), ("-PT0.5S", [0, 0, 0, 0]),
      ("-PT61.5S", [0, 0, -1, -1]),
    ])
  func parts(_ text: String, _ parts: [Int]) throws {
    let duration: SecondsDuration = try #require(SecondsDuration(text))
    #expect([duration.days, duration.hours, duration.minutes, duration.secondsPart] == parts)
  }

  @Test("seconds with their fraction are exact")
  func decimalSeconds() {
    #expect(SecondsDuration("-PT61.5S")?.decimalSecondsPart == Decimal34("-1.5"))
    #expect(SecondsDuration("-PT61.5S")?.totalSeconds == Decimal34("-61.5"))
    #expect(SecondsDuration("P1DT0.000000001S")?.totalSeconds == Decimal34("86400.000000001"))
    #expect(SecondsDuration(seconds: .min).totalSeconds == Decimal34("-9223372036854775808"))
    #expect(SecondsDuration("-PT0.25S")?.isNegative == true)
    #expect(MonthsDuration("-P1Y2M").map { [$0.years, $0.months] } == [-1, -2])
  }

  @Test(
    "times a number",
    arguments: [
      ("P1D", "10", "P10D"), ("-P1D", "10", "-P10D"), ("-P1D", "-10", "P10D"), ("PT1H", "26", "P1DT2H"), ("P1D", "0", "PT0S"),
      ("P4DT1H", "1.5", "P6DT1H30M"),
      ("PT23H", "2.5", "P2DT9H30M"), ("PT1S", "0.0000000005", "PT0S"), ("PT1S", "0.0000000015", "PT0.000000002S"),
      ("PT0.000000001S", "1e9", "PT1S"),
    ])
  func seconds(_ text: String, _ factor: String, _ result: String) throws {
    let duration: SecondsDuration = try #require(SecondsDuration(text))
    let number: Decimal34 = try #require(Decimal34(factor))
    #expect(duration.multiplied(by: number)?.description == result)
  }

  @Test(
    "months times a number lose the part of a month",
    arguments: [
      ("P1Y", "10", "P10Y"), ("-P1Y", "-10", "P10Y"), ("P1M", "26", "P2Y2M"), ("P1M", "0", "P0M"), ("P2M", "-1.5", "-P3M"),
      ("P1Y11M", "-2.5", "-P4Y9M"),
    ])
  func months(_ text: String, _ factor: String, _ result: String) throws {
    let duration: MonthsDuration = try #require(MonthsDuration(text))
    let number: Decimal34 = try #require(Decimal34(factor))
    #expect(duration.multiplied(by: number)?.description == result)
  }

  @Test("divided by a number and by a duration")
  func division() throws {
    let ten: SecondsDuration = try #require(SecondsDuration("P10D"))
    #expect(ten.divided(by: 10)?.description == "P1D")
    #expect(SecondsDuration("P10DT23H")?.divided(by: try #require(Decimal34("2.5")))?.description == "P4DT9H12M")
    #expect(ten.divided(by: try #require(SecondsDuration("P5D"))) == 2)
    #expect(ten.divided(by: SecondsDuration.zero) == nil)
    #expect(ten.divided(by: Decimal34.zero) == nil)
    let years: MonthsDuration = try #require(MonthsDuration("P10Y11M"))
    #expect(years.divided(by: try #require(Decimal34("2.5")))?.description == "P4Y4M")
    #expect(years.divided(by: try #require(Decimal34("-2.5")))?.description == "-P4Y4M")
    #expect(years.divided(by: MonthsDuration(months: 131)) == 1)
    #expect(years.divided(by: MonthsDuration.zero) == nil)
    #expect(years.divided(by: Decimal34.zero) == nil)
  }

  @Test("a sum loses nothing: a + b − b is a, and the order is that of the differences")
  func laws() throws {
    var generator = SplitMix(state: 1)
    for _ in 0..<5000 {
      func any() -> SecondsDuration? {
        SecondsDuration(
          seconds: Int.random(in: -1_000_000_000_000...1_000_000_000_000, using: &generator),
          nanoseconds: Int.random(in: -2_000_000_000...2_000_000_000, using: &generator))
      }
      let (a, b) = (try #require(any()), try #require(any()))
      #expect(a.adding(b)?.subtracting(b) == a)
      #expect(a.adding(b) == b.adding(a))
      #expect((a < b) == (a.subtracting(b)?.isNegative == true))
      #expect(a.negated?.negated == a)
      #expect(a.magnitude?.isNegative == false)
      #expect((0..<1_000_000_000).contains(a.nanoseconds))
      #expect(a.multiplied(by: 3) == a.adding(a)?.adding(a))
    }
  }

  @Test("what is too large is nil, at both ends of Int")
  func overflow() {
    let (least, greatest) = (SecondsDuration(seconds: .min), SecondsDuration(seconds: .max))
    #expect(least.negated == nil)
    #expect(least.magnitude == nil)
    #expect(greatest.adding(SecondsDuration(seconds: 1)) == nil)
    #expect(least.subtracting(SecondsDuration(seconds: 1)) == nil)
    #expect(greatest.multiplied(by: 2) == nil)
    #expect(greatest.multiplied(by: 1_000_000_000_000) == nil)
    #expect(SecondsDuration(days: .max) == nil)
    #expect(SecondsDuration(days: .min, hours: .min, minutes: .min, seconds: .min, nanoseconds: .min) == nil)
    #expect(SecondsDuration(seconds: .max, nanoseconds: 1_000_000_000) == nil)
    #expect(MonthsDuration(months: .min).negated == nil)
    #expect(MonthsDuration(months: .max).adding(MonthsDuration(months: 1)) == nil)
    #expect(MonthsDuration(months: .min).subtracting(MonthsDuration(months: 1)) == nil)
    #expect(MonthsDuration(years: .max, months: 0) == nil)
    #expect(MonthsDuration(months: .max).multiplied(by: 2) == nil)
  }
}
