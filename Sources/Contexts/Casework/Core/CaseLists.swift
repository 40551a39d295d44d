import JSON
public import Kernel
import Store

/// Which cases somebody wants to see; always within what they may see.
public struct CaseQuery: Sendable {
  /// Only those whose applicant or agent I am.
  public var mine: Bool
  /// `draft`, `open`, `closed`, a stage, or a state's key.
  public var state: String?
  /// The beginning of a number, or part of the service's name.
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
  /// A page of the list, and how many cases there are in all.
  ///
  /// Each thing that makes a case visible (one's own, an agency's, a state's) is a branch that walks one index, newest first, and stops at the
  /// page's end; the branches are merged. The total comes from the tallies, and only one's own cases are counted.
  static func cases(_ reading: any Reading, _ query: CaseQuery, by actor: Actor, league: String) throws -> Portion<CaseSummary>
  {
    let scope = Scope(query, actor, league)
    let filter = filter(query.state)
    let text = query.text.flatMap { $0.isEmpty ? nil : $0 }
    let services = try text.map { try CaseTally.serviceNames(reading, holding: $0) }
    let word: SQLText =
      if let text, let services {
        SQLText.any([numbered(text)].compactMap { $0 } + (services.isEmpty ? [] : [.one("service_name", of: services)]))
      } else { .everything }
    let own = try ownTotal(reading, scope, .all([filter, word]), isPlain: query.state == nil && text == nil)
    let (found, branches) = try handled(reading, scope, filter, text, services)
    let cursor = try Cursor.read(query.cursor)
    let rows = try page(
      reading, scope.own.map { .all([$0, filter, word]) } + branches, after: cursor, limit: query.limit + 1)
    let items = try rows.prefix(query.limit).map(summary)
    let next = rows.count > query.limit ? items.last.map { Cursor(key: $0.changedAt.milliseconds, id: $0.id.text).text } : nil
    return Portion(items: items, total: own + found, next: next)
  }

  /// What an actor may see, as conditions: mirrors `may(_:.viewCase…)`, and a test holds the two together.
  private struct Scope {
    /// One's own matters, each a branch of its own.
    var own: [SQLText]
    let parties: [String]
    let party: String
    /// What one's posts show, each a branch of its own; never a draft.
    var handled: [SQLText] = []
    /// The same where another index is to be walked: a number's.
    var handledAside: [SQLText] = []
    /// A supervisor of the league sees every case.
    var isWhole = false

    init(_ query: CaseQuery, _ actor: Actor, _ league: String) {
      party = actor.party.text
      parties = [party] + actor.mandates.sorted().map(\.text)
      own = parties.map { SQLText("applicant = ?", [.text($0)]) }
      own.append(SQLText("(agent = ? AND status = 'draft')", [.text(party)]))
      guard !query.mine else { return }
      func agencies(_ roles: Set<Role>) -> [String] {
        Set(actor.posts.filter { roles.contains($0.role) }.map(\.agency.description)).sorted()
      }
      let supervised = Set(actor.posts.filter { $0.role == .supervisor }.map(\.agency.region))
      isWhole = supervised.contains(league)
      for (column, values) in [
        ("accepting", agencies([.windowClerk])), ("responsible", agencies([.reviewer, .approver])),
        ("issuing", agencies([.issuer])), ("region", isWhole ? [] : supervised.sorted()),
      ] {
        handled += values.map { SQLText("\(column) = ?", [.text($0)]) }
        handledAside += values.map { SQLText("COALESCE(\(column), '') = ?", [.text($0)]) }
      }
    }

    var whole: SQLText { isWhole ? .everything : .any(handled) }
    var wholeAside: SQLText { isWhole ? .everything : .any(handledAside) }
  }

  private static func filter(_ state: String?) -> SQLText {
    state.map {
      SQLText("(status = ? OR stage = ? OR last_state = ? OR outcome = ?)", [.text($0), .text($0), .text($0), .text($0)])
    }
      ?? .everything
  }

