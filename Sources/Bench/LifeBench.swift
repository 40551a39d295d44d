import App
import CaseworkCore
import CatalogueCore
import Foundation
import IdentityCore
import JSON
import Kernel
import Store

/// The life of a case, and lists, with few cases stored and with many: in one run, on one database.
public struct LifeBench {
  /// How many cases are stored at first, and in the end.
  public var few = 1000
  public var many = 1_000_000
  public var connections = 8
  public var rounds = 3
  public var seconds = 5.0
  public var askings = 300

  public init() {}

  /// `url`: an empty database. `parts`: `life`, `lists`.
  public func run(
    url: String, folder: String, parts: Set<String>, progress: (String) -> Void, report: (Figure) -> Void
  ) async throws {
    let world = try await BenchWorld.make(url: url, folder: folder)
    let engine = world.store.engine.rawValue
    let crowd = try await Self.crowd(world, count: 20_000)
    let staff = try await BenchStaff.hire(world)
    var filler = CaseFiller(casework: world.program.casework, applicants: crowd, at: world.program.clock.now)
    let clock = ContinuousClock()
    var began = clock.now
    try await filler.fill(few)
    var before: [Double] = []
    if parts.contains("life") { before = try await lives(world, staff) }
    progress("\(engine): \(few) cases stored in \(Int(Load.seconds(clock.now - began))) s, now \(many)")
    began = clock.now
    try await filler.fill(many - few)
    try await Self.settle(world)
    let filled = Load.seconds(clock.now - began)
    progress("\(engine): \(many) cases stored in \(Int(filled)) s")
    if parts.contains("lists") { try await lists(world, staff, report: report) }
    if parts.contains("life") {
      let after = try await lives(world, staff)
      report(
        Figure(
          bench: "life", what: "\(engine), \(connections) connections, \(many) cases stored", kind: .ratio, unit: "lives/s",
          ours: after.median, limit: before.median, asked: 0.8, limitIs: "the same with \(few) cases stored",
          limitedBy: "pages that are no longer in memory",
          more: [("writesPerSecond", after.median * Double(BenchStaff.steps.count)), ("fillSeconds", filled)]))
    }
    await world.store.close()
  }

  /// Lives a second, one for each round: submit, accept, examine, approve, issue, hand over.
  private func lives(_ world: BenchWorld, _ staff: BenchStaff) async throws -> [Double] {
    let server = try world.serve()
    defer { server.stop() }
    let submission = world.submission
    var rates: [Double] = []
    for _ in 0..<rounds {
      var at = [Int](repeating: 0, count: connections)
      var ids = [String](repeating: "", count: connections)
      var finished = 0
      let result = try Load(port: server.port).run(connections: connections, seconds: seconds) { number, answer in
        if let answer {
          guard (200..<300).contains(answer.status) else { return nil }
          if at[number] == 0 { ids[number] = Self.id(answer) }
          at[number] += 1
          if at[number] == BenchStaff.steps.count {
            at[number] = 0
            finished += 1
          }
        }
        let step = BenchStaff.steps[at[number]]
        guard let token = step.role.flatMap({ staff.tokens[$0] }) else {
          return LoadRequest.make(
            "POST", "/api/v1/cases", token: world.citizens[number % world.citizens.count], body: submission)
        }
        return LoadRequest.make("POST", "/api/v1/cases/\(ids[number])/actions", token: token, body: step.body)
      }
      if let failure = result.firstFailure { throw BenchError("a step was answered \(failure)") }
      guard finished > 0 else { throw BenchError("no life was finished") }
      rates.append(result.perSecond / Double(BenchStaff.steps.count))
    }
    return rates
  }

  /// `"id":"…"` of an answer, which comes first.
  private static func id(_ answer: LoadAnswer) -> String {
    let parts = String(decoding: answer.body.prefix(200), as: UTF8.self).split(
      separator: "\"", omittingEmptySubsequences: false)
    return parts.count > 3 && parts[1] == "id" ? String(parts[3]) : ""
  }

  // MARK: - Lists

