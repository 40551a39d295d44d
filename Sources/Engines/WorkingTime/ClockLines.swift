import Kernel

extension ClockAccount {
  /// What happened and which days were not counted, in the order of the calendar.
  static func lines(
    _ entries: [ClockEntry], _ stretches: [ClockStretch], _ days: [CalendarDay], reckoning: ClockReckoning, term: ClockTerm,
    due: (date: CivilDate, moment: Instant), source: String
  ) -> [ClockLine] {
    var limit = term.amount
    var told: [(at: Instant, order: Int, line: ClockLine)] = []
    var pauses = 0
    func tell(
      _ kind: ClockLine.Kind, _ date: CivilDate, through: CivilDate? = nil, subject: String = "", at moment: Instant,
      of limit: Int, order: Int = 0, source: String = ""
    ) {
      let used = reckoning.used(moment)
      told.append(
        (
          moment, order,
          ClockLine(
            kind: kind, date: date, through: through == date ? nil : through, subject: subject, used: used,
            left: max(0, limit - used), source: source)
        ))
    }
    for entry in entries {
      var (subject, through, origin) = (entry.subject, nil as CivilDate?, entry.source)
      switch entry.kind {
      case .start where origin.isEmpty: origin = source
      case .extend:
        limit += reckoning.amount(days: entry.days)
        subject = "\(entry.days)"
      case .pause:
        through = pauses < stretches.count ? stretches[pauses].through : nil
        pauses += 1
      case .start, .deemed, .resume, .stop: break
      }
      tell(
        ClockLine.Kind(entry.kind), entry.at.civilDate, through: through, subject: subject, at: entry.at, of: limit,
        source: origin)
    }
    // On one day: what happened, in its order, then what the whole day was, then that it was the last.
    let end = min(due.moment, entries.last { $0.kind == .stop }?.at ?? due.moment)
    for rest in rests(days, from: entries.first?.at.civilDate, through: end.civilDate) {
      let limit = entries.filter { $0.kind == .extend && $0.at.civilDate <= rest.date }.reduce(term.amount) {
        $0 + reckoning.amount(days: $1.days)
      }
      tell(
        rest.isWorked ? .makeUp : .rest, rest.date, through: rest.through, subject: rest.name,
        at: min(rest.date.end, end), of: limit, order: 1)
    }
    tell(.due, due.date, at: due.moment, of: limit, order: 2, source: source)
    return told.enumerated().sorted { left, right in
      (left.element.at, left.element.order, left.offset) < (right.element.at, right.element.order, right.offset)
    }.map(\.element.line)
  }

  private struct Rest {
    let date: CivilDate
    var through: CivilDate
    let name: String
    let isWorked: Bool
  }

  /// Rest days one after the other under one name, and weekend days that are worked; the first day is told by what began on it.
  private static func rests(_ days: [CalendarDay], from first: CivilDate?, through due: CivilDate) -> [Rest] {
    var rests: [Rest] = []
    for day in days where day.date <= due && (first.map { day.date > $0 } ?? true) && day.kind != .working {
      let name = day.name ?? ""
      if let last = rests.last, !last.isWorked, day.kind != .makeUp, last.name == name, last.through.adding(days: 1) == day.date
      {
        rests[rests.count - 1].through = day.date
      } else {
        rests.append(Rest(date: day.date, through: day.date, name: name, isWorked: day.kind == .makeUp))
      }
    }
    return rests
  }
}

extension ClockLine.Kind {
  fileprivate init(_ kind: ClockEntry.Kind) {
    self =
      switch kind {
      case .start: .start
      case .deemed: .deemed
      case .extend: .extend
      case .pause: .pause
      case .resume: .resume
      case .stop: .stop
      }
  }
}
