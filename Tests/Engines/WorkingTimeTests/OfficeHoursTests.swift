import Kernel
import SeededRandom
import Testing

@testable import WorkingTime

private func moment(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text + ":00+08:00")) }

@Suite("Working hours")
struct OfficeHoursTests {
  @Test(
    "forty minutes from the door to the licence are minutes of the office: not its noon, its night or its rest days",
    arguments: [
      ("2026-10-12T09:00", 40, "2026-10-12T09:40"), ("2026-10-12T11:40", 40, "2026-10-12T14:50"),
      ("2026-10-12T12:40", 40, "2026-10-12T15:10"), ("2026-10-09T17:10", 40, "2026-10-10T08:50"),
      ("2026-09-30T17:20", 40, "2026-10-08T09:00"), ("2026-10-12T07:00", 40, "2026-10-12T09:10"),
    ])
  func minutes(start: String, minutes: Int, due: String) throws {
    #expect(try autumn2026().due(after: moment(start), workingMinutes: minutes) == moment(due))
  }

  @Test("half a working day is half of its minutes")
  func halfDay() throws {
    let half = OfficeHours.usual.minutesADay / 2
    #expect(half == 195)
    #expect(try autumn2026().due(after: moment("2026-10-12T08:30"), workingMinutes: half) == moment("2026-10-12T11:45"))
    #expect(try autumn2026().due(after: moment("2026-10-12T16:00"), workingMinutes: half) == moment("2026-10-13T10:15"))
    let history = [ClockEntry(.start, at: try moment("2026-10-12T16:00"))]
    let account = try #require(
      ClockAccount(history, term: .workingMinutes(half), calendar: autumn2026(), at: try moment("2026-10-12T17:00")))
    #expect(try account.dueAt == moment("2026-10-13T10:15") && account.used == 60 && account.left == 135)
  }

  @Test("counting to the moment that is due gives the same number, whatever the hours")
  func inverse() throws {
    var random = SplitMix(state: 9)
    let calendar = try autumn2026()
    for _ in 0..<500 {
      let from = Int.random(in: 400..<600, using: &random)
      let noon = Int.random(in: 700..<780, using: &random)
      let hours = try #require(OfficeHours([from..<noon, 840..<Int.random(in: 900..<1200, using: &random)]))
      let start = try moment("2026-09-01T00:00").adding(seconds: Int64.random(in: 0..<7_000_000, using: &random))
      let count = Int.random(in: 1...5000, using: &random)
      let due = calendar.due(after: start, workingMinutes: count, hours: hours)
      #expect(calendar.workingMinutes(from: start, to: due, hours: hours) == count)
      #expect(calendar.workingMinutes(from: start, to: due.adding(seconds: -60), hours: hours) == count - 1)
    }
  }

  @Test("hours that overlap, are empty or leave the day are none")
  func refused() {
    #expect(OfficeHours([]) == nil)
    #expect(OfficeHours([500..<500]) == nil)
    #expect(OfficeHours([500..<700, 690..<800]) == nil)
    #expect(OfficeHours([500..<1441]) == nil)
    #expect(OfficeHours([500..<700, 700..<800])?.minutesADay == 300)
  }

  @Test("a region's festival is a rest day there and nowhere else; the narrowest region that says anything goes")
  func regions() throws {
    let country = try autumn2026()
    let festival = try #require(CivilDate("2026-10-14"))
    let own = country.adding(holidays: [festival: "那达慕"], makeUps: [:])
    let hours = try #require(OfficeHours([540..<780]))
    let calendars = WorkCalendars(country, calendars: ["1525": own], hours: ["152502": hours])
    let start = try #require(CivilDate("2026-10-12"))
    #expect(calendars.calendar(of: "152502").due(from: start, workingDays: 2).date.description == "2026-10-15")
    #expect(calendars.calendar(of: "150100").due(from: start, workingDays: 2).date == festival)
    #expect(calendars.calendar(of: "152502").day(festival).name == "那达慕")
    #expect(calendars.hours(of: "152502") == hours && calendars.hours(of: "152501") == .usual)
  }

  @Test("the thresholds of the yellow light are settings")
  func warnings() throws {
    let calendar = try autumn2026()
    let start = try #require(CivilDate("2026-10-12"))
    let due = calendar.due(from: start, workingDays: 20).date
    let half = calendar.soonFrom(start: start, due: due, warning: Warning(percent: 50, days: 1))
    #expect(calendar.workingDays(after: half.adding(days: -1), through: due) == 10)
    let three = calendar.soonFrom(start: start, due: due, warning: Warning(percent: 1, days: 3))
    #expect(calendar.workingDays(after: three.adding(days: -1), through: due) == 3)
  }
}
