import CaseworkCore
import CatalogueCore
import Cryptography
import Forms
import Foundation
import IdentityCore
import JSON
import Kernel
import ReviewsCore
import Store
import Synchronization
import WorkingTime

/// Makes the demonstration look lived in: cases of the days before today, carried by the real engine step by step in the order of time,
/// with a fixed seed. What is still open today is open because its next step would come later.
struct DemoLife {
  /// A clock that is set by whoever plays.
  private final class PlayedTime: Sendable {
    let now: Mutex<Instant>
    init(_ now: Instant) { self.now = Mutex(now) }
    var clock: WallClock { WallClock { self.now.withLock { $0 } } }
  }

  private struct Player {
    let id: CaseID
    let applicant: Actor
    /// Actions to be done in this order, and then nothing more; nil lets chance decide.
    var script: [String]?
    var rates: Bool?
  }

  private let program: Program
  private let script: DemoScript
  private let time: PlayedTime
  private let casework: Casework
  private let reviews: Reviews
  private let identity: Identity
  private let files: FileVault
  private let today: Instant
  private var chance: Chance
  /// Staff of each region by role.
  private var staff: [String: [Role: Actor]] = [:]
  /// The citizens whom visitors may be, and others with accounts.
  private var visitors: [Actor] = []
  private var clients: [Actor] = []
  private var papers: [[UInt8]] = []
  private var waiting: [(at: Instant, player: Player)] = []

  /// Throws when the script or the engine cannot be read.
  init(program: Program, script: DemoScript) throws {
    self.program = program
    self.script = script
    today = program.clock.now
    chance = Chance(seed: script.seed)
    time = PlayedTime(today)
    (casework, reviews) = try program.engine(at: time.clock)
    files = FileVault(folder: program.files.folder, store: program.store, clock: time.clock)
    identity = program.identity
  }

  /// Plays `count` cases. Does nothing when there are cases already. Returns how many were begun.
  mutating func play(_ count: Int, citizens: [String], papers: [[UInt8]]) async throws -> Int {
    let known = try await program.store.read { try $0.first("SELECT COUNT(*) AS n FROM case_file")?.int("n") ?? 0 }
    guard known == 0 else { return 0 }
    self.papers = papers
    try await hire()
    for account in citizens { if let actor = try await actor(account) { visitors.append(actor) } }
    try await settle()
    let starts = begins(count)
    var begun = try await playCitizens()
    var sweptOn = today.adding(days: -Int64(script.days)).civilDate
    for start in starts {
      try await playWaiting(until: start)
      begun += try await begin(at: start) ? 1 : 0
      if start.civilDate > sweptOn {
        sweptOn = start.civilDate
        _ = try await casework.fireTimers()
      }
    }
    try await playWaiting(until: today)
    set(today)
    _ = try await casework.fireTimers()
    return begun
  }

  // MARK: - People

  /// Staff for every region that plays: one for each role, at all agencies that handle the services of the script.
  private mutating func hire() async throws {
    let snapshot = program.catalogue.current
    let roles: [(Role, String)] = [
      (.windowClerk, "clerk"), (.reviewer, "reviewer"), (.approver, "approver"), (.issuer, "issuer"),
    ]
    for region in script.regions.map(\.code) {
      let offerings = script.services.compactMap { snapshot.offering(service: $0.key, region: region) }
      let agencies = Set(offerings.flatMap { [$0.accepting, $0.responsible, $0.issuing] }).sorted()
      guard !agencies.isEmpty else { continue }
      for (role, account) in roles {
        let own = region == script.regions.first?.code ? account : "\(account).\(region)"
        if try await actor(own) == nil {
          // Nobody knows this password: the account is there to be seen, not to be used.
          _ = try await identity.addStaff(
            account: own, name: "\(script.people[staff.count % max(script.people.count, 1)])",
            password: SecureRandom.token(bytes: 18), posts: agencies.map { Post(role: role, agency: $0) })
        }
        staff[region, default: [:]][role] = try await actor(own)
      }
    }
  }

  /// People who apply online.
  private mutating func settle() async throws {
    let region = script.regions.first?.code ?? ""
    for index in 0..<script.neighbours {
      let account = "neighbour.\(index + 1)"
      if try await actor(account) == nil {
        _ = try await identity.signUp(
          SignUpInput(
            account: account, password: SecureRandom.token(bytes: 18), name: script.people[index % max(script.people.count, 1)],
            identityNumber: DemoPeople.identityNumber(region: region, index: 1000 + index), mobile: "139000000\(10 + index)"))
      }
      if let actor = try await actor(account) { clients.append(actor) }
    }
  }

  private func actor(_ account: String) async throws -> Actor? { try await identity.actor(account: account) }

  // MARK: - Cases

  private mutating func begins(_ count: Int) -> [Instant] {
    let first = today.adding(days: -Int64(script.days)).milliseconds
    return (0..<count).map { _ in
      // More of them lately.
      let part = Double.random(in: 0..<1, using: &chance).squareRoot()
      return officeHour(Instant(milliseconds: first + Int64(part * Double(today.milliseconds - first))), minutes: 0)
    }.filter { $0 < today }.sorted()
  }

