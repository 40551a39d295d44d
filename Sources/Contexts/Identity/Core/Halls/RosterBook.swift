public import Kernel
public import WorkingTime

/// Somebody at a window on a day (排班).
public struct Shift: Sendable, Hashable {
  public let id: String
  public let window: String
  public let party: PartyID
  public let day: CivilDate
  public let span: ClockSpan

  public init(id: String, window: String, party: PartyID, day: CivilDate, span: ClockSpan) {
    self.id = id
    self.window = window
    self.party = party
    self.day = day
    self.span = span
  }
}

/// Why nobody is there although a shift says so.
public enum ShiftGap: String, Sendable, CaseIterable {
  /// The one of the roster is on leave.
  case onLeave
  /// They no longer hold a post for the window, or their account is closed.
  case noPost
  /// The window, or the hall, is closed then.
  case closed
}

/// What stands against a shift, in the words of `problem.<code>`.
public struct ShiftConflict: Sendable, Hashable {
  public let code: String
  public let arguments: [String: String]

  init(_ code: String, _ arguments: [String: String] = [:]) {
    self.code = code
    self.arguments = arguments
  }
}

/// All that a roster is judged by, for one hall and some days. Loaded once; every rule here is pure.
public struct RosterBook: Sendable {
  /// Somebody who is on the roster, or may come onto it.
  public struct Person: Sendable {
    public let party: PartyID
    public let account: String
    public let name: String
    let isDisabled: Bool
    let held: [HeldPost]
    let leaves: [Leave]
    /// Whom they stand in for, each with what that one holds.
    let standing: [(deputy: Deputy, held: [HeldPost])]

    public init(
      party: PartyID, account: String, name: String, isDisabled: Bool, held: [HeldPost], leaves: [Leave] = [],
      standing: [(deputy: Deputy, held: [HeldPost])] = []
    ) {
      self.party = party
      self.account = account
      self.name = name
      self.isDisabled = isDisabled
      self.held = held
      self.leaves = leaves
      self.standing = standing
    }

    /// What they may act in on a whole day, with what they hold as a deputy (代理).
    func posts(on day: CivilDate) -> Set<Post> {
      func living(_ held: [HeldPost]) -> Set<Post> {
        Set(held.filter { $0.until.map { $0 >= day.end } ?? true }.map(\.post))
      }
      return DeputyRules.posts(own: living(held), standing: standing.map { ($0.deputy, living($0.held)) }, on: day).posts
    }

    func isOnLeave(_ day: CivilDate) -> Bool { leaves.contains { $0.covers(day) } }
  }

  public let hall: Hall
  let windows: [String: HallWindow]
  let closures: [HallClosure]
  let people: [PartyID: Person]
  let calendar: WorkCalendar
  /// Of the hall, and of its people at other halls, each with the number of its window.
  private(set) var shifts: [(shift: Shift, number: String)]

  public init(
    hall: Hall, windows: [HallWindow], closures: [HallClosure], people: [Person], calendar: WorkCalendar,
    shifts: [(shift: Shift, number: String)]
  ) {
    self.hall = hall
    self.windows = Dictionary(uniqueKeysWithValues: windows.map { ($0.id, $0) })
    self.closures = closures
    self.people = Dictionary(uniqueKeysWithValues: people.map { ($0.party, $0) })
    self.calendar = calendar
    self.shifts = shifts
  }

  /// The longest that a roster is planned ahead, in days.
  public static let furthest = 366

  public mutating func add(_ shift: Shift) { shifts.append((shift, windows[shift.window]?.number ?? "")) }

  /// Whether the very same shift is there.
  public func holds(_ shift: Shift) -> Bool {
    shifts.contains {
      $0.shift.window == shift.window && $0.shift.party == shift.party && $0.shift.day == shift.day
        && $0.shift.span == shift.span
    }
  }

