import Kernel
import Testing

@testable import WorkingTime

private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

/// National Day 2026 as published, with its working Saturday.
private func calendar() throws -> WorkCalendar {
  var holidays: [CivilDate: String] = [:]
  for number in 1...7 { holidays[try day("2026-10-0\(number)")] = "国庆节" }
  return WorkCalendar(holidays: holidays, makeUps: [try day("2026-10-10"): "国庆节"])
}

@Suite("Working days are counted by the published calendar")
struct WorkingTimeTests {
  @Test(
    "the start day is not counted, rest days are skipped, working weekends count",
    arguments: [
      ("2026-11-23", 5, "2026-11-30"), ("2026-09-30", 1, "2026-10-08"), ("2026-09-30", 3, "2026-10-10"),
      ("2026-11-27", 1, "2026-11-30"),
      ("2026-11-28", 1, "2026-11-30"), ("2026-11-24", 0, "2026-11-24"),
    ])
  func due(start: String, count: Int, end: String) throws {
    #expect(try calendar().due(from: day(start), workingDays: count).date == day(end))
  }

  @Test("done on the spot on a rest day is due on the next working day")
  func onTheSpot() throws {
    #expect(try calendar().sameOrNextWorkingDay(day("2026-10-03")).date == day("2026-10-08"))
    #expect(try calendar().sameOrNextWorkingDay(day("2026-10-10")).date == day("2026-10-10"))
  }

  @Test("beyond the last published year a due date says that it is provisional")
  func provisional() throws {
    #expect(try !calendar().due(from: day("2026-12-30"), workingDays: 1).provisional)
    #expect(try calendar().due(from: day("2026-12-30"), workingDays: 2).provisional)
  }

  @Test("counting forward and counting back agree, and more days are never due earlier")
  func inverse() throws {
    let calendar = try calendar()
    for offset in 0..<400 {
      let start = try day("2026-01-01").adding(days: offset)
      var last = start
      for count in 1...30 {
        let due = calendar.due(from: start, workingDays: count).date
        #expect(due > last)
        #expect(calendar.isWorkingDay(due))
        #expect(calendar.workingDays(after: start, through: due) == count)
        last = due
      }
    }
  }

  @Test("lights: fine, then yellow for the last fifth but at least a day, then red")
  func lights() throws {
    let calendar = try calendar()
    for count in [1, 5, 20] {
      let start = try day("2026-11-02")
      let due = calendar.due(from: start, workingDays: count).date
      let soon = calendar.soonFrom(start: start, due: due)
      #expect(soon <= due)
      #expect(Light(today: due.adding(days: 1), soonFrom: soon, due: due) == .late)
      #expect(Light(today: due, soonFrom: soon, due: due) == .soon)
      if soon > start { #expect(Light(today: soon.adding(days: -1), soonFrom: soon, due: due) == .fine) }
      let left = calendar.workingDays(after: soon.adding(days: -1), through: due)
      #expect(left <= max(1, count / 5) + 1)
    }
  }

  @Test("every day between is explained: working, weekend, holiday by name, working weekend")
  func days() throws {
    let kinds = try calendar().days(from: day("2026-09-30"), through: day("2026-10-11")).map(\.kind.rawValue)
    #expect(kinds.count == 12)
    #expect(kinds.first == "working")
    #expect(kinds[1] == "holiday")
    #expect(kinds[10] == "makeUp")
    #expect(kinds[11] == "weekend")
  }
}
