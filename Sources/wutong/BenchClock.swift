import ArgumentParser
import Bench

extension BenchCommand {
  struct Clock: ProductBench {
    static let configuration = CommandConfiguration(
      abstract: "Due dates counted in process on one thread; alarms of a hundred thousand tasks that come due at once.")

    @OptionGroup var options: ProductBenchOptions
    @Option(help: "How many tasks wait; 100,000, or 5,000 with --quick.") var alarms: Int?
    @Option(help: "dates, timers, or both with a comma.") var parts = "dates,timers"

    func measure(_ folder: String, _ collector: FigureCollector) async throws {
      var bench = ClockBench()
      if options.quick { (bench.rounds, bench.alarms) = (2, 5000) }
      if let alarms { bench.alarms = max(alarms, 1) }
      let wanted = Set(parts.split(separator: ",").map(String.init))
      if wanted.contains("dates") { try bench.dates(report: collector.report) }
      guard wanted.contains("timers") else { return }
      try await options.eachDatabase(folder, "clock") { [bench] in
        try await bench.timers(url: $0, folder: $1, progress: { complain($0) }, report: collector.report)
      }
    }
  }
}
