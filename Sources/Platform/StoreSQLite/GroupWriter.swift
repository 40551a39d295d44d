import Foundation
import GRDB
import Store

/// One thread that writes: it takes the jobs that wait, gives each a savepoint in one transaction, commits once, then answers each.
///
/// @unchecked Sendable: the variables are touched only with `condition` locked, or by the writing thread alone.
final class GroupWriter: @unchecked Sendable {
  /// More waiting jobs than this are turned away at once (`StoreError.busy`).
  private static let longestQueue = 10_000
  /// How many share a commit, and for how long their work may keep others waiting.
  private static let largestGroup = 200
  private static let longestWork = Duration.milliseconds(50)

  private let pool: DatabasePool
  private let observer: (any StoreObserver)?
  private let condition = NSCondition()
  private var jobs: [any Job] = []
  private var stopping = false
  private var stopped = false
  private var onStop: [@Sendable () -> Void] = []

  init(pool: DatabasePool, observer: (any StoreObserver)?) {
    self.pool = pool
    self.observer = observer
    let thread = Thread { [self] in work() }
    thread.name = "wutong.writer"
    thread.start()
  }

  func submit(_ job: any Job) {
    let refusal: StoreError? = condition.withLock {
      if stopping { return .closed }
      if jobs.count >= Self.longestQueue { return .busy }
      jobs.append(job)
      condition.signal()
      return nil
    }
    if let refusal { job.finish(refusal) }
  }

  /// Lets what waits finish, then ends the thread.
  func stop(_ then: @escaping @Sendable () -> Void = {}) {
    let already = condition.withLock {
      stopping = true
      if !stopped { onStop.append(then) }
      condition.signal()
      return stopped
    }
    if already { then() }
  }

  private func work() {
    while let group = next() {
      let taken = commit(group)
      let left = condition.withLock {
        jobs.removeFirst(taken)
        return jobs.count
      }
      observer?.waiting(left)
    }
    let waiting = condition.withLock {
      stopped = true
      defer { onStop = [] }
      return onStop
    }
    waiting.forEach { $0() }
  }

  /// The jobs that wait, as soon as there are any; nil when there will be none.
  private func next() -> [any Job]? {
    condition.withLock {
      while jobs.isEmpty, !stopping { condition.wait() }
      return jobs.isEmpty ? nil : Array(jobs.prefix(Self.largestGroup))
    }
  }

  /// Runs jobs of a group until the time is up, commits, and answers them. Returns how many were taken.
  private func commit(_ group: [any Job]) -> Int {
    var taken = 0
    var failure: (any Error)?
    pool.writeWithoutTransaction { database in
      do {
        try database.beginTransaction(.immediate)
        let start = ContinuousClock.now
        for job in group {
          taken += 1
          try run(job, database)
          if ContinuousClock.now - start > Self.longestWork { break }
        }
        let worked = ContinuousClock.now
        try database.commit()
        observer?.committed(size: taken, took: ContinuousClock.now - worked)
      } catch {
        failure = translated(error)
        if database.isInsideTransaction { try? database.rollback() }
      }
    }
    // A BEGIN that failed would fail for all that wait as well: each is told, none waits for a time-out of its own.
    if taken == 0 { taken = group.count }
    for job in group.prefix(taken) { job.finish(failure) }
    return taken
  }

  /// One job in its savepoint. Throws only what spoils the whole group: SQLite itself has rolled back, for a full disk or an I/O error.
  private func run(_ job: any Job, _ database: Database) throws {
    let connection = SQLiteConnection(database: database)
    try connection.control("SAVEPOINT job")
    if let error = job.run(connection) {
      guard database.isInsideTransaction else { throw error }
      try connection.control("ROLLBACK TO job")
    }
    try connection.control("RELEASE job")
  }
}
