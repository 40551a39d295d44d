import Kernel

/// A time a clock stood still.
struct ClockStretch: Hashable {
  let from: Instant
  let to: Instant
  /// The last day of it.
  let through: CivilDate
  /// Nobody has ended it.
  let isOpen: Bool
}

/// What happened to a clock, in order.
struct ClockHistory {
  let start: Instant
  let stop: ClockEntry?
  /// From the beginning to the stop.
  let entries: [ClockEntry]
  let stretches: [ClockStretch]

  /// nil without a beginning.
  init?(_ history: [ClockEntry], _ calendar: WorkCalendar) {
    if history.count == 1, let only = history.first, only.kind == .start {
      (start, stop, entries, stretches) = (only.at, nil, history, [])
      return
    }
    let sorted = history.sorted { $0.rank < $1.rank }
    guard let first = sorted.first(where: { $0.kind == .start || $0.kind == .deemed }) else { return nil }
    let stop = sorted.first { $0.kind == .stop }
    start = first.at
    self.stop = stop
    entries = sorted.filter { entry in entry.at >= first.at && (stop.map { entry.rank <= $0.rank } ?? true) }
    stretches = Self.stretches(entries, calendar)
  }

  /// Working days that extensions add.
  var extended: Int { entries.reduce(0) { $0 + ($1.kind == .extend ? $1.days : 0) } }

  /// The times a clock stood still. A resumption ends what was begun before it with its subject; what nobody ended lasts as long as was told.
  private static func stretches(_ entries: [ClockEntry], _ calendar: WorkCalendar) -> [ClockStretch] {
    entries.filter { $0.kind == .pause }.map { pause in
      let told = pause.days > 0 ? calendar.due(from: pause.at.civilDate, workingDays: pause.days).date : nil
      let resumed = entries.first { $0.kind == .resume && $0.subject == pause.subject && $0.rank > pause.rank }
      let through: CivilDate
      switch (told, resumed?.at.civilDate) {
      case (let told?, let resumed?): through = min(told, resumed)
      case (let told?, nil): through = told
      case (nil, let resumed?): through = resumed
      case (nil, nil): through = pause.at.civilDate
      }
      return ClockStretch(
        from: pause.at, to: resumed.map { min($0.at, through.end) } ?? through.end, through: through, isOpen: resumed == nil)
    }
  }
}
