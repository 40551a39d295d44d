import Foundation
import Kernel
import Store

@testable import CatalogueCore

enum CatalogueFixture {
  static let folder: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.appendingPathComponent("Data/catalogue").path
  }()

  static func bytes(_ kind: CatalogueKind) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(kind.file)")))
  }

  /// The repository's own catalogue in a store, not yet published.
  static func load(into store: any Store) async throws {
    try await store.migrate(storeMigrations + catalogueMigrations)
    for kind in CatalogueKind.allCases {
      try await CatalogueImport.bring(kind, [.init(name: kind.file, bytes: try bytes(kind))], into: store)
    }
  }

  static func snapshot(_ store: any Store) async throws -> CatalogueSnapshot {
    try await CatalogueLoader.snapshot(store)
  }

  static let now = Instant(milliseconds: 1_795_500_000_000)
}
