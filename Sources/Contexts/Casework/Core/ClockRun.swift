public import Kernel
public import WorkingTime

/// A legal clock that runs or has run, with what happened to it.
public struct ClockRun: Sendable, Hashable {
  public let key: String
  /// When it began: acceptance, or receipt where the law takes an application as accepted.
  public let startedAt: Instant
  /// Its term in working days, before extensions.
  public let limitDays: Int
  /// Its term in working minutes, where it has one.
  public let limitMinutes: Int?
  public let due: CivilDate
  public let provisional: Bool
  public let stoppedAt: Instant?
  /// The article by which it began on the day of receipt; nil for one that began with acceptance.
  public let deemedBy: String?
  /// Pauses, resumptions, extensions.
  public let changes: [ClockEntry]

  init(
    key: String, startedAt: Instant, limitDays: Int, limitMinutes: Int? = nil, due: CivilDate, provisional: Bool,
    stoppedAt: Instant?, deemedBy: String? = nil, changes: [ClockEntry] = []
  ) {
    self.key = key
    self.startedAt = startedAt
    self.limitDays = limitDays
    self.limitMinutes = limitMinutes
    self.due = due
    self.provisional = provisional
    self.stoppedAt = stoppedAt
    self.deemedBy = deemedBy
    self.changes = changes
  }

  public var term: ClockTerm { limitMinutes.map(ClockTerm.workingMinutes) ?? .workingDays(limitDays) }

  /// All that happened, for its account.
  var history: [ClockEntry] {
    var entries = [ClockEntry(deemedBy == nil ? .start : .deemed, at: startedAt, source: deemedBy ?? "")] + changes
    if let stoppedAt { entries.append(ClockEntry(.stop, at: stoppedAt)) }
    return entries
  }

  /// The pause that nobody has ended.
  public var openPause: ClockEntry? {
    guard let last = changes.last(where: { $0.kind == .pause }) else { return nil }
    return changes.contains { $0.kind == .resume && $0.subject == last.subject && $0.at >= last.at } ? nil : last
  }

  func adding(_ entry: ClockEntry) -> ClockRun { with(due: due, provisional: provisional, changes: changes + [entry]) }

  func with(due: CivilDate, provisional: Bool, changes: [ClockEntry]? = nil, stoppedAt: Instant? = nil) -> ClockRun {
    ClockRun(
      key: key, startedAt: startedAt, limitDays: limitDays, limitMinutes: limitMinutes, due: due, provisional: provisional,
      stoppedAt: stoppedAt ?? self.stoppedAt, deemedBy: deemedBy, changes: changes ?? self.changes)
  }
}
