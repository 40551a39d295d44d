import App
import ArgumentParser
import CatalogueCore
import Foundation
import JSON
import Kernel
import ReviewsCore
import Store
import TextIndex

extension BenchCommand {
  struct Reviews: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reviews: import from bytes to the last commit, slices from question to answer over the database, memory.",
      discussion: "In a database of its own in a temporary folder, or in an empty one that --database names.")

    @Option(help: "How many reviews.") var rows = 581_235
    @Option(help: "How many random slices.") var slices = 2000
    @Option(help: "postgres://… of an empty database; without it SQLite.") var database: String?
    @Option(help: "A Python that has duckdb: measured on the same rows in the same run.") var peer: String?

    func run() async throws {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wutong-bench-\(getpid())").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let store = try Databases.open(database ?? "sqlite:\(folder)/bench.sqlite")
      try await store.migrate(Program.migrations)
      let sample = try await Program.sampleReviews(rows, into: store)
      let file = folder + "/reviews.csv"
      try Data(sample.bytes).write(to: URL(fileURLWithPath: file))
      let clock = ContinuousClock()
      let start = clock.now
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
      let kept = try await Program.importReviews(
        [.init(name: "bench", bytes: bytes)], keepGood: false, unknownServices: false, into: store
      ) { _, _ in }.kept
      let took = Measuring.seconds(clock.now - start)
      report(
        "import",
        ["rows": number(kept), "seconds": Measuring.number(took), "rowsPerSecond": Measuring.number(Double(kept) / took)], store
      )
      // As a program does that starts: what is counted is read before anybody asks.
      let before = clock.now
      let reader = ReviewReader(store: store)
      try await reader.warm()
      let loaded = clock.now
      let total = try await reader.summary().total
      let answered = clock.now
      guard total == kept else { throw ValidationError("\(total) counted of \(kept).") }
      report(
        "load",
        [
          "seconds": Measuring.number(Measuring.seconds(loaded - before)),
          "firstms": Measuring.number(Measuring.seconds(answered - loaded) * 1000), "cells": number(try await reader.cells()),
        ], store)
      try await measureSlices(reader, sample, store)
      if let peer {
        for (name, rate) in try Measuring.peer(peer, Self.program, [file, "\(min(slices, 300))"]) {
          print(
            (["bench": "reviews", "peer": "DuckDB", "what": .string(name), "milliseconds": Measuring.number(rate)] as JSON).text
          )
        }
      }
      await store.close()
    }

    private func measureSlices(_ reader: ReviewReader, _ sample: Program.ReviewSample, _ store: any Store) async throws {
      var chance = SystemRandomNumberGenerator()
      let clock = ContinuousClock()
      var times: [Double] = []
      var processorTimes: [Double] = []
      for _ in 0..<slices {
        func maybe(_ words: [String]) -> String? { Bool.random(using: &chance) ? words.randomElement(using: &chance) : nil }
        let from = CivilDate(daysSince1970: Int.random(in: 18_300...18_900, using: &chance))
        let isLimited = Bool.random(using: &chance)
        let slice = ReviewSlice(
          regions: maybe(sample.regions).map { [$0] }, department: maybe(sample.departments), service: maybe(sample.services),
          channel: maybe(["window", "web", "mobile", "device"]), from: isLimited ? from : nil,
          to: isLimited ? from.adding(days: Int.random(in: 0...400, using: &chance)) : nil)
        let grouping = ([nil] + ReviewGrouping.allCases).randomElement(using: &chance) ?? nil
        let (start, used) = (clock.now, Self.processorSeconds())
        _ = try await reader.summaries(slice, by: grouping)
        times.append(Measuring.seconds(clock.now - start) * 1000)
        processorTimes.append((Self.processorSeconds() - used) * 1000)
      }
      times.sort()
      processorTimes.sort()
      func quantile(_ part: Double, of times: [Double]) -> JSON {
        Measuring.number(times[min(times.count - 1, Int(Double(times.count) * part))])
      }
      report(
        "slice",
        [
          "slices": number(times.count), "p50ms": quantile(0.5, of: times), "p99ms": quantile(0.99, of: times),
          "maxms": quantile(1, of: times), "processorP50ms": quantile(0.5, of: processorTimes),
          "processorP99ms": quantile(0.99, of: processorTimes),
          "residentMB": number(Self.residentMegabytes()),
        ], store)
    }

    /// What this process has used of the processors.
    private static func processorSeconds() -> Double { Double(Glibc.clock()) / Double(CLOCKS_PER_SEC) }

    private func number(_ value: Int) -> JSON { .number(JSONNumber(value)) }

    private func report(_ what: String, _ figures: KeyValuePairs<String, JSON>, _ store: any Store) {
      var line: JSON = ["bench": "reviews", "what": .string(what), "engine": .string(store.engine.rawValue)]
      for (name, value) in figures { line[name] = value }
      print(line.text)
    }

    private static func residentMegabytes() -> Int {
      let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
      return (Int(line.split(separator: " ").dropLast().last ?? "") ?? 0) / 1024
    }

    /// The same kinds of random slices, by SQL; milliseconds.
    private static let program = """
      import random, sys, time, duckdb
      d = duckdb.connect()
      start = time.perf_counter(); d.execute("create table r as select * from read_csv(?, header=true)", [sys.argv[1]])
      print('import', (time.perf_counter() - start) * 1e3)
      def words(c): return [x[0] for x in d.execute(f'select distinct {c} from r').fetchall()]
      sides = {c: words(c) for c in ('region', 'department', 'service', 'channel')}
      times = []
      for _ in range(int(sys.argv[2])):
          where, values = ['1=1'], []
          for c, all in sides.items():
              if random.random() < .5: where.append(c + '=?'); values.append(random.choice(all))
          group = random.choice(["''", 'region', 'department', 'service', 'channel', "date_trunc('month', at)"])
          start = time.perf_counter()
          d.execute(f"select {group}, grade, count(*) from r where {' and '.join(where)} group by 1, 2", values).fetchall()
          times.append((time.perf_counter() - start) * 1e3)
      times.sort(); print('slice-p50', times[len(times) // 2]); print('slice-p99', times[len(times) * 99 // 100])
      """
  }
}
