public import Kernel
public import Store

/// An event with the case it belongs to, for those whom the outbox has told that there is one.
public struct CaseNews: Sendable {
  /// As the case is now.
  public let state: CaseState
  public let event: CaseEvent
  public let procedure: Procedure

  /// The words of the state that the event led to.
  public var stateName: Procedure.Wording? { event.enters.last.flatMap { procedure.state($0)?.name } }
  /// By when something must be done that the event opened, moved or warns of.
  public var due: CivilDate? {
    let days = [event.opens.map(\.due), event.moves.map(\.due), event.clocks.filter { $0.stoppedAt == nil }.map(\.due)]
    if let day = days.first(where: { !$0.isEmpty })?.min() { return day }
    return event.kind == .warned ? state.tasks.map(\.due).min() : nil
  }
}

extension Casework {
  /// nil when there is no such event, as for a case that has been erased. For the system itself: no rights are asked.
  public func news(_ reading: any Reading, of id: CaseID, sequence: Int) throws -> CaseNews? {
    guard let record = try CaseStore.record(reading, id), let procedure = procedure(record.state.terms),
      let event = try Self.events(reading, id).first(where: { $0.sequence == sequence })
    else { return nil }
    return CaseNews(state: record.state, event: event, procedure: procedure)
  }

  /// Whether somebody may see a case, as `view` decides it.
  public func isVisible(_ reading: any Reading, _ id: CaseID, to actor: Actor) -> Bool {
    (try? visible(reading, id, to: actor)) != nil
  }
}
