import Kernel
import Store

/// All SQL of leaves and of those who stand in. Days are text, `2026-11-25`, and compare as such.
enum AbsenceStore {
  private static let deputies = """
    SELECT deputy.*, leave_period.party, leave_period.from_day AS leave_from, leave_period.to_day AS leave_to
    FROM deputy JOIN leave_period ON leave_period.id = deputy.leave_id
    """

  static func insert(_ leave: Leave, _ transaction: any Transaction) throws {
    try transaction.run(
      "INSERT INTO leave_period (id, party, from_day, to_day) VALUES (?, ?, ?, ?)",
      [.text(leave.id), .text(leave.party.text), .text(leave.from.description), .text(leave.to.description)])
  }

  static func leave(_ reading: any Reading, _ id: String) throws -> Leave? {
    try reading.first("SELECT * FROM leave_period WHERE id = ?", [.text(id)]).map(leave)
  }

  /// Those that end on a day or later.
  static func leaves(_ reading: any Reading, of party: PartyID, from day: CivilDate) throws -> [Leave] {
    try reading.query(
      "SELECT * FROM leave_period WHERE party = ? AND to_day >= ? ORDER BY from_day, id",
      [.text(party.text), .text(day.description)]
    ).map(leave)
  }

  /// Whether there was one.
  static func remove(leave id: String, _ transaction: any Transaction) throws -> Bool {
    try transaction.run("DELETE FROM deputy WHERE leave_id = ?", [.text(id)])
    return try transaction.run("DELETE FROM leave_period WHERE id = ?", [.text(id)]) == 1
  }

  /// False when somebody stands in for this post in this leave already.
  static func insert(_ deputy: Deputy, _ transaction: any Transaction) throws -> Bool {
    try transaction.run(
      """
      INSERT INTO deputy (id, leave_id, role, region, department, deputy, from_day, to_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (leave_id, role, region, department) DO NOTHING
      """,
      [
        .text(deputy.id), .text(deputy.leave.id), .text(deputy.post.role.rawValue), .text(deputy.post.agency.region),
        .text(deputy.post.agency.department), .text(deputy.deputy.text), .text(deputy.from.description),
        .text(deputy.to.description),
      ]) == 1
  }

  static func deputy(_ reading: any Reading, _ id: String) throws -> Deputy? {
    try reading.first("\(deputies) WHERE deputy.id = ?", [.text(id)]).map(deputy)
  }

  static func deputies(_ reading: any Reading, in leave: Leave) throws -> [Deputy] {
    try reading.query("\(deputies) WHERE deputy.leave_id = ? ORDER BY deputy.id", [.text(leave.id)]).map(deputy)
  }

  /// Colleagues whom somebody stands in for on a day, each with what they hold; those whose account is closed hold nothing to pass on.
  static func standing(_ reading: any Reading, _ party: PartyID, at now: Instant) throws -> [(deputy: Deputy, held: Set<Post>)]
  {
    let today = SQLValue.text(now.civilDate.description)
    return try reading.query(
      """
      \(deputies) WHERE deputy.deputy = ? AND deputy.from_day <= ? AND deputy.to_day >= ?
      AND EXISTS (SELECT 1 FROM account WHERE account.party = leave_period.party AND account.disabled = 0)
      """, [.text(party.text), today, today]
    ).map(deputy).map { ($0, try IdentityStore.posts(reading, of: $0.leave.party, at: now)) }
  }

  /// Those of people that touch some days.
  static func leaves(
    _ reading: any Reading, of parties: [PartyID], from first: CivilDate, to last: CivilDate
  ) throws -> [Leave] {
    try reading.query(
      """
      SELECT * FROM leave_period WHERE party IN (\(StaffStore.marks(parties.count))) AND to_day >= ? AND from_day <= ?
      ORDER BY from_day, id
      """, parties.map { .text($0.text) } + [.text(first.description), .text(last.description)]
    ).map(leave)
  }

  /// Who stands in for posts at windows of a region on some of these days.
  static func deputies(
    _ reading: any Reading, in region: String, from first: CivilDate, to last: CivilDate
  ) throws -> [Deputy] {
    try reading.query(
      """
      \(deputies) WHERE deputy.region = ? AND deputy.role IN (?, ?) AND deputy.to_day >= ? AND deputy.from_day <= ?
      ORDER BY deputy.id
      """,
      [
        .text(region), .text(Role.windowClerk.rawValue), .text(Role.issuer.rawValue), .text(first.description),
        .text(last.description),
      ]
    ).map(deputy)
  }

  /// Whom somebody stands in for on some of these days.
  static func standing(
    _ reading: any Reading, by party: PartyID, from first: CivilDate, to last: CivilDate
  ) throws -> [Deputy] {
    try reading.query(
      "\(deputies) WHERE deputy.deputy = ? AND deputy.to_day >= ? AND deputy.from_day <= ? ORDER BY deputy.id",
      [.text(party.text), .text(first.description), .text(last.description)]
    ).map(deputy)
  }

  /// Whether there was one.
  static func remove(deputy id: String, _ transaction: any Transaction) throws -> Bool {
    try transaction.run("DELETE FROM deputy WHERE id = ?", [.text(id)]) == 1
  }

  private static func leave(_ row: SQLRow) throws -> Leave {
    Leave(
      id: try row.text("id"), party: PartyID(try row.text("party")), from: try row.day("from_day"), to: try row.day("to_day"))
  }

  private static func deputy(_ row: SQLRow) throws -> Deputy {
    guard let role = Role(rawValue: try row.text("role")) else { throw StoreError.misuse("deputy row") }
    return Deputy(
      id: try row.text("id"),
      leave: Leave(
        id: try row.text("leave_id"), party: PartyID(try row.text("party")), from: try row.day("leave_from"),
        to: try row.day("leave_to")),
      post: Post(role: role, agency: AgencyID(region: try row.text("region"), department: try row.text("department"))),
      deputy: PartyID(try row.text("deputy")), from: try row.day("from_day"), to: try row.day("to_day"))
  }
}

extension SQLRow {
  func day(_ column: String) throws -> CivilDate {
    guard let day = CivilDate(try text(column)) else { throw StoreError.misuse("column \(column) is no day") }
    return day
  }
}
