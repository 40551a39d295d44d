import CaseworkCore
import JSON
import Kernel
import Testing

@Suite("Branches that run side by side")
struct BranchTests {
  private static let wording: JSON = ["zh": "名", "en": "name"]

  private static func step(_ to: JSON) -> JSON {
    [
      "stage": "examination", "name": wording, "task": ["role": "reviewer", "at": "responsible"],
      "limit": ["workingDays": 5, "article": "x"], "actions": ["done": ["name": wording, "to": to]],
    ]
  }

  private func walk() throws -> (CaseRules, CaseState) {
    let json: JSON = [
      "key": "joint", "version": 1, "name": Self.wording, "summary": Self.wording, "clocks": [:],
      "entry": ["online": "split", "window": "split"],
      "states": [
        "split": ["stage": "reception", "name": Self.wording, "passes": ["left", "right"]],
        "left": Self.step(["joined"]), "right": Self.step(["joined"]),
        "joined": [
          "stage": "decision", "name": Self.wording, "after": ["left", "right"],
          "task": ["role": "approver", "at": "responsible"],
          "limit": ["workingDays": 5, "article": "x"], "actions": ["approve": ["name": Self.wording, "to": ["over"]]],
        ],
        "over": ["stage": "done", "name": Self.wording, "ends": "granted"],
      ],
    ]
    let procedure = try ProcedureReader.read(json, file: "joint")
    #expect(procedure.faults() == [])
    let rules = CaseRules(procedure: procedure, calendar: calendar2026)
    var state = CaseState(id: CaseID("case"), terms: terms(), applicant: citizen.party, agent: nil, channel: .web)
    let event = try rules.submit(
      state, number: "N", by: citizen, at: instant("2026-09-28T09:00:00+08:00"), facts: [:], personal: [:])
    state.apply(event) { procedure.state($0)?.stage }
    return (rules, state)
  }

  @Test(
    "both branches are open at once, and the joining state opens when the last of them is done, whichever that is",
    arguments: [[0, 1], [1, 0]])
  func join(order: [Int]) throws {
    var (rules, state) = try walk()
    let tasks = state.tasks
    #expect(tasks.map(\.state) == ["left", "right"])
    for (step, index) in order.enumerated() {
      let command = CaseCommand(action: "done", task: tasks[index].id)
      let event = try rules.act(command, on: state, by: reviewer, at: instant("2026-09-29T09:00:00+08:00"))
      state.apply(event) { rules.procedure.state($0)?.stage }
      #expect(state.tasks.contains { $0.state == "joined" } == (step == 1))
    }
    #expect(state.tasks.map(\.state) == ["joined"])
    let event = try rules.act(CaseCommand(action: "approve"), on: state, by: approver, at: instant("2026-09-30T09:00:00+08:00"))
    state.apply(event) { rules.procedure.state($0)?.stage }
    #expect(state.outcome == "granted")
  }

  @Test("tasks of one case never share an id")
  func ids() throws {
    let (_, state) = try walk()
    #expect(Set(state.tasks.map(\.id)).count == state.tasks.count)
  }
}
