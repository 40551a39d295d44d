import Foundation
import Store

/// A bounded number of threads, each with a connection of its own, and the jobs that wait for one.
///
/// @unchecked Sendable: the variables are touched only with `condition` locked.
final class ConnectionPool: @unchecked Sendable {
  /// More waiting jobs than this are turned away at once (`StoreError.busy`).
  private static let longestQueue = 10_000

  private let condition = NSCondition()
  private let observer: (any StoreObserver)?
  private var jobs: [@Sendable (Link) -> Void] = []
  private var stopping = false
  private var working: Int
  private var onStop: [@Sendable () -> Void] = []

  init(url: String, size: Int, observer: (any StoreObserver)?) {
    self.observer = observer
    working = size
    for number in 1...size {
      let thread = Thread { [self] in work(Link(url: url, observer: observer)) }
      thread.name = "wutong.pg.\(number)"
      thread.start()
    }
  }

  /// Runs `job` on one of the threads. A caller's cancellation does not reach it.
  func perform<Value: Sendable>(_ job: @escaping @Sendable (Link) throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let refusal: StoreError? = condition.withLock {
        if stopping { return .closed }
        if jobs.count >= Self.longestQueue { return .busy }
        jobs.append { link in continuation.resume(with: Result { try job(link) }) }
        condition.signal()
        return nil
      }
      if let refusal { continuation.resume(throwing: refusal) }
    }
  }

  /// Lets what waits finish, then closes the connections.
  func stop(_ then: @escaping @Sendable () -> Void = {}) {
    let already = condition.withLock {
      stopping = true
      if working > 0 { onStop.append(then) }
      condition.broadcast()
      return working == 0
    }
    if already { then() }
  }

  private func work(_ link: Link) {
    while let job = next() { job(link) }
    link.drop()
    let waiting: [@Sendable () -> Void] = condition.withLock {
      working -= 1
      return working == 0 ? onStop : []
    }
    waiting.forEach { $0() }
  }

  /// The next job, as soon as there is one; nil when there will be none.
  private func next() -> (@Sendable (Link) -> Void)? {
    let (job, left) = condition.withLock {
      while jobs.isEmpty, !stopping { condition.wait() }
      return (jobs.isEmpty ? nil : jobs.removeFirst(), jobs.count)
    }
    observer?.waiting(left)
    return job
  }
}
