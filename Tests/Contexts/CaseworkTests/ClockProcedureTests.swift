import CaseworkCore
import JSON
import Kernel
import Tables
import Testing
import WorkingTime

@Suite("Clocks that a procedure describes")
struct ClockProcedureTests {
  private static let wording: JSON = ["zh": "名", "en": "name"]

  /// One clerk's step under one clock, with what a test adds to clock, state and actions.
  private func rules(
    limit: JSON, state: JSON = [:], actions: JSON = [:]
  ) throws -> CaseRules {
    var work: JSON = [
      "stage": "decision", "name": Self.wording, "task": ["role": "reviewer", "at": "responsible"], "limit": ["clock": "term"],
      "actions": ["decide": ["name": Self.wording, "to": ["over"], "stops": ["term"]]],
    ]
    for (key, value) in state.objectValue ?? JSONObject() { work[key] = value }
    for (key, value) in actions.objectValue ?? JSONObject() { work["actions"]?[key] = value }
    let json: JSON = [
      "key": "small", "version": 1, "name": Self.wording, "summary": Self.wording,
      "clocks": ["term": ["name": Self.wording, "limit": limit, "source": Self.wording]],
      "entry": ["online": "first", "window": "first"],
      "states": [
        "first": [
          "stage": "reception", "name": Self.wording, "task": ["role": "windowClerk", "at": "accepting"],
          "limit": ["workingDays": 5, "article": "x"],
          "actions": ["accept": ["name": Self.wording, "to": ["work"], "starts": ["term"]]],
        ],
        "work": work, "over": ["stage": "done", "name": Self.wording, "ends": "granted"],
      ],
    ]
    let procedure = try ProcedureReader.read(json, file: "small")
    #expect(procedure.faults() == [])
    return CaseRules(procedure: procedure, calendar: calendar2026)
  }

  private func accepted(_ rules: CaseRules, at now: String) throws -> CaseState {
    var state = CaseState(
      id: CaseID("case"), terms: terms(procedure: "small"), applicant: citizen.party, agent: nil, channel: .web)
    func add(_ event: CaseEvent) { state.apply(event) { rules.procedure.state($0)?.stage } }
    add(try rules.submit(state, number: "N", by: citizen, at: instant(now), facts: [:], personal: [:]))
    add(try rules.act(CaseCommand(action: "accept"), on: state, by: clerk, at: instant(now)))
    return state
  }

  @Test("art. 42(2): joint handling is forty-five days and fifteen more, by data")
  func joint() throws {
    let extend: JSON = [
      "extend": [
        "name": Self.wording, "by": "approver", "at": "responsible", "extends": ["clocks": ["term"], "by": 15], "once": true,
        "data": [["key": "reason", "type": "textarea", "name": Self.wording, "required": true]],
      ]
    ]
    let rules = try rules(limit: ["workingDays": 45], actions: extend)
    var state = try accepted(rules, at: "2026-10-12T09:00:00+08:00")
    #expect(state.tasks[0].due == calendar2026.due(from: date("2026-10-12"), workingDays: 45).date)
    let event = try rules.act(
      CaseCommand(action: "extend", data: ["reason": "涉及部门多"]), on: state, by: approver,
      at: instant("2026-11-12T09:00:00+08:00"))
    state.apply(event) { rules.procedure.state($0)?.stage }
    #expect(state.tasks[0].due == calendar2026.due(from: date("2026-10-12"), workingDays: 60).date)
  }

  @Test(
    "a promise of forty minutes counts minutes of the office, and is kept or broken to the minute", arguments: [true, false])
  func minutes(inTime: Bool) throws {
    let rules = try rules(limit: ["workingMinutes": 40])
    var state = try accepted(rules, at: "2026-10-12T11:40:00+08:00")
    #expect(state.tasks[0].due == date("2026-10-12"))
    let account = try #require(rules.account(state.clocks[0], at: instant("2026-10-12T14:40:00+08:00")))
    #expect(account.dueAt == instant("2026-10-12T14:50:00+08:00") && account.used == 30 && account.left == 10)
    let decided = instant(inTime ? "2026-10-12T14:50:00+08:00" : "2026-10-12T14:51:00+08:00")
    let event = try rules.act(CaseCommand(action: "decide"), on: state, by: reviewer, at: decided)
    state.apply(event) { rules.procedure.state($0)?.stage }
    #expect(rules.account(state.clocks[0], at: decided)?.kept == inTime)
  }

  @Test("a procedure that pauses without asking for the time, extends by nothing, or names a clock that is none, has faults")
  func faults() throws {
    func codes(_ action: JSON) throws -> [String] {
      var action = action
      action["name"] = Self.wording
      var json: JSON = [
        "key": "small", "version": 1, "name": Self.wording, "summary": Self.wording,
        "clocks": ["term": ["name": Self.wording, "limit": "legalDays", "source": Self.wording]],
        "entry": ["online": "work", "window": "work"],
        "states": [
          "work": [
            "stage": "decision", "name": Self.wording, "task": ["role": "reviewer", "at": "responsible"],
            "limit": ["clock": "term"],
            "actions": ["decide": ["name": Self.wording, "to": ["over"]]],
          ], "over": ["stage": "done", "name": Self.wording, "ends": "granted"],
        ],
      ]
      json["states"]?["work"]?["actions"]?["more"] = action
      do { return try ProcedureReader.read(json, file: "small").faults().map(\.code) } catch {
        return (error as? ProcedureFaults)?.faults.map(\.code) ?? ["?"]
      }
    }
    #expect(try codes(["to": ["work"], "pauses": ["term"]]) == ["pauseWithoutTime"])
    #expect(try codes(["extends": ["clocks": ["term"], "by": 0]]) == ["noExtension"])
    #expect(try codes(["extends": ["clocks": ["other"], "by": 5]]) == ["unknownClock:other"])
    #expect(try codes(["to": ["work"], "resumes": ["other"]]) == ["unknownClock:other"])
    #expect(try codes(["to": ["over"], "by": "nobody"]) == ["unknownWord:nobody"])
    #expect(try codes(["to": []]) == ["leadsNowhere"])
  }
}
