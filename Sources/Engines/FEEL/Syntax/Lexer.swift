/// Cuts a text into tokens, one at a time and from any offset, since where a name ends depends on what is in scope.
struct Lexer {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The offset of the next character that is neither white space nor in a comment.
  func skipSpace(from start: Int) throws(FEELError) -> Int {
    var offset = start
    while let (scalar, length) = Characters.scalar(in: bytes, at: offset) {
      if Characters.isSpace(scalar) {
        offset += length
      } else if scalar == UInt8(ascii: "/"), byte(offset + 1) == UInt8(ascii: "/") {
        offset += 2
        while let (scalar, length) = Characters.scalar(in: bytes, at: offset), scalar != 0x0A, scalar != 0x0D {
          offset += length
        }
      } else if scalar == UInt8(ascii: "/"), byte(offset + 1) == UInt8(ascii: "*") {
        let opening = offset
        offset += 2
        while !(byte(offset) == UInt8(ascii: "*") && byte(offset + 1) == UInt8(ascii: "/")) {
          guard offset < bytes.count else { throw error(.unterminatedComment, at: opening) }
          offset += 1
        }
        offset += 2
      } else {
        return offset
      }
    }
    return offset
  }

  func token(from start: Int) throws(FEELError) -> Token {
    let offset = try skipSpace(from: start)
    guard let (scalar, length) = Characters.scalar(in: bytes, at: offset) else {
      return Token(kind: .end, start: offset, end: offset)
    }
    if Characters.startsName(scalar) { return Token(kind: .word, start: offset, end: endOfWord(offset + length)) }
    if isDigit(byte(offset)) || (byte(offset) == UInt8(ascii: ".") && isDigit(byte(offset + 1))) {
      return Token(kind: .number, start: offset, end: endOfNumber(offset))
    }
    // The typographic apostrophe may stand in names too.
    if scalar == 0x2019 { return Token(kind: .symbol(.apostrophe), start: offset, end: offset + length) }
    if scalar == UInt8(ascii: "\"") { return try string(from: offset) }
    if let (symbol, length) = symbol(at: offset) {
      return Token(kind: .symbol(symbol), start: offset, end: offset + length)
    }
    if let error = fullWidth(from: offset, to: offset + 1) { throw error }
    let character = String(decoding: bytes[offset..<min(offset + length, bytes.count)], as: UTF8.self)
    throw error(.unexpectedCharacter(character), at: offset)
  }

  func byte(_ offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func isDigit(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  /// Where a run of name characters ends.
  func endOfWord(_ start: Int) -> Int {
    var offset = start
    while let (scalar, length) = Characters.scalar(in: bytes, at: offset), Characters.continuesName(scalar) { offset += length }
    return offset
  }

  private func endOfNumber(_ start: Int) -> Int {
    var offset = start
    while isDigit(byte(offset)) { offset += 1 }
    // A dot belongs to the number only when a digit follows: 1..3 is a range.
    if byte(offset) == UInt8(ascii: "."), isDigit(byte(offset + 1)) {
      offset += 1
      while isDigit(byte(offset)) { offset += 1 }
    }
    if byte(offset) == UInt8(ascii: "e") || byte(offset) == UInt8(ascii: "E") {
      let signed = byte(offset + 1) == UInt8(ascii: "+") || byte(offset + 1) == UInt8(ascii: "-")
      let digits = offset + (signed ? 2 : 1)
      if isDigit(byte(digits)) {
        offset = digits
        while isDigit(byte(offset)) { offset += 1 }
      }
    }
    return offset
  }

  private func symbol(at offset: Int) -> (Symbol, Int)? {
    let next = byte(offset + 1)
    switch bytes[offset] {
    case UInt8(ascii: "("): return (.leftParenthesis, 1)
    case UInt8(ascii: ")"): return (.rightParenthesis, 1)
    case UInt8(ascii: "["): return (.leftBracket, 1)
    case UInt8(ascii: "]"): return (.rightBracket, 1)
    case UInt8(ascii: "{"): return (.leftBrace, 1)
    case UInt8(ascii: "}"): return (.rightBrace, 1)
    case UInt8(ascii: ","): return (.comma, 1)
    case UInt8(ascii: ":"): return (.colon, 1)
    case UInt8(ascii: "@"): return (.at, 1)
    case UInt8(ascii: "'"): return (.apostrophe, 1)
    case UInt8(ascii: "+"): return (.plus, 1)
    case UInt8(ascii: "/"): return (.divide, 1)
    case UInt8(ascii: "="): return (.equal, 1)
    case UInt8(ascii: "-"): return next == UInt8(ascii: ">") ? (.arrow, 2) : (.minus, 1)
    case UInt8(ascii: "."): return next == UInt8(ascii: ".") ? (.dots, 2) : (.dot, 1)
    case UInt8(ascii: "*"): return next == UInt8(ascii: "*") ? (.power, 2) : (.times, 1)
    case UInt8(ascii: "<"): return next == UInt8(ascii: "=") ? (.lessOrEqual, 2) : (.less, 1)
    case UInt8(ascii: ">"): return next == UInt8(ascii: "=") ? (.greaterOrEqual, 2) : (.greater, 1)
    case UInt8(ascii: "!"): return next == UInt8(ascii: "=") ? (.notEqual, 2) : nil
    default: return nil
    }
  }

  /// The error of the first full-width mark in a part of the text.
  func fullWidth(from start: Int, to end: Int) -> FEELError? {
    var offset = start
    while offset < end, let (scalar, length) = Characters.scalar(in: bytes, at: offset) {
      if scalar > 0x7F, let instead = Characters.halfWidth(scalar) {
        let mark = String(decoding: bytes[offset..<min(offset + length, bytes.count)], as: UTF8.self)
        return error(.fullWidth(mark, instead: instead), at: offset)
      }
      offset += length
    }
    return nil
  }

  func error(_ reason: FEELError.Reason, at offset: Int) -> FEELError {
    let position = positions(upTo: offset, from: Position(line: 1, column: 1), at: 0)
    return FEELError(reason, line: Int(position.line), column: Int(position.column))
  }

  /// The position of an offset, counted on from a known one before it.
  func positions(upTo offset: Int, from known: Position, at start: Int) -> Position {
    var position = known
    var place = start
    while place < offset, let (scalar, length) = Characters.scalar(in: bytes, at: place) {
      if scalar == 0x0A {
        position.line &+= 1
        position.column = 1
      } else {
        position.column &+= 1
      }
      place += length
    }
    return position
  }
}

/// A place in a text, from 1.
struct Position: Sendable, Hashable {
  var line: UInt32
  var column: UInt32

  static let unknown = Position(line: 0, column: 0)
}
