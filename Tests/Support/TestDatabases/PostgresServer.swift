import Foundation
import Store
import StorePostgres

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A PostgreSQL server of this test process's own: in a temporary folder, on a Unix socket only, with fsync on.
///
/// A small shell keeps it. The shell reads our commands from a pipe, and the pipe's end, which comes however this process ends,
/// makes it stop the server it started and remove the folder.
public actor PostgresServer {
  /// Why there is none.
  public struct Missing: Error, CustomStringConvertible {
    public let description: String
  }

  /// The one that tests share; started by the first that asks.
  public static let shared = Task { try await PostgresServer() }

  private let folder: String
  private let commands: FileHandle
  private var databases = 0
  private var free: [String] = []

  public init() async throws {
    let folder = try Self.makeFolder()
    let keeper = Process()
    let script = ["/bin/sh", "-c", Self.keeperScript, "keeper", try Self.binaries(), folder]
    let command = try Self.asUnprivilegedUser(script, owning: folder)
    keeper.executableURL = URL(fileURLWithPath: command[0])
    keeper.arguments = Array(command.dropFirst())
    keeper.currentDirectoryURL = URL(fileURLWithPath: "/")
    let pipe = Pipe()
    keeper.standardInput = pipe
    // What the keeper holds open must not be what a reader of the tests' output waits for.
    keeper.standardOutput = FileHandle.nullDevice
    keeper.standardError = FileHandle.nullDevice
    // No other child may inherit our end of the pipe: it would outlive us there.
    _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    try keeper.run()
    self.folder = folder
    commands = pipe.fileHandleForWriting
    try await untilReady()
  }

  deinit { try? commands.close() }

  /// Kills the server as a power cut would, without a last checkpoint, and starts it again.
  public func crashAndRestart() async throws {
    try commands.write(contentsOf: Data("crash\nstart\n".utf8))
    // Away before it is back, so that readiness is the new one's.
    try? await Task.sleep(for: .milliseconds(300))
    try await untilReady()
  }

  /// Runs `body` with the URL of an empty database of its own, emptied afterwards.
  @discardableResult
  public nonisolated func withDatabase<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let name = try await takeDatabase()
    let result: Result<Value, any Error>
    do { result = .success(try await body(url(of: name))) } catch { result = .failure(error) }
    await giveBack(name)
    return try result.get()
  }

  /// One that another test is done with, or a new one.
  private func takeDatabase() async throws -> String {
    if let name = free.popLast() { return name }
    databases += 1
    let name = "test_\(databases)"
    try await administer("postgres", ["CREATE DATABASE \(name) TEMPLATE template0"])
    return name
  }

  /// Empties it, which is quicker than dropping it. One that cannot be emptied is not used again.
  private func giveBack(_ name: String) async {
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)' AND pid <> pg_backend_pid()"
    do {
      try await administer(name, [others, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public"])
      free.append(name)
    } catch {}
  }

  private nonisolated func administer(_ database: String, _ statements: [String]) async throws {
    let store = PostgresStore(url: url(of: database), connections: 1)
    let result: Result<Void, any Error>
    do {
      for statement in statements { try await store.administer(statement) }
      result = .success(())
    } catch { result = .failure(error) }
    await store.close()
    try result.get()
  }

  private nonisolated func url(of database: String) -> String { "postgres://wutong@/\(database)?host=\(folder)" }

  private func untilReady() async throws {
    var last: any Error = Missing(description: "PostgreSQL did not start")
    for _ in 0..<600 {
      do {
        return try await administer("postgres", ["SELECT 1"])
      } catch {
        last = error
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    let log = try? String(contentsOfFile: folder + "/log", encoding: .utf8)
    throw Missing(description: "PostgreSQL did not start: \(last)\n\(log ?? "")")
  }
}