  /// A number that begins so: a range of its index; nil for what no number begins with.
  private static func numbered(_ text: String) -> SQLText? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }) else { return nil }
    return SQLText("(number >= ? AND number < ?)", [.text(text.uppercased()), .text(text.uppercased() + "\u{10FFFF}")])
  }

  /// How many of the matching cases are one's own and not seen by one's posts as well.
  private static func ownTotal(_ reading: any Reading, _ scope: Scope, _ matching: SQLText, isPlain: Bool) throws -> Int {
    let seen = SQLText.all([SQLText("status <> 'draft'"), scope.whole])
    let isSeen = scope.isWhole || !scope.handled.isEmpty
    let others = isSeen ? SQLText("NOT (\(seen.sql))", seen.arguments) : .everything
    let mine = SQLText.all([.one("applicant", of: scope.parties)] + (isPlain && !isSeen ? [] : [matching, others]))
    let forOthers = SQLText.all([
      SQLText("agent = ? AND status = 'draft'", [.text(scope.party)]),
      SQLText("NOT (\(SQLText.one("applicant", of: scope.parties).sql))", scope.parties.map(SQLValue.text)), matching,
    ])
    return try [mine, forOthers].reduce(0) { sum, part in
      sum + (try reading.first("SELECT COUNT(*) AS n FROM case_file WHERE \(part.sql)", part.arguments)?.int("n") ?? 0)
    }
  }

  /// The total of what one's posts show, and the branches that find it.
  private static func handled(
    _ reading: any Reading, _ scope: Scope, _ filter: SQLText, _ text: String?, _ services: [String]?
  ) throws -> (total: Int, branches: [SQLText]) {
    guard scope.isWhole || !scope.handled.isEmpty else { return (0, []) }
    let submitted = SQLText("status <> 'draft'")
    var total = 0
    var branches: [SQLText] = []
    if let number = text.flatMap(numbered) {
      // A case whose number begins so is rarely one of a service that is called so as well: counted once. Databases would rather walk all
      // that an agency handles than the few numbers.
      let named = (services ?? []).isEmpty ? nil : SQLText.one("service_name", of: services ?? [])
      let byNumber = SQLText.all(
        [number, submitted, scope.wholeAside, filter] + (named.map { [SQLText("NOT (\($0.sql))", $0.arguments)] } ?? []))
      total += try reading.first("SELECT COUNT(*) AS n FROM case_file WHERE \(byNumber.sql)", byNumber.arguments)?.int("n") ?? 0
      branches.append(byNumber)
    }
    let rest = SQLText.all([filter, submitted])
    if let services {
      guard !services.isEmpty else { return (total, branches) }
      let isFew = services.count <= mostWalks
      let sums = try CaseTally.sums(
        reading, of: services, by: isFew ? .service : .state, .all([scope.whole, filter])
      ).filter { $0.hits > 0 }
      if isFew {
        // Along the names that have any, whose index tells whose a case is.
        branches += sums.map(\.key).sorted().map { .all([SQLText("service_name = ?", [.text($0)]), scope.whole, rest]) }
      } else if !sums.isEmpty {
        // Of many names along what the posts show, and not by the index of names: all that have one of them would be sorted.
        let one = SQLText.one("COALESCE(service_name, '')", of: services)
        branches += (scope.isWhole ? states(sums.map(\.key)) : scope.handled).map { .all([$0, one, rest]) }
      }
      return (sums.reduce(total) { $0 + $1.hits }, branches)
    }
    let sums = try CaseTally.sums(reading, scope: scope.whole, filter: filter)
    let hits = sums.reduce(0) { $0 + $1.hits }
    guard hits > 0 else { return (total, branches) }
    let (scoped, matching) = sums.reduce((0, 0)) { ($0.0 + $1.scoped, $0.1 + ($1.hits > 0 ? $1.matching : 0)) }
    if scope.isWhole || (filter.arguments.isEmpty == false && matching < scoped) {
      branches += states(sums.filter { $0.hits > 0 }.map(\.lastState)).map { .all([$0, scope.whole, rest]) }
    } else {
      branches += scope.handled.map { .all([$0, rest]) }
    }
    return (total + hits, branches)
  }

  /// How many names are walked one by one.
  private static let mostWalks = 60

  private static func states(_ keys: [String]) -> [SQLText] { keys.sorted().map { SQLText("last_state = ?", [.text($0)]) } }

  /// The newest of all branches, each case once.
  private static func page(
    _ reading: any Reading, _ branches: [SQLText], after cursor: Cursor?, limit: Int
  ) throws -> [SQLRow] {
    let beyond =
      cursor.map {
        SQLText(
          "changed_at <= ? AND (changed_at < ? OR id < ?)", [.integer($0.key), .integer($0.key), .text($0.id)])
      } ?? .everything
    var found: [String: Int64] = [:]
    // Databases limit how many parts a statement may have.
    for start in stride(from: 0, to: branches.count, by: 60) {
      let some = branches[start..<min(branches.count, start + 60)]
      let parts = some.enumerated().map { index, branch in
        """
        SELECT id, changed_at FROM (SELECT id, changed_at FROM case_file WHERE \(branch.sql) AND \(beyond.sql)
          ORDER BY changed_at DESC, id DESC LIMIT ?) AS part\(index)
        """
      }
      let rows = try reading.query(
        "SELECT id, changed_at FROM (\(parts.joined(separator: " UNION "))) AS parts ORDER BY changed_at DESC, id DESC LIMIT ?",
        some.flatMap { $0.arguments + beyond.arguments + [SQLValue(limit)] } + [SQLValue(limit)])
      for row in rows { found[try row.text("id")] = try row.integer("changed_at") }
    }
    let ids = found.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(limit).map(\.key)
    guard !ids.isEmpty else { return [] }
    let chosen = SQLText.one("id", of: ids)
    return try reading.query(
      """
      SELECT id, number, service, service_name, region, applicant, status, stage, last_state, outcome, changed_at, submitted_at,
        closed_at, due, state FROM case_file WHERE \(chosen.sql) ORDER BY changed_at DESC, id DESC
      """, chosen.arguments)
  }

  static func inbox(
    _ reading: any Reading, _ query: InboxQuery, posts: [Post], today: CivilDate, league: String
  ) throws -> Portion<TaskSummary> {
    guard !posts.isEmpty else { return Portion(items: [], total: 0, next: nil) }
    var light = SQLText.everything
    switch query.light {
    case .late: light = SQLText("due < ?", [.text(today.description)])
    case .soon: light = SQLText("due >= ? AND soon_from <= ?", [.text(today.description), .text(today.description)])
    case .fine: light = SQLText("soon_from > ?", [.text(today.description)])
    case nil: break
    }
    // Each post is a range of the index: counted there, and walked there until the page is full.
    let places = posts.map { post in
      let own = SQLText("agency = ? AND role = ?", [.text(post.agency.description), .text(post.role.rawValue)])
      return SQLText.all([post.role == .supervisor ? told(post.agency.region, league: league) : own, light])
    }
    var beyond = SQLText.everything
    if let cursor = try Cursor.read(query.cursor, upTo: CivilDate(year: 9999, month: 12, day: 31)?.daysSince1970 ?? 0) {
      let due = CivilDate(daysSince1970: Int(cursor.key)).description
      beyond = SQLText("due >= ? AND (due > ? OR id > ?)", [.text(due), .text(due), .text(cursor.id)])
    }
    var total = 0
    var found: [(due: String, id: String)] = []
    for start in stride(from: 0, to: places.count, by: 60) {
      let some = places[start..<min(places.count, start + 60)]
      let counts = some.map { "SELECT COUNT(*) AS n FROM case_task WHERE \($0.sql)" }.joined(separator: " UNION ALL ")
      total += try reading.first("SELECT SUM(n) AS n FROM (\(counts)) AS counts", some.flatMap(\.arguments))?.int("n") ?? 0
      let parts = some.enumerated().map { index, place in
        """
        SELECT id, due FROM (SELECT id, due FROM case_task WHERE \(place.sql) AND \(beyond.sql) ORDER BY due, id LIMIT ?) AS part\(index)
        """
      }
      let rows = try reading.query(
        "SELECT id, due FROM (\(parts.joined(separator: " UNION ALL "))) AS parts ORDER BY due, id LIMIT ?",
        some.flatMap { $0.arguments + beyond.arguments + [SQLValue(query.limit + 1)] } + [SQLValue(query.limit + 1)])
      found += try rows.map { (try $0.text("due"), try $0.text("id")) }
    }
    let ids = found.sorted { ($0.due, $0.id) < ($1.due, $1.id) }.prefix(query.limit).map(\.id)
    guard !ids.isEmpty else { return Portion(items: [], total: total, next: nil) }
    let chosen = SQLText.one("case_task.id", of: ids)
    let rows = try reading.query(
      """
      SELECT case_task.*, case_file.number, case_file.service_name, case_file.region, case_file.applicant, case_file.state AS document,
        party.name AS applicant_name
      FROM case_task JOIN case_file ON case_file.id = case_task.case_id JOIN party ON party.id = case_file.applicant
      WHERE \(chosen.sql) ORDER BY case_task.due, case_task.id
      """, chosen.arguments)
    let items = try rows.map(task)
    let last = items.last.map { Cursor(key: Int64($0.task.due.daysSince1970), id: $0.task.id.text).text }
    return Portion(items: items, total: total, next: found.count > query.limit ? last : nil)
  }

  /// What was told to the supervisors of a region: its own late tasks, and those of all regions that were told to the league.
  private static func told(_ region: String, league: String) -> SQLText {
    let own = SQLText(
      "(level IS NOT NULL AND agency >= ? AND agency < ?)", [.text(region + "/"), .text(region + "0")])
    return region == league ? .any([own, SQLText("level = 2")]) : own
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
      claimedBy: try row.optionalText("claimed_by").map { PartyID($0) },
      level: try row.optionalInteger("level").map { Int($0) } ?? 0)
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
