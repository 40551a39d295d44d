import Foundation
public import Store
import StorePostgres
import StoreSQLite

/// The engines that a rule is tested on: `@Test(arguments: TestEngine.allCases)`.
///
/// `WUTONG_TEST_POSTGRES=off` leaves PostgreSQL out and says so; without it a machine that has no PostgreSQL fails the tests.
public enum TestEngine: String, Sendable, CaseIterable {
  case sqlite, postgres

  public static let allCases: [TestEngine] = {
    guard ProcessInfo.processInfo.environment["WUTONG_TEST_POSTGRES"] == "off" else { return [.sqlite, .postgres] }
    FileHandle.standardError.write(Data("WUTONG_TEST_POSTGRES=off: nothing is tested on PostgreSQL\n".utf8))
    return [.sqlite]
  }()
}

/// Runs `body` on a fresh, empty database of its own; it is gone afterwards.
@discardableResult
public func withStore<Value>(
  _ engine: TestEngine, observer: (any StoreObserver)? = nil, _ body: (any Store) async throws -> Value
) async throws -> Value {
  try await Gate.databases.pass {
    switch engine {
    case .sqlite:
      return try await withTemporaryFolder { folder in
        try await closing(SQLiteStore(path: folder + "/test.sqlite", observer: observer), body)
      }
    case .postgres:
      let server = try await PostgresServer.shared.value
      return try await server.withDatabase { url in
        try await closing(PostgresStore(url: url, observer: observer), body)
      }
    }
  }
}

private func closing<Value>(_ store: any Store, _ body: (any Store) async throws -> Value) async throws -> Value {
  do {
    let value = try await body(store)
    await store.close()
    return value
  } catch {
    await store.close()
    throw error
  }
}

/// Runs `body` with an empty folder of its own, removed afterwards.
@discardableResult
public func withTemporaryFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("wutong-test-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await body(folder)
}
