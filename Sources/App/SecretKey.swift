import Cryptography
import Foundation

/// The key of this installation, which seals the secrets of second factors.
public enum SecretKey {
  /// From WUTONG_SECRET_KEY, or the file that WUTONG_SECRET_KEY_FILE names; nil when neither is set. Throws when it is not 64 hexadecimal
  /// digits: a key that is silently left out would keep secrets in the open.
  public static func read() throws -> [UInt8]? {
    let environment = ProcessInfo.processInfo.environment
    var text = environment["WUTONG_SECRET_KEY"]
    if let path = environment["WUTONG_SECRET_KEY_FILE"], text == nil {
      text = try String(contentsOfFile: path, encoding: .utf8)
    }
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
