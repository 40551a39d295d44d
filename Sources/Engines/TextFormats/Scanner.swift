/// A place in a text that moves on. Lives only while the text is borrowed.
struct Scanner {
  let text: UnsafeBufferPointer<UInt8>
  var position = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  init(_ text: Slice<UnsafeBufferPointer<UInt8>>) { self.text = UnsafeBufferPointer(rebasing: text) }

  var isAtEnd: Bool { position == text.count }

  /// The byte here; 0 at the end.
  var next: UInt8 { position < text.count ? text[position] : 0 }

  mutating func take(_ byte: UInt8) -> Bool {
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool { take(UInt8(truncatingIfNeeded: character.value)) }

  /// Exactly so many digits, as a number.
  mutating func digits(_ count: Int) -> Int? {
    guard position + count <= text.count else { return nil }
    var value = 0
    for offset in 0..<count {
      let byte = text[position + offset]
      guard byte.isDigit else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    position += count
    return value
  }

  /// As many as there are.
  mutating func skip(while condition: (UInt8) -> Bool) -> Int {
    let start = position
    while position < text.count, condition(text[position]) { position += 1 }
    return position - start
  }

  mutating func uuid() -> Bool {
    for (index, count) in [8, 4, 4, 4, 12].enumerated() {
      if index > 0, !take("-") { return false }
      let end = position + count
      guard end <= text.count else { return false }
      while position < end {
        guard text[position].isHexadecimal else { return false }
        position += 1
      }
    }
    return true
  }

  mutating func jsonPointer() -> Bool {
    if isAtEnd { return true }
    guard next == UInt8(ascii: "/") else { return false }
    while position < text.count {
      if text[position] == UInt8(ascii: "~") {
        position += 1
        guard next == UInt8(ascii: "0") || next == UInt8(ascii: "1") else { return false }
      }
      position += 1
    }
    return true
  }

  /// draft-bhutton-relative-json-pointer-00 §3.
  mutating func relativeJSONPointer() -> Bool {
    guard next.isDigit else { return false }
    if take("0") {
      if next.isDigit { return false }
    } else {
      _ = skip { $0.isDigit }
    }
    if next == UInt8(ascii: "#") { return position + 1 == text.count }
    return jsonPointer()
  }
}

extension UInt8 {
  var isDigit: Bool { self &- 48 < 10 }
  var isLetter: Bool { (self | 0x20) &- 97 < 26 }
  var isHexadecimal: Bool { isDigit || (self | 0x20) &- 97 < 6 }
  var isLetterOrDigit: Bool { isDigit || isLetter }
}
