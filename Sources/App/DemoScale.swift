import CatalogueCore
import Foundation
import JSON
import Kernel
import ReviewsCore
import Store
import Tables

/// Reviews at the size of a league's real history, made by a fixed seed from counts that a file gives, and brought in as any file of reviews is.
struct DemoScale {
  let through: Instant
  let days: Int
  let seed: UInt64
  let grades: [(grade: Int, count: Int)]
  let channels: [(String, Double)]

  /// Throws what the reader of YAML throws, or `TableProblem` for what is missing.
  init(_ text: String, file: String) throws {
    let json = try YAML.parse(text, file: file)
    func missing(_ name: String) -> TableProblem { TableProblem(file: file, line: 1, column: name, code: "required") }
    guard let moment = json["through"]?.stringValue, let date = CivilDate(String(moment.prefix(10))), moment.count == 16,
      let hour = Int(moment.dropFirst(11).prefix(2)), let minute = Int(moment.suffix(2)), hour < 24, minute < 60
    else { throw missing("through") }
    through = date.start.adding(seconds: Int64(hour * 3600 + minute * 60))
    guard let days = json["days"]?.intValue, (1...20_000).contains(days) else { throw missing("days") }
    guard let seed = json["seed"]?.intValue, seed >= 0 else { throw missing("seed") }
    (self.days, self.seed) = (Int(days), UInt64(seed))
    grades = try (1...5).reversed().map { grade in
      guard let count = json["grades"]?[String(grade)]?.intValue, count >= 0 else { throw missing("grades") }
      return (grade, Int(count))
    }
    channels = (json["channels"]?.objectValue?.map { $0 } ?? []).compactMap { name, weight in
      weight.intValue.map { (name, Double($0)) }
    }
    guard !channels.isEmpty else { throw missing("channels") }
  }

  /// The file of reviews: the same each time.
  func csv(_ catalogue: CatalogueSnapshot) -> [UInt8] {
    var chance = Chance(seed: seed)
    let regions = catalogue.regions.map(\.code)
    // Few services are asked for often, most of them seldom.
    var offered: [(prefix: [UInt8], weight: Double)] = []
    for (rank, service) in catalogue.services.enumerated() {
      for (place, region) in regions.enumerated() {
        guard let offering = catalogue.offering(service: service.key, region: region) else { continue }
        let weight = 1 / (Double(rank * 7919 % catalogue.services.count) + 8) * (place == 0 ? 1.5 : 1 / (Double(place) + 2))
        offered.append((Array("\(service.key),\(region),\(offering.responsible.department),".utf8), weight))
      }
    }
    var sums: [Double] = []
    for item in offered { sums.append((sums.last ?? 0) + item.weight) }
    guard let whole = sums.last else { return [] }
    let ways = channels.flatMap { [[UInt8]](repeating: Array(",\($0.0),".utf8), count: Int($0.1)) }
    let last = through.civilDate.daysSince1970
    let dates = (0..<days).map { Array(CivilDate(daysSince1970: last - days + 1 + $0).description.utf8) }
    // The last day ends at the moment of the count.
    let lastMinutes = max(1, through.secondOfDay / 60)
    var bytes = Array("service,region,department,grade,channel,at\n".utf8)
    bytes.reserveCapacity(grades.reduce(0) { $0 + $1.count } * 56)
    for (grade, count) in grades {
      for _ in 0..<count {
        let wanted = Double.random(in: 0..<whole, using: &chance)
        var (low, high) = (0, sums.count - 1)
        while low < high {
          let middle = (low + high) / 2
          if sums[middle] > wanted { high = middle } else { low = middle + 1 }
        }
        bytes += offered[low].prefix
        bytes.append(0x30 + UInt8(grade))
        bytes += ways[Int.random(in: 0..<ways.count, using: &chance)]
        let day = Int.random(in: 0..<days, using: &chance)
        bytes += dates[day]
        let minute =
          day == days - 1
          ? Int.random(in: 0..<lastMinutes, using: &chance) : Int.random(in: 8 * 60..<20 * 60, using: &chance)
        bytes.append(0x20)
        bytes += Self.digits(minute / 60)
        bytes.append(0x3A)
        bytes += Self.digits(minute % 60)
        bytes.append(0x0A)
      }
    }
    return bytes
  }

  private static func digits(_ number: Int) -> [UInt8] { [0x30 + UInt8(number / 10), 0x30 + UInt8(number % 10)] }
}

extension Program {
  /// Brings the reviews of a scale in, once for each name. `scale`: `report`, which comes with the program, or a file like it.
  ///
  /// Returns how many reviews were brought in; 0 when they were there.
  @discardableResult
  public func playScale(
    _ scale: String, progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) async throws -> Int {
    let file = scale == "report" ? home + "/Data/demo/scale.yaml" : scale
    let name = "demo --scale \(scale)"
    guard try await !ReviewImport.has(name, in: store) else { return 0 }
    let demo = try DemoScale(try String(contentsOfFile: file, encoding: .utf8), file: file)
    return try await Self.importReviews(
      [.init(name: name, bytes: demo.csv(catalogue.current))], keepGood: false, unknownServices: false, into: store,
      progress: progress
    ).kept
  }
}
