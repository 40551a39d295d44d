import Cryptography
import Dispatch
import Kernel

/// What is kept of a password: scrypt's salt, cost and key.
public struct PasswordRecord: Sendable, Equatable {
  public let salt: [UInt8]
  public let cost: UInt64
  public let key: [UInt8]

  public init(salt: [UInt8], cost: UInt64, key: [UInt8]) {
    self.salt = salt
    self.cost = cost
    self.key = key
  }
}

/// Hashes passwords on two threads of its own: scrypt takes tens of milliseconds and 32 MiB, too much for an event loop.
///
/// At most `waiting` requests queue; beyond that the caller is told to come back (429), so that a flood of sign-ins
/// cannot take the memory of the machine.
public final class PasswordHasher: Sendable {
  private let queue = DispatchQueue(label: "wutong.password", attributes: .concurrent)
  private let lanes = Lanes(running: 2, waiting: 64)
  private let cost: Scrypt.Cost

  /// `n`: scrypt's cost, a power of two; tests use a small one.
  public init(n: UInt64 = 1 << 15) { cost = Scrypt.Cost(n: n, r: 8, p: 1) }

  public func record(_ password: String) async throws -> PasswordRecord {
    let salt = SecureRandom.bytes(16)
    let key = try await derive(password, salt: salt, cost: cost)
    return PasswordRecord(salt: salt, cost: cost.n, key: key)
  }

  public func matches(_ password: String, _ record: PasswordRecord) async throws -> Bool {
    let key = try await derive(password, salt: record.salt, cost: Scrypt.Cost(n: record.cost, r: 8, p: 1))
    return equalInConstantTime(key, record.key)
  }

  /// Takes the time of a comparison, so that an unknown account answers no faster than a known one.
  public func waste(_ password: String) async throws {
    _ = try await derive(password, salt: SecureRandom.bytes(16), cost: cost)
  }

  private func derive(_ password: String, salt: [UInt8], cost: Scrypt.Cost) async throws -> [UInt8] {
    try await lanes.enter()
    let key: [UInt8]? = await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: Scrypt.derive(password: Array(password.utf8), salt: salt, cost: cost)) }
    }
    await lanes.leave()
    guard let key else { throw Rejection(.unavailable, "unavailable") }
    return key
  }
}

/// Lets a few through at a time, in order.
actor Lanes {
  private var free: Int
  private let limit: Int
  private var queue: [CheckedContinuation<Void, Never>] = []

  init(running: Int, waiting: Int) {
    free = running
    limit = waiting
  }

  func enter() async throws(Rejection) {
    if free > 0 {
      free -= 1
      return
    }
    guard queue.count < limit else { throw Rejection(.tooMany, "tooMany") }
    await withCheckedContinuation { queue.append($0) }
  }

  func leave() {
    if queue.isEmpty { free += 1 } else { queue.removeFirst().resume() }
  }
}
