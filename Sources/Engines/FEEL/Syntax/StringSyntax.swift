extension Lexer {
  /// A string from its opening quotation mark (grammar rules 35 and 64): `\"`, `\\`, `\'`, `\n`, `\r`, `\t`, `\u1234`
  /// (two of them for a surrogate pair) and `\U012345`. A backslash before anything else stands for itself, as it does
  /// in patterns (`"\d"`).
  func string(from opening: Int) throws(FEELError) -> Token {
    var offset = opening + 1
    var text: [UInt8] = []
    var runStart = offset
    while let byte = byte(offset) {
      if byte == UInt8(ascii: "\"") {
        text += bytes[runStart..<offset]
        return Token(kind: .string(String(decoding: text, as: UTF8.self)), start: opening, end: offset + 1)
      }
      guard byte == UInt8(ascii: "\\") else {
        offset += 1
        continue
      }
      text += bytes[runStart..<offset]
      offset = try escape(at: offset, into: &text)
      runStart = offset
    }
    throw error(.unterminatedString, at: opening)
  }

  /// Reads the escape at a backslash and gives the offset after it.
  private func escape(at offset: Int, into text: inout [UInt8]) throws(FEELError) -> Int {
    switch byte(offset + 1) {
    case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "'"): text.append(UInt8(ascii: "'"))
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      guard let unit = hexadecimal(at: offset + 2, digits: 4) else { throw error(.badEscape, at: offset) }
      if (0xD800...0xDBFF).contains(unit), byte(offset + 6) == UInt8(ascii: "\\"), byte(offset + 7) == UInt8(ascii: "u"),
        let low = hexadecimal(at: offset + 8, digits: 4), (0xDC00...0xDFFF).contains(low)
      {
        try append(0x1_0000 + (unit - 0xD800) << 10 + (low - 0xDC00), to: &text, at: offset)
        return offset + 12
      }
      try append(unit, to: &text, at: offset)
      return offset + 6
    case UInt8(ascii: "U"):
      guard let scalar = hexadecimal(at: offset + 2, digits: 6) else { throw error(.badEscape, at: offset) }
      try append(scalar, to: &text, at: offset)
      return offset + 8
    default:
      text.append(UInt8(ascii: "\\"))
      return offset + 1
    }
    return offset + 2
  }

  private func append(_ value: UInt32, to text: inout [UInt8], at offset: Int) throws(FEELError) {
    guard let scalar = Unicode.Scalar(value) else { throw error(.badEscape, at: offset) }
    text += Array(String(scalar).utf8)
  }

  private func hexadecimal(at offset: Int, digits: Int) -> UInt32? {
    var value: UInt32 = 0
    for place in offset..<offset + digits {
      guard let byte = byte(place) else { return nil }
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
