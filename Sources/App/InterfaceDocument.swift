import Foundation
import IdentityCore
import StoreSQLite
public import WebSupport

/// What the interface says of itself, without a database that anybody uses.
public enum InterfaceDocument {
  /// Opens the program over an empty database of its own, which is removed again.
  public static func read() async throws -> APIDocument {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wutong-openapi-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try SQLiteStore(path: folder + "/empty.sqlite")
    let program = try await Program(
      store: store, home: try Home.locate(), files: folder + "/files", authority: SimulatedAuthority())
    let document = program.interface().document
    await store.close()
    return document
  }
}
