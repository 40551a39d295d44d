import CLibCrypto

/// scrypt (RFC 7914), which makes guessing passwords costly in time and memory.
///
/// Blocks for tens of milliseconds and takes 128 × N × r bytes: call it on a thread of its own, never on an event loop.
public enum Scrypt {
  /// Cost parameters. The default takes 32 MiB.
  public struct Cost: Sendable, Equatable {
    public let n: UInt64
    public let r: UInt64
    public let p: UInt64

    public init(n: UInt64, r: UInt64, p: UInt64) {
      self.n = n
      self.r = r
      self.p = p
    }

    public static let standard = Cost(n: 1 << 15, r: 8, p: 1)
  }

  /// nil when the parameters are not allowed or memory is short.
  public static func derive(password: [UInt8], salt: [UInt8], cost: Cost = .standard, length: Int = 32) -> [UInt8]? {
    var key = [UInt8](repeating: 0, count: length)
    let done = password.withUnsafeBufferPointer { secret in
      EVP_PBE_scrypt(
        UnsafeRawPointer(secret.baseAddress)?.assumingMemoryBound(to: CChar.self), secret.count, salt, salt.count, cost.n,
        cost.r,
        cost.p, 256 << 20, &key, length)
    }
    return done == 1 ? key : nil
  }
}
