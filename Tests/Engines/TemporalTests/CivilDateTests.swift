import Foundation
import SeededRandom
import Temporal
import Testing

@Suite("Days of the calendar")
struct CivilDateTests {
  @Test("days from the epoch, weekday, day of the year and ISO week are as Python reckons them")
  func oracle() throws {
    let rows = oracleDays.split(separator: "\n")
    #expect(rows.count > 300)
    for row in rows {
      let words = row.split(separator: " ")
      let date: CivilDate = try #require(CivilDate(String(words[0])))
      let numbers = words.dropFirst().compactMap { Int($0) }
      let own = [date.daysSinceEpoch, date.weekday, date.dayOfYear, date.isoWeekYear, date.isoWeek]
      #expect(own == numbers, "\(row)")
      #expect(CivilDate(daysSinceEpoch: numbers[0]) == date)
    }
  }

  @Test("day follows day as counting by hand gives, through the year 0 and across leap years")
  func naive() throws {
    var (year, month, day) = (-801, 1, 1)
    let first: CivilDate = try #require(CivilDate(year: year, month: month, day: day))
    var count = first.daysSinceEpoch
    var weekday = first.weekday
    while year < 801 {
      let date: CivilDate = try #require(CivilDate(year: year, month: month, day: day))
      try #require(date.daysSinceEpoch == count && date.weekday == weekday)
      try #require(CivilDate(daysSinceEpoch: count) == date)
      count += 1
      weekday = weekday % 7 + 1
      day += 1
      let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      try #require(date.daysInMonth == lengths[month - 1])
      if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
  }

  @Test("random days agree with Foundation's calendar")
  func foundation() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    var generator = SplitMix(state: 1)
    for _ in 0..<2000 {
      // After 1582: before, Foundation reckons by the Julian calendar.
      let days = Int.random(in: -141_000...2_900_000, using: &generator)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(days) * 86_400))
      let date: CivilDate = try #require(CivilDate(daysSinceEpoch: days))
      #expect([date.year, date.month, date.day] == [parts.year, parts.month, parts.day])
      #expect(date.weekday % 7 + 1 == parts.weekday)
    }
  }

  @Test("days forth and back, and months that clamp to the month's end")
  func arithmetic() throws {
    var generator = SplitMix(state: 2)
    for _ in 0..<5000 {
      let day = Int.random(in: -300_000_000_000...300_000_000_000, using: &generator)
      let date: CivilDate = try #require(CivilDate(daysSinceEpoch: day))
      let n = Int.random(in: -1_000_000...1_000_000, using: &generator)
      let moved: CivilDate = try #require(date.adding(days: n))
      #expect(moved.adding(days: -n) == date)
      #expect(moved.duration(since: date) == SecondsDuration(days: n))
      #expect((moved < date) == (n < 0))
      let months = MonthsDuration(months: n)
      let later: CivilDate = try #require(date.adding(months))
      #expect((later.year * 12 + later.month) - (date.year * 12 + date.month) == n)
      #expect(later.day == min(date.day, later.daysInMonth))
      if date.day <= 28 {
        #expect(later.subtracting(months) == date)
        #expect(later.months(since: date) == months)
      }
      #expect(date.endOfMonth.adding(days: 1)?.day == 1)
    }
  }

  @Test(
    "month ends",
    arguments: [
      ("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 1, "2023-02-28"), ("2024-02-29", 12, "2025-02-28"),
      ("2024-02-29", -48, "2020-02-29"),
      ("0000-01-31", -1, "-0001-12-31"), ("-0001-12-31", 2, "0000-02-29"), ("2021-03-31", -1, "2021-02-28"),
    ])
  func monthEnds(_ text: String, _ months: Int, _ result: String) {
    #expect(CivilDate(text)?.adding(MonthsDuration(months: months))?.description == result)
  }

  @Test("beyond the first and the last year there is nothing")
  func limits() throws {
    let last: CivilDate = try #require(CivilDate("999999999-12-31"))
    let first: CivilDate = try #require(CivilDate("-999999999-01-01"))
    #expect(last.adding(days: 1) == nil)
    #expect(first.adding(days: -1) == nil)
    #expect(last.adding(MonthsDuration(months: 1)) == nil)
    #expect(first.adding(MonthsDuration(months: -1)) == nil)
    for n in [Int.max, Int.min, Int.max - 1, Int.min + 1] {
      #expect(last.adding(days: n) == nil || n < 0)
      #expect(last.adding(MonthsDuration(months: n)) == nil)
      #expect(first.subtracting(MonthsDuration(months: n)) == nil)
      #expect(first.adding(SecondsDuration(seconds: n)) == nil || n > 0)
      #expect(CivilDate(daysSinceEpoch: n) == nil)
      #expect(CivilDate(year: n, month: 1, day: 1) == nil)
      #expect(CivilDate(year: 2000, month: n, day: 1) == nil)
      #expect(CivilDate(year: 2000, month: 1, day: n) == nil)
      #expect(CivilDate.daysInMonth(year: n, month: 2) >= 28)
      #expect(CivilDate.daysInMonth(year: 2000, month: n) == 0)
    }
    #expect(first.isoWeek >= 1 && last.isoWeek >= 1)
    #expect(last.duration(since: first).negated == first.duration(since: last))
  }

  @Test(
    "a date moved by hours is the day they lead to",
    arguments: [
      ("PT36H", "2021-01-02"), ("PT48H", "2021-01-03"), ("PT0S", "2021-01-01"), ("-PT1S", "2020-12-31"),
      ("-PT24H", "2020-12-31"),
      ("-PT25H", "2020-12-30"), ("PT23H59M59.999999999S", "2021-01-01"),
    ])
  func hours(_ duration: String, _ result: String) throws {
    let date: CivilDate = try #require(CivilDate("2021-01-01"))
    #expect(date.adding(try #require(SecondsDuration(duration)))?.description == result)
  }
}
