/// Which characters FEEL's names and white space are made of (DMN 1.5 §10.3.1.2, grammar rules 28 to 30 and 61).
enum Characters {
  static func startsName(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x61...0x7A, 0x41...0x5A, 0x5F, 0x3F: true
    case 0...0x7F: false
    case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F,
      0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFEFE, 0xFF00...0xFFFD, 0x1_0000...0xE_FFFF:
      !isSpace(scalar)
    default: false
    }
  }

  static func continuesName(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
    default: startsName(scalar)
    }
  }

  static func isSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x09...0x0D, 0x20: true
    case 0...0x7F: false
    case 0x85, 0xA0, 0x1680, 0x180E, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: true
    default: false
    }
  }

  /// What FEEL writes for a full-width punctuation mark or a typographic quotation mark, as Chinese keyboards give them.
  /// The grammar takes most of them for letters, which is never what was meant.
  static func halfWidth(_ scalar: UInt32) -> String? {
    switch scalar {
    case 0xFF01...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF5E:
      Unicode.Scalar(scalar - 0xFEE0).map { String($0) }
    case 0x3001: ","
    case 0x3002: "."
    case 0x3010: "["
    case 0x3011: "]"
    case 0x2018: "'"
    case 0x201C, 0x201D: "\""
    case 0x2264: "<="
    case 0x2265: ">="
    case 0x2260: "!="
    case 0xD7: "*"
    case 0xF7: "/"
    default: nil
    }
  }

  /// The scalar at an offset of valid UTF-8 and how many bytes it takes; nil at the end.
  @inline(__always) static func scalar(in bytes: [UInt8], at offset: Int) -> (value: UInt32, length: Int)? {
    guard offset < bytes.count else { return nil }
    let first = bytes[offset]
    if first < 0x80 { return (UInt32(first), 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard offset + length <= bytes.count else { return (0xFFFD, bytes.count - offset) }
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for place in 1..<length { value = value << 6 | UInt32(bytes[offset + place] & 0x3F) }
    return (value, length)
  }
}
