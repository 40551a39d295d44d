import JSON
public import Kernel
import Store

/// Which cases somebody wants to see; always within what they may see.
public struct CaseQuery: Sendable {
  /// Only those whose applicant or agent I am.
  public var mine: Bool
  /// `draft`, `open`, `closed`, a stage, or a state's key.
  public var state: String?
  /// Part of a number or of the service's name.
  public var text: String?
  public var limit: Int
  public var cursor: String?

  public init(mine: Bool = false, state: String? = nil, text: String? = nil, limit: Int = 20, cursor: String? = nil) {
    self.mine = mine
    self.state = state
    self.text = text
    self.limit = limit
    self.cursor = cursor
  }
}

/// Which tasks of the inbox.
public struct InboxQuery: Sendable {
  public enum Light: String, Sendable, CaseIterable { case late, soon, fine }
  public var role: Role?
  public var agency: AgencyID?
  public var light: Light?
  public var limit: Int
  public var cursor: String?

  public init(role: Role? = nil, agency: AgencyID? = nil, light: Light? = nil, limit: Int = 20, cursor: String? = nil) {
    self.role = role
    self.agency = agency
    self.light = light
    self.limit = limit
    self.cursor = cursor
  }
}

enum CaseLists {
  static func cases(_ reading: any Reading, _ query: CaseQuery, by actor: Actor, league: String) throws -> Portion<CaseSummary>
  {
    var conditions: [String] = []
    var arguments: [SQLValue] = []
    let scope = scope(query, actor, league)
    conditions.append("(" + scope.sql.joined(separator: " OR ") + ")")
    arguments += scope.arguments
    if let state = query.state {
      conditions.append("(status = ? OR stage = ? OR last_state = ? OR outcome = ?)")
      arguments += [.text(state), .text(state), .text(state), .text(state)]
    }
    if let text = query.text, !text.isEmpty {
      conditions.append("(number LIKE ? ESCAPE '!' OR service_name LIKE ? ESCAPE '!')")
      let pattern = SQLValue.text("%" + escaped(text) + "%")
      arguments += [pattern, pattern]
    }
    let all = conditions.joined(separator: " AND ")
    let total = try reading.first("SELECT COUNT(*) AS n FROM case_file WHERE \(all)", arguments)?.int("n") ?? 0
    var page = all
    if let cursor = try Cursor.read(query.cursor) {
      page += " AND (changed_at < ? OR (changed_at = ? AND id < ?))"
      arguments += [.integer(cursor.key), .integer(cursor.key), .text(cursor.id)]
    }
    let rows = try reading.query(
      """
      SELECT id, number, service, service_name, region, applicant, status, stage, last_state, outcome, changed_at, submitted_at,
        closed_at, due, state FROM case_file WHERE \(page) ORDER BY changed_at DESC, id DESC LIMIT ?
      """, arguments + [SQLValue(query.limit + 1)])
    let items = try rows.prefix(query.limit).map(summary)
    let next = rows.count > query.limit ? items.last.map { Cursor(key: $0.changedAt.milliseconds, id: $0.id.text).text } : nil
    return Portion(items: items, total: total, next: next)
  }

  /// What an actor may see, as SQL: mirrors `may(_:.viewCase…)`, and a test holds the two together.
  private static func scope(_ query: CaseQuery, _ actor: Actor, _ league: String) -> (sql: [String], arguments: [SQLValue]) {
    let own = [actor.party] + actor.mandates.sorted()
    var sql = ["applicant IN (\(marks(own.count)))", "(agent = ? AND status = 'draft')"]
    var arguments: [SQLValue] = own.map { .text($0.text) } + [.text(actor.party.text)]
    guard !query.mine else { return (sql, arguments) }
    func add(_ column: String, _ values: [String]) {
      guard !values.isEmpty else { return }
      sql.append("(\(column) IN (\(marks(values.count))) AND status <> 'draft')")
      arguments += values.map(SQLValue.text)
    }
    func agencies(_ roles: Set<Role>) -> [String] {
      Set(actor.posts.filter { roles.contains($0.role) }.map(\.agency.description)).sorted()
    }
    add("accepting", agencies([.windowClerk]))
    add("responsible", agencies([.reviewer, .approver]))
    add("issuing", agencies([.issuer]))
    let supervised = Set(actor.posts.filter { $0.role == .supervisor }.map(\.agency.region))
    if supervised.contains(league) { sql.append("status <> 'draft'") } else { add("region", supervised.sorted()) }
    return (sql, arguments)
  }

