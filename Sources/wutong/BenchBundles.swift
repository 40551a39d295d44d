import App
import ArgumentParser
import CatalogueCore
import Foundation
import JSON

extension BenchCommand {
  struct Bundles: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bundles and guidance in process, on one thread, with the catalogue that comes with the program.",
      discussion: """
        compile: a bundle of six services with all answers given, from the question to the plan. compileAll: each bundle in turn. guidance: \
        what a service asks of somebody who answered everything. Each with the microseconds that one takes at the median, and what is asked \
        of it (wanted).
        """)

    @Option(help: "How long to measure each.") var seconds = 2.0

    func run() throws {
      let snapshot = try BundledCatalogue.read()
      let region = snapshot.league
      let answers = [
        "kind": ["llc"], "place": ["rent"], "forein": ["none"], "staff": ["some"], "invoice": ["special"], "bank": ["yes_"],
        "pre": ["no_"],
      ]
      let six = BundleRequest(region: region, answers: answers)
      guard try snapshot.plan(bundle: "company_open", six).fees.count == 6 else {
        throw ValidationError("The bundle has not six services.")
      }
      report(
        "compile", wanted: 1000, try Measuring.rate(seconds: seconds) { _ = try snapshot.plan(bundle: "company_open", six) })
      let all = snapshot.bundles.bundles.map(\.key)
      var place = 0
      let each = try Measuring.rate(seconds: seconds) {
        _ = try snapshot.plan(bundle: all[place], BundleRequest(region: region))
        place = place + 1 == all.count ? 0 : place + 1
      }
      report("compileAll", wanted: 1000, each)
      let married = ["marry": ["married"], "rent": ["market"], "place": ["other"]]
      guard try snapshot.guidance(service: "GJJ014", region: region, answers: married).isComplete else {
        throw ValidationError("The answers are not all.")
      }
      let guided = try Measuring.rate(seconds: seconds) {
        _ = try snapshot.guidance(service: "GJJ014", region: region, answers: married)
      }
      report("guidance", wanted: 100, guided)
    }

    private func report(_ name: String, wanted: Int, _ rate: Double) {
      let line: JSON = [
        "bench": "bundles", "what": .string(name), "perSecond": Measuring.number(rate),
        "microseconds": Measuring.number(1e6 / rate),
        "wantedMicroseconds": .number(JSONNumber(wanted)), "threads": 1,
      ]
      print(line.text)
    }
  }
}
