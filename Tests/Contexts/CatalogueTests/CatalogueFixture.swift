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

  /// All files of a table: situations are a model each.
  static func files(_ kind: CatalogueKind) throws -> [CatalogueImport.File] {
    guard kind == .situations else { return [.init(name: kind.file, bytes: try bytes(kind))] }
    let models = URL(fileURLWithPath: folder).deletingLastPathComponent().appendingPathComponent("situations")
    return try FileManager.default.contentsOfDirectory(atPath: models.path).sorted().map { name in
      .init(name: name, bytes: [UInt8](try Data(contentsOf: models.appendingPathComponent(name))))
    }
  }

  /// The repository's own catalogue as a snapshot, without a store.
  static func snapshot() throws -> CatalogueSnapshot { try CatalogueSnapshot(files: files) }

  /// The repository's own catalogue in a store, not yet published.
  static func load(into store: any Store) async throws {
    try await store.migrate(storeMigrations + catalogueMigrations)
    for kind in CatalogueKind.allCases {
      try await CatalogueImport.bring(kind, try files(kind), into: store)
    }
  }

  static func snapshot(_ store: any Store) async throws -> CatalogueSnapshot {
    try await CatalogueLoader.snapshot(store)
  }

  static let now = Instant(milliseconds: 1_795_500_000_000)
}