  static func inbox(_ reading: any Reading, _ query: InboxQuery, posts: [Post], today: CivilDate) throws -> Portion<TaskSummary>
  {
    guard !posts.isEmpty else { return Portion(items: [], total: 0, next: nil) }
    var condition = "(" + posts.map { _ in "(case_task.agency = ? AND case_task.role = ?)" }.joined(separator: " OR ") + ")"
    var arguments: [SQLValue] = posts.flatMap { [.text($0.agency.description), .text($0.role.rawValue)] }
    switch query.light {
    case .late:
      condition += " AND case_task.due < ?"
      arguments.append(.text(today.description))
    case .soon:
      condition += " AND case_task.due >= ? AND case_task.soon_from <= ?"
      arguments += [.text(today.description), .text(today.description)]
    case .fine:
      condition += " AND case_task.soon_from > ?"
      arguments.append(.text(today.description))
    case nil: break
    }
    let total = try reading.first("SELECT COUNT(*) AS n FROM case_task WHERE \(condition)", arguments)?.int("n") ?? 0
    if let cursor = try Cursor.read(query.cursor, upTo: CivilDate(year: 9999, month: 12, day: 31)?.daysSince1970 ?? 0) {
      let due = CivilDate(daysSince1970: Int(cursor.key)).description
      condition += " AND (case_task.due > ? OR (case_task.due = ? AND case_task.id > ?))"
      arguments += [.text(due), .text(due), .text(cursor.id)]
    }
    let rows = try reading.query(
      """
      SELECT case_task.*, case_file.number, case_file.service_name, case_file.region, case_file.applicant, case_file.state AS document,
        party.name AS applicant_name
      FROM case_task JOIN case_file ON case_file.id = case_task.case_id JOIN party ON party.id = case_file.applicant
      WHERE \(condition) ORDER BY case_task.due, case_task.id LIMIT ?
      """, arguments + [SQLValue(query.limit + 1)])
    let items = try rows.prefix(query.limit).map(task)
    let last = items.last.map { Cursor(key: Int64($0.task.due.daysSince1970), id: $0.task.id.text).text }
    return Portion(items: items, total: total, next: rows.count > query.limit ? last : nil)
  }

  private static func summary(_ row: SQLRow) throws -> CaseSummary {
    let document = try CaseStore.json(row.text("state"))
    return CaseSummary(
      id: CaseID(try row.text("id")), number: try row.optionalText("number"), service: try row.text("service"),
      serviceName: try row.text("service_name"), region: try row.text("region"), applicant: PartyID(try row.text("applicant")),
      status: CaseState.Status(rawValue: try row.text("status")) ?? .open,
      stage: Procedure.Stage(rawValue: try row.text("stage")) ?? .apply, lastState: try row.text("last_state"),
      procedure: document["terms"]?["procedure"]?.stringValue ?? "", outcome: try row.optionalText("outcome"),
      changedAt: Instant(milliseconds: try row.integer("changed_at")),
      submittedAt: try row.optionalInteger("submitted_at").map { Instant(milliseconds: $0) },
      closedAt: try row.optionalInteger("closed_at").map { Instant(milliseconds: $0) },
      due: try row.optionalText("due").flatMap { CivilDate($0) })
  }

  private static func task(_ row: SQLRow) throws -> TaskSummary {
    guard let due = CivilDate(try row.text("due")), let soonFrom = CivilDate(try row.text("soon_from")) else {
      throw StoreError.misuse("task row")
    }
    let open = OpenTask(
      id: TaskID(try row.text("id")), state: try row.text("state"), role: try row.optionalText("role").flatMap(Role.init),
      agency: try row.optionalText("agency").flatMap(AgencyID.init),
      openedAt: Instant(milliseconds: try row.integer("opened_at")),
      due: due, soonFrom: soonFrom, provisional: try row.bool("provisional"),
      expiresAt: try row.optionalInteger("expires_at").map { Instant(milliseconds: $0) })
    let document = try CaseStore.json(row.text("document"))
    return TaskSummary(
      task: open, caseID: CaseID(try row.text("case_id")), number: try row.optionalText("number"),
      serviceName: try row.text("service_name"), procedure: document["terms"]?["procedure"]?.stringValue ?? "",
      region: try row.text("region"), applicant: PartyID(try row.text("applicant")),
      applicantName: try row.text("applicant_name"),
      claimedBy: try row.optionalText("claimed_by").map { PartyID($0) })
  }

  private static func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

  private static func escaped(_ text: String) -> String {
    String(text.flatMap { "%_!".contains($0) ? ["!", $0] : [$0] })
  }
}

/// Where a list goes on: the sort key and id of the last item shown.
struct Cursor {
  let key: Int64
  let id: String

  init(key: Int64, id: String) {
    self.key = key
    self.id = id
  }

  /// nil for none; what is not one of ours is refused. `upTo`: the largest key there can be.
  static func read(_ text: String?, upTo largest: Int = 253_402_300_799_999) throws(Rejection) -> Cursor? {
    guard let text, !text.isEmpty else { return nil }
    guard let dot = text.firstIndex(of: "."), let key = Int64(text[..<dot]), (0...Int64(largest)).contains(key) else {
      throw Rejection.invalid([Problem("/cursor", "cursor")])
    }
    return Cursor(key: key, id: String(text[text.index(after: dot)...]))
  }

  var text: String { "\(key).\(id)" }
}
