import ArgumentParser
import Bench
import Foundation
import JSON

/// What the benchmarks of the whole product have in common.
struct ProductBenchOptions: ParsableArguments {
  @Option(help: "Folder for databases and files of the benchmark; a new one under /tmp without it, removed afterwards.")
  var folder: String?
  @Option(
    help:
      "A PostgreSQL database, beside which others may be made; also from WUTONG_BENCH_POSTGRES. Without one only SQLite is measured."
  )
  var postgres: String?
  @Option(help: "sqlite or postgres; both without it.") var only: String?
  @Flag(help: "Short rounds and fewer cases: to see that it works, not to be quoted.") var quick = false

  /// Runs `body` with a folder that is there, and removes it if it was made.
  func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let path = folder ?? "/tmp/wutong-bench-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { if folder == nil { try? FileManager.default.removeItem(atPath: path) } }
    return try await body(path)
  }

  /// Calls `body` with an empty SQLite database, then with an empty PostgreSQL database where there is a server; each goes away afterwards.
  func eachDatabase(
    _ folder: String, _ name: String, _ body: (_ url: String, _ folder: String) async throws -> Void
  ) async throws {
    let server = postgres ?? ProcessInfo.processInfo.environment["WUTONG_BENCH_POSTGRES"]
    for engine in ["sqlite", "postgres"] where only == nil || only == engine {
      let own = "\(folder)/\(name)-\(engine)"
      try? FileManager.default.removeItem(atPath: own)
      try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: own) }
      if engine == "sqlite" {
        try await body("sqlite:\(own)/wutong.sqlite", own)
      } else if let server {
        try await body(try BenchDatabase.make("wutong_bench_\(name)", beside: server), own)
        try BenchDatabase.drop("wutong_bench_\(name)", beside: server)
      } else {
        complain("no PostgreSQL server was named: only SQLite is measured")
      }
    }
  }
}

/// Prints each figure as it is there, and keeps it.
final class FigureCollector {
  private(set) var figures: [Figure] = []

  func report(_ figure: Figure) {
    figures.append(figure)
    print(figure.json.text)
    fflush(nil)
  }
}

/// A benchmark of the whole product that prints its figures.
protocol ProductBench: AsyncParsableCommand {
  var options: ProductBenchOptions { get }
  /// Measures with `folder` for what it writes.
  func measure(_ folder: String, _ collector: FigureCollector) async throws
}

extension ProductBench {
  func run() async throws {
    let collector = FigureCollector()
    try await options.withFolder { try await measure($0, collector) }
  }
}

extension BenchCommand {
  struct Submit: ProductBench {
    static let configuration = CommandConfiguration(
      abstract: "Submissions over HTTP beside the bare three-insert transaction on the same database in the same run.")

    @OptionGroup var options: ProductBenchOptions
    @Option(help: "Connections, with commas.") var connections = "1,8,32"

    func measure(_ folder: String, _ collector: FigureCollector) async throws {
      var bench = SubmitBench()
      bench.connections = connections.split(separator: ",").compactMap { Int($0) }
      if options.quick { (bench.rounds, bench.seconds) = (1, 2) }
      try await options.eachDatabase(folder, "submit") { [bench] in
        try await bench.run(url: $0, folder: $1, report: collector.report)
      }
    }
  }

  struct Pages: ProductBench {
    static let configuration = CommandConfiguration(
      abstract: "Guide page, portal and search for readers who are not signed in, beside the bare server with the same bytes.")

    @OptionGroup var options: ProductBenchOptions
    @Option(help: "Connections, with commas.") var connections = "1,8,64"

    func measure(_ folder: String, _ collector: FigureCollector) async throws {
      var bench = PagesBench()
      bench.connections = connections.split(separator: ",").compactMap { Int($0) }
      if options.quick { (bench.rounds, bench.seconds) = (1, 1.5) }
      let own = folder + "/pages"
      try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: own) }
      try await bench.run(url: "sqlite:\(own)/wutong.sqlite", folder: own, report: collector.report)
    }
  }

  struct Life: ProductBench {
    static let configuration = CommandConfiguration(
      abstract:
        "Every write of a case's life with a million cases stored, beside the same with a thousand; then lists and inbox.",
      discussion:
        "Fills an empty database with made-up cases first. Lists are asked over HTTP on one connection, page after page.")

    @OptionGroup var options: ProductBenchOptions
    @Option(help: "How many cases are stored in the end; 1,000,000, or 20,000 with --quick.") var cases: Int?
    @Option(help: "life, lists, or both with a comma.") var parts = "life,lists"

    func measure(_ folder: String, _ collector: FigureCollector) async throws {
      var bench = LifeBench()
      if options.quick { (bench.rounds, bench.seconds, bench.many, bench.askings) = (1, 2, 20_000, 100) }
      if let cases { bench.many = max(cases, bench.few) }
      let wanted = Set(parts.split(separator: ",").map(String.init))
      try await options.eachDatabase(folder, "life") { [bench] in
        try await bench.run(url: $0, folder: $1, parts: wanted, progress: { complain($0) }, report: collector.report)
      }
    }
  }

  struct Start: ProductBench {
    static let configuration = CommandConfiguration(
      abstract: "From start to first answer, and memory when idle, with the demonstration loaded.")

    @OptionGroup var options: ProductBenchOptions

    func measure(_ folder: String, _ collector: FigureCollector) async throws {
      var bench = StartBench()
      if options.quick { bench.rounds = 2 }
      try await bench.run(folder: folder, report: collector.report)
    }
  }

  struct Operation: ProductBench {
    static let configuration = CommandConfiguration(
      abstract: "What operation costs those who are served: figures for /metrics, and a backup while they write (SQLite).")

    @OptionGroup var options: ProductBenchOptions

    func measure(_ folder: String, _ collector: FigureCollector) async throws {
      var bench = OperationBench()
      if options.quick { (bench.rounds, bench.seconds, bench.size) = (2, 1, 40) }
      let own = folder + "/operation"
      try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: own) }
      try await bench.run(
        url: "sqlite:\(own)/wutong.sqlite", folder: own, progress: { complain($0) }, report: collector.report)
    }
  }

  struct All: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "All benchmarks of the whole product, then a table of what was asked and what was measured; ends with 1 when one is missed."
    )

    @OptionGroup var options: ProductBenchOptions

    func run() async throws {
      let collector = FigureCollector()
      let common = options.arguments
      try await options.withFolder { folder in
        try await Start.parse(common).measure(folder, collector)
        try await Pages.parse(common).measure(folder, collector)
        try await Submit.parse(common).measure(folder, collector)
        try await Life.parse(common).measure(folder, collector)
      }
      print("\n" + Figure.table(collector.figures))
      if collector.figures.contains(where: { !$0.isMet }) { throw ExitCode(1) }
    }
  }

  struct Bare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The limit of `bench pages`: the HTTP library alone, answering a file's bytes.", shouldDisplay: false)

    @Option(help: "File whose bytes are answered.") var body: String
    @Option(help: "Its media type.") var type: String
    @Option(help: "Port.") var port: Int

    func run() async throws { try await BareHTTP.serve(body: body, type: type, port: port) }
  }
}

extension ProductBenchOptions {
  /// As they were given.
  fileprivate var arguments: [String] {
    (folder.map { ["--folder", $0] } ?? []) + (postgres.map { ["--postgres", $0] } ?? [])
      + (only.map { ["--only", $0] } ?? []) + (quick ? ["--quick"] : [])
  }
}
