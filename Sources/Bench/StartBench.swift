import App
import Foundation
import IdentityCore
import Store

/// From the start of the program to its first answer, and what it holds in memory when nothing is asked of it; with the demo loaded.
public struct StartBench {
  public var rounds = 5

  public init() {}

  public func run(folder: String, cases: Int = 420, report: (Figure) -> Void) async throws {
    let data = folder + "/demo"
    let demo = try await Demo.open(folder: data, cases: cases, authority: SimulatedAuthority())
    await demo.program.store.close()
    var starts: [Double] = []
    var memory: [Double] = []
    var authority: [Double] = []
    for _ in 0..<rounds {
      let clock = ContinuousClock()
      let began = clock.now
      let server = try Child(["demo", "--data", data], ready: "/")
      starts.append(Load.seconds(clock.now - began))
      // Somebody has looked around before it is idle.
      for path in ["/", "/services", "/api/v1/services?q=shanghukou", "/reviews"] { _ = try server.get(path) }
      try await Task.sleep(for: .seconds(2))
      memory.append(server.residentMegabytes)
      authority.append(Self.children(of: server.processID).map(Child.residentMegabytes(of:)).reduce(0, +))
      server.stop()
    }
    report(
      Figure(
        bench: "start", what: "program to first page, demo loaded", kind: .ceiling, unit: "s", ours: starts.median, asked: 1,
        limitedBy: "reading the catalogue and building the search index"))
    report(
      Figure(
        bench: "start", what: "resident, idle, server alone", kind: .ceiling, unit: "MiB", ours: memory.median, asked: 100,
        limitedBy: "catalogue, search index, pages of SQLite", more: [("authorityMiB", authority.median)]))
  }

  private static func children(of process: Int32) -> [Int32] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    return tasks.flatMap { task in
      ((try? String(contentsOfFile: "/proc/\(process)/task/\(task)/children", encoding: .utf8)) ?? "")
        .split(separator: " ").compactMap { Int32($0) }
    }
  }
}
