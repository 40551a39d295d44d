/// A label of a host name in Unicode: which characters it may hold and where (RFC 5891 §4.2, RFC 5892), and in which direction it may be
/// written (RFC 5893).
struct InternationalLabel {
  let scalars: [Unicode.Scalar]

  init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

  var isValid: Bool {
    guard let first = scalars.first, first != "-", scalars.last != "-" else { return false }
    if scalars.count >= 4, scalars[2] == "-", scalars[3] == "-" { return false }
    if isMark(first) { return false }
    for place in scalars.indices {
      let scalar = scalars[place]
      switch scalar.value {
      case 0xB7:
        if !(place > 0 && scalars[place - 1] == "l" && place + 1 < scalars.count && scalars[place + 1] == "l") { return false }
      case 0x375: if !(place + 1 < scalars.count && 0x370...0x3FF ~= scalars[place + 1].value) { return false }
      case 0x5F3, 0x5F4: if !(place > 0 && 0x590...0x5FF ~= scalars[place - 1].value) { return false }
      case 0x30FB: if !scalars.contains(where: isJapanese) { return false }
      case 0x660...0x669: if scalars.contains(where: { 0x6F0...0x6F9 ~= $0.value }) { return false }
      case 0x6F0...0x6F9: if scalars.contains(where: { 0x660...0x669 ~= $0.value }) { return false }
      case 0x200D: if !followsVirama(place) { return false }
      case 0x200C: if !followsVirama(place), !joins(place) { return false }
      default: if !isAllowed(scalar) { return false }
      }
    }
    return !isRightToLeft || keepsDirection
  }

  private func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  /// RFC 5892 §2: the exceptions first, then letters, marks and digits that stay as they are under compatibility folding.
  private func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2D, 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return true
    case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: return true
    case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
    case 0x1100...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7FB: return false
    case 0x20D0...0x20FF, 0x1D100...0x1D24F: return false
    default: break
    }
    let properties = scalar.properties
    if properties.changesWhenNFKCCaseFolded || properties.isDefaultIgnorableCodePoint || properties.isWhitespace {
      return false
    }
    switch properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .otherLetter, .modifierLetter, .decimalNumber, .nonspacingMark, .spacingMark:
      return true
    default: return false
    }
  }

  private func isJapanese(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x30FB: false
    case 0x3041...0x309F, 0x30A1...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D: true
    case 0x3005, 0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3134F: true
    default: false
    }
  }

  private func followsVirama(_ place: Int) -> Bool {
    place > 0 && scalars[place - 1].properties.canonicalCombiningClass.rawValue == 9
  }

  /// Between letters of a script that joins them (RFC 5892, appendix A.1): one that joins to its left before, one that joins to its
  /// right after, marks aside.
  private func joins(_ place: Int) -> Bool {
    func joinsBoth(_ scalar: Unicode.Scalar) -> Bool {
      0x620...0x6FF ~= scalar.value && isLetter(scalar) && !joinsRightOnly(scalar)
        || 0x1820...0x18AA ~= scalar.value || 0x710...0x74F ~= scalar.value && isLetter(scalar)
    }
    guard let before = scalars[..<place].last(where: { !isMark($0) }), joinsBoth(before) else { return false }
    guard let after = scalars[(place + 1)...].first(where: { !isMark($0) }) else { return false }
    return joinsBoth(after) || joinsRightOnly(after)
  }

  private func joinsRightOnly(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x622...0x625, 0x627, 0x629, 0x62F...0x632, 0x648, 0x671...0x673, 0x675...0x677, 0x688...0x699, 0x6C0, 0x6C3...0x6CB,
      0x6CD, 0x6CF,
      0x6D2, 0x6D3, 0x6D5, 0x6EE, 0x6EF:
      true
    default: false
    }
  }

  private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .otherLetter, .modifierLetter: true
    default: false
    }
  }

  private enum Direction { case left, right, european, arabic, mark, neutral }

  private func direction(_ scalar: Unicode.Scalar) -> Direction {
    switch scalar.value {
    case 0x30...0x39, 0x6F0...0x6F9: return .european
    case 0x660...0x669: return .arabic
    case 0x2D, 0xB7, 0x200C, 0x200D: return .neutral
    default: break
    }
    if scalar.properties.generalCategory == .nonspacingMark { return .mark }
    switch scalar.value {
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF: return .right
    default: return .left
    }
  }

  var isRightToLeft: Bool { scalars.contains { direction($0) == .right || direction($0) == .arabic } }

  /// The six conditions of RFC 5893 §2.
  var keepsDirection: Bool {
    let directions = scalars.map(direction)
    guard let last = directions.last(where: { $0 != .mark }) else { return false }
    switch directions.first {
    case .right:
      if directions.contains(.left) || (directions.contains(.european) && directions.contains(.arabic)) { return false }
      return last == .right || last == .european || last == .arabic
    case .left:
      if directions.contains(.right) || directions.contains(.arabic) { return false }
      return last == .left || last == .european
    default: return false
    }
  }
}
