import Kernel
import Testing

@testable import WorkingTime

private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }
private func noon(_ text: String) throws -> Instant { try day(text).start.adding(seconds: 12 * 3600) }

/// Autumn 2026 as published.
func autumn2026() throws -> WorkCalendar {
  var holidays: [CivilDate: String] = [:]
  for number in 1...7 { holidays[try day("2026-10-0\(number)")] = "国庆节" }
  for number in 25...27 { holidays[try day("2026-09-\(number)")] = "中秋节" }
  return WorkCalendar(holidays: holidays, makeUps: [try day("2026-09-20"): "国庆节", try day("2026-10-10"): "国庆节"])
}

private func reckon(
  _ term: ClockTerm, _ history: [ClockEntry], now: String = "2026-12-01"
) throws -> ClockAccount {
  try #require(ClockAccount(history, term: term, calendar: autumn2026(), at: noon(now)))
}

@Suite("The account of a legal clock")
struct ClockAccountTests {
  @Test(
    "民法典 art. 201, 行政许可法 art. 82: the day of acceptance is not counted, working days are",
    arguments: [
      ("2026-09-28", 5, "2026-10-10"), ("2026-09-28", 20, "2026-10-30"), ("2026-09-19", 1, "2026-09-20"),
    ])
  func counted(start: String, days: Int, due: String) throws {
    let account = try reckon(.workingDays(days), [ClockEntry(.start, at: noon(start))], now: start)
    #expect(try account.due == day(due) && account.dueAt == day(due).end)
    #expect(account.used == 0 && account.left == days && !account.provisional && account.status == .running)
  }

  @Test("art. 42: twenty days, and ten more once the head of the authority has approved them")
  func extension42() throws {
    let begun = ClockEntry(.start, at: try noon("2026-09-28"))
    let plain = try reckon(.workingDays(20), [begun])
    let more = try reckon(.workingDays(20), [begun, ClockEntry(.extend, at: try noon("2026-10-20"), days: 10, source: "42")])
    #expect(try plain.due == day("2026-10-30") && more.due == day("2026-11-13"))
    #expect(more.limit == 30)
    let line = try #require(more.lines.first { $0.kind == .extend })
    #expect(try line.date == day("2026-10-20") && line.used == 12 && line.left == 18 && line.source == "42")
  }

  @Test("art. 42(2): joint handling has forty-five days, and fifteen more by the head of the government")
  func joint() throws {
    let begun = ClockEntry(.start, at: try noon("2026-09-28"))
    let more = try reckon(.workingDays(45), [begun, ClockEntry(.extend, at: try noon("2026-11-02"), days: 15)])
    #expect(more.limit == 60)
    #expect(try autumn2026().workingDays(after: day("2026-09-28"), through: more.due) == 60)
  }

  @Test("art. 43: a first review by the lower tier has twenty days; art. 44: delivery has ten", arguments: [20, 10])
  func firstReview(days: Int) throws {
    let account = try reckon(.workingDays(days), [ClockEntry(.start, at: try noon("2026-10-12"))])
    #expect(try autumn2026().workingDays(after: day("2026-10-12"), through: account.due) == days)
  }

