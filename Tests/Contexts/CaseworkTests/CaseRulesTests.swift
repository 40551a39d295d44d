import CaseworkCore
import JSON
import Kernel
import Testing

@Suite("Handling a permit")
struct CaseRulesTests {
  @Test(
    "from submission to closing: each step waits for the right people, and the case closes by itself when the result is handed over"
  )
  func whole() throws {
    var walk = try Walk(at: "2026-09-28T10:00:00+08:00")
    #expect(walk.state.status == .open && walk.state.stage == .reception)
    #expect(walk.state.tasks.map(\.role) == [.windowClerk] && walk.state.tasks[0].agency == window)
    try walk.act("accept", by: clerk)
    #expect(walk.state.tasks.map(\.role) == [.reviewer] && walk.state.tasks[0].agency == bureau)
    try walk.act("examine", by: reviewer, ["opinion": "grant"])
    #expect(walk.state.tasks.map(\.role) == [.approver])
    try walk.act("approve", by: approver)
    #expect(walk.state.decision == "granted" && walk.state.tasks.map(\.role) == [.issuer])
    try walk.act("issue", by: issuer, ["resultNumber": "锡林许 1 号"])
    #expect(walk.state.resultNumber == "锡林许 1 号")
    let last = try walk.act("deliver", by: issuer, ["method": "counter"])
    #expect(last.enters == ["delivered", "closed"])
    #expect(
      walk.state.status == .closed && walk.state.outcome == "granted" && walk.state.tasks.isEmpty && walk.state.stage == .done)
  }

  @Test("the day of acceptance is not counted, rest days are skipped and working weekends are not")
  func clocks() throws {
    var walk = try Walk(at: "2026-09-28T09:00:00+08:00")
    try walk.act("accept", by: clerk)
    let promised = try #require(walk.state.clocks.first { $0.key == "promised" })
    let statutory = try #require(walk.state.clocks.first { $0.key == "statutory" })
    #expect(promised.due == date("2026-10-10"))
    #expect(statutory.due == date("2026-10-30"))
    #expect(walk.state.tasks[0].due == promised.due, "the task is due with its clock")
    #expect(!promised.provisional)
  }

  @Test("beyond the last published year a due date says that it is provisional")
  func provisional() throws {
    var walk = try Walk(promised: 20, at: "2026-12-28T09:00:00+08:00")
    try walk.act("accept", by: clerk)
    #expect(walk.state.clocks[0].provisional)
    #expect(walk.state.tasks[0].provisional)
  }

  @Test(
    "the decision stops both clocks, and says whether they were kept",
    arguments: [("2026-10-10T23:59:00+08:00", true), ("2026-10-11T00:01:00+08:00", false)])
  func kept(decided: String, inTime: Bool) throws {
    var walk = try Walk(at: "2026-09-28T09:00:00+08:00")
    try walk.act("accept", by: clerk)
    try walk.act("examine", by: reviewer, ["opinion": "grant"])
    try walk.act("approve", by: approver, at: decided)
    #expect(walk.state.clocks.map(\.key).sorted() == ["promised", "statutory"])
    #expect(walk.kept("promised") == inTime)
    #expect(walk.kept("statutory") == true)
  }

  @Test("on the spot what is missing is told once: a second notice is refused")
  func once() throws {
    var walk = try Walk("instant", promised: 0, legal: 1, at: "2026-09-28T09:00:00+08:00")
    try walk.act("requestSupplement", by: clerk, ["items": "身份证\n户口簿"])
    #expect(walk.state.tasks[0].role == nil, "now it waits for the applicant")
    try walk.act("supplement", by: citizen)
    #expect(walk.refusal("requestSupplement", by: clerk, ["items": "还有一份"]) == ["actionNotOpen"])
  }

  @Test("a notice names what is missing")
  func notice() throws {
    let walk = try Walk(at: "2026-09-28T09:00:00+08:00")
    #expect(walk.refusal("requestSupplement", by: clerk, ["items": "  "]) == ["invalid", "/data/items required"])
  }

  @Test("all that is wrong with an action's data is told at once; unknown fields are refused")
  func data() throws {
    var walk = try Walk(at: "2026-09-28T09:00:00+08:00")
    try walk.act("accept", by: clerk)
    let refusal = walk.refusal("examine", by: reviewer, ["comment": .string(String(repeating: "长", count: 1001)), "x": 1])
    #expect(refusal == ["invalid", "/data/x unknownField", "/data/opinion required", "/data/comment maxLength"])
    #expect(walk.refusal("examine", by: reviewer, ["opinion": "perhaps"]) == ["invalid", "/data/opinion enum"])
  }

  @Test("whoever examined does not decide")
  func otherPerson() throws {
    var walk = try Walk(at: "2026-09-28T09:00:00+08:00")
    try walk.act("accept", by: clerk)
    try walk.act("examine", by: reviewer, ["opinion": "grant"])
    #expect(walk.refusal("approve", by: reviewer) == ["otherPersonNeeded"])
    #expect(walk.refusal("approve", by: approver) == [])
  }

  @Test("an action that is not open in this state is refused", arguments: ["approve", "deliver", "supplement", "nonsense"])
  func notOpen(action: String) throws {
    let walk = try Walk(at: "2026-09-28T09:00:00+08:00")
    #expect(walk.refusal(action, by: clerk) == ["actionNotOpen"])
  }

  @Test("a refusal gives its reason, and the case ends with it")
  func refusal() throws {
    var walk = try Walk(at: "2026-09-28T09:00:00+08:00")
    #expect(walk.refusal("refuse", by: clerk) == ["invalid", "/data/reason required"])
    try walk.act("refuse", by: clerk, ["reason": "不属于本机关职权", "competentAgency": "公安局"])
    #expect(walk.state.outcome == "refused" && walk.state.status == .closed)
    #expect(walk.refusal("accept", by: clerk) == ["caseNotOpen"])
  }

  @Test("the applicant may withdraw until the decision, and the clocks stop")
  func withdraw() throws {
    var walk = try Walk(at: "2026-09-28T09:00:00+08:00")
    try walk.act("accept", by: clerk)
    try walk.act("withdraw", by: citizen)
    #expect(walk.state.outcome == "withdrawn")
    #expect(walk.state.clocks.allSatisfy { $0.stoppedAt != nil })
  }

  @Test("an applicant who lets the time for supplements pass has the case ended, not a moment earlier")
  func lapse() throws {
    var walk = try Walk(at: "2026-09-28T09:00:00+08:00")
    try walk.act("requestSupplement", by: clerk, ["items": "身份证"])
    let task = walk.state.tasks[0]
    #expect(task.due == date("2026-10-30"))
    #expect(walk.rules.expire(task.id, on: walk.state, at: instant("2026-10-30T23:59:00+08:00")) == nil)
    let event = try #require(walk.rules.expire(task.id, on: walk.state, at: instant("2026-10-31T00:00:00+08:00")))
    walk.apply(event)
    #expect(walk.state.outcome == "lapsed")
    #expect(walk.rules.expire(task.id, on: walk.state, at: instant("2026-11-30T00:00:00+08:00")) == nil, "once")
  }

  @Test("at the window the papers are taken in at once")
  func atTheWindow() throws {
    let walk = try Walk(channel: .window, at: "2026-09-28T09:00:00+08:00")
    #expect(walk.state.lastState == "received")
  }

  @Test("on the spot means today, or the next working day")
  func instantService() throws {
    var walk = try Walk("instant", promised: 0, legal: 1, at: "2026-10-01T09:00:00+08:00")
    try walk.act("accept", by: clerk)
    #expect(walk.state.tasks[0].due == date("2026-10-08"))
    try walk.act("approve", by: reviewer)
    try walk.act("issue", by: issuer)
    try walk.act("deliver", by: issuer, ["method": "electronic"])
    #expect(walk.state.outcome == "granted")
  }

  @Test("a draft is submitted once")
  func submittedTwice() throws {
    let walk = try Walk(at: "2026-09-28T09:00:00+08:00")
    #expect(throws: Rejection(.conflict, "alreadySubmitted")) {
      try walk.rules.submit(walk.state, number: "N2", by: citizen, at: walk.now, facts: [:], personal: [:])
    }
  }
}
