import App
import CaseworkCore
import Foundation
import IdentityCore
import JSON
import Kernel
import Store
import Synchronization
import TestDatabases
import Testing
import WorkingTime

/// The same numbers in every run (splitmix64).
private struct Chance: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A year of cases on the program, whose clock the test moves day by day. `WUTONG_YEAR_CASES` makes it as large as one likes.
@Suite("A simulated year")
struct YearTests {
  private final class Moment: Sendable {
    let now: Mutex<Instant>
    init(_ now: Instant) { self.now = Mutex(now) }
    var clock: WallClock { WallClock { self.now.withLock { $0 } } }
    func set(_ moment: Instant) { now.withLock { $0 = moment } }
  }

  private static let cases = ProcessInfo.processInfo.environment["WUTONG_YEAR_CASES"].flatMap { Int($0) } ?? 120

  @Test(
    "every date that is kept is that of its account, every red light goes on once and for good reason, and nothing is forgotten",
    arguments: TestEngine.allCases)
  func year(engine: TestEngine) async throws {
    let first = try #require(CivilDate("2026-01-05"))
    let moment = Moment(first.start.adding(seconds: 9 * 3600))
    try await Product.run(engine, clock: moment.clock) { product in
      let casework = product.program.casework
      let names = ["citizen", "clerk", "reviewer", "approver", "issuer"]
      var people: [String: Actor] = [:]
      for name in names { people[name] = try await product.program.identity.actor(account: name) }
      let citizen = try #require(people["citizen"])
      let form = try await product.form("LCJ003")
      var chance = Chance(state: 2026)
      var waiting: [CaseID] = []
      var all: [CaseID] = []
      for offset in 0..<355 {
        let day = first.adding(days: offset)
        moment.set(day.start.adding(seconds: 60))
        try await product.program.casework.runTimers(for: .seconds(30))
        guard product.program.calendar.isWorkingDay(day) else { continue }
        moment.set(day.start.adding(seconds: Int64.random(in: 31_000..<60_000, using: &chance)))
        let due = all.count < Self.cases * (offset + 1) / 330 ? Self.cases * (offset + 1) / 330 - all.count : 0
        for _ in 0..<min(due, Self.cases - all.count) {
          let id = try await casework.apply(
            CaseInput(
              service: "LCJ003", region: "152502", channel: .web, form: form, evidence: [], onBehalfOf: nil, applicant: nil),
            by: citizen
          ).record.id
          all.append(id)
          waiting.append(id)
        }
        for id in waiting where Int.random(in: 0..<5, using: &chance) == 0 {
          let state = try await casework.view(id, by: citizen).record.state
          guard state.status == .open else {
            waiting.removeAll { $0 == id }
            continue
          }
          try await Self.step(state, casework, people, &chance)
        }
      }
      moment.set(first.adding(days: 355).start)
      try await casework.runTimers(for: .seconds(30))
      var kinds: [String: Int] = [:]
      for id in all {
        let state = try await casework.view(id, by: citizen).record.state
        let events = try await casework.events(id, by: citizen)
        for event in events { kinds[event.action ?? event.kind.rawValue, default: 0] += 1 }
        for clock in casework.clocks(state) {
          #expect(clock.account.due == clock.run.due && clock.account.provisional == clock.run.provisional)
        }
        Self.checkLights(events, calendar: product.program.calendar, today: moment.clock.today)
        #expect(try await product.program.store.read { try $0.firstBroken(stream: id.text) } == nil)
      }
      for kind in ["suspend", "resume", "extend", "requestSupplement", "warned", "escalated", "expired", "approve"] {
        #expect(kinds[kind] ?? 0 > 0, "\(kind) never happened: \(kinds)")
      }
      let now = moment.clock.now.milliseconds
      let forgotten = try await product.program.store.read { reading in
        try reading.first("SELECT COUNT(*) AS n FROM case_task WHERE alarm_at <= ?", [.integer(now)])?.int("n")
      }
      #expect(forgotten == 0)
    }
  }

  /// Mostly on the way, sometimes beside it.
  private static func step(
    _ state: CaseState, _ casework: Casework, _ people: [String: Actor], _ chance: inout Chance
  ) async throws {
    // Applicants take their time, and some let it pass.
    if state.tasks.first?.role == nil, Int.random(in: 0..<6, using: &chance) != 0 { return }
    guard let task = state.tasks.first, let place = casework.procedure(state.terms)?.state(task.state) else { return }
    let rare: Set = ["refuse", "terminate", "reject", "withdraw", "return"]
    let actions = place.actions.filter { !rare.contains($0.key) || Int.random(in: 0..<30, using: &chance) == 0 }
    guard let action = actions.randomElement(using: &chance) else { return }
    let name =
      switch OpenAction(task: task, action: action).post(state.terms)?.role {
      case _ where action.byApplicant: "citizen"
      case .windowClerk?: "clerk"
      case .reviewer?: "reviewer"
      case .approver?: "approver"
      case .issuer?: "issuer"
      default: "citizen"
      }
    var data: JSON = [:]
    for field in action.data where field.required {
      data[field.key] = .string(
        field.kind == .days
          ? "\(Int.random(in: 1...20, using: &chance))" : field.options.randomElement(using: &chance)?.key ?? "测量用")
    }
    guard let actor = people[name] else { return }
    do {
      _ = try await casework.act(state.id, CaseCommand(action: action.key, data: data, task: task.id), by: actor)
    } catch let rejection as Rejection where rejection.kind == .conflict { return }
  }

  /// From the events alone: a task that was open after its last day has one red light since its date was last moved, any other none.
  private static func checkLights(_ events: [CaseEvent], calendar: WorkCalendar, today: CivilDate) {
    struct Seen {
      var due: CivilDate
      /// Since when it has this date; the round of that day is over.
      var since: CivilDate
      var isStaff: Bool
      var lights = 0
      var closedOn: CivilDate?
    }
    var seen: [TaskID: Seen] = [:]
    for event in events {
      let date = event.at.civilDate
      for task in event.opens { seen[task.id] = Seen(due: task.due, since: date, isStaff: task.role != nil) }
      for task in event.moves {
        seen[task.id]?.due = task.due
        seen[task.id]?.since = date
        seen[task.id]?.lights = 0
      }
      for id in event.closes { seen[id]?.closedOn = date }
      if event.kind == .warned, event.facts["light"] == "late", let id = event.facts["task"]?.stringValue {
        seen[TaskID(id)]?.lights += 1
        if let due = seen[TaskID(id)]?.due { #expect(date > due) }
      }
    }
    for (id, task) in seen where task.isStaff {
      let isLate = (task.closedOn ?? today) > max(task.due, task.since)
      #expect(task.lights == (isLate ? 1 : 0), "\(id.text)")
    }
  }
}
