import Kernel
import SeededRandom
import Testing

@testable import WorkingTime

private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

/// The year 2026 as published: 33 days off, 6 weekend days that are worked.
private func year2026() throws -> WorkCalendar {
  var holidays: [CivilDate: String] = [:]
  for (name, first, last) in [
    ("元旦", "2026-01-01", "2026-01-03"), ("春节", "2026-02-15", "2026-02-23"), ("清明节", "2026-04-04", "2026-04-06"),
    ("劳动节", "2026-05-01", "2026-05-05"), ("端午节", "2026-06-19", "2026-06-21"), ("中秋节", "2026-09-25", "2026-09-27"),
    ("国庆节", "2026-10-01", "2026-10-07"),
  ] {
    var date = try day(first)
    while date <= (try day(last)) {
      holidays[date] = name
      date = date.adding(days: 1)
    }
  }
  var makeUps: [CivilDate: String] = [:]
  for (name, date) in [
    ("元旦", "2026-01-04"), ("春节", "2026-02-14"), ("春节", "2026-02-28"), ("劳动节", "2026-05-09"), ("国庆节", "2026-09-20"),
    ("国庆节", "2026-10-10"),
  ] { makeUps[try day(date)] = name }
  return WorkCalendar(holidays: holidays, makeUps: makeUps)
}

/// Days off and worked weekends strewn over four years.
private func madeUp(_ random: inout SplitMix) throws -> WorkCalendar {
  let first = try day("2024-01-01")
  var holidays: [CivilDate: String] = [:]
  var makeUps: [CivilDate: String] = [:]
  for offset in 0..<1461 {
    let date = first.adding(days: offset)
    if Int.random(in: 0..<20, using: &random) == 0 { holidays[date] = "假" }
    if date.weekday > 5, Int.random(in: 0..<8, using: &random) == 0 { makeUps[date] = "班" }
  }
  return WorkCalendar(holidays: holidays, makeUps: makeUps)
}

@Suite("The published year 2026")
struct PublishedYearTests {
  @Test("has 248 working days, 33 days off and 6 worked weekend days")
  func figures() throws {
    let calendar = try year2026()
    let days = calendar.days(from: try day("2026-01-01"), through: try day("2026-12-31"))
    #expect(days.count == 365)
    #expect(days.filter(\.isWorking).count == 248)
    #expect(days.filter { $0.kind == .holiday }.count == 33)
    #expect(days.filter { $0.kind == .makeUp }.map(\.date.weekday).allSatisfy { $0 > 5 })
    #expect(days.filter { $0.kind == .makeUp }.count == 6)
    #expect(calendar.workingDays(after: try day("2025-12-31"), through: try day("2026-12-31")) == 248)
  }

  @Test(
    "what is accepted before and between the autumn holidays is due on these days",
    arguments: [
      ("2026-09-28", 5, "2026-10-10"), ("2026-09-28", 20, "2026-10-30"), ("2026-09-19", 1, "2026-09-20"),
      ("2026-09-24", 1, "2026-09-28"),
      ("2026-02-13", 1, "2026-02-14"), ("2026-02-14", 1, "2026-02-24"), ("2026-02-24", 5, "2026-03-02"),
      ("2026-05-08", 1, "2026-05-09"),
      ("2026-10-10", 1, "2026-10-12"), ("2026-10-03", 1, "2026-10-08"),
    ])
  func due(start: String, count: Int, end: String) throws {
    #expect(try year2026().due(from: day(start), workingDays: count) == DueDate(date: day(end), provisional: false))
  }

  @Test("nothing, and less than nothing, is due on the day itself, rest day or not")
  func none() throws {
    for start in ["2026-10-03", "2026-10-09"] {
      for count in [0, -1, Int.min] { #expect(try year2026().due(from: day(start), workingDays: count).date == day(start)) }
    }
  }

  @Test("a weekend day that is worked is working even where it is named a holiday too")
  func both() throws {
    let date = try day("2026-10-10")
    let calendar = WorkCalendar(holidays: [date: "国庆节"], makeUps: [date: "国庆节"])
    #expect(calendar.day(date).kind == .makeUp)
    #expect(calendar.isWorkingDay(date))
  }

  @Test("days are listed in order, with the names of holidays and of worked weekends, both ends included")
  func days() throws {
    let calendar = try year2026()
    let days = calendar.days(from: try day("2026-09-18"), through: try day("2026-09-28"))
    let kinds: [CalendarDay.Kind] = [
      .working, .weekend, .makeUp, .working, .working, .working, .working, .holiday, .holiday, .holiday, .working,
    ]
    #expect(days.map(\.kind) == kinds)
    #expect(days.map(\.name) == [nil, nil, "国庆节", nil, nil, nil, nil, "中秋节", "中秋节", "中秋节", nil])
    #expect(try days.first?.date == day("2026-09-18"))
    #expect(try days.last?.date == day("2026-09-28"))
    #expect(zip(days, days.dropFirst()).allSatisfy { $0.date.adding(days: 1) == $1.date })
    #expect(calendar.days(from: try day("2026-09-18"), through: try day("2026-09-18")).count == 1)
    #expect(calendar.days(from: try day("2026-09-18"), through: try day("2026-09-17")).isEmpty)
  }
}

@Suite("What is not published yet")
struct ProvisionalTests {
  @Test("the last published year is that of the last named holiday, unless it is said")
  func publishedThrough() throws {
    #expect(try year2026().publishedThrough == (try day("2026-12-31")))
    let earlier = WorkCalendar(holidays: [try day("2026-10-01"): "国庆节"], makeUps: [:], publishedThrough: try day("2026-06-30"))
    #expect(earlier.publishedThrough == (try day("2026-06-30")))
  }

