import Kernel

/// The unit of a clock as a line on which places can be subtracted.
struct ClockScale {
  let term: ClockTerm
  let calendar: WorkCalendar
  let hours: OfficeHours

  func place(_ at: Instant) -> Int {
    switch term {
    case .workingDays: calendar.ordinal(day: at.civilDay)
    case .workingMinutes: calendar.minutes(at, hours)
    }
  }

  /// Working days in the unit of the term.
  func amount(days: Int) -> Int {
    switch term {
    case .workingDays: days
    case .workingMinutes: days * hours.minutesADay
    }
  }

  /// The last day and moment of a place.
  func end(_ place: Int) -> (date: CivilDate, moment: Instant) {
    switch term {
    case .workingDays:
      let date = calendar.date(ordinal: place)
      return (date, date.end)
    case .workingMinutes:
      let moment = calendar.moment(minutes: place, hours)
      return (moment.civilDate, moment)
    }
  }
}

/// Counts on a scale, leaving out the stretches on which a clock stood still.
struct ClockReckoning {
  private let scale: ClockScale
  private let start: Instant
  private let begin: Int
  /// Apart and in order, none before the beginning.
  private let gaps: [Range<Int>]
  /// The last day of the stretch that ends last.
  private let lastStill: Int?

  init(scale: ClockScale, _ past: ClockHistory) {
    self.scale = scale
    start = past.start
    let begin = scale.place(start)
    var gaps: [Range<Int>] = []
    // In the order of their beginnings, as pauses are.
    for stretch in past.stretches {
      let from = max(begin, scale.place(stretch.from))
      let to = max(from, scale.place(stretch.to))
      if let last = gaps.last, from <= last.upperBound {
        gaps[gaps.count - 1] = last.lowerBound..<max(last.upperBound, to)
      } else {
        gaps.append(from..<to)
      }
    }
    self.begin = begin
    self.gaps = gaps
    lastStill = past.stretches.reduce(nil) { max($0 ?? $1.lastDay, $1.lastDay) }
  }

  /// Working days in the unit of the term.
  func amount(days: Int) -> Int { scale.amount(days: days) }

  /// Counted through a moment.
  func used(_ until: Instant) -> Int {
    let place = max(begin, scale.place(until))
    let still = gaps.reduce(0) { $0 + max(0, min($1.upperBound, place) - min($1.lowerBound, place)) }
    return place - begin - still
  }

  /// The last day and moment of a term. Nothing is on the spot, today or on the next working day. When it runs out on the day on which a stretch begins, it is the day on which the stretch ends: a
  /// hearing leaves the day on which it is over.
  func end(after limit: Int) -> (date: CivilDate, moment: Instant) { scale.end(place(after: limit)) }

  /// The last day alone.
  func lastDay(after limit: Int) -> CivilDate {
    switch scale.term {
    case .workingDays: scale.calendar.date(ordinal: place(after: limit))
    case .workingMinutes: end(after: limit).date
    }
  }

  private func place(after limit: Int) -> Int {
    if limit <= 0, case .workingDays = scale.term {
      // Today, or the next working day; what stood still puts it off.
      let day = max(start.civilDay, lastStill ?? start.civilDay)
      return scale.calendar.ordinal(day: day - 1) + 1
    }
    var left = limit
    var place = begin
    for gap in gaps {
      if gap.lowerBound - place > left { break }
      left -= gap.lowerBound - place
      place = gap.upperBound
    }
    return place + left
  }
}
