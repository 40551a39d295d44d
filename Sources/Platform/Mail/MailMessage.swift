import Foundation

/// A letter of plain text (RFC 5322, MIME): UTF-8 throughout.
public struct MailMessage: Sendable, Hashable {
  /// An address without a name, as in `service@example.com`.
  public let from: String
  /// The name beside the sender's address.
  public let fromName: String
  public let to: String
  public let subject: String
  public let text: String
  /// The same for every sending of the same letter: whoever gets it twice can tell.
  public let key: String

  public init(from: String, fromName: String, to: String, subject: String, text: String, key: String) {
    self.from = from
    self.fromName = fromName
    self.to = to
    self.subject = subject
    self.text = text
    self.key = key
  }

  /// Whether an address may stand in an envelope and a header: one `@`, no white space, nothing that ends a line or an address (RFC 5321 §4.1.2,
  /// without quoted local parts).
  public static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard text.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].utf8.count), parts[1].utf8.count >= 3 else {
      return false
    }
    let local = parts[0].utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
    }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    let domain =
      labels.count >= 2
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == UInt8(ascii: "-")
          }
      }
    return local && domain && !parts[0].hasPrefix(".") && !parts[0].hasSuffix(".") && !parts[0].contains("..")
  }

  /// The letter as it goes over the wire, lines ended by CR LF. `seconds`: since 1970.
  public func bytes(at seconds: Int) -> [UInt8] {
    let domain = from.split(separator: "@").last.map(String.init) ?? "localhost"
    var lines = [
      "Date: \(Self.date(seconds))", "From: \(Self.encoded(fromName)) <\(from)>", "To: <\(to)>",
      "Subject: \(Self.encoded(subject))",
      "Message-ID: <\(Self.token(key))@\(domain)>", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64", "Auto-Submitted: auto-generated", "",
    ]
    let text = Data(text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8).base64EncodedString()
    var rest = Substring(text)
    while !rest.isEmpty {
      lines.append(String(rest.prefix(76)))
      rest = rest.dropFirst(76)
    }
    return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
  }

  /// A header's text in encoded words (RFC 2047) of at most 75 characters, none of which cuts a character in two.
  static func encoded(_ text: String) -> String {
    var words: [String] = []
    var part: [UInt8] = []
    func flush() {
      if !part.isEmpty { words.append("=?utf-8?B?\(Data(part).base64EncodedString())?=") }
      part = []
    }
    for scalar in text.unicodeScalars where scalar.value >= 0x20 && scalar.value != 0x7F {
      let bytes = Array(String(scalar).utf8)
      if part.count + bytes.count > 45 { flush() }
      part += bytes
    }
    flush()
    return words.joined(separator: "\r\n ")
  }

  private static func token(_ key: String) -> String {
    String(
      key.unicodeScalars.map { $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0)) ? Character($0) : "." })
  }

  /// `Wed, 25 Nov 2026 14:00:00 +0800`
  private static func date(_ seconds: Int) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 8 * 3600)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss Z"
    return formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
  }
}
