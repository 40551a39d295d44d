import Foundation
import JSON
import Store

/// Pages and search for readers who are not signed in, beside the bare server that answers the same bytes.
public struct PagesBench {
  public var connections = [1, 8, 64]
  public var rounds = 3
  public var seconds = 3.0

  public init() {}

  public func run(url: String, folder: String, report: (Figure) -> Void) async throws {
    let world = try await BenchWorld.make(url: url, folder: folder, citizens: 1)
    await world.store.close()
    let server = try world.serve()
    defer { server.stop() }
    let paths = [
      ("guide page", "/services/\(world.service)?region=\(world.region)", "text/html; charset=utf-8"),
      ("portal", "/", "text/html; charset=utf-8"),
      ("search API", "/api/v1/services?q=%E4%B8%8A%E6%88%B7%E5%8F%A3&region=\(world.region)", "application/json"),
    ]
    for (name, path, type) in paths {
      let bytes = try server.get(path)
      let file = folder + "/bare-body"
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      let bare = try Child(["bench", "bare", "--body", file, "--type", type], ready: "/")
      defer { bare.stop() }
      for count in connections {
        var ours: [LoadResult] = []
        var limits: [Double] = []
        var cpu: [(ours: Double, bare: Double)] = []
        for _ in 0..<rounds {
          let (one, oneCPU) = try Self.measure(bare, count, seconds, LoadRequest.make("GET", "/"))
          limits.append(one.perSecond)
          let (two, twoCPU) = try Self.measure(server, count, seconds, LoadRequest.make("GET", path))
          if let failure = two.firstFailure { throw BenchError("\(path) was answered \(failure)") }
          ours.append(two)
          cpu.append((twoCPU, oneCPU))
        }
        report(
          Figure(
            bench: "pages", what: "\(name), \(count) connections", kind: .ratio, unit: "/s", ours: ours.map(\.perSecond).median,
            limit: limits.median, asked: 0.5, limitIs: "Hummingbird answering the same \(bytes.count) bytes",
            limitedBy: "processor: client and server share it",
            more: [
              ("p50ms", ours.map { $0.quantile(0.5) }.median), ("p99ms", ours.map { $0.quantile(0.99) }.median),
              ("serverCPUus", cpu.map(\.ours).median), ("bareCPUus", cpu.map(\.bare).median), ("bytes", Double(bytes.count)),
            ]))
      }
    }
  }

  private static func measure(
    _ child: Child, _ count: Int, _ seconds: Double, _ request: [UInt8]
  ) throws -> (LoadResult, Double) {
    let before = child.processorSeconds
    let result = try Load(port: child.port).run(connections: count, seconds: seconds) { _, _ in request }
    return (result, (child.processorSeconds - before) / max(1, Double(result.answers)) * 1e6)
  }
}