  @Test("the last day of the published year is certain, the first working day after it is not")
  func edge() throws {
    let calendar = try year2026()
    #expect(
      calendar.due(from: try day("2026-12-30"), workingDays: 1) == DueDate(date: try day("2026-12-31"), provisional: false))
    #expect(
      calendar.due(from: try day("2026-12-31"), workingDays: 1) == DueDate(date: try day("2027-01-01"), provisional: true))
    #expect(!calendar.sameOrNextWorkingDay(try day("2026-12-31")).provisional)
    #expect(calendar.sameOrNextWorkingDay(try day("2027-01-02")) == DueDate(date: try day("2027-01-04"), provisional: true))
  }

  @Test("without any published year weekends alone are rest days, and every day is provisional")
  func empty() throws {
    let calendar = WorkCalendar(holidays: [:], makeUps: [:])
    #expect(
      calendar.due(from: try day("2026-10-02"), workingDays: 5) == DueDate(date: try day("2026-10-09"), provisional: true))
  }
}

@Suite("Counting working days holds on any calendar")
struct CountingTests {
  @Test("more days are due later, a later start is never due earlier, and counting back gives the same number")
  func dueAndBack() throws {
    var random = SplitMix(state: 201)
    for _ in 0..<8 {
      let calendar = try madeUp(&random)
      for _ in 0..<60 {
        let start = try day("2024-01-01").adding(days: Int.random(in: 0..<1400, using: &random))
        let count = Int.random(in: 1...120, using: &random)
        let due = calendar.due(from: start, workingDays: count).date
        #expect(calendar.isWorkingDay(due))
        #expect(calendar.workingDays(after: start, through: due) == count)
        #expect(calendar.workingDays(after: start, through: due.adding(days: -1)) == count - 1)
        #expect(calendar.due(from: start, workingDays: count + 1).date > due)
        #expect(calendar.due(from: start.adding(days: 1), workingDays: count).date >= due)
      }
    }
  }

  @Test("however far apart the days are, none is left out of the count")
  func farApart() throws {
    let calendar = try year2026()
    let start = try day("2026-01-01")
    for count in [2600, 2700, 9000] {
      #expect(calendar.workingDays(after: start, through: calendar.due(from: start, workingDays: count).date) == count)
    }
  }

  @Test("working days of two spans that meet add up, and a span that ends before it begins has none")
  func sums() throws {
    var random = SplitMix(state: 202)
    let calendar = try madeUp(&random)
    let first = try day("2024-01-01")
    for _ in 0..<300 {
      let places = (0..<3).map { _ in Int.random(in: 0..<1500, using: &random) }.sorted()
      let (a, b, c) = (first.adding(days: places[0]), first.adding(days: places[1]), first.adding(days: places[2]))
      let whole = calendar.workingDays(after: a, through: c)
      #expect(calendar.workingDays(after: a, through: b) + calendar.workingDays(after: b, through: c) == whole)
      #expect(calendar.workingDays(after: c, through: a) == 0)
      #expect(whole == calendar.days(from: a.adding(days: 1), through: c).filter(\.isWorking).count)
    }
  }

  @Test("the light is yellow from the first day on which no more than a fifth, but at least one, is left")
  func soon() throws {
    var random = SplitMix(state: 203)
    let calendar = try madeUp(&random)
    for _ in 0..<200 {
      let start = try day("2024-01-01").adding(days: Int.random(in: 0..<1300, using: &random))
      let count = Int.random(in: 1...60, using: &random)
      let due = calendar.due(from: start, workingDays: count).date
      let soon = calendar.soonFrom(start: start, due: due)
      let margin = max(1, count / 5)
      if count == 1 {
        #expect(soon == start)
      } else {
        #expect(calendar.workingDays(after: soon.adding(days: -1), through: due) <= margin)
        #expect(calendar.workingDays(after: soon.adding(days: -2), through: due) > margin)
      }
      var lights: [Light] = []
      for offset in 0...((due.daysSince1970 - start.daysSince1970) + 3) {
        lights.append(Light(today: start.adding(days: offset), soonFrom: soon, due: due))
      }
      let order: [Light] = [.fine, .soon, .late]
      let places = lights.compactMap(order.firstIndex)
      #expect(places == places.sorted())
      #expect(lights.suffix(4) == [.soon, .late, .late, .late])
    }
  }

  @Test("what is due on the day itself, or before it began, is yellow from the start")
  func alreadyDue() throws {
    let calendar = try year2026()
    let date = try day("2026-11-24")
    #expect(calendar.soonFrom(start: date, due: date) == date)
    #expect(calendar.soonFrom(start: date, due: date.adding(days: -3)) == date)
    #expect(Light(today: date, soonFrom: date, due: date) == .soon)
  }
}
