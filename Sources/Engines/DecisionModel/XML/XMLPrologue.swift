/// What must hold of an XML text before a parser is let at it.
enum XMLPrologue {
  static func check(_ bytes: [UInt8], file: String) throws(ModelProblem) {
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) || bytes.prefix(4).contains(0) {
      throw ModelProblem(.xml, file: file, line: 1, "the file must be saved as UTF-8", "文件须以 UTF-8 编码保存")
    }
    if let broken = firstBrokenByte(bytes) {
      throw ModelProblem(
        .xml, file: file, line: line(of: broken, in: bytes), "the file is not valid UTF-8", "文件不是有效的 UTF-8 文本")
    }
    if let name = declaredEncoding(bytes), !["utf-8", "utf8", "us-ascii"].contains(name.lowercased()) {
      throw ModelProblem(
        .xml, file: file, line: 1, "the file says it is in \(name); only UTF-8 is read", "文件声明的编码为 \(name)；只接受 UTF-8")
    }
    if let place = documentType(bytes) {
      throw ModelProblem(
        .xml, file: file, line: line(of: place, in: bytes), "a document type (DOCTYPE) is not accepted",
        "不接受文档类型声明（DOCTYPE）")
    }
  }

  private static func line(of offset: Int, in bytes: [UInt8]) -> Int {
    bytes.prefix(offset).reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
  }

  private static func firstBrokenByte(_ bytes: [UInt8]) -> Int? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var read = 0
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): read += UTF8.width(scalar)
      case .emptyInput: return nil
      case .error: return read
      }
    }
  }

  /// The encoding that `<?xml … encoding="…"?>` names.
  private static func declaredEncoding(_ bytes: [UInt8]) -> String? {
    let skip = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let head = String(decoding: bytes.dropFirst(skip).prefix(200), as: UTF8.self)
    guard head.hasPrefix("<?xml"), let end = head.firstRange(of: "?>"),
      let start = head[..<end.lowerBound].firstRange(of: "encoding")
    else { return nil }
    let rest = head[start.upperBound..<end.lowerBound]
    guard let quote = rest.firstIndex(where: { $0 == "\"" || $0 == "'" }) else { return nil }
    return String(rest[rest.index(after: quote)...].prefix { $0 != rest[quote] })
  }

  /// Where `<!DOCTYPE` stands outside of comments and character data. Within them it is only text.
  private static func documentType(_ bytes: [UInt8]) -> Int? {
    var place = 0
    func stands(_ text: StaticString, at offset: Int) -> Bool {
      guard offset + text.utf8CodeUnitCount <= bytes.count else { return false }
      for index in 0..<text.utf8CodeUnitCount where bytes[offset + index] != text.utf8Start[index] { return false }
      return true
    }
    func end(of text: StaticString, from offset: Int) -> Int {
      var at = offset
      while at < bytes.count, !stands(text, at: at) { at += 1 }
      return at
    }
    while place < bytes.count {
      if bytes[place] == 0x3C {
        if stands("<!--", at: place) {
          place = end(of: "-->", from: place + 4)
        } else if stands("<![CDATA[", at: place) {
          place = end(of: "]]>", from: place + 9)
        } else if stands("<?", at: place) {
          place = end(of: "?>", from: place + 2)
        } else if stands("<!", at: place) {
          // Only comments, character data and declarations begin so, and there is no other declaration outside of one.
          return place
        }
      }
      place += 1
    }
    return nil
  }
}
