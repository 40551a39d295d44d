/// What a `\` begins.
extension PatternParser {
  /// What an escape stands for: a set, or a single scalar, which alone may be the end of a range.
  enum Escaped {
    case scalar(UInt32)
    case set(ScalarSet)
  }

  /// An escape outside of classes, from after the `\`.
  mutating func parseEscape(from start: Int) throws(RegularExpressionError) -> (Pattern, repeatable: Bool) {
    guard let letter = current else { throw failure(.trailingBackslash, at: start) }
    switch letter {
    case 0x31...0x39: return (try parseReference(from: start), true)
    case "b" where dialect == .ecmaScript:
      position += 1
      return (.assertion(.wordBoundary), false)
    case "B" where dialect == .ecmaScript:
      position += 1
      return (.assertion(.noWordBoundary), false)
    case "k" where dialect == .ecmaScript:
      position += 1
      return (try parseNamedReference(from: start), true)
    default:
      switch try parseEscaped(from: start, inClass: false) {
      case .scalar(let scalar): return (.one(folded(ScalarSet(scalar))), true)
      case .set(let set): return (.one(folded(set)), true)
      }
    }
  }

  /// An escape that stands for scalars, from after the `\`.
  mutating func parseEscaped(from start: Int, inClass: Bool) throws(RegularExpressionError) -> Escaped {
    guard let letter = current else { throw failure(.trailingBackslash, at: start) }
    position += 1
    switch letter {
    case "n": return .scalar(0x0A)
    case "r": return .scalar(0x0D)
    case "t": return .scalar(0x09)
    case "p", "P":
      let set = try parseProperty(from: start)
      return .set(letter == "P" ? set.inverted : set)
    case "\\", "^", "$", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|": return .scalar(letter)
    default: break
    }
    return dialect == .ecmaScript
      ? try parseECMAEscape(letter, from: start, inClass: inClass) : try parseXPathEscape(letter, from: start)
  }

  private mutating func parseECMAEscape(
    _ letter: UInt32, from start: Int, inClass: Bool
  ) throws(RegularExpressionError) -> Escaped {
    switch letter {
    case "v": return .scalar(0x0B)
    case "f": return .scalar(0x0C)
    case "d": return .set(.asciiDigit)
    case "D": return .set(ScalarSet.asciiDigit.inverted)
    case "w": return .set(word)
    case "W": return .set(word.inverted)
    case "s": return .set(.ecmaSpace)
    case "S": return .set(ScalarSet.ecmaSpace.inverted)
    case "/": return .scalar(letter)
    case "b" where inClass: return .scalar(0x08)
    case "-" where inClass: return .scalar(letter)
    case "0":
      if let next = current, ScalarSet.asciiDigit.contains(next) { throw failure(.badEscape, at: start) }
      return .scalar(0)
    case "c":
      guard let control = current, (0x41...0x5A).contains(control & ~0x20) else { throw failure(.badEscape, at: start) }
      position += 1
      return .scalar(control & 0x1F)
    case "x":
      guard let value = parseHex(digits: 2) else { throw failure(.badEscape, at: start) }
      return .scalar(value)
    case "u":
      guard let value = try parseUnicodeEscape(from: start) else { throw failure(.badEscape, at: start) }
      return .scalar(value)
    default: throw failure(.unknownEscape, at: start)
    }
  }

  private mutating func parseXPathEscape(_ letter: UInt32, from start: Int) throws(RegularExpressionError) -> Escaped {
    switch letter {
    case "-": return .scalar(letter)
    case "s": return .set(.xmlSpace)
    case "S": return .set(ScalarSet.xmlSpace.inverted)
    case "i": return .set(.xmlNameStart)
    case "I": return .set(ScalarSet.xmlNameStart.inverted)
    case "c": return .set(.xmlName)
    case "C": return .set(ScalarSet.xmlName.inverted)
    case "d": return .set(property("Nd") ?? ScalarSet())
    case "D": return .set((property("Nd") ?? ScalarSet()).inverted)
    case "w": return .set(xPathNoWord().inverted)
    case "W": return .set(xPathNoWord())
    default: throw failure(.unknownEscape, at: start)
    }
  }

  private mutating func property(_ name: String) -> ScalarSet? {
    if let known = properties[name] { return known }
    let found = dialect == .ecmaScript ? UnicodeProperties.ecmaScript(name) : UnicodeProperties.xPath(name)
    properties[name] = found
    return found
  }

  /// XML Schema 1.1 Part 2 §G.4.2.5: what is punctuation, separator or other is no word character.
  private mutating func xPathNoWord() -> ScalarSet {
    if let known = properties["\\W"] { return known }
    let set = ["P", "Z", "C"].reduce(ScalarSet()) { $0.union(GeneralCategories.set(of: $1) ?? ScalarSet()) }
    properties["\\W"] = set
    return set
  }

  private mutating func parseHex(digits: Int) -> UInt32? {
    var value: UInt32 = 0
    for offset in 0..<digits {
      guard let scalar = ahead(offset), let digit = Self.hexDigit(scalar) else { return nil }
      value = value << 4 | digit
    }
    position += digits
    return value
  }

  private static func hexDigit(_ scalar: UInt32) -> UInt32? {
    switch scalar {
    case 0x30...0x39: scalar - 0x30
    case 0x41...0x46: scalar - 0x37
    case 0x61...0x66: scalar - 0x57
    default: nil
    }
  }

  /// From after `\u`: `{…}`, or four digits, and two such escapes for a scalar beyond the first plane.
  mutating func parseUnicodeEscape(from start: Int) throws(RegularExpressionError) -> UInt32? {
    if take("{") {
      var value: UInt32 = 0
      var digits = 0
      while let scalar = current, let digit = Self.hexDigit(scalar) {
        value = value << 4 | digit
        guard value <= ScalarSet.last else { throw failure(.badEscape, at: start) }
        digits += 1
        position += 1
      }
      guard digits > 0, take("}") else { return nil }
      return value
    }
    guard let first = parseHex(digits: 4) else { return nil }
    guard (0xD800...0xDBFF).contains(first), current == "\\", ahead(1) == "u" else { return first }
    let after = position
    position += 2
    if let second = parseHex(digits: 4), (0xDC00...0xDFFF).contains(second) {
      return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }
    position = after
    return first
  }

  /// From after `\p`: `{name}` or `{name=value}`.
  private mutating func parseProperty(from start: Int) throws(RegularExpressionError) -> ScalarSet {
    guard take("{") else { throw failure(.badEscape, at: start) }
    var name = ""
    while let scalar = current, scalar != "}" {
      guard scalar < 0x80, let letter = Unicode.Scalar(scalar) else { throw failure(.unknownProperty, at: start) }
      name.unicodeScalars.append(letter)
      position += 1
    }
    guard take("}") else { throw failure(.badEscape, at: start) }
    guard let found = property(name) else { throw failure(.unknownProperty, at: start) }
    return found
  }
}
