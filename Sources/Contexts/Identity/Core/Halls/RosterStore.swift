import Kernel
import Store
import WorkingTime

/// All SQL of rosters. Days are text, `2026-11-25`, and compare as such.
enum RosterStore {
  private static let shifts = """
    SELECT roster_shift.*, hall_window.number, hall_window.hall FROM roster_shift
    JOIN hall_window ON hall_window.id = roster_shift.window_id
    """

  static func insert(_ shift: Shift, at now: Instant, _ transaction: any Transaction) throws {
    try transaction.run(
      """
      INSERT INTO roster_shift (id, window_id, party, day, from_minute, to_minute, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(shift.id), .text(shift.window), .text(shift.party.text), .text(shift.day.description), SQLValue(shift.span.from),
        SQLValue(shift.span.to), .integer(now.milliseconds),
      ])
  }

  static func shift(_ reading: any Reading, _ id: String) throws -> (shift: Shift, hall: String, number: String)? {
    try reading.first("\(shifts) WHERE roster_shift.id = ?", [.text(id)]).map {
      (try shift($0), try $0.text("hall"), try $0.text("number"))
    }
  }

  static func give(_ shift: String, to party: PartyID, _ transaction: any Transaction) throws {
    try transaction.run("UPDATE roster_shift SET party = ? WHERE id = ?", [.text(party.text), .text(shift)])
  }

  /// Whether there was one.
  static func remove(_ shift: String, _ transaction: any Transaction) throws -> Bool {
    try transaction.run("DELETE FROM roster_shift WHERE id = ?", [.text(shift)]) == 1
  }

  /// Whether anybody is on the roster of a hall, or of one window of it, on a day or later.
  static func isPlanned(_ reading: any Reading, hall: String, window: String?, from day: CivilDate) throws -> Bool {
    let one = window == nil ? "" : "AND roster_shift.window_id = ?"
    return try reading.first(
      """
      SELECT roster_shift.id FROM roster_shift JOIN hall_window ON hall_window.id = roster_shift.window_id
      WHERE hall_window.hall = ? AND roster_shift.day >= ? \(one) LIMIT 1
      """, [.text(hall), .text(day.description)] + (window.map { [.text($0)] } ?? [])) != nil
  }

  /// Somebody's shifts of some days, with hall and number of their windows.
  static func shifts(
    _ reading: any Reading, of parties: [PartyID], from first: CivilDate, to last: CivilDate
  ) throws -> [(shift: Shift, hall: String, number: String)] {
    guard !parties.isEmpty else { return [] }
    return try reading.query(
      """
      \(shifts) WHERE roster_shift.party IN (\(StaffStore.marks(parties.count))) AND roster_shift.day >= ?
      AND roster_shift.day <= ? ORDER BY roster_shift.day, roster_shift.from_minute, roster_shift.id
      """, parties.map { .text($0.text) } + [.text(first.description), .text(last.description)]
    ).map { (try shift($0), try $0.text("hall"), try $0.text("number")) }
  }

  /// All that the roster of a hall is judged by on some days. `more`: people who are to come onto it.
  static func book(
    _ reading: any Reading, _ hall: Hall, from first: CivilDate, to last: CivilDate, more: [PartyID] = [],
    calendar: WorkCalendar, at now: Instant
  ) throws -> RosterBook {
    let days: [SQLValue] = [.text(first.description), .text(last.description)]
    let windows = try HallStore.windows(reading, of: [hall.id], retired: true)
    let own = try reading.query(
      """
      \(shifts) WHERE hall_window.hall = ? AND roster_shift.day >= ? AND roster_shift.day <= ?
      ORDER BY roster_shift.day, roster_shift.from_minute, roster_shift.id
      """, [.text(hall.id)] + days
    ).map { (shift: try shift($0), number: try $0.text("number")) }
    let deputies = try AbsenceStore.deputies(reading, in: hall.region, from: first, to: last)
    let able = try reading.query(
      """
      SELECT DISTINCT party FROM post WHERE region = ? AND role IN (?, ?) AND (until IS NULL OR until > ?)
      """,
      [
        .text(hall.region), .text(Role.windowClerk.rawValue), .text(Role.issuer.rawValue), .integer(now.milliseconds),
      ]
    ).map { PartyID(try $0.text("party")) }
    let parties = Set(own.map(\.shift.party) + able + more + deputies.map(\.deputy)).sorted()
    let elsewhere = try shifts(reading, of: parties, from: first, to: last).filter { $0.hall != hall.id }
    return RosterBook(
      hall: hall, windows: windows, closures: try HallStore.closures(reading, of: [hall.id], after: first.start),
      people: try people(reading, parties, deputies, from: first, to: last), calendar: calendar,
      shifts: own + elsewhere.map { ($0.shift, $0.number) })
  }

  private static func people(
    _ reading: any Reading, _ parties: [PartyID], _ deputies: [Deputy], from first: CivilDate, to last: CivilDate
  ) throws -> [RosterBook.Person] {
    let all = Set(parties + deputies.map(\.leave.party)).sorted()
    guard !all.isEmpty else { return [] }
    let marks = StaffStore.marks(all.count)
    let texts = all.map { SQLValue.text($0.text) }
    var held: [PartyID: [HeldPost]] = [:]
    for row in try reading.query("SELECT party, role, region, department, until FROM post WHERE party IN (\(marks))", texts) {
      guard let role = Role(rawValue: try row.text("role")) else { continue }
      held[PartyID(try row.text("party")), default: []].append(
        HeldPost(
          post: Post(role: role, agency: AgencyID(region: try row.text("region"), department: try row.text("department"))),
          until: try row.optionalInstant("until")))
    }
    let leaves = Dictionary(
      grouping: try AbsenceStore.leaves(reading, of: all, from: first, to: last), by: \.party)
    let rows = try reading.query(
      """
      SELECT party.id, party.name, account.name AS account, account.disabled FROM party
      JOIN account ON account.party = party.id WHERE party.id IN (\(marks)) AND party.kind = 'staff' ORDER BY account.name
      """, texts)
    let closed = Set(try rows.filter { try $0.bool("disabled") }.map { PartyID(try $0.text("id")) })
    var people: [PartyID: RosterBook.Person] = [:]
    for row in rows {
      let party = PartyID(try row.text("id"))
      // Whoever has two accounts works if one of them is open.
      if let there = people[party], !there.isDisabled { continue }
      people[party] = RosterBook.Person(
        party: party, account: try row.text("account"), name: try row.text("name"), isDisabled: try row.bool("disabled"),
        held: held[party] ?? [], leaves: leaves[party] ?? [],
        standing: deputies.filter { $0.deputy == party && !closed.contains($0.leave.party) }.map {
          ($0, held[$0.leave.party] ?? [])
        })
    }
    return Array(people.values)
  }

  /// Windows of the halls where somebody of the roster is at a moment: the one who is named, if not on leave, or who stands in for them.
  static func staffed(_ reading: any Reading, halls: [String], at now: Instant) throws -> Set<String> {
    guard !halls.isEmpty else { return [] }
    let (day, minute) = (SQLValue.text(now.civilDate.description), SQLValue(now.secondOfDay / 60))
    return Set(
      try reading.query(
        """
        SELECT DISTINCT roster_shift.window_id FROM roster_shift JOIN hall_window ON hall_window.id = roster_shift.window_id
        WHERE hall_window.hall IN (\(StaffStore.marks(halls.count))) AND roster_shift.day = ? AND roster_shift.from_minute <= ?
          AND roster_shift.to_minute > ?
          AND (NOT EXISTS (SELECT 1 FROM leave_period WHERE leave_period.party = roster_shift.party
              AND leave_period.from_day <= ? AND leave_period.to_day >= ?)
            OR EXISTS (SELECT 1 FROM deputy JOIN leave_period ON leave_period.id = deputy.leave_id
              WHERE leave_period.party = roster_shift.party AND deputy.from_day <= ? AND deputy.to_day >= ?))
        """, halls.map(SQLValue.text) + [day, minute, minute, day, day, day, day]
      ).map { try $0.text("window_id") })
  }

  /// Where somebody sits: by their own roster unless they are on leave, else where one sat for whom they stand in.
  static func seat(_ reading: any Reading, _ party: PartyID, at now: Instant) throws -> WindowSeat? {
    let (day, minute) = (SQLValue.text(now.civilDate.description), SQLValue(now.secondOfDay / 60))
    let seat = """
      SELECT hall.id AS hall, hall.name, hall_window.number FROM roster_shift
      JOIN hall_window ON hall_window.id = roster_shift.window_id JOIN hall ON hall.id = hall_window.hall
      WHERE roster_shift.day = ? AND roster_shift.from_minute <= ? AND roster_shift.to_minute > ?
      """
    let mine = try reading.first(
      """
      \(seat) AND roster_shift.party = ? AND NOT EXISTS (SELECT 1 FROM leave_period
        WHERE leave_period.party = roster_shift.party AND leave_period.from_day <= ? AND leave_period.to_day >= ?)
      """, [day, minute, minute, .text(party.text), day, day])
    let found =
      try mine
      ?? reading.first(
        """
        \(seat) AND EXISTS (SELECT 1 FROM deputy JOIN leave_period ON leave_period.id = deputy.leave_id
          WHERE leave_period.party = roster_shift.party AND deputy.deputy = ? AND deputy.role IN (?, ?)
            AND deputy.from_day <= ? AND deputy.to_day >= ?) ORDER BY roster_shift.id
        """,
        [
          day, minute, minute, .text(party.text), .text(Role.windowClerk.rawValue), .text(Role.issuer.rawValue), day, day,
        ])
    return try found.map {
      WindowSeat(hall: try $0.text("hall"), hallName: try $0.text("name"), number: try $0.text("number"))
    }
  }

  private static func shift(_ row: SQLRow) throws -> Shift {
    Shift(
      id: try row.text("id"), window: try row.text("window_id"), party: PartyID(try row.text("party")),
      day: try row.day("day"), span: ClockSpan(from: try row.int("from_minute"), to: try row.int("to_minute")))
  }
}
