import Kernel
import SeededRandom
import Testing

@testable import WorkingTime

/// A calendar as the year might be: a tenth of the days off, some weekends worked.
private func madeUp(_ random: inout SplitMix) throws -> WorkCalendar {
  let first = try #require(CivilDate("2025-01-01"))
  var holidays: [CivilDate: String] = [:]
  var makeUps: [CivilDate: String] = [:]
  for offset in 0..<1100 {
    let date = first.adding(days: offset)
    if Int.random(in: 0..<12, using: &random) == 0 { holidays[date] = "假" }
    if date.weekday > 5, Int.random(in: 0..<6, using: &random) == 0 { makeUps[date] = "班" }
  }
  return WorkCalendar(holidays: holidays, makeUps: makeUps)
}

private struct Sample {
  let calendar: WorkCalendar
  let term: ClockTerm
  var history: [ClockEntry]
  let start: Instant

  init(_ random: inout SplitMix) throws {
    calendar = try madeUp(&random)
    start = try #require(CivilDate("2025-03-01")).start.adding(seconds: Int64.random(in: 0..<60_000_000, using: &random))
    term =
      Bool.random(using: &random)
      ? .workingDays(Int.random(in: 1...45, using: &random)) : .workingMinutes(Int.random(in: 20...4000, using: &random))
    history = [ClockEntry(.start, at: start)]
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      let at = start.adding(seconds: Int64.random(in: 0..<4_000_000, using: &random))
      let subject = ["hearing", "testing", "tender"][Int.random(in: 0..<3, using: &random)]
      history.append(ClockEntry(.pause, at: at, subject: subject, days: Int.random(in: 1...30, using: &random)))
      guard Bool.random(using: &random) else { continue }
      let end = at.adding(seconds: Int64.random(in: 0..<2_000_000, using: &random))
      history.append(ClockEntry(.resume, at: end, subject: subject))
    }
    if Bool.random(using: &random) {
      history.append(ClockEntry(.extend, at: start.adding(seconds: 86_400), days: Int.random(in: 1...15, using: &random)))
    }
  }

  func account(_ history: [ClockEntry]) throws -> ClockAccount {
    try #require(ClockAccount(history, term: term, calendar: calendar, at: start))
  }
}

@Suite("Accounts of clocks hold on any calendar")
struct ClockPropertyTests {
  @Test("a pause never makes a due date earlier, and its resumption never later")
  func pauses() throws {
    var random = SplitMix(state: 45)
    for _ in 0..<400 {
      let sample = try Sample(&random)
      let without = try sample.account(sample.history.filter { $0.kind != .pause && $0.kind != .resume })
      let paused = try sample.account(sample.history.filter { $0.kind != .resume })
      let whole = try sample.account(sample.history)
      #expect(whole.dueAt >= without.dueAt)
      #expect(whole.dueAt <= paused.dueAt)
    }
  }

  @Test("an extension of a clock that stands nowhere still adds exactly its days")
  func extensions() throws {
    var random = SplitMix(state: 42)
    for _ in 0..<400 {
      let sample = try Sample(&random)
      let days = Int.random(in: 1...15, using: &random)
      let plain = sample.history.filter { $0.kind == .start }
      let before = try sample.account(plain)
      let after = try sample.account(plain + [ClockEntry(.extend, at: sample.start.adding(seconds: 5), days: days)])
      switch sample.term {
      case .workingDays:
        #expect(sample.calendar.workingDays(after: before.due, through: after.due) == days)
      case .workingMinutes:
        let more = sample.calendar.workingMinutes(from: before.dueAt, to: after.dueAt)
        #expect(more == days * OfficeHours.usual.minutesADay)
      }
    }
  }

  @Test("the order in which entries are told does not matter, not even at the same moment")
  func order() throws {
    var random = SplitMix(state: 203)
    for _ in 0..<300 {
      var sample = try Sample(&random)
      let moment = sample.start.adding(seconds: Int64.random(in: 0..<2_000_000, using: &random))
      for kind in [ClockEntry.Kind.pause, .resume, .extend, .pause] {
        sample.history.append(
          ClockEntry(kind, at: moment, subject: Bool.random(using: &random) ? "hearing" : "tender", days: 3))
      }
      #expect(try sample.account(sample.history) == sample.account(sample.history.shuffled(using: &random)))
    }
  }

  @Test("due dates by the table are those of a walk day by day")
  func walk() throws {
    var random = SplitMix(state: 82)
    for _ in 0..<300 {
      let sample = try Sample(&random)
      guard case .workingDays = sample.term else { continue }
      let account = try sample.account(sample.history)
      // Every day that was counted, one after the other.
      var counted = 0
      var date = sample.start.civilDate
      let days = Dictionary(uniqueKeysWithValues: account.days.map { ($0.day.date, $0) })
      while counted < account.limit, date < account.due {
        date = date.adding(days: 1)
        if days[date]?.isCounted == true { counted += 1 }
      }
      #expect(counted == account.limit)
      // A pause that begins when the term runs out leaves the day on which it ends.
      while let next = account.days.first(where: { $0.day.date > date && $0.day.isWorking }), next.isPaused {
        date = next.day.date
      }
      #expect(date == account.due)
    }
  }

  @Test("what is used and what is left make the limit until it is over; every line says so")
  func sums() throws {
    var random = SplitMix(state: 201)
    for _ in 0..<200 {
      let sample = try Sample(&random)
      let now = sample.start.adding(seconds: Int64.random(in: 0..<9_000_000, using: &random))
      let account = try #require(ClockAccount(sample.history, term: sample.term, calendar: sample.calendar, at: now))
      #expect(account.used <= account.limit ? account.used + account.left == account.limit : account.left == 0)
      #expect(
        (now > account.dueAt) == (account.used > account.limit) || account.status == .paused || account.used == account.limit)
      #expect(account.lines.map(\.date) == account.lines.map(\.date).sorted())
      #expect(account.lines.map(\.used) == account.lines.map(\.used).sorted())
    }
  }
}

@Suite("The table of working days")
struct WorkingDayTableTests {
  @Test("counts what a walk counts, before, inside and beyond the days that are named, and finds the n-th again")
  func table() {
    var random = SplitMix(state: 7)
    for _ in 0..<40 {
      let middle = Int.random(in: -4000..<30_000, using: &random)
      let rests = Set((0..<30).map { _ in middle + Int.random(in: 0..<400, using: &random) })
      let worked = Set((0..<20).map { _ in middle + Int.random(in: 0..<400, using: &random) })
      let table = WorkingDayTable(rests: rests, worked: worked)
      func works(_ day: Int) -> Bool {
        worked.contains(day) || (!rests.contains(day) && CivilDate(daysSince1970: day).weekday < 6)
      }
      for day in (middle - 300)..<(middle + 800) {
        let count = table.count(through: day)
        #expect(count - table.count(through: day - 1) == (works(day) ? 1 : 0))
        if works(day) { #expect(table.day(of: count) == day) }
      }
    }
  }

  @Test("a calendar that names no day has the week alone")
  func empty() {
    let table = WorkingDayTable(rests: [], worked: [])
    for day in -1000..<1000 {
      let works = CivilDate(daysSince1970: day).weekday < 6
      #expect(table.count(through: day) - table.count(through: day - 1) == (works ? 1 : 0))
      if works { #expect(table.day(of: table.count(through: day)) == day) }
    }
  }
}
