import Kernel
import Testing

@Suite("Days of the calendar")
struct CivilDateTests {
  @Test("every day from 1600 to 2400 follows the one before, by the calendar's own rules")
  func everyDay() throws {
    // Counted by hand, independently of the arithmetic under test: 1600-01-01 was a Saturday, 135,140 days before 1970.
    var (year, month, day) = (1600, 1, 1)
    var weekday = 6
    var number = -135_140
    while year <= 2400 {
      let date = try #require(CivilDate(year: year, month: month, day: day))
      if date.daysSince1970 != number || CivilDate(daysSince1970: number) != date || date.weekday != weekday
        || CivilDate(date.description) != date || date.start.civilDate != date || date.end.civilDate != date
      {
        Issue.record("\(year)-\(month)-\(day) does not fit")
        return
      }
      number += 1
      weekday = weekday % 7 + 1
      day += 1
      let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
      if day > [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
    #expect(number == CivilDate(year: 2401, month: 1, day: 1)?.daysSince1970)
  }

  @Test("days that everybody knows", arguments: [("1970-01-01", 0, 4), ("2000-02-29", 11_016, 2), ("2026-11-24", 20_781, 2)])
  func known(_ text: String, _ days: Int, _ weekday: Int) throws {
    let date = try #require(CivilDate(text))
    #expect(date.daysSince1970 == days)
    #expect(date.weekday == weekday)
  }

  @Test(
    "what is no day is refused",
    arguments: [
      "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-1", "2026/01/01", "20260101", "",
      "0000-01-01",
      "2026-01-01 ", "２０２６-01-01", "-026-01-01",
    ])
  func refused(_ text: String) { #expect(CivilDate(text) == nil) }

  @Test("days are in order, and adding days walks them")
  func order() throws {
    let days = try ["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01"].map { try #require(CivilDate($0)) }
    #expect(days.shuffled().sorted() == days)
    #expect(days[0].adding(days: 1) == days[1])
    #expect(days[3].adding(days: -1) == days[2])
  }

  @Test("a day begins and ends at midnight in China")
  func limits() throws {
    let day = try #require(CivilDate("2026-11-24"))
    #expect(day.start.rfc3339 == "2026-11-24T00:00:00.000+08:00")
    #expect(day.end.rfc3339 == "2026-11-24T23:59:59.999+08:00")
    #expect(day.start.adding(days: 1) == day.adding(days: 1).start)
  }
}
