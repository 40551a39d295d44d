import JSON
import Kernel
import Store

/// All SQL of halls, their windows and closures.
enum HallStore {
  static func insert(_ hall: Hall, at now: Instant, _ transaction: any Transaction) throws {
    try transaction.run(
      """
      INSERT INTO hall (id, region, name, address, phone, hours, facilities, retired, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, [.text(hall.id)] + values(hall) + [.integer(now.milliseconds)])
  }

  static func update(_ hall: Hall, _ transaction: any Transaction) throws {
    try transaction.run(
      """
      UPDATE hall SET region = ?, name = ?, address = ?, phone = ?, hours = ?, facilities = ?, retired = ? WHERE id = ?
      """, values(hall) + [.text(hall.id)])
  }

  private static func values(_ hall: Hall) -> [SQLValue] {
    [
      .text(hall.region), .text(hall.name), .text(hall.address), .text(hall.phone), .text(hall.hours.text),
      .text(hall.facilities.map(\.rawValue).sorted().joined(separator: " ")), SQLValue(hall.isRetired),
    ]
  }

  static func hall(_ reading: any Reading, _ id: String) throws -> Hall? {
    try reading.first("SELECT * FROM hall WHERE id = ?", [.text(id)]).map(hall)
  }

  /// By region and name. `regions`: nil for all.
  static func halls(_ reading: any Reading, regions: [String]?, retired: Bool) throws -> [Hall] {
    if regions?.isEmpty ?? false { return [] }
    let within = regions.map { "AND region IN (\(StaffStore.marks($0.count)))" } ?? ""
    return try reading.query(
      "SELECT * FROM hall WHERE retired <= ? \(within) ORDER BY region, name, id",
      [SQLValue(retired)] + (regions ?? []).map(SQLValue.text)
    ).map(hall)
  }

  private static func hall(_ row: SQLRow) throws -> Hall {
    Hall(
      id: try row.text("id"), region: try row.text("region"), name: try row.text("name"), address: try row.text("address"),
      phone: try row.text("phone"), hours: HallHours(kept: try row.text("hours")),
      facilities: Set(try row.text("facilities").split(separator: " ").compactMap { Hall.Facility(rawValue: String($0)) }),
      isRetired: try row.bool("retired"))
  }

  // MARK: - Windows

  /// False when another window of the hall has the number.
  static func insert(_ window: HallWindow, at now: Instant, _ transaction: any Transaction) throws -> Bool {
    try transaction.run(
      """
      INSERT INTO hall_window (id, hall, number, name, kind, departments, services, accessible, retired, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hall, number) DO NOTHING
      """, [.text(window.id), .text(window.hall)] + values(window) + [.integer(now.milliseconds)]) == 1
  }

  static func update(_ window: HallWindow, _ transaction: any Transaction) throws {
    try transaction.run(
      """
      UPDATE hall_window SET number = ?, name = ?, kind = ?, departments = ?, services = ?, accessible = ?, retired = ?
      WHERE id = ?
      """, values(window) + [.text(window.id)])
  }

  private static func values(_ window: HallWindow) -> [SQLValue] {
    [
      .text(window.number), .text(window.name), .text(window.kind.rawValue),
      .text(window.departments.joined(separator: " ")), .text(window.services.joined(separator: " ")),
      SQLValue(window.isAccessible), SQLValue(window.isRetired),
    ]
  }

  static func window(_ reading: any Reading, _ id: String) throws -> HallWindow? {
    try reading.first("SELECT * FROM hall_window WHERE id = ?", [.text(id)]).map(window)
  }

  /// Those of the halls, by number.
  static func windows(_ reading: any Reading, of halls: [String], retired: Bool) throws -> [HallWindow] {
    guard !halls.isEmpty else { return [] }
    return try reading.query(
      "SELECT * FROM hall_window WHERE hall IN (\(StaffStore.marks(halls.count))) AND retired <= ? ORDER BY number, id",
      halls.map(SQLValue.text) + [SQLValue(retired)]
    ).map(window)
  }

  private static func window(_ row: SQLRow) throws -> HallWindow {
    func words(_ column: String) throws -> [String] { try row.text(column).split(separator: " ").map(String.init) }
    return HallWindow(
      id: try row.text("id"), hall: try row.text("hall"), number: try row.text("number"), name: try row.text("name"),
      kind: HallWindow.Kind(rawValue: try row.text("kind")) ?? .special, departments: try words("departments"),
      services: try words("services"), isAccessible: try row.bool("accessible"), isRetired: try row.bool("retired"))
  }

  // MARK: - Closures

  static func insert(_ closure: HallClosure, _ transaction: any Transaction) throws {
    try transaction.run(
      "INSERT INTO hall_closure (id, hall, window_id, from_at, to_at, reason) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .text(closure.id), .text(closure.hall), SQLValue(closure.window), .integer(closure.from.milliseconds),
        .integer(closure.to.milliseconds), .text(closure.reason),
      ])
  }

  static func closure(_ reading: any Reading, _ id: String) throws -> HallClosure? {
    try reading.first("SELECT * FROM hall_closure WHERE id = ?", [.text(id)]).map(closure)
  }

  /// Those that are not over at a moment.
  static func closures(_ reading: any Reading, of halls: [String], after moment: Instant) throws -> [HallClosure] {
    guard !halls.isEmpty else { return [] }
    return try reading.query(
      "SELECT * FROM hall_closure WHERE hall IN (\(StaffStore.marks(halls.count))) AND to_at > ? ORDER BY from_at, id",
      halls.map(SQLValue.text) + [.integer(moment.milliseconds)]
    ).map(closure)
  }

  /// Whether there was one.
  static func remove(closure id: String, _ transaction: any Transaction) throws -> Bool {
    try transaction.run("DELETE FROM hall_closure WHERE id = ?", [.text(id)]) == 1
  }

  private static func closure(_ row: SQLRow) throws -> HallClosure {
    HallClosure(
      id: try row.text("id"), hall: try row.text("hall"), window: try row.optionalText("window_id"),
      from: Instant(milliseconds: try row.integer("from_at")), to: Instant(milliseconds: try row.integer("to_at")),
      reason: try row.text("reason"))
  }
}

/// What is written about a hall. One chain a hall (`hall.<id>`).
enum HallDeed: String {
  case made, changed, windowMade, windowChanged, closed, reopened
}

extension Transaction {
  /// Appends a deed to a hall's record.
  func record(_ deed: HallDeed, of hall: String, by actor: Actor, at now: Instant, _ details: JSON = [:]) throws {
    try append(
      stream: "hall.\(hall)", kind: "hall.\(deed.rawValue)", at: now, actor: actor.party.text, body: details.text, payload: nil)
  }
}
