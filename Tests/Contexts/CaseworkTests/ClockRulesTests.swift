import CaseworkCore
import JSON
import Kernel
import Testing
import WorkingTime

@Suite("Clocks of a permit")
struct ClockRulesTests {
  private func clock(_ walk: Walk, _ key: String = "promised") throws -> ClockRun {
    try #require(walk.state.clocks.first { $0.key == key })
  }

  /// Accepted on Monday 12 October with a promise of five working days: due on the 19th.
  private func accepted() throws -> Walk {
    var walk = try Walk(at: "2026-10-12T09:00:00+08:00")
    try walk.act("accept", by: clerk)
    return walk
  }

  @Test("art. 45: a special procedure stops both clocks for the time that was told, and its task is due with that time")
  func special() throws {
    var walk = try accepted()
    let event = try walk.act(
      "suspend", by: reviewer, ["special": "testing", "days": "6"], at: "2026-10-14T10:00:00+08:00")
    #expect(event.receipt == "specialNotice", "told in writing")
    #expect(event.facts["special"] == "testing" && event.facts["days"] == 6)
    #expect(walk.state.tasks.map(\.state) == ["special"] && walk.state.tasks[0].due == date("2026-10-22"))
    #expect(try clock(walk).openPause?.subject == "testing" && clock(walk).due == date("2026-10-27"))
    try walk.act("resume", by: reviewer, ["comment": "合格"], at: "2026-10-20T10:00:00+08:00")
    // Two days were used; three are left from the 20th.
    #expect(try clock(walk).due == date("2026-10-23") && clock(walk).openPause == nil)
    #expect(walk.state.tasks.map(\.state) == ["accepted"] && walk.state.tasks[0].due == date("2026-10-23"))
    #expect(try clock(walk, "statutory").due == date("2026-11-13"))
  }

  @Test(
    "art. 45: each kind has a limit of its own; art. 48: a hearing twenty days", arguments: [("hearing", 20), ("testing", 30)])
  func limits(kind: String, most: Int) throws {
    let walk = try accepted()
    let refused = ["invalid", "/data/days daysRange"]
    for days in ["\(most + 1)", "0", "-1", "1.5", "x"] {
      #expect(walk.refusal("suspend", by: reviewer, ["special": .string(kind), "days": .string(days)]) == refused, "\(days)")
    }
    #expect(walk.refusal("suspend", by: reviewer, ["special": .string(kind), "days": .string("\(most)")]) == [])
    #expect(walk.refusal("suspend", by: reviewer, ["special": .string(kind)]) == ["invalid", "/data/days required"])
    #expect(walk.refusal("suspend", by: reviewer, ["days": "3"]) == ["invalid", "/data/special required"])
  }

  @Test("a pause may come again, each with its own time")
  func again() throws {
    var walk = try accepted()
    for (from, to) in [("2026-10-13", "2026-10-14"), ("2026-10-15", "2026-10-16")] {
      try walk.act("suspend", by: reviewer, ["special": "hearing", "days": "5"], at: "\(from)T10:00:00+08:00")
      try walk.act("resume", by: reviewer, ["comment": "完"], at: "\(to)T10:00:00+08:00")
    }
    #expect(try clock(walk).due == date("2026-10-21"), "two days were left out")
  }

  @Test("art. 42: ten days more, once, with a reason, in the approver's name; the task stays where it is")
  func extend() throws {
    var walk = try accepted()
    let task = walk.state.tasks[0]
    #expect(walk.refusal("extend", by: approver) == ["invalid", "/data/reason required"])
    let event = try walk.act("extend", by: approver, ["reason": "情况复杂"], at: "2026-10-19T10:00:00+08:00")
    #expect(event.post?.role == .approver && event.post?.agency == bureau)
    #expect(event.receipt == "extension" && event.personal["approvedBy"]?.stringValue == approver.name)
    #expect(event.closes == [] && event.opens == [] && event.enters == [])
    #expect(walk.state.tasks.map(\.id) == [task.id] && walk.state.tasks[0].due == date("2026-11-02"))
    #expect(try clock(walk).due == date("2026-11-02") && clock(walk, "statutory").due == date("2026-11-23"))
    #expect(walk.refusal("extend", by: approver, ["reason": "再延"]) == ["actionNotOpen"], "once")
  }

  @Test("art. 42: an extension that comes when the term is over is refused")
  func extendedTooLate() throws {
    var walk = try Walk(legal: 5, at: "2026-10-12T09:00:00+08:00")
    try walk.act("accept", by: clerk)
    walk.now = instant("2026-10-20T09:00:00+08:00")
    #expect(walk.refusal("extend", by: approver, ["reason": "情况复杂"]) == ["extendTooLate"])
  }

  @Test("art. 32(4): a notice within five working days of receipt starts no clock; the time begins with acceptance")
  func noticeInTime() throws {
    var walk = try Walk(at: "2026-10-12T09:00:00+08:00")
    try walk.act("requestSupplement", by: clerk, ["items": "身份证"], at: "2026-10-19T17:00:00+08:00")
    #expect(walk.state.clocks.isEmpty && walk.state.acceptedAt == nil)
    try walk.act("supplement", by: citizen, at: "2026-10-26T10:00:00+08:00")
    try walk.act("accept", by: clerk, at: "2026-10-27T10:00:00+08:00")
    #expect(try clock(walk).startedAt == instant("2026-10-27T10:00:00+08:00") && clock(walk).deemedBy == nil)
  }

