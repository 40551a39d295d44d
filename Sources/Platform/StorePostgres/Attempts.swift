import Foundation
import Store

/// How long a transaction that collides with others is tried again.
private let patience = Duration.seconds(5)

/// Runs a transaction until it commits, fails for good, or has collided for too long.
///
/// Again: after a serialisation failure or a deadlock; twice after a UNIQUE rule, which a serialisation failure may show itself as;
/// once on a new connection when the old one broke before COMMIT was sent. After that its outcome is unknown and nothing is repeated.
func attempting<Value>(_ link: Link, _ begin: String, _ body: (PostgresConnection) throws -> Value) throws -> Value {
  let start = ContinuousClock.now
  var collisions = 0
  var doubles = 0
  var breaks = 0
  while true {
    let connection = try link.connection()
    do {
      try connection.begin(begin)
      let value = try body(connection)
      let worked = ContinuousClock.now
      try connection.commit()
      if connection.isWriting { link.observer?.committed(size: 1, took: ContinuousClock.now - worked) }
      return value
    } catch {
      connection.rollBack()
      // What spoiled the transaction decides, whatever the body made of it.
      switch connection.failure {
      case .collision:
        guard ContinuousClock.now - start < patience else { throw StoreError.busy }
        collisions += 1
        Thread.sleep(forTimeInterval: Double.random(in: 0...0.001) * Double(min(64, 1 << min(collisions, 6))))
      case .known(.unique) where doubles < 2:
        doubles += 1
      case .stale where breaks == 0, .broken where breaks == 0 && !connection.isCommitting:
        breaks += 1
        link.drop()
      case .broken(let message), .stale(let message):
        link.drop()
        throw StoreError.unavailable(message)
      case .known, nil: throw error
      }
    }
  }
}

/// A thread's place for its connection.
final class Link {
  private let url: String
  let observer: (any StoreObserver)?
  private var held: PostgresConnection?

  init(url: String, observer: (any StoreObserver)?) {
    self.url = url
    self.observer = observer
  }

  /// The connection, a new one where there was none or it broke.
  func connection() throws(StoreError) -> PostgresConnection {
    if let held, held.isAlive { return held }
    held = nil
    let fresh = try PostgresConnection(url: url)
    held = fresh
    return fresh
  }

  func drop() { held = nil }
}
