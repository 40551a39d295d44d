import Kernel

/// A time a clock stood still.
struct ClockStretch: Hashable {
  let from: Instant
  let to: Instant
  /// The last day of it, since 1970-01-01.
  let lastDay: Int
  /// Nobody has ended it.
  let isOpen: Bool

  var through: CivilDate { CivilDate(daysSince1970: lastDay) }
}

extension Instant {
  /// The civil day, since 1970-01-01: what is counted with, without making a date of it.
  var civilDay: Int {
    let seconds = milliseconds / 1000 + 28_800 - (milliseconds % 1000 < 0 ? 1 : 0)
    return Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
  }
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
    let sorted = history.sorted { $0.precedes($1) }
    guard let first = sorted.first(where: { $0.kind == .start || $0.kind == .deemed }) else { return nil }
    let stop = sorted.first { $0.kind == .stop }
    start = first.at
    self.stop = stop
    entries = sorted.filter { entry in entry.at >= first.at && !(stop?.precedes(entry) ?? false) }
    stretches = Self.stretches(entries, calendar)
  }

  /// Working days that extensions add.
  var extended: Int { entries.reduce(0) { $0 + ($1.kind == .extend ? $1.days : 0) } }

  /// The times a clock stood still. A resumption ends what was begun before it with its subject; what nobody ended lasts as long as was told.
  private static func stretches(_ entries: [ClockEntry], _ calendar: WorkCalendar) -> [ClockStretch] {
    var stretches: [ClockStretch] = []
    for (index, pause) in entries.enumerated() where pause.kind == .pause {
      let began = pause.at.civilDay
      let told = pause.days > 0 ? calendar.day(began, adding: pause.days) : nil
      let resumed = entries[index...].first { $0.kind == .resume && $0.subject == pause.subject }
      let last =
        switch (told, resumed?.at.civilDay) {
        case (let told?, let resumed?): min(told, resumed)
        case (let told?, nil): told
        case (nil, let resumed?): resumed
        case (nil, nil): began
        }
      var to = Instant(milliseconds: (Int64(last + 1) * 86_400 - 28_800) * 1000 - 1)
      if let resumed { to = min(to, resumed.at) }
      stretches.append(ClockStretch(from: pause.at, to: to, lastDay: last, isOpen: resumed == nil))
    }
    return stretches
  }
}
