/// Replacing, by the rules of `fn:replace` (F&O 3.1 §5.6.4).
extension RegularExpression {
  /// Whether the pattern matches the empty text, where `fn:replace` and `fn:tokenize` are errors.
  public var matchesEmptyText: Bool {
    get throws(RegularExpressionError) { try matches("") }
  }

  /// The text with each match replaced. In the replacement `$0` to `$9` (and more digits, where there are so many groups)
  /// stand for groups, `\$` and `\\` for the characters. With the flag `q` the replacement is plain text.
  ///
  /// - Throws: `invalidReplacement`, `matchesEmptyString`, `gaveUp`.
  public func replacing(in text: String, with replacement: String) throws(RegularExpressionError) -> String {
    let pieces = try isLiteral ? [.text(Array(replacement.utf8))] : Self.pieces(of: replacement, groups: groupCount)
    guard try !matchesEmptyText else { throw .matchesEmptyString }
    let matches = try allMatches(in: text)
    guard !matches.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var position = 0
    for match in matches {
      result += bytes[position..<match.range.lowerBound]
      for piece in pieces {
        switch piece {
        case .text(let plain): result += plain
        case .group(let number):
          if number < match.groups.count, let range = match.groups[number] { result += bytes[range] }
        }
      }
      position = match.range.upperBound
    }
    result += bytes[position...]
    return String(decoding: result, as: UTF8.self)
  }

  private enum Piece {
    case text([UInt8])
    case group(Int)
  }

  private static func pieces(of replacement: String, groups: Int) throws(RegularExpressionError) -> [Piece] {
    let scalars = Array(replacement.unicodeScalars)
    var pieces: [Piece] = []
    var plain = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      guard scalar == "\\" || scalar == "$" else {
        plain.append(scalar)
        index += 1
        continue
      }
      guard index + 1 < scalars.count else { throw .invalidReplacement(position: index) }
      let next = scalars[index + 1]
      if scalar == "\\" {
        guard next == "\\" || next == "$" else { throw .invalidReplacement(position: index) }
        plain.append(next)
        index += 2
        continue
      }
      guard let first = digit(next) else { throw .invalidReplacement(position: index) }
      var number = first
      index += 2
      // As many digits as there are groups for; the rest is text.
      while index < scalars.count, let more = digit(scalars[index]), number * 10 + more <= groups, number > 0 {
        number = number * 10 + more
        index += 1
      }
      pieces.append(.text(Array(String(plain).utf8)))
      pieces.append(.group(number))
      plain = String.UnicodeScalarView()
    }
    pieces.append(.text(Array(String(plain).utf8)))
    return pieces
  }

  private static func digit(_ scalar: Unicode.Scalar) -> Int? {
    ("0"..."9").contains(scalar) ? Int(scalar.value) - 0x30 : nil
  }
}