  /// The next moment of an office: working days, half past eight to half past five.
  private mutating func officeHour(_ from: Instant, minutes: Int) -> Instant {
    var moment = from.adding(seconds: Int64(minutes) * 60)
    let opens = 8 * 3600 + 1800
    if !program.calendar.isWorkingDay(moment.civilDate) || moment.secondOfDay >= 17 * 3600 + 1800 {
      var day = moment.civilDate.adding(days: 1)
      while !program.calendar.isWorkingDay(day) { day = day.adding(days: 1) }
      moment = day.start.adding(seconds: Int64(opens + Int.random(in: 0..<3600, using: &chance)))
    } else if moment.secondOfDay < opens {
      moment = moment.civilDate.start.adding(seconds: Int64(opens + Int.random(in: 0..<3600, using: &chance)))
    }
    return moment
  }

  private mutating func begin(at start: Instant) async throws -> Bool {
    set(start)
    guard let region = chance.one(of: script.regions.map { ($0.code, $0.weight) }),
      let key = chance.one(of: script.services.map { ($0.key, $0.weight) }),
      let service = program.catalogue.current.service(key),
      program.catalogue.current.offering(service: key, region: region) != nil
    else { return false }
    if service.audience.contains("person"), chance.happens(0.35), let client = chance.one(of: clients) {
      return try await open(key, region, client, script: nil, rates: nil)
    }
    guard let clerk = staff[region]?[.windowClerk] else { return false }
    let isPerson = service.audience.contains("person")
    let index = Int.random(in: 0..<40, using: &chance)
    let names = isPerson ? script.people : script.organisations
    let applicant = CaseInput.Applicant(
      kind: isPerson ? .person : .organisation, name: names[index % max(names.count, 1)],
      identityNumber: isPerson
        ? DemoPeople.identityNumber(region: region, index: index)
        : DemoPeople.creditCode(region: region, index: index % max(names.count, 1)),
      mobile: "1390000\(1000 + index)")
    return try await open(key, region, clerk, standing: applicant, script: nil, rates: nil)
  }

  /// Opens and submits one case and puts it in the queue.
  private mutating func open(
    _ service: String, _ region: String, _ actor: Actor, standing: CaseInput.Applicant? = nil, script: [String]?, rates: Bool?
  ) async throws -> Bool {
    let record = try await casework.open(
      CaseInput(
        service: service, region: region, channel: standing == nil ? chance.happens(0.6) ? .mobile : .web : .window,
        applicant: standing), by: actor)
    var form = program.catalogue.current.form(of: service)?.example ?? [:]
    for (key, value) in try await casework.knownAnswers(service: service, applicant: record.state.applicant).objectValue
      ?? JSONObject()
    {
      form[key] = value
    }
    for key in ["address", "matter", "remarks"] { form[key] = .string(self.script.text(key, &chance)) }
    _ = try await casework.change(record.id, form: form, evidence: try await evidence(service, actor), by: actor)
    if script == ["draft"] { return true }
    do { _ = try await casework.submit(record.id, by: actor) } catch is Rejection {
      try await casework.discard(record.id, by: actor)
      return false
    }
    let party = try await identity.actor(record.state.applicant) ?? actor
    try await plan(Player(id: record.id, applicant: standing == nil ? actor : party, script: script, rates: rates))
    return true
  }

  private mutating func evidence(_ service: String, _ actor: Actor) async throws -> [EvidenceItem] {
    var items: [EvidenceItem] = []
    for paper in program.catalogue.current.evidence(of: service) where paper.required && chance.happens(0.6) {
      guard let bytes = paper.kind == "credential" ? papers.last : papers.first else { continue }
      items.append(
        EvidenceItem(key: paper.evidence, file: try await files.keep(name: paper.name, bytes: bytes, by: actor).id))
    }
    return items
  }

  // MARK: - Steps

  /// Decides when the next step of a case comes, and puts it in the queue.
  private mutating func plan(_ player: Player) async throws {
    let view = try await casework.view(player.id, by: .system)
    let now = time.now.withLock { $0 }
    guard let task = view.record.state.tasks.first else {
      if view.record.state.status == .closed, player.rates ?? chance.happens(script.rated) {
        enqueue(player, at: now.adding(seconds: Int64.random(in: 600..<200_000, using: &chance)))
      }
      return
    }
    if let left = player.script {
      guard !left.isEmpty else { return }
    } else if task.role == nil, chance.happens(script.silent) {
      return
    }
    let minutes: Int
    // Those who follow a script do not dawdle.
    switch task.role {
    case _ where player.script != nil: minutes = Int.random(in: 15..<90, using: &chance)
    case nil: minutes = Int.random(in: 120..<4000, using: &chance)
    case .reviewer?:
      let days = max(view.record.state.terms.promisedDays, 1)
      minutes = Int.random(in: 40..<(days * 700), using: &chance)
    default:
      minutes = chance.happens(0.06) ? Int.random(in: 6000..<12_000, using: &chance) : Int.random(in: 20..<900, using: &chance)
    }
    enqueue(player, at: task.role == nil ? now.adding(seconds: Int64(minutes) * 60) : officeHour(now, minutes: minutes))
  }