  /// All that stands against a shift, told at once. `today`: nil lets a roster be entered for days that are over.
  public func conflicts(_ shift: Shift, today: CivilDate?) -> [ShiftConflict] {
    guard let window = windows[shift.window], let person = people[shift.party] else { return [ShiftConflict("shiftUnknown")] }
    let day = shift.day.description
    var found: [ShiftConflict] = []
    if let today {
      if shift.day < today { found.append(ShiftConflict("shiftPast", ["day": day])) }
      if shift.day > today.adding(days: Self.furthest) {
        found.append(ShiftConflict("shiftFar", ["day": day, "days": "\(Self.furthest)"]))
      }
    }
    found += placeConflicts(shift, window, day)
    found += personConflicts(shift, window, person, day)
    return found
  }

  private func placeConflicts(_ shift: Shift, _ window: HallWindow, _ day: String) -> [ShiftConflict] {
    var found: [ShiftConflict] = []
    let date = calendar.day(shift.day)
    let hours = hall.hours.spans(on: date)
    if date.kind == .holiday {
      found.append(ShiftConflict("shiftHoliday", ["day": day, "name": date.name ?? ""]))
    } else if hours.isEmpty {
      found.append(ShiftConflict("shiftHallClosed", ["day": day]))
    } else if !hours.contains(where: { $0.contains(shift.span) }) {
      found.append(ShiftConflict("shiftOutsideHours", ["day": day, "hours": hours.map(\.text).joined(separator: " ")]))
    }
    if window.isRetired || hall.isRetired { found.append(ShiftConflict("shiftWindowRetired", ["number": window.number])) }
    if let closure = closure(shift) {
      found.append(ShiftConflict("shiftWindowClosed", ["day": day, "reason": closure.reason]))
    }
    for (other, _) in shifts where other.id != shift.id && other.day == shift.day && other.window == shift.window {
      guard other.span.overlaps(shift.span), other.party != shift.party else { continue }
      found.append(
        ShiftConflict(
          "shiftSeatTaken",
          ["day": day, "number": window.number, "name": people[other.party]?.name ?? "", "span": other.span.text]))
    }
    return found
  }

  private func personConflicts(_ shift: Shift, _ window: HallWindow, _ person: Person, _ day: String) -> [ShiftConflict] {
    var found: [ShiftConflict] = []
    for (other, number) in shifts where other.id != shift.id && other.day == shift.day && other.party == shift.party {
      guard other.span.overlaps(shift.span) else { continue }
      found.append(
        ShiftConflict("shiftPersonTwice", ["day": day, "name": person.name, "number": number, "span": other.span.text]))
    }
    if person.isOnLeave(shift.day) { found.append(ShiftConflict("shiftOnLeave", ["day": day, "name": person.name])) }
    if person.isDisabled || !window.isServed(by: person.posts(on: shift.day), region: hall.region) {
      found.append(ShiftConflict("shiftNoPost", ["day": day, "name": person.name, "number": window.number]))
    }
    return found
  }

  /// Why nobody will be there; nil when somebody will.
  public func gap(_ shift: Shift) -> ShiftGap? {
    guard let window = windows[shift.window], let person = people[shift.party] else { return .noPost }
    if closure(shift) != nil || hall.hours.spans(on: calendar.day(shift.day)).isEmpty { return .closed }
    if person.isOnLeave(shift.day) { return .onLeave }
    return person.isDisabled || !window.isServed(by: person.posts(on: shift.day), region: hall.region) ? .noPost : nil
  }

  /// Deputies of the one on leave who may serve at the window that day.
  public func deputies(of shift: Shift) -> [Person] {
    guard let window = windows[shift.window] else { return [] }
    return people.values.filter { person in
      !person.isDisabled && !person.isOnLeave(shift.day)
        && person.standing.contains { deputy, _ in
          deputy.leave.party == shift.party && deputy.from <= shift.day && shift.day <= deputy.to
            && deputy.leave.covers(shift.day)
        } && window.isServed(by: person.posts(on: shift.day), region: hall.region)
    }.sorted { $0.account < $1.account }
  }

  private func closure(_ shift: Shift) -> HallClosure? {
    closures.first { ($0.window == nil || $0.window == shift.window) && $0.touches(shift.day, shift.span) }
  }
}