  @Test("art. 32(4): a notice later than the fifth working day means accepted on the day of receipt")
  func lateNotice() throws {
    var walk = try Walk(at: "2026-10-12T09:00:00+08:00")
    let event = try walk.act("requestSupplement", by: clerk, ["items": "身份证"], at: "2026-10-20T09:00:00+08:00")
    #expect(event.starts.map(\.key).sorted() == ["promised", "statutory"])
    #expect(event.facts["deemedSince"] == "2026-10-12")
    #expect(try clock(walk).startedAt == walk.state.submittedAt && clock(walk).due == date("2026-10-19"))
    #expect(walk.state.acceptedAt == walk.state.submittedAt)
    #expect(try clock(walk).openPause == nil, "the notice was not lawful: the time runs on")
    // Acceptance by hand afterwards changes nothing of that.
    try walk.act("supplement", by: citizen, at: "2026-10-21T09:00:00+08:00")
    try walk.act("accept", by: clerk, at: "2026-10-22T09:00:00+08:00")
    #expect(try clock(walk).due == date("2026-10-19") && walk.state.tasks[0].due == date("2026-10-19"))
  }

  @Test("art. 32(4): a second notice means accepted on the day of receipt; the applicant's time after the first is left out")
  func secondNotice() throws {
    var walk = try Walk(at: "2026-10-12T09:00:00+08:00")
    try walk.act("requestSupplement", by: clerk, ["items": "身份证"], at: "2026-10-13T09:00:00+08:00")
    try walk.act("supplement", by: citizen, at: "2026-10-16T09:00:00+08:00")
    try walk.act("requestSupplement", by: clerk, ["items": "还有户口簿"], at: "2026-10-19T09:00:00+08:00")
    #expect(try clock(walk).startedAt == walk.state.submittedAt)
    // One day before the first notice, three days out, four days after them.
    #expect(try clock(walk).due == date("2026-10-22"))
    let account = try #require(walk.rules.account(try clock(walk), at: walk.now))
    #expect(account.used == 2 && account.lines.first?.kind == .deemed)
    #expect(account.lines.filter { $0.kind == .pause }.map(\.subject) == ["supplement"])
  }

  @Test(
    "art. 32(4): what is accepted after the fifth working day was accepted on the day of receipt", arguments: [true, false])
  func lateAcceptance(isLate: Bool) throws {
    var walk = try Walk(at: "2026-10-12T09:00:00+08:00")
    try walk.act("accept", by: clerk, at: isLate ? "2026-10-20T09:00:00+08:00" : "2026-10-19T23:00:00+08:00")
    #expect(try clock(walk).due == date(isLate ? "2026-10-19" : "2026-10-26"))
    #expect(try (clock(walk).deemedBy != nil) == isLate)
  }

  @Test("after a supplement in time the five days run from what came in last")
  func lateAfterSupplement() throws {
    var walk = try Walk(at: "2026-10-12T09:00:00+08:00")
    try walk.act("requestSupplement", by: clerk, ["items": "身份证"], at: "2026-10-13T09:00:00+08:00")
    try walk.act("supplement", by: citizen, at: "2026-10-26T09:00:00+08:00")
    try walk.act("accept", by: clerk, at: "2026-11-04T09:00:00+08:00")
    #expect(try clock(walk).startedAt == instant("2026-10-26T09:00:00+08:00") && clock(walk).deemedBy != nil)
  }

  @Test("whatever happened, the due date that is kept is that of the account")
  func agree() throws {
    var walk = try accepted()
    try walk.act("suspend", by: reviewer, ["special": "appraisal", "days": "9"], at: "2026-10-14T10:00:00+08:00")
    try walk.act("resume", by: reviewer, ["comment": "完"], at: "2026-10-23T10:00:00+08:00")
    try walk.act("extend", by: approver, ["reason": "情况复杂"])
    for run in walk.state.clocks {
      let account = try #require(walk.rules.account(run, at: walk.now))
      #expect(account.due == run.due && account.provisional == run.provisional)
      #expect(account.lines.last { $0.kind == .due }?.date == run.due)
    }
  }

  @Test("the end of a case stops its clocks, even while they stand still")
  func ends() throws {
    var walk = try accepted()
    try walk.act("suspend", by: reviewer, ["special": "hearing", "days": "9"], at: "2026-10-14T10:00:00+08:00")
    try walk.act("withdraw", by: citizen)
    #expect(walk.state.clocks.allSatisfy { $0.stoppedAt == walk.now && walk.kept($0.key) == true })
  }

  @Test("dates told by a calendar that was not published are counted anew when it is, with an event; certain ones stay")
  func retimed() throws {
    var walk = try Walk(at: "2026-12-24T09:00:00+08:00")
    try walk.act("accept", by: clerk)
    #expect(try !clock(walk).provisional && clock(walk, "statutory").provisional)
    #expect(walk.rules.retime(walk.state, at: walk.now) == nil, "nothing new, no event")
    let next = WorkCalendar(
      holidays: [date("2027-01-01"): "元旦", date("2027-01-04"): "元旦"], makeUps: [:])
    let rules = CaseRules(procedure: walk.rules.procedure, calendar: next)
    let before = try clock(walk, "statutory").due
    let event = try #require(rules.retime(walk.state, at: instant("2026-12-25T09:00:00+08:00")))
    #expect(event.kind == .retimed && event.clocks.map(\.key) == ["statutory"])
    walk.apply(event)
    let statutory = try clock(walk, "statutory")
    #expect(!statutory.provisional && statutory.due == next.due(from: date("2026-12-24"), workingDays: 20).date)
    #expect(statutory.due > before)
    #expect(rules.retime(walk.state, at: walk.now) == nil, "once")
  }
}
