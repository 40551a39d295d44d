import Dispatch
import GRDB
import Store

extension SQLiteStore {
  /// Copies the database as it is now to a new file, while others read and write: SQLite's online backup, from one snapshot.
  ///
  /// Nobody waits for it: readers of a WAL do not hold writers up. The file is whole and synced when this returns. `progress` is told
  /// pages done and pages in all, on another thread.
  public func copy(to path: String, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }) async throws {
    let pool = pool
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      DispatchQueue.global().async {
        continuation.resume(
          with: Result {
            do {
              let copy = try DatabaseQueue(path: path)
              try copy.inDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
              try pool.backup(to: copy, pagesPerStep: 500) { progress($0.completedPageCount, $0.totalPageCount) }
              try copy.close()
            } catch { throw translated(error) }
          })
      }
    }
  }
}
