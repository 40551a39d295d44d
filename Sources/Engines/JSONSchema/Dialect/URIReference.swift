/// A URI or a reference to one in its parts, and how a reference is resolved (RFC 3986 §5).
struct URIReference: Hashable {
  var scheme: Substring?
  var authority: Substring?
  var path: Substring
  var query: Substring?
  /// Without the `#`, still percent-encoded.
  var fragment: Substring?

  /// Splits any text; what is no URI ends up as a path.
  init(_ text: some StringProtocol) {
    var rest = Substring(text)
    if let mark = rest.firstIndex(of: "#") {
      fragment = rest[rest.index(after: mark)...]
      rest = rest[..<mark]
    }
    if let mark = rest.firstIndex(of: "?") {
      query = rest[rest.index(after: mark)...]
      rest = rest[..<mark]
    }
    if let colon = rest.firstIndex(of: ":"), Self.isScheme(rest[..<colon]) {
      scheme = rest[..<colon]
      rest = rest[rest.index(after: colon)...]
    }
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      let end = rest.firstIndex(of: "/") ?? rest.endIndex
      authority = rest[..<end]
      rest = rest[end...]
    }
    path = rest
  }

  private static func isScheme(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, (first | 0x20) &- 97 < 26 else { return false }
    return text.utf8.allSatisfy { ($0 | 0x20) &- 97 < 26 || $0 &- 48 < 10 || $0 == 43 || $0 == 45 || $0 == 46 }
  }

  /// This reference as seen from `base`.
  func resolved(against base: URIReference) -> URIReference {
    if scheme != nil { return with(path: Self.withoutDots(path)) }
    var target = base
    target.fragment = fragment
    if authority != nil {
      target.authority = authority
      target.path = Self.withoutDots(path)
      target.query = query
    } else if path.isEmpty {
      if query != nil { target.query = query }
    } else {
      target.query = query
      if path.hasPrefix("/") {
        target.path = Self.withoutDots(path)
      } else if base.authority != nil, base.path.isEmpty {
        target.path = Self.withoutDots("/" + path)
      } else {
        let folder = base.path.lastIndex(of: "/").map { base.path[...$0] } ?? ""
        target.path = Self.withoutDots(folder + path)
      }
    }
    return target
  }

  private func with(path: Substring) -> URIReference {
    var copy = self
    copy.path = path
    return copy
  }

  /// RFC 3986 §5.2.4.
  private static func withoutDots(_ path: Substring) -> Substring {
    guard path.contains(".") else { return path }
    var kept: [Substring] = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    for (index, segment) in segments.enumerated() {
      let isLast = index == segments.count - 1
      switch segment {
      case ".": if isLast { kept.append("") }
      case "..":
        if kept.count > 1 || (kept.count == 1 && kept[0] != "") { kept.removeLast() }
        if isLast { kept.append("") }
      default: kept.append(segment)
      }
    }
    return Substring(kept.joined(separator: "/"))
  }

  /// All but the fragment.
  var document: String {
    var text = ""
    if let scheme { text += scheme + ":" }
    if let authority { text += "//" + authority }
    text += path
    if let query { text += "?" + query }
    return text
  }

  /// Percent-encoding taken away; nil when what it hides is no UTF-8.
  static func decoded(_ text: Substring) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
