import Foundation
import JSON
import Store

/// Submissions over HTTP, beside the bare transaction on the same database in the same run.
public struct SubmitBench {
  public var connections = [1, 8, 32]
  public var rounds = 3
  public var seconds = 4.0

  public init() {}

  /// `url`: an empty database. `report` is called with each figure as it is there.
  public func run(url: String, folder: String, report: (Figure) -> Void) async throws {
    let world = try await BenchWorld.make(url: url, folder: folder)
    let form = world.form.bytes
    let body = world.submission
    let requests = world.citizens.map { LoadRequest.make("POST", "/api/v1/cases", token: $0, body: body) }
    let server = try world.serve()
    defer { server.stop() }
    for count in connections {
      var ours: [LoadResult] = []
      var limits: [Double] = []
      var cpu: [Double] = []
      for _ in 0..<rounds {
        limits.append(try Self.limit(world, folder, clients: count, seconds: seconds, form: form))
        let before = server.processorSeconds
        let result = try Load(port: server.port).run(connections: count, seconds: seconds) { number, _ in
          requests[number % requests.count]
        }
        if let failure = result.firstFailure { throw BenchError("a submission was answered \(failure)") }
        ours.append(result)
        cpu.append((server.processorSeconds - before) / max(1, Double(result.answers)) * 1e6)
      }
      let kept = try await Self.kept(world)
      report(
        Figure(
          bench: "submit", what: "\(world.store.engine.rawValue), \(count) connections", kind: .ratio, unit: "/s",
          ours: ours.map(\.perSecond).median, limit: limits.median, asked: 0.5,
          limitIs: "bare three-insert transaction, \(count) clients, fsync on",
          limitedBy: count == 1 ? "latency: HTTP, then one fsync" : "processor: client and server share it",
          more: [
            ("p50ms", ours.map { $0.quantile(0.5) }.median), ("p99ms", ours.map { $0.quantile(0.99) }.median),
            ("serverCPUus", cpu.median), ("formBytes", Double(form.count)), ("casesKept", Double(kept)),
          ]))
    }
    await world.store.close()
  }

  /// The bare work with as many clients: on SQLite these share a commit, as our writer lets them.
  static func limit(_ world: BenchWorld, _ folder: String, clients: Int, seconds: Double, form: [UInt8]) throws -> Double {
    switch world.store.engine {
    case .sqlite: try BareSQLite.rate(path: folder + "/bare.sqlite", group: clients, seconds: seconds, form: form)
    case .postgres: try BarePostgres.rate(url: world.url, clients: clients, seconds: seconds, form: form)
    }
  }

  /// Every case must have its event, its message or have had it, and its task: nothing is measured that was not kept.
  private static func kept(_ world: BenchWorld) async throws -> Int {
    try await world.store.read { reading in
      func count(_ sql: String) throws -> Int { try reading.first(sql)?.int("n") ?? -1 }
      let cases = try count("SELECT COUNT(*) AS n FROM case_file WHERE status = 'open'")
      let events = try count("SELECT COUNT(*) AS n FROM ledger_event WHERE kind = 'submitted'")
      let tasks = try count("SELECT COUNT(*) AS n FROM case_task")
      let counted = try Int(reading.total("cases.submitted", "152502"))
      guard cases == events, cases == tasks, cases == counted else {
        throw BenchError("\(cases) cases, \(events) events, \(tasks) tasks, \(counted) counted")
      }
      return cases
    }
  }
}
