import App
import CaseworkCore
import Foundation
import IdentityCore
import Kernel
import Store
import Synchronization

/// What operation costs those who are served: measuring them, and a backup while they write.
public struct OperationBench {
  public var rounds = 12
  public var seconds = 3.0
  /// The least size of the database that is backed up, in MiB.
  public var size = 200

  public init() {}

  /// `url`: an empty database of SQLite. `report` is called with each figure as it is there.
  public func run(url: String, folder: String, progress: (String) -> Void, report: (Figure) -> Void) async throws {
    let world = try await BenchWorld.make(url: url, folder: folder, citizens: 8)
    try measuring(world, report)
    try await backup(world, url, folder, progress, report)
    await world.store.close()
  }

  /// Processor time of a request with and without figures for `/metrics`, in turns on two servers over the same database.
  private func measuring(_ world: BenchWorld, _ report: (Figure) -> Void) throws {
    let servers = try [true, false].map { try world.serve(["--set", "metrics.measure=\($0)"]) }
    defer { servers.forEach { $0.stop() } }
    let request = LoadRequest.make("GET", "/api/v1/services/\(world.service)")
    var cost: [[Double]] = [[], []]
    var answers = 0
    for round in 0..<rounds + 1 {
      for place in round.isMultiple(of: 2) ? [0, 1] : [1, 0] {
        let before = servers[place].processorSeconds
        let result = try Load(port: servers[place].port).run(connections: 8, seconds: seconds, warmUp: 0) { _, _ in request }
        if let failure = result.firstFailure { throw BenchError("a request was answered \(failure)") }
        // The first round warms both.
        guard round > 0 else { continue }
        answers += result.answers
        cost[place].append((servers[place].processorSeconds - before) / max(1, Double(result.answers)) * 1e6)
      }
    }
    let (with, without) = (cost[0].median, cost[1].median)
    report(
      Figure(
        bench: "operation", what: "figures for /metrics, processor time of a GET", kind: .ceiling, unit: "%",
        ours: (with / without - 1) * 100, asked: 2, limitedBy: "counting and timing each request",
        more: [
          ("withUs", with), ("withoutUs", without), ("requests", Double(answers)),
          ("leastWithUs", cost[0].min() ?? 0), ("leastWithoutUs", cost[1].min() ?? 0),
        ]))
  }

  /// How much longer the slowest write takes while a backup is made, one write after the other.
  private func backup(
    _ world: BenchWorld, _ url: String, _ folder: String, _ progress: (String) -> Void, _ report: (Figure) -> Void
  ) async throws {
    let path = String(url.dropFirst("sqlite:".count))
    var people: [PartyID] = []
    for index in world.citizens.indices {
      if let actor = try await world.program.identity.actor(account: "bench.\(index)") { people.append(actor.party) }
    }
    var filler = CaseFiller(casework: world.program.casework, applicants: people, at: world.program.clock.now)
    while (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0) < size << 20 {
      try await filler.fill(5000)
      progress("filled \((try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0) >> 20) MiB")
    }
    try await world.store.write { try $0.run("CREATE TABLE bench_stall (n BIGINT NOT NULL)") }
    let quiet = try await writes(world.store) { $0 < .seconds(8) }
    let ended = Ended()
    let making = Task.detached {
      defer { ended.set() }
      let start = ContinuousClock.now
      try Self.makeBackup(of: url, files: folder + "/files", into: folder + "/backups")
      return ContinuousClock.now - start
    }
    let busy = try await writes(world.store) { _ in !ended.isSet }
    let took = try await making.value
    let megabytes = Double(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0) / 1_048_576
    report(
      Figure(
        bench: "operation", what: "slowest write while a backup of \(Int(megabytes)) MiB is made", kind: .ceiling, unit: "ms",
        ours: max(0, (busy.max() ?? 0) - (quiet.max() ?? 0)), asked: 50, limitedBy: "the disk, which both write to",
        more: [
          ("quietMaxMs", quiet.max() ?? 0), ("busyMaxMs", busy.max() ?? 0), ("quietP99Ms", quiet.quantile(0.99)),
          ("busyP99Ms", busy.quantile(0.99)), ("quietP50Ms", quiet.median), ("busyP50Ms", busy.median),
          ("writes", Double(busy.count)), ("backupSeconds", took.inMilliseconds / 1000),
        ]))
  }

  /// By a process of its own, as an operator's timer does.
  private static func makeBackup(of url: String, files: String, into folder: String) throws {
    try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["backup", "--database", url, "--set", "files.folder=\(files)", "--out", folder]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw BenchError("the backup ended with \(process.terminationStatus)") }
  }

  /// Milliseconds that each write took.
  private func writes(_ store: any Store, while goesOn: (Duration) -> Bool) async throws -> [Double] {
    let clock = ContinuousClock()
    let start = clock.now
    var times: [Double] = []
    while goesOn(clock.now - start) {
      let before = clock.now
      try await store.write { try $0.run("INSERT INTO bench_stall (n) VALUES (1)") }
      times.append((clock.now - before).inMilliseconds)
    }
    return times
  }
}

/// Whether something that runs beside has ended.
private final class Ended: Sendable {
  private let flag = Atomic(false)
  var isSet: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}

extension Duration {
  fileprivate var inMilliseconds: Double { Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15 }
}

extension [Double] {
  fileprivate func quantile(_ part: Double) -> Double {
    isEmpty ? 0 : sorted()[Swift.min(count - 1, Int(Double(count) * part))]
  }
}