  @Test("art. 45: the time of a special procedure is left out, from the day after it began through the day it ended")
  func pause() throws {
    let history = [
      ClockEntry(.start, at: try noon("2026-10-12")),
      ClockEntry(.pause, at: try noon("2026-10-14"), subject: "testing", days: 20, source: "45"),
      ClockEntry(.resume, at: try noon("2026-10-21"), subject: "testing"),
    ]
    // Two of five days are counted on the 14th; the 22nd, 23rd and 26th are the rest.
    let ended = try reckon(.workingDays(5), history)
    #expect(try ended.due == day("2026-10-26"))
    #expect(ended.lines.map(\.kind) == [.start, .pause, .rest, .resume, .rest, .due])
    #expect(ended.lines.map(\.used) == [0, 2, 2, 2, 4, 5])
    #expect(ended.lines.map(\.left) == [5, 3, 3, 3, 1, 0])
    #expect(
      ended.days.filter(\.isPaused).map(\.day.date.description) == [
        "2026-10-15", "2026-10-16", "2026-10-19", "2026-10-20", "2026-10-21",
      ])
    let under = try reckon(.workingDays(5), Array(history.prefix(2)), now: "2026-10-20")
    #expect(try under.status == .paused && under.used == 2 && under.pausedThrough == day("2026-11-11"))
    #expect(try under.due == day("2026-11-16"), "as long as was told, unless it ends before")
  }

  @Test("art. 45: what a special procedure takes longer than was told in writing is counted again")
  func told() throws {
    let begun = ClockEntry(.start, at: try noon("2026-10-12"))
    let pause = ClockEntry(.pause, at: try noon("2026-10-14"), subject: "hearing", days: 2)
    let late = ClockEntry(.resume, at: try noon("2026-10-30"), subject: "hearing")
    let account = try reckon(.workingDays(5), [begun, pause, late])
    #expect(try account.due == day("2026-10-21"), "the 15th and 16th are left out, no more")
    #expect(try reckon(.workingDays(5), [begun, pause], now: "2026-10-19").status == .running)
    #expect(try reckon(.workingDays(5), [begun, pause], now: "2026-10-16").status == .paused)
  }

  @Test("a pause that begins on the last day leaves the day on which it ends")
  func lastDay() throws {
    let account = try reckon(
      .workingDays(2),
      [
        ClockEntry(.start, at: noon("2026-10-12")), ClockEntry(.pause, at: noon("2026-10-14"), subject: "a", days: 9),
        ClockEntry(.resume, at: noon("2026-10-19"), subject: "a"),
      ])
    #expect(try account.due == day("2026-10-19"))
  }

  @Test("a pause after the last day changes nothing any more")
  func afterwards() throws {
    let begun = ClockEntry(.start, at: try noon("2026-10-12"))
    let pause = ClockEntry(.pause, at: try noon("2026-10-15"), subject: "a", days: 9)
    #expect(try reckon(.workingDays(2), [begun, pause]).due == day("2026-10-14"))
  }

  @Test("two special procedures at once leave each day out once")
  func overlapping() throws {
    let account = try reckon(
      .workingDays(5),
      [
        ClockEntry(.start, at: noon("2026-10-12")), ClockEntry(.pause, at: noon("2026-10-13"), subject: "a", days: 5),
        ClockEntry(.pause, at: noon("2026-10-15"), subject: "b", days: 5),
        ClockEntry(.resume, at: noon("2026-10-16"), subject: "a"), ClockEntry(.resume, at: noon("2026-10-20"), subject: "b"),
      ])
    // The 14th, 15th, 16th, 19th, 20th are left out.
    #expect(try account.due == day("2026-10-26"))
  }

  @Test(
    "a stop in time keeps the term, one on the day after breaks it; the days until then are counted", arguments: [true, false])
  func stopped(inTime: Bool) throws {
    let stop = ClockEntry(.stop, at: try noon(inTime ? "2026-10-19" : "2026-10-20"))
    let account = try reckon(.workingDays(5), [ClockEntry(.start, at: noon("2026-10-12")), stop])
    #expect(account.kept == inTime && account.status == .stopped && account.used == (inTime ? 5 : 6))
    #expect(account.lines.contains { $0.kind == .stop && $0.used == account.used })
  }

  @Test("on the spot is today, or the next working day; a pause puts it off")
  func onTheSpot() throws {
    #expect(try reckon(.workingDays(0), [ClockEntry(.start, at: noon("2026-10-03"))]).due == day("2026-10-08"))
    let paused = [
      ClockEntry(.start, at: try noon("2026-10-12")), ClockEntry(.pause, at: try noon("2026-10-12"), subject: "a", days: 5),
      ClockEntry(.resume, at: try noon("2026-10-14"), subject: "a"),
    ]
    #expect(try reckon(.workingDays(0), paused).due == day("2026-10-14"))
  }

  @Test("beyond the published years a date is provisional, and its line names the rest days by what is known")
  func provisional() throws {
    #expect(try reckon(.workingDays(5), [ClockEntry(.start, at: noon("2026-12-29"))]).provisional)
    #expect(try !reckon(.workingDays(2), [ClockEntry(.start, at: noon("2026-12-29"))]).provisional)
  }

  @Test("rest days are a line with their name and last day, weekend days that are worked one of their own")
  func restLines() throws {
    let account = try reckon(.workingDays(5), [ClockEntry(.start, at: noon("2026-09-28"))])
    let told = account.lines.map { "\($0.kind) \($0.date) \($0.through?.description ?? "") \($0.subject) \($0.used)" }
    #expect(
      told == [
        "start 2026-09-28   0", "rest 2026-10-01 2026-10-07 国庆节 2", "makeUp 2026-10-10  国庆节 5", "due 2026-10-10   5",
      ])
  }

  @Test("a history without a beginning has no account")
  func nothing() throws {
    #expect(ClockAccount([], term: .workingDays(5), calendar: try autumn2026(), at: try noon("2026-10-12")) == nil)
  }
}
