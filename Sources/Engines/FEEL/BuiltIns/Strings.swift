import Decimals

extension BuiltIn {
  /// String functions without patterns (DMN 1.5 §10.3.4.3). Lengths and positions count Unicode code points.
  static let strings = [
    BuiltIn("substring", ["string", "start position", "length?"], result: .string, body: substring),
    BuiltIn("string length", ["string"], result: .number) { site in
      guard let text = site.text(0) else { return site.wrongType }
      return .number(Decimal34(text.unicodeScalars.count))
    },
    BuiltIn("upper case", ["string"], result: .string) { site in
      site.text(0).map { site.made($0.uppercased()) } ?? site.wrongType
    },
    BuiltIn("lower case", ["string"], result: .string) { site in
      site.text(0).map { site.made($0.lowercased()) } ?? site.wrongType
    },
    BuiltIn("substring before", ["string", "match"], result: .string) { site in
      guard let text = site.text(0), let match = site.text(1) else { return site.wrongType }
      guard let found = text.firstRange(ofBytes: match) else { return .string("") }
      return .string(String(decoding: Array(text.utf8)[..<found.lowerBound], as: UTF8.self))
    },
    BuiltIn("substring after", ["string", "match"], result: .string) { site in
      guard let text = site.text(0), let match = site.text(1) else { return site.wrongType }
      guard let found = text.firstRange(ofBytes: match) else { return .string("") }
      return .string(String(decoding: Array(text.utf8)[found.upperBound...], as: UTF8.self))
    },
    BuiltIn("contains", ["string", "match"], result: .boolean) { site in
      guard let text = site.text(0), let match = site.text(1) else { return site.wrongType }
      return .boolean(text.firstRange(ofBytes: match) != nil)
    },
    BuiltIn("starts with", ["string", "match"], result: .boolean) { site in
      guard let text = site.text(0), let match = site.text(1) else { return site.wrongType }
      return .boolean(text.utf8.starts(with: match.utf8))
    },
    BuiltIn("ends with", ["string", "match"], result: .boolean) { site in
      guard let text = site.text(0), let match = site.text(1) else { return site.wrongType }
      return .boolean(text.utf8.reversed().starts(with: match.utf8.reversed()))
    },
    BuiltIn("string join", ["list", "delimiter?"], result: .string) { site in
      guard let list = site.list(0) else { return site.wrongType }
      let delimiter: String
      switch site.single(1) {
      case .null: delimiter = ""
      case .string(let text): delimiter = text
      default: return site.wrongType
      }
      var parts: [String] = []
      var length = 0
      for element in list where !element.isNull {
        guard case .string(let text) = element else { return site.wrongType }
        parts.append(text)
        length += text.utf8.count + delimiter.utf8.count
      }
      guard site.evaluation.spend(length / 16 + list.count) else { return .null }
      return .string(parts.joined(separator: delimiter))
    },
  ]

  private static func substring(_ site: Site) -> Value {
    guard let text = site.text(0), let start = site.integer(1) else { return site.wrongType }
    let scalars = text.unicodeScalars
    let total = scalars.count
    guard start != 0, start <= total, start >= -total else { return site.badArgument }
    let first = start > 0 ? start - 1 : total + start
    var length = total - first
    if !site.single(2).isNull {
      guard let wanted = site.integer(2) else { return site.wrongType }
      guard wanted >= 1 else { return site.badArgument }
      length = min(length, wanted)
    }
    let from = scalars.index(scalars.startIndex, offsetBy: first)
    let to = scalars.index(from, offsetBy: length)
    return .string(String(scalars[from..<to]))
  }
}

extension String {
  /// Where a text first occurs, as UTF-8 offsets; an empty one at the start.
  func firstRange(ofBytes match: String) -> Range<Int>? {
    let found = utf8.withContiguousStorageIfAvailable { text in
      match.utf8.withContiguousStorageIfAvailable { wanted in Self.firstRange(of: wanted, in: text) }
    }
    if case .some(.some(let found)) = found { return found }
    // Only texts that come from elsewhere are not contiguous.
    return Array(utf8).withUnsafeBufferPointer { text in
      Array(match.utf8).withUnsafeBufferPointer { wanted in Self.firstRange(of: wanted, in: text) }
    }
  }

  private static func firstRange(of wanted: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    guard let first = wanted.first else { return 0..<0 }
    guard wanted.count <= text.count else { return nil }
    for start in 0...(text.count - wanted.count) where text[start] == first {
      if text[start..<start + wanted.count].elementsEqual(wanted) { return start..<start + wanted.count }
    }
    return nil
  }
}
