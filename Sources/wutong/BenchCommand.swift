import App
import ArgumentParser
import Foundation
import JSON
import Tables
import TextIndex

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Benchmarks; figures are printed as JSON lines.",
    subcommands: [
      Search.self, Schema.self, Decision.self, Bundles.self, Submit.self, Pages.self, Life.self, Start.self, Operation.self,
      Reviews.self, Clock.self,
      All.self,
      Bare.self,
    ])

  struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Search in process, on one thread: queries a second, latency, and how many find what they were made from.")

    @Option(help: "NDJSON of {title, summary}; without it the services of the catalogue that comes with the program.")
    var documents: String?
    @Option(help: "Queries, one a line, each part of a title; without it they are cut from the titles.") var queries: String?
    @Option(help: "How long to measure.") var seconds = 3.0

    func run() throws {
      let documents = try self.documents.map(Self.read) ?? BundledServices.documents()
      let queries =
        try self.queries.map {
          try String(contentsOfFile: $0, encoding: .utf8).split(whereSeparator: \.isWhitespace).map(String.init)
        }
        ?? Self.cut(documents)
      guard !queries.isEmpty else { throw ValidationError("No queries.") }
      let clock = ContinuousClock()
      let began = clock.now
      let index = TextIndex(documents)
      let built = clock.now - began
      var found = 0
      for query in queries
      where index.search(query).prefix(20).contains(where: { documents[$0.document].titles.contains { $0.contains(query) } }) {
        found += 1
      }
      var latencies: [Double] = []
      var hits = 0
      let start = clock.now
      while latencies.isEmpty || Measuring.seconds(clock.now - start) < seconds {
        for query in queries {
          let before = clock.now
          hits += index.search(query).count
          latencies.append(Measuring.seconds(clock.now - before) * 1e6)
        }
      }
      let total = Measuring.seconds(clock.now - start)
      latencies.sort()
      func quantile(_ part: Double) -> Double { latencies[min(latencies.count - 1, Int(Double(latencies.count) * part))] }
      let line: JSON = [
        "bench": "search", "documents": .number(JSONNumber(documents.count)), "queries": .number(JSONNumber(queries.count)),
        "perSecond": Measuring.number(Double(latencies.count) / total), "p50us": Measuring.number(quantile(0.5)),
        "p99us": Measuring.number(quantile(0.99)),
        "foundAt20": .number(JSONNumber(found)),
        "hitsPerQuery": Measuring.number(Double(hits) / Double(latencies.count)),
        "buildSeconds": Measuring.number(Measuring.seconds(built)), "threads": 1,
      ]
      print(line.text)
    }

    private static func read(_ path: String) throws -> [TextIndex.Document] {
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
        let json = try JSON.parse(String(line))
        return TextIndex.Document(titles: [json["title"]?.stringValue ?? ""], body: json["summary"]?.stringValue ?? "")
      }
    }

    /// Two to six characters out of every title, the same every time.
    private static func cut(_ documents: [TextIndex.Document]) -> [String] {
      documents.enumerated().compactMap { place, document in
        let name = Array(document.titles.first ?? "").filter { $0.isLetter }
        let length = 2 + place % 5
        guard name.count >= length else { return nil }
        let start = place * 7 % (name.count - length + 1)
        let query = String(name[start..<(start + length)])
        return document.titles.contains { $0.contains(query) } ? query : nil
      }
    }
  }
}
