/// Mailboxes (RFC 5321 §4.1.2), beyond ASCII too (RFC 6531 §3.3).
enum Mailbox {
  static func accepts(_ text: UnsafeBufferPointer<UInt8>, international: Bool) -> Bool {
    var scanner = Scanner(text)
    guard scanner.next == UInt8(ascii: "\"") ? quoted(&scanner, international) : dotted(&scanner, international) else {
      return false
    }
    guard scanner.position <= 64, scanner.take("@") else { return false }
    let domain = UnsafeBufferPointer(rebasing: text[scanner.position...])
    if domain.first == UInt8(ascii: "[") { return literal(domain) }
    return international ? Hostname.acceptsInternational(domain) : Hostname.accepts(domain)
  }

  private static func isAtom(_ byte: UInt8, _ international: Bool) -> Bool {
    if byte.isLetterOrDigit || (international && byte >= 0x80) { return true }
    switch byte {
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: return true
    default: return false
    }
  }

  private static func dotted(_ scanner: inout Scanner, _ international: Bool) -> Bool {
    repeat {
      guard scanner.skip(while: { isAtom($0, international) }) > 0 else { return false }
    } while scanner.take(".")
    return true
  }

  private static func quoted(_ scanner: inout Scanner, _ international: Bool) -> Bool {
    scanner.position += 1
    while !scanner.isAtEnd {
      if scanner.take("\"") { return true }
      if scanner.take("\\") {
        guard 0x20...0x7E ~= scanner.next else { return false }
      } else {
        guard 0x20...0x7E ~= scanner.next || (international && scanner.next >= 0x80) else { return false }
      }
      scanner.position += 1
    }
    return false
  }

  /// `[192.0.2.1]` or `[IPv6:…]`.
  private static func literal(_ domain: UnsafeBufferPointer<UInt8>) -> Bool {
    guard domain.count > 2, domain.last == UInt8(ascii: "]") else { return false }
    var inner = Scanner(domain[1..<domain.count - 1])
    let tag = Array("ipv6:".utf8)
    if inner.text.count > tag.count, zip(inner.text, tag).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) {
      inner.position = tag.count
      return inner.ipv6() && inner.isAtEnd
    }
    return inner.ipv4() && inner.isAtEnd
  }
}
