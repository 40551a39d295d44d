import CLibCrypto

/// HMAC (RFC 2104) with SHA-1 (FIPS 180-4): 20 bytes. For one-time codes (RFC 4226), where its collisions do no harm; for nothing else.
public enum HMACSHA1 {
  public static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: 20)
    var length: UInt32 = 20
    guard HMAC(EVP_sha1(), key, Int32(key.count), message, message.count, &code, &length) != nil, length == 20 else {
      preconditionFailure("libcrypto offers no HMAC-SHA-1")
    }
    return code
  }
}

/// HMAC (RFC 2104) with SHA-256 (FIPS 180-4): 32 bytes.
public enum HMACSHA256 {
  public static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 32
    guard HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &length) != nil, length == 32 else {
      preconditionFailure("libcrypto offers no HMAC-SHA-256")
    }
    return code
  }
}

/// Base 32 (RFC 4648, section 6) without padding.
public enum Base32 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  public static func text(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    var (buffer, bits) = (0, 0)
    for byte in bytes {
      buffer = buffer << 8 | Int(byte)
      bits += 8
      while bits >= 5 {
        out.append(alphabet[buffer >> (bits - 5) & 31])
        bits -= 5
      }
      buffer &= (1 << bits) - 1
    }
    if bits > 0 { out.append(alphabet[buffer << (5 - bits) & 31]) }
    return String(decoding: out, as: UTF8.self)
  }
}
