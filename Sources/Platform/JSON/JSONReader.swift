/// Reads a text into nodes. Lives only while the text is borrowed.
struct JSONReader {
  struct Fault: Error {
    var reason: JSONError.Reason
    var place: Int
  }

  let text: UnsafeBufferPointer<UInt8>
  let limits: JSONLimits
  var nodes: [JSONNode]
  /// Strings that were written with escapes; they follow the text.
  var decoded: [UInt8]
  var position = 0

  init(text: UnsafeBufferPointer<UInt8>, limits: JSONLimits, nodes: consuming [JSONNode], decoded: [UInt8]) {
    self.text = text
    self.limits = limits
    self.nodes = nodes
    self.decoded = decoded
  }

  /// A byte of the text and the strings behind it.
  func byte(at offset: Int) -> UInt8 { offset < text.count ? text[offset] : decoded[offset - text.count] }

  func fault(_ reason: JSONError.Reason, at place: Int? = nil) -> Fault { Fault(reason: reason, place: place ?? position) }

  mutating func document() throws(Fault) {
    try value(depth: 0)
    skipSpace()
    guard position == text.count else { throw fault(.endExpected) }
  }

  private mutating func skipSpace() {
    while position < text.count {
      let byte = text[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  private mutating func value(depth: Int) throws(Fault) {
    skipSpace()
    guard position < text.count else { throw fault(.syntax) }
    switch text[position] {
    case UInt8(ascii: "{"): try object(depth: depth)
    case UInt8(ascii: "["): try array(depth: depth)
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try word("true", .yes)
    case UInt8(ascii: "f"): try word("false", .no)
    case UInt8(ascii: "n"): try word("null", .null)
    default: try number()
    }
  }

  private mutating func word(_ word: StaticString, _ kind: JSONNode.Kind) throws(Fault) {
    let end = position + word.utf8CodeUnitCount
    guard end <= text.count else { throw fault(.syntax) }
    for index in 0..<word.utf8CodeUnitCount where text[position + index] != word.utf8Start[index] { throw fault(.syntax) }
    position = end
    nodes.append(JSONNode(kind: kind, next: nodes.count + 1))
  }

  private mutating func digits() -> Int {
    let start = position
    while position < text.count, text[position] &- 48 < 10 { position += 1 }
    return position - start
  }

  private mutating func number() throws(Fault) {
    let start = position
    var plain = true
    func byte(_ reader: borrowing Self) -> UInt8 { reader.position < reader.text.count ? reader.text[reader.position] : 0 }
    if byte(self) == UInt8(ascii: "-") { position += 1 }
    if byte(self) == UInt8(ascii: "0") { position += 1 } else if digits() == 0 { throw fault(.syntax, at: start) }
    if byte(self) == UInt8(ascii: ".") {
      plain = false
      position += 1
      guard digits() > 0 else { throw fault(.syntax, at: start) }
    }
    if byte(self) | 0x20 == UInt8(ascii: "e") {
      plain = false
      position += 1
      if byte(self) == UInt8(ascii: "+") || byte(self) == UInt8(ascii: "-") { position += 1 }
      guard digits() > 0 else { throw fault(.syntax, at: start) }
    }
    // What goes on like a number is none: 01, 1.2.3, 1-2.
    switch byte(self) {
    case 48...57, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."): throw fault(.syntax, at: start)
    default: break
    }
    nodes.append(
      JSONNode(kind: .number, isPlainInteger: plain, start: start, length: position - start, next: nodes.count + 1))
  }

  private mutating func array(depth: Int) throws(Fault) {
    guard depth < limits.depth else { throw fault(.tooDeep) }
    let place = nodes.count
    nodes.append(JSONNode(kind: .array, next: 0))
    position += 1
    var count = 0
    skipSpace()
    if position < text.count, text[position] == UInt8(ascii: "]") {
      position += 1
    } else {
      repeat {
        try value(depth: depth + 1)
        count += 1
      } while try !separator(closing: UInt8(ascii: "]"))
    }
    nodes[place] = JSONNode(kind: .array, length: count, next: nodes.count)
  }

  private mutating func object(depth: Int) throws(Fault) {
    guard depth < limits.depth else { throw fault(.tooDeep) }
    let place = nodes.count
    nodes.append(JSONNode(kind: .object, next: 0))
    position += 1
    var names = JSONNames()
    skipSpace()
    if position < text.count, text[position] == UInt8(ascii: "}") {
      position += 1
    } else {
      repeat {
        skipSpace()
        let start = position
        guard position < text.count, text[position] == UInt8(ascii: "\"") else { throw fault(.syntax) }
        try string()
        guard names.add(nodes.count - 1, after: place, in: self) else { throw fault(.duplicateKey, at: start) }
        skipSpace()
        guard position < text.count, text[position] == UInt8(ascii: ":") else { throw fault(.syntax) }
        position += 1
        try value(depth: depth + 1)
      } while try !separator(closing: UInt8(ascii: "}"))
    }
    nodes[place] = JSONNode(kind: .object, length: names.count, next: nodes.count)
  }

  /// True when the list ends here.
  private mutating func separator(closing: UInt8) throws(Fault) -> Bool {
    skipSpace()
    guard position < text.count else { throw fault(.syntax) }
    let byte = text[position]
    guard byte == closing || byte == UInt8(ascii: ",") else { throw fault(.syntax) }
    position += 1
    return byte == closing
  }

  private mutating func string() throws(Fault) {
    position += 1
    let start = position
    while position < text.count {
      let byte = text[position]
      if byte == UInt8(ascii: "\"") {
        let hash = JSONNode.hash(UnsafeBufferPointer(rebasing: text[start..<position]))
        nodes.append(JSONNode(kind: .string, hash: hash, start: start, length: position - start, next: nodes.count + 1))
        position += 1
        return
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      if byte < 0x20 { throw control(byte) }
      if byte < 0x80 {
        position += 1
      } else {
        let length = UTF8Sequence.length(in: text, at: position)
        guard length > 0 else { throw fault(.invalidUTF8, at: start) }
        position += length
      }
    }
    throw fault(.syntax)
  }

  private func control(_ byte: UInt8) -> Fault { fault(byte == 0 ? .nulCharacter : .syntax) }

  private mutating func escapedString(from start: Int) throws(Fault) {
    let first = decoded.count
    decoded += text[start..<position]
    while position < text.count {
      let byte = text[position]
      switch byte {
      case UInt8(ascii: "\""):
        let hash = decoded.withUnsafeBufferPointer { JSONNode.hash(UnsafeBufferPointer(rebasing: $0[first...])) }
        nodes.append(
          JSONNode(
            kind: .string, hash: hash, start: text.count + first, length: decoded.count - first, next: nodes.count + 1))
        position += 1
        return
      case UInt8(ascii: "\\"): try escape()
      case 0x20..<0x80:
        decoded.append(byte)
        position += 1
      case 0..<0x20: throw control(byte)
      default:
        let length = UTF8Sequence.length(in: text, at: position)
        guard length > 0 else { throw fault(.invalidUTF8, at: start) }
        decoded += text[position..<position + length]
        position += length
      }
    }
    throw fault(.syntax)
  }

  private mutating func escape() throws(Fault) {
    position += 1
    guard position < text.count else { throw fault(.syntax) }
    let escape = text[position]
    position += 1
    switch escape {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(escape)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"): decoded += UTF8.encode(try scalar()) ?? .init()
    default: throw fault(.syntax, at: position - 1)
    }
  }

  private mutating func scalar() throws(Fault) -> Unicode.Scalar {
    let first = try unit()
    guard first != 0 || limits.nul else { throw fault(.nulCharacter) }
    if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
    guard (0xD800..<0xDC00).contains(first), position + 1 < text.count, text[position] == UInt8(ascii: "\\"),
      text[position + 1] == UInt8(ascii: "u")
    else { throw fault(.loneSurrogate) }
    position += 2
    let second = try unit()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00))
    else { throw fault(.loneSurrogate) }
    return scalar
  }

  private mutating func unit() throws(Fault) -> UInt16 {
    guard position + 4 <= text.count else { throw fault(.syntax) }
    var unit: UInt16 = 0
    for place in position..<(position + 4) {
      let digit: UInt8
      switch text[place] {
      case 48...57: digit = text[place] - 48
      case 65...70: digit = text[place] - 55
      case 97...102: digit = text[place] - 87
      default: throw fault(.syntax)
      }
      unit = unit << 4 | UInt16(digit)
    }
    position += 4
    return unit
  }
}

/// Well-formed UTF-8 (Unicode, table 3-7).
enum UTF8Sequence {
  /// The bytes of the character of two bytes or more that begins here; 0 when it is not well formed.
  static func length(in text: UnsafeBufferPointer<UInt8>, at place: Int) -> Int {
    let first = text[place]
    func follows(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      place + offset < text.count && range.contains(text[place + offset])
    }
    switch first {
    case 0xC2...0xDF: return follows(1) ? 2 : 0
    case 0xE0: return follows(1, 0xA0...0xBF) && follows(2) ? 3 : 0
    case 0xED: return follows(1, 0x80...0x9F) && follows(2) ? 3 : 0
    case 0xE1...0xEF: return follows(1) && follows(2) ? 3 : 0
    case 0xF0: return follows(1, 0x90...0xBF) && follows(2) && follows(3) ? 4 : 0
    case 0xF1...0xF3: return follows(1) && follows(2) && follows(3) ? 4 : 0
    case 0xF4: return follows(1, 0x80...0x8F) && follows(2) && follows(3) ? 4 : 0
    default: return 0
    }
  }
}
