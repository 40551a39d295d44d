/// URIs (RFC 3986) and IRIs (RFC 3987).
struct Identifier {
  private var scanner: Scanner
  private let international: Bool

  init(_ scanner: Scanner, international: Bool) {
    self.scanner = scanner
    self.international = international
  }

  /// Whether the whole text is one; a reference may lack the scheme.
  func accepts(relative: Bool) -> Bool {
    var copy = self
    return copy.whole(relative: relative)
  }

  private mutating func whole(relative: Bool) -> Bool {
    let hasScheme = scheme()
    guard hasScheme || relative else { return false }
    if startsWith("//") {
      scanner.position += 2
      guard authority() else { return false }
      guard scanner.isAtEnd || [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains(scanner.next) else {
        return false
      }
    } else if !hasScheme {
      // Without a scheme, no colon in the first segment.
      var ahead = scanner
      _ = ahead.skip {
        $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: ":")
      }
      if ahead.next == UInt8(ascii: ":") { return false }
    }
    guard characters(extra: "/:@") else { return false }
    if scanner.take("?"), !characters(extra: "/:@?", isQuery: true) { return false }
    if scanner.take("#"), !characters(extra: "/:@?") { return false }
    return scanner.isAtEnd
  }

  private func startsWith(_ text: StaticString) -> Bool {
    guard scanner.position + text.utf8CodeUnitCount <= scanner.text.count else { return false }
    for index in 0..<text.utf8CodeUnitCount where scanner.text[scanner.position + index] != text.utf8Start[index] {
      return false
    }
    return true
  }

  private mutating func scheme() -> Bool {
    guard scanner.next.isLetter else { return false }
    var ahead = scanner
    _ = ahead.skip { $0.isLetterOrDigit || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E }
    guard ahead.take(":") else { return false }
    scanner = ahead
    return true
  }

  /// User, host and port.
  private mutating func authority() -> Bool {
    let start = scanner.position
    guard characters(extra: ":") || scanner.next == UInt8(ascii: "[") else { return false }
    if !scanner.take("@") { scanner.position = start }
    if scanner.take("[") {
      guard literal() else { return false }
    } else {
      guard characters(extra: "") else { return false }
    }
    if scanner.take(":") { _ = scanner.skip(while: \.isDigit) }
    return true
  }

  /// An IPv6 address or one of the future, behind the bracket.
  private mutating func literal() -> Bool {
    if scanner.next | 0x20 == UInt8(ascii: "v") {
      scanner.position += 1
      guard scanner.skip(while: \.isHexadecimal) > 0, scanner.take(".") else { return false }
      guard scanner.skip(while: { Self.isPlain($0) || $0 == UInt8(ascii: ":") }) > 0 else { return false }
    } else {
      let start = scanner.position
      _ = scanner.skip { $0 != UInt8(ascii: "]") }
      var inner = Scanner(scanner.text[start..<scanner.position])
      guard inner.ipv6(), inner.isAtEnd else { return false }
    }
    return scanner.take("]")
  }

  /// Unreserved characters and sub-delimiters.
  private static func isPlain(_ byte: UInt8) -> Bool {
    if byte.isLetterOrDigit { return true }
    switch byte {
    case 0x21, 0x24, 0x26...0x2E, 0x3B, 0x3D, 0x5F, 0x7E: return true
    default: return false
    }
  }

  /// Plain characters, those named, percent-encoded ones and, in an IRI, those beyond ASCII. False for a broken percent.
  private mutating func characters(extra: StaticString, isQuery: Bool = false) -> Bool {
    loop: while !scanner.isAtEnd {
      let byte = scanner.next
      if Self.isPlain(byte) {
        scanner.position += 1
      } else if byte == UInt8(ascii: "%") {
        let place = scanner.position
        guard place + 2 < scanner.text.count, scanner.text[place + 1].isHexadecimal, scanner.text[place + 2].isHexadecimal
        else {
          return false
        }
        scanner.position += 3
      } else if byte >= 0x80, international {
        guard let length = Self.international(scanner, isQuery: isQuery) else { return false }
        scanner.position += length
      } else {
        for index in 0..<extra.utf8CodeUnitCount where extra.utf8Start[index] == byte {
          scanner.position += 1
          continue loop
        }
        return true
      }
    }
    return true
  }

  /// The bytes of a character that RFC 3987 lets in (ucschar; in a query iprivate too).
  private static func international(_ scanner: Scanner, isQuery: Bool) -> Int? {
    var decoder = UTF8()
    var rest = scanner.text[scanner.position...].prefix(4).makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return nil }
    let value = scalar.value
    let isLetIn =
      switch value {
      case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
      case 0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD: isQuery
      case 0x10000...0xEFFFF: value & 0xFFFF < 0xFFFE && !(0xE0000...0xE0FFF ~= value)
      default: false
      }
    return isLetIn ? UTF8.width(scalar) : nil
  }
}
