import Cryptography
public import Kernel

/// Keeps secrets that must be read again, as those of second factors and web hooks: sealed with the installation's key where there is one, else as they are.
///
/// With a key a stolen copy of the database opens none of them. Without one it does.
public struct SecretKeeper: Sendable {
  private let key: [UInt8]?

  /// `key`: 32 bytes; nil for none.
  public init(key: [UInt8]? = nil) { self.key = key }

  /// As it may be written down, and whether it is sealed.
  public func keep(_ secret: [UInt8], of party: PartyID) throws(Rejection) -> (bytes: [UInt8], isSealed: Bool) {
    guard let key else { return (secret, false) }
    guard let sealed = SealedBytes.seal(secret, key: key, context: Array(party.text.utf8)) else {
      throw Rejection(.unavailable, "secretKey")
    }
    return (sealed, true)
  }

  /// Throws `secretKey` when it was sealed with a key that is not there.
  public func open(_ bytes: [UInt8], isSealed: Bool, of party: PartyID) throws(Rejection) -> [UInt8] {
    guard isSealed else { return bytes }
    guard let key, let plain = SealedBytes.open(bytes, key: key, context: Array(party.text.utf8)) else {
      throw Rejection(.unavailable, "secretKey")
    }
    return plain
  }
}
