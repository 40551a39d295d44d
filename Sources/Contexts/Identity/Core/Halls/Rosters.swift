import JSON
public import Kernel
public import Store
public import WorkingTime

/// The roster of a hall for a week (Monday to Sunday), as planners see it.
public struct RosterWeek: Sendable {
  public struct Day: Sendable {
    public let day: CalendarDay
    public let hours: [ClockSpan]
  }
  public struct Entry: Sendable {
    public let shift: Shift
    public let name: String
    /// nil when somebody will be there.
    public let gap: ShiftGap?
    /// Who stands in for the one on leave: by the roster already there, unless they sit elsewhere.
    public let deputies: [(account: String, name: String)]
  }

  public let hall: Hall
  public let windows: [HallWindow]
  public let days: [Day]
  public let entries: [Entry]
  /// Who may come onto the roster.
  public let people: [(account: String, name: String)]

  public var monday: CivilDate { days[0].day.date }
}

/// One of one's own shifts.
public struct OwnShift: Sendable {
  public let shift: Shift
  public let hall: Hall
  public let number: String
  /// Whose it was, when one only stands in.
  public let insteadOf: String?
}

/// A shift that was not copied, with all that stands against it.
public struct SkippedShift: Sendable {
  public let shift: Shift
  public let name: String
  public let number: String
  public let conflicts: [ShiftConflict]
}

/// What came of copying a week.
public struct CopiedWeek: Sendable {
  public let copied: Int
  /// Those that were there already.
  public let there: Int
  public let skipped: [SkippedShift]
}

extension Halls {
  /// The most days that one act plans.
  public static let mostDays = 31

  /// Halls whose roster the actor plans. Throws `forbidden` for everybody else.
  public func planned(by actor: Actor) async throws -> [Hall] {
    let regions = try regions(of: actor, [.administrator, .supervisor])
    return try await store.read { try HallStore.halls($0, regions: regions, retired: false) }
  }

  /// The roster of the week that a day lies in; `notFound` for halls of others.
  public func roster(_ hall: String, week day: CivilDate, by actor: Actor) async throws -> RosterWeek {
    let now = clock.now
    let monday = Self.monday(of: day)
    return try await store.read { reading in
      let hall = try permitted(reading, hall, .planRoster, by: actor)
      let book = try RosterStore.book(
        reading, hall, from: monday, to: monday.adding(days: 6), calendar: calendar, at: now)
      return RosterWeek(
        hall: hall, windows: book.windows.values.filter { !$0.isRetired }.sorted { $0.number < $1.number },
        days: (0..<7).map { offset in
          let day = calendar.day(monday.adding(days: offset))
          return RosterWeek.Day(day: day, hours: hall.hours.spans(on: day))
        },
        entries: book.shifts.filter { book.windows[$0.shift.window] != nil }.map { shift, _ in
          let gap = book.gap(shift)
          return RosterWeek.Entry(
            shift: shift, name: book.people[shift.party]?.name ?? "", gap: gap,
            deputies: gap == .onLeave ? book.deputies(of: shift).map { ($0.account, $0.name) } : [])
        },
        people: book.people.values.filter { !$0.isDisabled && book.isAble($0) }.sorted { $0.account < $1.account }
          .map { ($0.account, $0.name) })
    }
  }

  /// Puts somebody at a window on some days. All or none: throws `invalid` with everything that stands against it on any of the days,
  /// at `/days/0` and so on.
  public func plan(
    account: String, window: String, days: [CivilDate], span: ClockSpan?, by actor: Actor
  ) async throws -> [String] {
    let now = clock.now
    var problems: [Problem] = []
    if account.isEmpty { problems.append(Problem("/staff", "required")) }
    if window.isEmpty { problems.append(Problem("/window", "required")) }
    if days.isEmpty { problems.append(Problem("/days", "required")) }
    if days.count > Self.mostDays { problems.append(Problem("/days", "maxItems", ["n": "\(Self.mostDays)"])) }
    if Set(days).count < days.count { problems.append(Problem("/days", "uniqueItems")) }
    if let span, !span.isOrdered { problems.append(Problem("/to", "spanOrder")) }
    if span == nil { problems.append(Problem("/from", "required")) }
    guard problems.isEmpty, let span, let first = days.min(), let last = days.max() else { throw Rejection.invalid(problems) }
    return try await store.write { transaction in
      guard let seat = try HallStore.window(transaction, window) else { throw Rejection.notFound }
      let hall = try permitted(transaction, seat.hall, .planRoster, by: actor)
      guard let person = try StaffStore.member(transaction, account: account.lowercased(), at: now) else {
        throw Rejection.invalid([Problem("/staff", "staffUnknown")])
      }
      var book = try RosterStore.book(
        transaction, hall, from: first, to: last, more: [person.party], calendar: calendar, at: now)
      var wrong: [Problem] = []
      var made: [Shift] = []
      for (index, day) in days.enumerated() {
        let shift = Shift(id: SortableText.make(at: now), window: window, party: person.party, day: day, span: span)
        wrong += book.conflicts(shift, today: Self.earliest(actor, now)).map {
          Problem("/days/\(index)", $0.code, $0.arguments)
        }
        book.add(shift)
        made.append(shift)
      }
      guard wrong.isEmpty else { throw Rejection.invalid(wrong) }
      for shift in made { try RosterStore.insert(shift, at: now, transaction) }
      try transaction.record(
        .shiftsPlanned, of: person.party, by: actor, at: now, Self.details(made, hall: hall, number: { _ in seat.number }))
      return made.map(\.id)
    }
  }

