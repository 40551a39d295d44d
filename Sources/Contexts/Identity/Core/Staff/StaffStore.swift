import Kernel
import Store

/// All SQL of staff: who is employed where, who holds what.
enum StaffStore {
  private static let columns = """
    SELECT account.name AS account, account.disabled, account.locked_until, account.last_sign_in_at, party.id, party.name,
      staff_member.region, staff_member.department, staff_member.created_at
    FROM staff_member JOIN party ON party.id = staff_member.party JOIN account ON account.party = party.id
    """

  static func member(_ reading: any Reading, _ party: PartyID, at now: Instant) throws -> StaffMember? {
    try reading.first("\(columns) WHERE party.id = ? ORDER BY account.name", [.text(party.text)]).map {
      try member(reading, $0, at: now)
    }
  }

  static func member(_ reading: any Reading, account: String, at now: Instant) throws -> StaffMember? {
    try reading.first("\(columns) WHERE account.name = ?", [.text(account)]).map { try member(reading, $0, at: now) }
  }

  /// `regions`: only people who belong or hold a post there; nil for all.
  static func members(
    _ reading: any Reading, _ query: StaffQuery, regions: [String]?, at now: Instant
  ) throws
    -> StaffPortion<StaffMember>
  {
    var conditions = ["1 = 1"]
    var arguments: [SQLValue] = []
    let moment = SQLValue.integer(now.milliseconds)
    func add(regions: [String]) {
      let marks = marks(regions.count)
      conditions.append(
        """
        (staff_member.region IN (\(marks)) OR EXISTS (SELECT 1 FROM post WHERE post.party = party.id
          AND post.region IN (\(marks)) AND (post.until IS NULL OR post.until > ?)))
        """)
      arguments += regions.map(SQLValue.text) + regions.map(SQLValue.text) + [moment]
    }
    if let regions { if regions.isEmpty { conditions.append("1 = 0") } else { add(regions: regions) } }
    if let region = query.region { add(regions: [region]) }
    if let agency = query.agency {
      conditions.append(
        """
        ((staff_member.region = ? AND staff_member.department = ?) OR EXISTS (SELECT 1 FROM post WHERE post.party = party.id
          AND post.region = ? AND post.department = ? AND (post.until IS NULL OR post.until > ?)))
        """)
      let place: [SQLValue] = [.text(agency.region), .text(agency.department)]
      arguments += place + place + [moment]
    }
    if let role = query.role {
      conditions.append(
        "EXISTS (SELECT 1 FROM post WHERE post.party = party.id AND post.role = ? AND (post.until IS NULL OR post.until > ?))")
      arguments += [.text(role.rawValue), moment]
    }
    switch query.state {
    case .disabled: conditions.append("account.disabled = 1")
    case .open: conditions.append("account.disabled = 0")
    case .locked:
      conditions.append("account.locked_until > ?")
      arguments.append(moment)
    case nil: break
    }
    if let text = query.text, !text.isEmpty {
      conditions.append("(party.name LIKE ? ESCAPE '!' OR account.name LIKE ? ESCAPE '!')")
      arguments += [pattern(text), pattern(text.lowercased())]
    }
    let all = conditions.joined(separator: " AND ")
    let total =
      try reading.first(
        """
        SELECT COUNT(*) AS n FROM staff_member JOIN party ON party.id = staff_member.party
        JOIN account ON account.party = party.id WHERE \(all)
        """, arguments)?.int("n") ?? 0
    let rows = try reading.query(
      "\(columns) WHERE \(all) AND account.name > ? ORDER BY account.name LIMIT ?",
      arguments + [.text(query.after ?? ""), SQLValue(query.limit + 1)])
    let items = try rows.prefix(query.limit).map { try member(reading, $0, at: now) }
    return StaffPortion(items: items, total: total, next: rows.count > query.limit ? items.last?.account : nil)
  }

  static func heldPosts(_ reading: any Reading, of party: PartyID, at now: Instant) throws -> [HeldPost] {
    try reading.query(
      """
      SELECT role, region, department, until FROM post WHERE party = ? AND (until IS NULL OR until > ?)
      ORDER BY region, department, role
      """, [.text(party.text), .integer(now.milliseconds)]
    ).compactMap { row in
      try Role(rawValue: row.text("role")).map {
        HeldPost(
          post: Post(role: $0, agency: AgencyID(region: try row.text("region"), department: try row.text("department"))),
          until: try row.optionalInstant("until"))
      }
    }
  }

  /// People who can work: those whose account is open.
  static func counts(_ reading: any Reading, regions: [String]?, at now: Instant) throws -> [PostCount] {
    let within = regions.map { "AND post.region IN (\(marks($0.count)))" } ?? ""
    if regions?.isEmpty ?? false { return [] }
    return try reading.query(
      """
      SELECT post.role, post.region, post.department, COUNT(DISTINCT post.party) AS n
      FROM post JOIN account ON account.party = post.party
      WHERE account.disabled = 0 AND (post.until IS NULL OR post.until > ?) \(within)
      GROUP BY post.role, post.region, post.department
      """, [.integer(now.milliseconds)] + (regions ?? []).map(SQLValue.text)
    ).compactMap { row in
      try Role(rawValue: row.text("role")).map {
        PostCount(
          post: Post(role: $0, agency: AgencyID(region: try row.text("region"), department: try row.text("department"))),
          people: try row.int("n"))
      }
    }
  }

  static func employ(_ party: PartyID, at agency: AgencyID, on now: Instant, _ transaction: any Transaction) throws {
    try transaction.run(
      "INSERT INTO staff_member (party, region, department, created_at) VALUES (?, ?, ?, ?)",
      [.text(party.text), .text(agency.region), .text(agency.department), .integer(now.milliseconds)])
  }

  static func rename(_ party: PartyID, _ name: String, _ transaction: any Transaction) throws {
    try transaction.run("UPDATE party SET name = ? WHERE id = ?", [.text(name), .text(party.text)])
  }

  /// Whether there was one.
  static func remove(_ post: Post, of party: PartyID, _ transaction: any Transaction) throws -> Bool {
    try transaction.run(
      "DELETE FROM post WHERE party = ? AND role = ? AND region = ? AND department = ?",
      [.text(party.text), .text(post.role.rawValue), .text(post.agency.region), .text(post.agency.department)]) == 1
  }

  private static func member(_ reading: any Reading, _ row: SQLRow, at now: Instant) throws -> StaffMember {
    let party = PartyID(try row.text("id"))
    let locked = try row.optionalInstant("locked_until")
    return StaffMember(
      party: party, account: try row.text("account"), name: try row.text("name"),
      home: AgencyID(region: try row.text("region"), department: try row.text("department")),
      posts: try heldPosts(reading, of: party, at: now), disabled: try row.bool("disabled"),
      lockedUntil: locked.flatMap { $0 > now ? $0 : nil }, lastSignInAt: try row.optionalInstant("last_sign_in_at"),
      createdAt: Instant(milliseconds: try row.integer("created_at")))
  }

  static func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

  private static func pattern(_ text: String) -> SQLValue {
    .text("%" + String(text.flatMap { "%_!".contains($0) ? ["!", $0] : [$0] }) + "%")
  }
}
