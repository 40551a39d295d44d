import CatalogueCore
import Foundation
import Glibc
import Kernel
public import ReviewsCore
public import Store
public import Tables

// What the commands of reviews need of the program without starting it.
extension Program {
  /// Brings files of reviews in. Throws `ReviewImport.Refusal`. `unknownServices` keeps reviews of services that the catalogue lacks.
  public static func importReviews(
    _ files: [ReviewImport.File], keepGood: Bool, unknownServices: Bool, into store: any Store,
    progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void
  ) async throws -> (kept: Int, problems: [TableProblem]) {
    let data = DataFiles(folder: try Home.locate() + "/Data")
    let catalogue = try await CatalogueHolder(store: store).current
    return try await ReviewImport.bring(
      files, keepGood: keepGood, into: store,
      catalogue: ReviewCatalogue(
        hasService: { unknownServices || catalogue.service($0) != nil }, hasRegion: { catalogue.region($0) != nil },
        department: { catalogue.offering(service: $0, region: $1)?.responsible.department ?? catalogue.service($0)?.department }
      ),
      indicators: try data.indicators(), clock: .system, owner: Importer.owner, isAlive: Importer.isAlive, progress: progress)
  }
}

/// Names this process, so that what it staged can be told from what a dead one left.
private enum Importer {
  static let host = ProcessInfo.processInfo.hostName
  static let owner = "\(host)/\(getpid())"

  /// A process of another machine counts as alive: only its own machine can tell.
  @Sendable static func isAlive(_ owner: String) -> Bool {
    guard owner.hasPrefix(host + "/"), let id = Int32(owner.dropFirst(host.utf8.count + 1)) else { return !owner.isEmpty }
    return kill(id, 0) == 0 || errno == EPERM
  }
}

extension Program {
  /// Made-up reviews for a measurement, and the words in them.
  public struct ReviewSample: Sendable {
    public let bytes: [UInt8]
    public let regions: [String]
    public let departments: [String]
    public let services: [String]
  }

  /// Brings the catalogue that comes with the program into an empty store and makes up `count` reviews of its services.
  public static func sampleReviews(_ count: Int, into store: any Store) async throws -> ReviewSample {
    let program = try await Program(
      store: store, home: try Home.locate(), files: NSTemporaryDirectory(), authority: UnconnectedAuthority())
    try await program.loadCatalogue()
    let catalogue = program.catalogue.current
    let scale = try DemoScale(
      """
      through: "2022-03-03 10:00"
      days: 790
      seed: 7
      grades: {"5": \(count - count / 50), "4": \(count / 50), "3": 0, "2": 0, "1": 0}
      channels: {window: 5, web: 2, mobile: 2, device: 1}
      """, file: "sample")
    return ReviewSample(
      bytes: scale.csv(catalogue), regions: catalogue.regions.map(\.code), departments: catalogue.departments.map(\.key),
      services: catalogue.services.map(\.key))
  }
}
