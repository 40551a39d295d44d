import ServiceLifecycle
import Synchronization

/// Whether the program is about to end.
final class Readiness: Sendable {
  private let ending = Atomic(false)

  var isEnding: Bool { ending.load(ordering: .relaxed) }
  func end() { ending.store(true, ordering: .relaxed) }
}

/// Stands between the order to end and the end: for some seconds the program says that it is not ready, and answers all the same.
struct Drain: Service {
  let readiness: Readiness
  let seconds: Int

  func run() async throws {
    try await gracefulShutdown()
    readiness.end()
    try? await Task.sleep(for: .seconds(seconds))
  }
}
