import CatalogueCore
import Foundation
public import IdentityCore
import JSON
import Kernel
import StoreSQLite

/// The demonstration: a data folder with an embedded database, filled once.
public struct Demo: Sendable {
  public let program: Program
  public let accounts: [DemoAccount]

  /// Opens the folder, making and filling it the first time; an older one is migrated, a newer one refused.
  ///
  /// `cases`: how many cases the days before today have seen. `scale`: `report` or a file like Data/demo/scale.yaml, for reviews
  /// by the hundred thousand. `progress` is told what is being done, `scaling` how many of those reviews are in.
  public static func open(
    folder: String, cases: Int = 420, scale: String? = nil, authority: any RealNameAuthority, settings: Settings = Settings(),
    progress: (String) -> Void = { _ in }, scaling: @escaping @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) async throws -> Demo {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let metrics = ProgramMetrics()
    let store = try SQLiteStore(path: folder + "/wutong.sqlite", observer: metrics)
    var program = try await Program(
      store: store, home: try Home.locate(), files: folder + "/files", authority: authority, settings: settings,
      metrics: metrics)
    let isNew = program.catalogue.current.services.isEmpty
    if isNew { progress("loading the catalogue") }
    try await program.loadCatalogue()
    let accounts = try await program.loadDemoAccounts()
    try await program.loadDemoHalls()
    if isNew, cases > 0 { progress("playing \(cases) cases of the days before today, which takes some seconds") }
    if cases > 0, try await program.playDemoLife(cases: cases) > 0 {
      progress("played")
    }
    if let scale, try await program.playScale(scale, progress: scaling) > 0 { progress("brought in reviews at scale") }
    let json = JSON.array(accounts.map(\.json)).bytes
    let path = folder + "/demo-accounts.json"
    try Data(json).write(to: URL(fileURLWithPath: path), options: .atomic)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    program.demoAccounts = accounts
    return Demo(program: program, accounts: accounts)
  }

  /// Removes a demo's folder. Refuses one that holds anything a demo does not write.
  public static func remove(_ folder: String) throws {
    let manager = FileManager.default
    guard let items = try? manager.contentsOfDirectory(atPath: folder) else { return }
    let ours: Set = ["wutong.sqlite", "wutong.sqlite-wal", "wutong.sqlite-shm", "files", "demo-accounts.json"]
    if let foreign = items.first(where: { !ours.contains($0) }) { throw NotADemo(folder: folder, item: foreign) }
    try manager.removeItem(atPath: folder)
  }
}

/// The folder holds something that is not the demo's.
public struct NotADemo: Error, CustomStringConvertible {
  let folder: String
  let item: String
  public var description: String { "\(folder) holds \(item), which is not the demo's: choose another folder with --data" }
}
