import Cryptography
import Foundation

/// The key of this installation, which seals the secrets of second factors.
enum SecretKey {
  /// The key as it is set; nil when none is. Throws when it is not 64 hexadecimal digits: a key that is silently left out would keep
  /// secrets in the open.
  static func bytes(_ text: String?) throws -> [UInt8]? {
    guard let text else { return nil }
    guard let key = Hex.bytes(text.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()), key.count == 32 else {
      throw NoSecretKey()
    }
    return key
  }
}

/// What was given as the installation's key is none.
public struct NoSecretKey: Error, CustomStringConvertible {
  public var description: String { "WUTONG_SECRET_KEY is 64 hexadecimal digits, as `openssl rand -hex 32` makes them" }
}