  private mutating func enqueue(_ player: Player, at moment: Instant) {
    let place = waiting.firstIndex { $0.at > moment } ?? waiting.count
    waiting.insert((moment, player), at: place)
  }

  private mutating func playWaiting(until end: Instant) async throws {
    while let next = waiting.first, next.at < end {
      waiting.removeFirst()
      set(next.at)
      try await step(next.player)
    }
  }

  private mutating func step(_ player: Player) async throws {
    var player = player
    let state = try await casework.view(player.id, by: .system).record.state
    if state.status == .closed {
      return try await rate(player)
    }
    guard let task = state.tasks.first, let place = casework.procedure(state.terms)?.state(task.state) else { return }
    // A notice comes once, though a procedure may take a second one.
    let open = place.actions.filter { (!$0.once && $0.receipt != "supplementNotice") || state.doneBy[$0.key] == nil }
    let chosen: Procedure.Action?
    if let wanted = player.script?.first {
      chosen = open.first { $0.key == wanted }
      player.script?.removeFirst()
    } else {
      chosen = chance.one(of: open.map { ($0, script.actions[$0.key] ?? 1) })
    }
    guard let action = chosen else { return }
    let actor: Actor?
    if action.byApplicant || task.role == nil {
      actor = player.applicant
    } else {
      actor = OpenAction(task: task, action: action).post(state.terms).flatMap { staff[$0.agency.region]?[$0.role] }
    }
    guard let actor else { return }
    var data: JSON = [:]
    for field in action.data where field.required || chance.happens(0.3) {
      data[field.key] = .string(answer(field))
    }
    do {
      _ = try await casework.act(player.id, CaseCommand(action: action.key, data: data, task: task.id), by: actor)
    } catch let rejection as Rejection where rejection.kind == .conflict || rejection.kind == .forbidden {
      return
    }
    try await plan(player)
  }

  private mutating func answer(_ field: Procedure.DataField) -> String {
    switch field.kind {
    case .choice where !field.limits.isEmpty: chance.one(of: field.options.map(\.key)) ?? ""
    case .choice: field.options.first?.key ?? ""
    case .days: "\(Int.random(in: 3...10, using: &chance))"
    case .lines: script.text("items", &chance)
    case .text, .textarea:
      ["trackingNumber", "resultNumber"].contains(field.key)
        ? "YS\(Int.random(in: 100_000..<999_999, using: &chance))" : script.text(field.key, &chance)
    }
  }

  private mutating func rate(_ player: Player) async throws {
    let grade = chance.one(of: script.grades.map { ($0.grade, $0.weight) }) ?? 5
    let codes = Grade(rawValue: grade).map { reviews.indicators.indicators(for: $0).map(\.code) } ?? []
    let comment = script.comment(grade, &chance)
    do {
      _ = try await reviews.rate(
        ReviewInput(
          caseID: player.id, grade: grade, indicators: chance.one(of: codes).map { [$0] } ?? [],
          comment: comment.isEmpty ? nil : comment, anonymous: chance.happens(0.5)), by: player.applicant)
    } catch is Rejection { return }
  }

  // MARK: - The two citizens, and tasks that are late

  /// Cases that every visitor of the demonstration finds: a draft, one that waits for papers, one under examination, closed ones, and tasks
  /// that staff let lie.
  private mutating func playCitizens() async throws -> Int {
    guard let region = script.regions.first?.code, let first = visitors.first else { return 0 }
    let plans: [(days: Int64, service: String, client: Actor, script: [String], rates: Bool?)] = [
      // Asked for papers and never answered: it lapses.
      (44, "RSJ043", visitors.last ?? first, ["requestSupplement"], nil),
      (30, "MZJ009", visitors.last ?? first, ["accept"], nil),
      (26, "SJJ024", visitors.last ?? first, ["accept", "examine"], nil),
      (20, "GAJ001", first, ["accept", "approve", "issue", "deliver"], true),
      (16, "YBJ001", first, ["accept", "approve", "issue", "deliver"], false),
      (12, "GJJ012", first, ["accept", "examine", "approve"], nil),
      (5, "RSJ043", first, ["requestSupplement"], nil),
      (4, "MZJ009", first, ["accept"], nil),
      (3, "GJJ012", visitors.last ?? first, ["accept", "examine"], nil),
      (1, "GAJ001", first, ["draft"], nil),
    ]
    var begun = 0
    for plan in plans {
      let start = officeHour(today.adding(days: -plan.days), minutes: 0)
      guard start < today, program.catalogue.current.offering(service: plan.service, region: region) != nil else { continue }
      set(start)
      if try await open(plan.service, region, plan.client, script: plan.script, rates: plan.rates) { begun += 1 }
    }
    return begun
  }

  private func set(_ moment: Instant) { time.now.withLock { $0 = moment } }
}
