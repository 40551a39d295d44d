/// What is wrong with a procedure; the program does not start with one that has any.
public struct ProcedureFault: Sendable, Hashable, CustomStringConvertible {
  public let procedure: String
  /// State, or `state.action`, where it is.
  public let place: String
  public let code: String

  public init(procedure: String, place: String, code: String) {
    self.procedure = procedure
    self.place = place
    self.code = code
  }

  public var description: String { "\(procedure): \(place): \(code)" }
}

extension Procedure {
  /// All faults: every state is reachable, every state leads to an end, every action has somebody to do it, and no state is without a
  /// limit unless it waits for the applicant and then has an expiry.
  public func faults() -> [ProcedureFault] {
    var faults: [ProcedureFault] = []
    func fault(_ place: String, _ code: String) {
      faults.append(ProcedureFault(procedure: key, place: place, code: code))
    }
    let clockKeys = Set(clocks.map(\.key))
    if Set(states.map(\.key)).count != states.count { fault("states", "stateTwice") }
    for entry in ["online", "window"] where self.entry[entry] == nil { fault("entry.\(entry)", "noEntry") }
    for (channel, key) in entry where state(key) == nil { fault("entry.\(channel)", "unknownState") }
    for state in states {
      for target in state.next where self.state(target) == nil { fault(state.key, "unknownState:\(target)") }
      for earlier in state.after where self.state(earlier) == nil { fault(state.key, "unknownState:\(earlier)") }
      faults += self.faults(of: state, clocks: clockKeys)
    }
    let reachable = closure(from: Set(entry.values)) { $0.next }
    for state in states where !reachable.contains(state.key) { fault(state.key, "unreachable") }
    let ending = backwards(from: Set(states.filter { $0.ends != nil }.map(\.key)))
    for state in states where !ending.contains(state.key) { fault(state.key, "noWayToEnd") }
    return faults
  }

  private func faults(of state: State, clocks: Set<String>) -> [ProcedureFault] {
    var faults: [ProcedureFault] = []
    func fault(_ place: String, _ code: String) {
      faults.append(ProcedureFault(procedure: key, place: place, code: code))
    }
    switch state.waiting {
    case .staff:
      if state.limit == nil { fault(state.key, "noLimit") }
      if state.actions.allSatisfy(\.byApplicant) { fault(state.key, "nobodyToAct") }
    case .applicant:
      if state.expiry == nil { fault(state.key, "noExpiry") }
      if state.actions.isEmpty { fault(state.key, "nobodyToAct") }
    case nil:
      if !state.actions.isEmpty { fault(state.key, "actionWithoutRole") }
      if (state.ends == nil) == state.passes.isEmpty { fault(state.key, "neitherEndNorStep") }
    }
    if state.waiting != nil, state.ends != nil || !state.passes.isEmpty { fault(state.key, "waitsAndEnds") }
    if case .clock(let clock) = state.limit, !clocks.contains(clock) { fault(state.key, "unknownClock:\(clock)") }
    if case .workingDays(let days, _) = state.limit, days < 1 { fault(state.key, "noLimit") }
    if case .pause(let clock) = state.limit, !clocks.contains(clock) { fault(state.key, "unknownClock:\(clock)") }
    if let tacit = state.tacit {
      if !clocks.contains(tacit.clock) { fault(state.key, "unknownClock:\(tacit.clock)") }
      if tacit.to.isEmpty || state.expiry != nil { fault(state.key, "tacitNowhere") }
    }
    if let expiry = state.expiry, expiry.workingDays < 1 || expiry.to.isEmpty { fault(state.key, "noExpiry") }
    if Set(state.actions.map(\.key)).count != state.actions.count { fault(state.key, "actionTwice") }
    for action in state.actions {
      let place = "\(state.key).\(action.key)"
      // What extends stays where it is.
      if action.to.isEmpty, action.extends == nil { fault(place, "leadsNowhere") }
      if let extends = action.extends, extends.by < 1 || extends.clocks.isEmpty { fault(place, "noExtension") }
      if let deems = action.deems, deems.workingDays < 1 || deems.clocks.isEmpty { fault(place, "noDeeming") }
      if !action.pauses.isEmpty, !action.data.contains(where: { $0.kind == .days && $0.required }) {
        fault(place, "pauseWithoutTime")
      }
      let named = action.starts + action.stops + action.pauses + action.resumes
      for clock in named + (action.extends?.clocks ?? []) + (action.deems?.clocks ?? []) where !clocks.contains(clock) {
        fault(place, "unknownClock:\(clock)")
      }
      if Set(action.data.map(\.key)).count != action.data.count { fault(place, "fieldTwice") }
      for field in action.data where field.kind == .choice && field.options.isEmpty { fault(place, "noOptions:\(field.key)") }
    }
    return faults
  }

  private func closure(from start: Set<String>, next: (State) -> [String]) -> Set<String> {
    var seen = start
    var waiting = Array(start)
    while let key = waiting.popLast() {
      for target in state(key).map(next) ?? [] where seen.insert(target).inserted { waiting.append(target) }
    }
    return seen
  }

  private func backwards(from ends: Set<String>) -> Set<String> {
    var seen = ends
    var grew = true
    while grew {
      grew = false
      for state in states where !seen.contains(state.key) && state.next.contains(where: seen.contains) {
        seen.insert(state.key)
        grew = true
      }
    }
    return seen
  }
}

extension Procedure.State {
  /// Every state that may come after this one.
  var next: [String] { actions.flatMap(\.to) + passes + (expiry?.to ?? []) + (tacit?.to ?? []) }
}
