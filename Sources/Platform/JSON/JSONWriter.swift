extension JSON {
  /// UTF-8, without space; members in their order.
  public var bytes: [UInt8] {
    var writer = JSONWriter(sorted: false)
    writer.bytes.reserveCapacity(512)
    writer.write(self)
    return writer.bytes
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// UTF-8 with members sorted bytewise: equal values of the same literals have equal bytes. For digests.
  public var canonical: [UInt8] {
    var writer = JSONWriter(sorted: true)
    writer.write(self)
    return writer.bytes
  }
}

private struct JSONWriter {
  let sorted: Bool
  var bytes: [UInt8] = []

  init(sorted: Bool) { self.sorted = sorted }

  mutating func write(_ value: JSON) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let flag): bytes += (flag ? "true" : "false").utf8
    case .number(let number): bytes += number.literal.utf8
    case .string(let text): write(text)
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        write(item)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      var first = true
      if sorted {
        for key in object.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
          if let value = object[key] { member(key, value, &first) }
        }
      } else {
        for (key, value) in object { member(key, value, &first) }
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private mutating func member(_ key: String, _ value: JSON, _ first: inout Bool) {
    if !first { bytes.append(UInt8(ascii: ",")) }
    first = false
    write(key)
    bytes.append(UInt8(ascii: ":"))
    write(value)
  }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    defer { bytes.append(UInt8(ascii: "\"")) }
    // Most texts hold nothing that must be escaped: they are taken whole.
    let isPlain =
      text.utf8.withContiguousStorageIfAvailable { text in
        text.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
      } ?? false
    guard !isPlain else { return bytes += text.utf8 }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += "\\n".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes += "\\u00".utf8
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
  }
}
