import App
import CaseworkCore
import Foundation
import IdentityCore
import Kernel
import Store
import WorkingTime

/// Working days and timers: how many due dates a core counts a second, and how long it takes until all alarms that came due at once have gone off.
public struct ClockBench {
  public var dates = 1_000_000
  public var alarms = 100_000
  public var rounds = 5

  public init() {}

  /// Due dates of random cases by the published calendar, on one thread.
  public func dates(report: (Figure) -> Void) throws {
    let calendar = try Calendars.published()
    var random = BenchRandom(state: 2026)
    let cases = (0..<dates).map { _ in Self.madeUp(&random) }
    let plain = cases.map { [$0.history[0]] }
    for (what, histories) in [("from acceptance", plain), ("with pauses and extensions", cases.map(\.history))] {
      var rates: [Double] = []
      var sum = 0
      for _ in 0..<rounds {
        let start = ContinuousClock.now
        for (index, history) in histories.enumerated() {
          sum &+= ClockAccount.due(history, term: .workingDays(cases[index].days), calendar: calendar)?.date.day ?? 0
        }
        rates.append(Double(dates) / Load.seconds(ContinuousClock.now - start))
      }
      report(
        Figure(
          bench: "clock", what: "due dates \(what), one thread", kind: .ratio, unit: "/s", ours: rates.median,
          limit: 1_000_000, asked: 1, limitIs: "what is asked", limitedBy: "making a date of a day's number",
          more: [("cases", Double(dates)), ("check", Double(sum % 1000))]))
    }
  }

  private static func madeUp(_ random: inout BenchRandom) -> (history: [ClockEntry], days: Int) {
    // 2020 to 2026.
    let start = Instant(milliseconds: 1_577_836_800_000 + Int64(random.below(220_000_000)) * 1000)
    var history = [ClockEntry(.start, at: start)]
    for _ in 0..<random.below(3) {
      let at = start.adding(seconds: Int64(random.below(2_000_000)))
      history.append(ClockEntry(.pause, at: at, subject: "hearing", days: 1 + random.below(20)))
      history.append(ClockEntry(.resume, at: at.adding(seconds: Int64(random.below(1_000_000))), subject: "hearing"))
    }
    if random.below(4) == 0 { history.append(ClockEntry(.extend, at: start.adding(days: 5), days: 10)) }
    return (history, 1 + random.below(45))
  }

  /// Alarms of as many open tasks, all due at once. `url`: an empty database.
  public func timers(url: String, folder: String, progress: (String) -> Void, report: (Figure) -> Void) async throws {
    let world = try await BenchWorld.make(url: url, folder: folder, citizens: 8)
    let engine = world.store.engine.rawValue
    var people: [PartyID] = []
    for index in world.citizens.indices {
      if let actor = try await world.program.identity.actor(account: "bench.\(index)") { people.append(actor.party) }
    }
    var filler = CaseFiller(
      casework: world.program.casework, applicants: people, at: world.program.clock.now, onlySubmitted: true)
    try await filler.fill(alarms)
    progress("\(engine): \(alarms) open tasks")
    // None due: what waiting costs.
    let later = world.program.clock.now.adding(days: 30).milliseconds
    try await world.store.write {
      try $0.run("UPDATE case_task SET alarm_at = ?, alarm = 'escalatedLeague'", [.integer(later)])
    }
    var idle: [Double] = []
    for _ in 0..<20 {
      let start = ContinuousClock.now
      guard try await world.program.casework.fireTimers().total == 0 else { throw BenchError("an alarm went off too early") }
      idle.append(Load.seconds(ContinuousClock.now - start) * 1000)
    }
    let now = world.program.clock.now.milliseconds
    try await world.store.write {
      try $0.run("UPDATE case_task SET alarm_at = ? - CAST(LENGTH(id) AS BIGINT)", [.integer(now)])
    }
    let start = ContinuousClock.now
    var fired = 0
    while true {
      let done = try await world.program.casework.fireTimers()
      fired += done.escalated
      if !done.isFull { break }
    }
    let took = Load.seconds(ContinuousClock.now - start)
    let events = try await world.store.read { reading in
      try reading.first("SELECT COUNT(*) AS n FROM ledger_event WHERE kind = 'escalated'")?.int("n") ?? 0
    }
    guard fired == alarms, events == alarms else {
      throw BenchError("\(fired) alarms went off and left \(events) events, of \(alarms)")
    }
    report(
      Figure(
        bench: "clock", what: "\(engine), \(alarms) alarms due at once, each with its event, fired", kind: .ceiling, unit: "s",
        ours: took, asked: 30 * Double(alarms) / 100_000, limitedBy: "reading a case, its event's digest, four statements",
        more: [("perSecond", Double(alarms) / took), ("idleMs", idle.median)]))
    await world.store.close()
  }
}

/// The same numbers in every run (splitmix64).
private struct BenchRandom {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(max(1, limit)))
  }
}