  private func lists(_ world: BenchWorld, _ staff: BenchStaff, report: (Figure) -> Void) async throws {
    let server = try world.serve()
    defer { server.stop() }
    let engine = world.store.engine.rawValue
    let (clerk, supervisor) = (staff.tokens[.windowClerk] ?? "", staff.tokens[.supervisor] ?? "")
    let reviewer = staff.tokens[.reviewer] ?? ""
    let newest = try JSON.parse(try server.get("/api/v1/cases?limit=1", token: clerk))
    let number = newest["items"]?.arrayValue?.first?["number"]?.stringValue ?? ""
    let asked: [(name: String, path: String, token: String)] = [
      ("cases, clerk", "/api/v1/cases?limit=20", clerk), ("cases, reviewer", "/api/v1/cases?limit=20", reviewer),
      ("cases, supervisor of the league", "/api/v1/cases?limit=20", supervisor),
      ("cases, applicant", "/api/v1/cases?mine=true&limit=20", world.citizens[0]),
      ("cases in one state, clerk", "/api/v1/cases?limit=20&state=accepted", clerk),
      ("cases in one state, supervisor", "/api/v1/cases?limit=20&state=refused", supervisor),
      ("cases by a word, clerk", "/api/v1/cases?limit=20&q=%E7%99%BB%E8%AE%B0", clerk),
      ("cases by a word, supervisor", "/api/v1/cases?limit=20&q=%E7%99%BB%E8%AE%B0", supervisor),
      ("case by its number, clerk", "/api/v1/cases?limit=20&q=\(number)", clerk),
      ("inbox, clerk", "/api/v1/tasks?limit=20", clerk),
      ("inbox, late only, clerk", "/api/v1/tasks?limit=20&light=late", clerk),
    ]
    for (name, path, token) in asked {
      let first = try JSON.parse(try server.get(path, token: token))
      let total = Double(first["total"]?.intValue ?? -1)
      // Page after page, then from the beginning again.
      var left = askings
      var next: String?
      let result = try Load(port: server.port).run(connections: 1, seconds: 120, warmUp: 0) { _, answer in
        guard left > 0 else { return nil }
        left -= 1
        if let answer, let json = try? JSON.parse(Array(answer.body)) { next = json["next"]?.stringValue }
        return LoadRequest.make("GET", next.map { "\(path)&cursor=\($0)" } ?? path, token: token)
      }
      if let failure = result.firstFailure { throw BenchError("\(path) was answered \(failure)") }
      report(
        Figure(
          bench: "lists", what: "\(engine), \(name), p95 over HTTP", kind: .ceiling, unit: "ms", ours: result.quantile(0.95),
          asked: 10,
          limitedBy: "one index walk a branch",
          more: [("p50ms", result.quantile(0.5)), ("total", total), ("stored", Double(many))]))
    }
  }

  // MARK: - People

  /// Parties whose cases are stored; the citizens who ask are among them.
  private static func crowd(_ world: BenchWorld, count: Int) async throws -> [PartyID] {
    var parties: [PartyID] = []
    for index in 0..<world.citizens.count {
      if let actor = try await world.program.identity.actor(account: "bench.\(index)") { parties.append(actor.party) }
    }
    let now = world.program.clock.now
    for start in stride(from: parties.count, to: count, by: 500) {
      let part = (start..<min(count, start + 500)).map { _ in PartyID.make(at: now) }
      try await world.store.write { transaction in
        for id in part {
          try transaction.issue(
            "INSERT INTO party (id, kind, name, created_at) VALUES (?, 'person', '测量测', ?)",
            [.text(id.text), .integer(now.milliseconds)])
        }
      }
      parties += part
    }
    return parties
  }

  /// What the engines do by themselves some time after so much was written: statistics, and which pages all can see.
  private static func settle(_ world: BenchWorld) async throws {
    if world.store.engine == .postgres { try BarePostgres.execute(url: world.url, "VACUUM ANALYZE") }
  }
}

/// Staff of the agencies that handle the service, signed in; and the steps of a life.
struct BenchStaff {
  let tokens: [Role: String]

  static func hire(_ world: BenchWorld) async throws -> BenchStaff {
    let catalogue = world.program.catalogue.current
    guard let offering = catalogue.offering(service: world.service, region: world.region) else {
      throw BenchError("\(world.service) is not offered in \(world.region)")
    }
    let posts: [Role: AgencyID] = [
      .windowClerk: offering.accepting, .reviewer: offering.responsible, .approver: offering.responsible,
      .issuer: offering.issuing, .supervisor: AgencyID(region: catalogue.league, department: offering.accepting.department),
    ]
    var tokens: [Role: String] = [:]
    for (role, agency) in posts {
      tokens[role] = try await world.staff("bench.\(role.rawValue.lowercased())", [Post(role: role, agency: agency)])
    }
    return BenchStaff(tokens: tokens)
  }

  /// Who does what; the first is the applicant's submission.
  static let steps: [(role: Role?, body: [UInt8])] = [
    (nil, []), (.windowClerk, action("accept")), (.reviewer, action("examine", ["opinion": "grant"])),
    (.approver, action("approve")), (.issuer, action("issue")), (.issuer, action("deliver", ["method": "counter"])),
  ]

  private static func action(_ key: String, _ data: JSON = [:]) -> [UInt8] {
    (["action": .string(key), "data": data] as JSON).bytes
  }
}
