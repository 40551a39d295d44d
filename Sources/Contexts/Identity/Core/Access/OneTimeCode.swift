import Cryptography
public import Kernel

/// Time-based one-time codes (TOTP, RFC 6238): HMAC-SHA-1, 30 seconds, 6 digits. Pure.
public enum OneTimeCode {
  /// Seconds for which a code is shown.
  static let period: Int64 = 30

  /// The number of the time step of a moment.
  public static func step(at moment: Instant) -> Int64 { moment.milliseconds / 1000 / period }

  /// The code of a time step (RFC 4226, section 5.3), padded with zeros.
  public static func code(secret: [UInt8], step: Int64, digits: Int = 6) -> String {
    let message = (0..<8).map { UInt8(truncatingIfNeeded: step >> Int64(56 - 8 * $0)) }
    let hash = HMACSHA1.authenticate(message, key: secret)
    let offset = Int(hash[19] & 15)
    let number =
      (Int(hash[offset]) & 0x7F) << 24 | Int(hash[offset + 1]) << 16 | Int(hash[offset + 2]) << 8 | Int(hash[offset + 3])
    let divisor = (0..<digits).reduce(1) { value, _ in value * 10 }
    let text = String(number % divisor)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// The step whose code this is: the present one, the one before or the one after (clocks differ), but later than the last that was
  /// used, so that a code works once. nil when it is none of them.
  public static func accepted(_ code: String, secret: [UInt8], at now: Instant, after last: Int64) -> Int64? {
    let present = step(at: now)
    var found: Int64?
    // All are compared, whichever fits: the time tells nothing.
    for step in (present - 1)...(present + 1)
    where equalInConstantTime(Array(self.code(secret: secret, step: step).utf8), Array(code.utf8)) && step > last {
      found = step
    }
    return found
  }

  /// What an authenticator reads (Key URI format): `otpauth://totp/ISSUER:ACCOUNT?secret=…`. `issuer`: letters and digits.
  public static func uri(secret: [UInt8], account: String, issuer: String) -> String {
    let account = account.utf8.map { byte -> String in
      let isPlain = (48...57).contains(byte) || (97...122).contains(byte) || [45, 46, 95].contains(byte)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
    return
      "otpauth://totp/\(issuer):\(account)?secret=\(Base32.text(secret))&issuer=\(issuer)&algorithm=SHA1&digits=6&period=30"
  }
}

/// Codes for the day when the authenticator is lost: 80 random bits each, kept as digests, each good once.
enum RecoveryCode {
  static let count = 10

  static func make() -> String {
    let text = Base32.text(SecureRandom.bytes(10)).lowercased()
    return stride(from: 0, to: 16, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: "-")
  }

  /// Digest of what somebody typed, with or without the dashes; nil when it cannot be one.
  static func digest(_ typed: String, of party: PartyID) -> [UInt8]? {
    let plain = typed.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    guard plain.utf8.count == 16 else { return nil }
    return SHA256.hash(Array("\(party.text) \(plain)".utf8))
  }
}
