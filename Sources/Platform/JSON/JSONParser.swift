/// How large a text may be that is read.
public struct JSONLimits: Sendable {
  public var depth: Int
  public var bytes: Int

  public init(depth: Int = 64, bytes: Int = 8 << 20) {
    self.depth = depth
    self.bytes = bytes
  }

  public static let standard = JSONLimits()
}

/// Why a text is not read, and where.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case syntax, invalidUTF8, duplicateKey, tooDeep, tooLarge, nulCharacter, loneSurrogate, endExpected
  }

  public let reason: Reason
  /// From 1.
  public let line: Int
  /// In bytes, from 1.
  public let column: Int

  public var description: String { "\(reason.rawValue) at line \(line), column \(column)" }
}

extension JSON {
  /// Reads one value: strict RFC 8259, and beyond it refuses duplicate names, U+0000 and lone surrogates, which no two readers treat alike.
  public static func parse(_ bytes: some Collection<UInt8>, limits: JSONLimits = .standard) throws(JSONError) -> JSON {
    var parser = JSONParser(bytes: ContiguousArray(bytes), limits: limits)
    return try parser.document()
  }

  /// Reads one value from text.
  public static func parse(_ text: String, limits: JSONLimits = .standard) throws(JSONError) -> JSON {
    try parse(text.utf8, limits: limits)
  }
}

private struct JSONParser {
  let bytes: ContiguousArray<UInt8>
  let limits: JSONLimits
  var position = 0

  init(bytes: ContiguousArray<UInt8>, limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  func error(_ reason: JSONError.Reason, at place: Int? = nil) -> JSONError {
    let before = bytes.prefix(place ?? position)
    let line = before.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    return JSONError(reason: reason, line: line, column: column)
  }

  mutating func document() throws(JSONError) -> JSON {
    guard bytes.count <= limits.bytes else { throw error(.tooLarge, at: 0) }
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw error(.endExpected) }
    return value
  }

  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  mutating func value(depth: Int) throws(JSONError) -> JSON {
    skipSpace()
    guard position < bytes.count else { throw error(.syntax) }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count else { throw error(.syntax) }
    for index in 0..<word.utf8CodeUnitCount where bytes[position + index] != word.utf8Start[index] { throw error(.syntax) }
    position = end
    return value
  }

  mutating func number() throws(JSONError) -> JSON {
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case 48...57, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): position += 1
      default:
        guard let number = JSONNumber(String(decoding: bytes[start..<position], as: UTF8.self)) else {
          throw error(.syntax, at: start)
        }
        return .number(number)
      }
    }
    guard let number = JSONNumber(String(decoding: bytes[start..<position], as: UTF8.self)) else {
      throw error(.syntax, at: start)
    }
    return .number(number)
  }

  mutating func array(depth: Int) throws(JSONError) -> JSON {
    guard depth < limits.depth else { throw error(.tooDeep) }
    position += 1
    var items: [JSON] = []
    skipSpace()
    if position < bytes.count, bytes[position] == UInt8(ascii: "]") {
      position += 1
      return .array(items)
    }
    while true {
      items.append(try value(depth: depth + 1))
      if try separator(closing: UInt8(ascii: "]")) { return .array(items) }
    }
  }

  mutating func object(depth: Int) throws(JSONError) -> JSON {
    guard depth < limits.depth else { throw error(.tooDeep) }
    position += 1
    var members = JSONObject()
    skipSpace()
    if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
      position += 1
      return .object(members)
    }
    while true {
      skipSpace()
      let start = position
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw error(.syntax) }
      let key = try string()
      guard members[key] == nil else { throw error(.duplicateKey, at: start) }
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { throw error(.syntax) }
      position += 1
      members[key] = try value(depth: depth + 1)
      if try separator(closing: UInt8(ascii: "}")) { return .object(members) }
    }
  }

  /// True when the list ends here.
  mutating func separator(closing: UInt8) throws(JSONError) -> Bool {
    skipSpace()
    guard position < bytes.count else { throw error(.syntax) }
    let byte = bytes[position]
    guard byte == closing || byte == UInt8(ascii: ",") else { throw error(.syntax) }
    position += 1
    return byte == closing
  }

  mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        let text = try decode(bytes[start..<position], at: start)
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      guard byte >= 0x20 else { throw error(byte == 0 ? .nulCharacter : .syntax) }
      position += 1
    }
    throw error(.syntax)
  }

  func decode(_ slice: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String { try decode(Array(slice), at: start) }

  func decode(_ slice: some Collection<UInt8>, at start: Int) throws(JSONError) -> String {
    guard let text = String(validating: slice, as: UTF8.self) else { throw error(.invalidUTF8, at: start) }
    return text
  }

  mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var buffer = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        let text = try decode(buffer, at: start)
        position += 1
        return text
      case UInt8(ascii: "\\"):
        position += 1
        guard position < bytes.count else { throw error(.syntax) }
        let escape = bytes[position]
        position += 1
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(escape)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"): buffer += Array(String(try scalar()).utf8)
        default: throw error(.syntax, at: position - 1)
        }
      default:
        guard byte >= 0x20 else { throw error(byte == 0 ? .nulCharacter : .syntax) }
        buffer.append(byte)
        position += 1
      }
    }
    throw error(.syntax)
  }

  mutating func scalar() throws(JSONError) -> Unicode.Scalar {
    let first = try unit()
    guard first != 0 else { throw error(.nulCharacter) }
    if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
    guard (0xD800..<0xDC00).contains(first), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { throw error(.loneSurrogate) }
    position += 2
    let second = try unit()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00))
    else { throw error(.loneSurrogate) }
    return scalar
  }

  mutating func unit() throws(JSONError) -> UInt16 {
    guard position + 4 <= bytes.count else { throw error(.syntax) }
    var unit: UInt16 = 0
    for byte in bytes[position..<(position + 4)] {
      let digit: UInt8
      switch byte {
      case 48...57: digit = byte - 48
      case 65...70: digit = byte - 55
      case 97...102: digit = byte - 87
      default: throw error(.syntax)
      }
      unit = unit << 4 | UInt16(digit)
    }
    position += 4
    return unit
  }
}
