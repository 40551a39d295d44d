import Foundation
import JSON
import Kernel
import Store
import Tables
import TestDatabases
import Testing

@testable import CaseworkCore

@Suite("A case is carried by the procedure it began under")
struct ProcedureArchiveTests {
  private func document(version: Int = 1, english: String = "Permit") throws -> JSON {
    let file = "\(dataFolder)/procedures/permit.yaml"
    var json = try YAML.parse(try String(contentsOfFile: file, encoding: .utf8), file: file)
    json["version"] = .number(JSONNumber(version))
    var name = try #require(json["name"])
    name["en"] = .string(english)
    json["name"] = name
    return json
  }

  private func keep(_ documents: JSON..., in store: any Store) async throws -> [Procedure] {
    try await ProcedureArchive.keep(
      try documents.map { try .init($0, file: "permit.yaml") }, in: store, at: Instant(milliseconds: 0))
  }

  @Test("a file that moved on leaves the version before it where it was", arguments: TestEngine.allCases)
  func versions(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations + caseworkMigrations)
      #expect(try await keep(try document(), in: store).map(\.version) == [1])
      // The same again, as another server does.
      #expect(try await keep(try document(), in: store).count == 1)
      let all = try await keep(try document(version: 2, english: "Licence"), in: store)
      #expect(all.map(\.version) == [1, 2])
      let shelf = ProcedureShelf(all)
      #expect(shelf.newest("permit")?.name.en == "Licence")
      #expect(shelf.procedure(terms())?.name.en == "Permit")
    }
  }

  @Test("a file that says something else under the same version is refused", arguments: TestEngine.allCases)
  func changed(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await store.migrate(storeMigrations + caseworkMigrations)
      _ = try await keep(try document(), in: store)
      let error = await #expect(throws: ProcedureChanged.self) { try await keep(try document(english: "Licence"), in: store) }
      #expect(error?.key == "permit" && error?.description.contains("version 2") == true)
      #expect(try await keep(try document(), in: store).map(\.name.en) == ["Permit"])
    }
  }
}