  /// Takes somebody off the roster. Throws `shiftOver` for a day that is over.
  public func unplan(_ id: String, by actor: Actor) async throws {
    let now = clock.now
    try await store.write { transaction in
      let (shift, hall, number) = try planned(transaction, id, by: actor, at: now)
      guard try RosterStore.remove(id, transaction) else { throw Rejection.notFound }
      try transaction.record(
        .shiftRemoved, of: shift.party, by: actor, at: now, Self.details([shift], hall: hall, number: { _ in number }))
    }
  }

  /// Gives a shift to somebody else, as to a deputy of the one on leave. Throws `invalid` at `/staff` with all that stands against it.
  public func hand(_ id: String, to account: String, by actor: Actor) async throws {
    let now = clock.now
    try await store.write { transaction in
      let (shift, hall, number) = try planned(transaction, id, by: actor, at: now)
      guard let person = try StaffStore.member(transaction, account: account.lowercased(), at: now) else {
        throw Rejection.invalid([Problem("/staff", account.isEmpty ? "required" : "staffUnknown")])
      }
      guard person.party != shift.party else { return }
      let book = try RosterStore.book(
        transaction, hall, from: shift.day, to: shift.day, more: [person.party], calendar: calendar, at: now)
      let given = Shift(id: id, window: shift.window, party: person.party, day: shift.day, span: shift.span)
      let wrong = book.conflicts(given, today: Self.earliest(actor, now))
      guard wrong.isEmpty else { throw Rejection.invalid(wrong.map { Problem("/staff", $0.code, $0.arguments) }) }
      try RosterStore.give(id, to: person.party, transaction)
      for party in [shift.party, person.party] {
        var details = Self.details([given], hall: hall, number: { _ in number })
        details["from"] = .string(shift.party.text)
        details["to"] = .string(person.party.text)
        try transaction.record(.shiftHanded, of: party, by: actor, at: now, details)
      }
    }
  }

  /// Copies the roster of one week into another. What is there already is left as it is. Without `skip` all or none: throws `invalid` with
  /// everything that stands against any shift; with it those shifts are left out and told.
  public func copyWeek(
    _ id: String, from day: CivilDate, to target: CivilDate, skip: Bool, by actor: Actor
  ) async throws -> CopiedWeek {
    let now = clock.now
    let (source, monday) = (Self.monday(of: day), Self.monday(of: target))
    guard source != monday else { throw Rejection.invalid([Problem("/to", "sameWeek")]) }
    return try await store.write { transaction in
      let hall = try permitted(transaction, id, .planRoster, by: actor)
      let old = try RosterStore.book(
        transaction, hall, from: source, to: source.adding(days: 6), calendar: calendar, at: now)
      let shifts = old.shifts.map(\.shift).filter { old.windows[$0.window] != nil }
      var book = try RosterStore.book(
        transaction, hall, from: monday, to: monday.adding(days: 6), more: shifts.map(\.party), calendar: calendar, at: now)
      var made: [Shift] = []
      var skipped: [SkippedShift] = []
      var there = 0
      for shift in shifts {
        let copy = Shift(
          id: SortableText.make(at: now), window: shift.window, party: shift.party,
          day: monday.adding(days: shift.day.daysSince1970 - source.daysSince1970), span: shift.span)
        if book.holds(copy) {
          there += 1
          continue
        }
        let wrong = book.conflicts(copy, today: Self.earliest(actor, now))
        guard wrong.isEmpty else {
          skipped.append(
            SkippedShift(
              shift: copy, name: book.people[copy.party]?.name ?? "", number: book.windows[copy.window]?.number ?? "",
              conflicts: wrong))
          continue
        }
        book.add(copy)
        made.append(copy)
      }
      if !skip, !skipped.isEmpty {
        throw Rejection.invalid(
          skipped.enumerated().flatMap { index, item in
            item.conflicts.map { Problem("/shifts/\(index)", $0.code, $0.arguments) }
          })
      }
      for shift in made { try RosterStore.insert(shift, at: now, transaction) }
      for (party, own) in Dictionary(grouping: made, by: \.party).sorted(by: { $0.key < $1.key }) {
        try transaction.record(
          .shiftsPlanned, of: party, by: actor, at: now,
          Self.details(own, hall: hall, number: { book.windows[$0.window]?.number ?? "" }))
      }
      return CopiedWeek(copied: made.count, there: there, skipped: skipped)
    }
  }

