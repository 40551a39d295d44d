import Store

/// Something to do in the writer's transaction.
protocol Job: AnyObject {
  /// Does it; the error when it failed, so that its changes are taken back.
  func run(_ connection: SQLiteConnection) -> (any Error)?
  /// Called once, after the commit; with the error when the whole group failed.
  func finish(_ failure: (any Error)?)
}

/// A caller's body, and the caller who waits for it.
///
/// @unchecked Sendable: made by a caller, then handed to the writer, which alone touches it.
final class WriteJob<Value: Sendable>: Job, @unchecked Sendable {
  private let body: @Sendable (any Transaction) throws -> Value
  private let continuation: CheckedContinuation<Value, any Error>
  private var result: Result<Value, any Error>?

  init(_ body: @escaping @Sendable (any Transaction) throws -> Value, _ continuation: CheckedContinuation<Value, any Error>) {
    self.body = body
    self.continuation = continuation
  }

  func run(_ connection: SQLiteConnection) -> (any Error)? {
    do {
      let value = try body(connection)
      if let failure = connection.failure { throw failure }
      result = .success(value)
      return nil
    } catch {
      result = .failure(error)
      return error
    }
  }

  func finish(_ failure: (any Error)?) {
    switch (result, failure) {
    case (.failure(let own), _): continuation.resume(throwing: own)
    case (_, let failure?): continuation.resume(throwing: failure)
    case (.success(let value), nil): continuation.resume(returning: value)
    case (nil, nil): continuation.resume(throwing: StoreError.closed)
    }
  }
}