  /// One's own shifts of the week that a day lies in, and those of colleagues whom one stands in for.
  public func ownShifts(week day: CivilDate, by actor: Actor) async throws -> [OwnShift] {
    guard actor.kind == .staff else { throw Rejection.forbidden }
    let monday = Self.monday(of: day)
    let sunday = monday.adding(days: 6)
    return try await store.read { reading in
      let standing = try AbsenceStore.standing(reading, by: actor.party, from: monday, to: sunday).filter {
        [.windowClerk, .issuer].contains($0.post.role)
      }
      let leaves = try AbsenceStore.leaves(reading, of: [actor.party], from: monday, to: sunday)
      let found = try RosterStore.shifts(
        reading, of: [actor.party] + Set(standing.map(\.leave.party)).sorted(), from: monday, to: sunday)
      var halls: [String: Hall] = [:]
      return try found.compactMap { shift, hallID, number -> OwnShift? in
        let isOwn = shift.party == actor.party
        if isOwn, leaves.contains(where: { $0.covers(shift.day) }) { return nil }
        if !isOwn, !standing.contains(where: { $0.leave.party == shift.party && $0.from <= shift.day && shift.day <= $0.to }) {
          return nil
        }
        guard let hall = try halls[hallID] ?? HallStore.hall(reading, hallID) else { return nil }
        halls[hallID] = hall
        return OwnShift(
          shift: shift, hall: hall, number: number,
          insteadOf: isOwn ? nil : try IdentityStore.party(reading, shift.party)?.name ?? "")
      }
    }
  }

  /// Where a member of staff sits at a moment, inside a transaction of the caller's; nil when no roster says so.
  public static func seat(_ reading: any Reading, of party: PartyID, at now: Instant) throws -> WindowSeat? {
    try RosterStore.seat(reading, party, at: now)
  }

  // MARK: - Shared

  static func monday(of day: CivilDate) -> CivilDate { day.adding(days: 1 - day.weekday) }

  /// The program itself may enter what was; people plan ahead.
  private static func earliest(_ actor: Actor, _ now: Instant) -> CivilDate? {
    actor.kind == .system ? nil : now.civilDate
  }

  private func planned(
    _ reading: any Reading, _ id: String, by actor: Actor, at now: Instant
  ) throws -> (shift: Shift, hall: Hall, number: String) {
    guard let (shift, hallID, number) = try RosterStore.shift(reading, id) else { throw Rejection.notFound }
    let hall = try permitted(reading, hallID, .planRoster, by: actor)
    // Who sat where stays as it was: cases name their window by it.
    guard shift.day >= now.civilDate else { throw Rejection(.conflict, "shiftOver") }
    return (shift, hall, number)
  }

  private static func details(_ shifts: [Shift], hall: Hall, number: (Shift) -> String) -> JSON {
    [
      "hall": .string(hall.name),
      "shifts": .string(shifts.map { "\($0.day) \($0.span.text) \(number($0))" }.joined(separator: ", ")),
    ]
  }
}

extension RosterBook {
  /// Whether somebody may serve at some window of the hall on some day of the book's.
  func isAble(_ person: Person) -> Bool {
    person.mayServe(in: hall.region)
  }
}

extension RosterBook.Person {
  func mayServe(in region: String) -> Bool {
    (held + standing.filter { $0.deputy.post.agency.region == region }.flatMap(\.held)).contains {
      [.windowClerk, .issuer].contains($0.post.role) && $0.post.agency.region == region
    }
  }
}
