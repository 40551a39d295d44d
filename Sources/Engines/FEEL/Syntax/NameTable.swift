/// Names that may be met in a text, found by longest match: they hold spaces and operators, which the text may write
/// with more or less white space (DMN 1.5 §10.3.1.2, items after the grammar, and §10.3.1.4).
struct NameTable: Sendable {
  struct Candidate: Sendable {
    let name: String
    /// The words and symbols that the name consists of.
    let pieces: [[UInt8]]
  }

  /// By first piece.
  private var candidates: [[UInt8]: [Candidate]] = [:]

  init(_ names: [String] = []) {
    for name in names { add(name) }
  }

  mutating func add(_ name: String) {
    let pieces = Self.pieces(of: name)
    guard let first = pieces.first else { return }
    candidates[first, default: []].append(Candidate(name: name, pieces: pieces))
  }

  /// Takes back the last `add` of a name.
  mutating func remove(_ name: String) {
    guard let first = Self.pieces(of: name).first, var list = candidates[first],
      let place = list.lastIndex(where: { $0.name == name })
    else { return }
    list.remove(at: place)
    candidates[first] = list.isEmpty ? nil : list
  }

  /// Cuts a name into runs of name characters and single symbols, without white space.
  static func pieces(of name: String) -> [[UInt8]] {
    let bytes = Array(name.utf8)
    var pieces: [[UInt8]] = []
    var word: [UInt8] = []
    var offset = 0
    while let (scalar, length) = Characters.scalar(in: bytes, at: offset) {
      let character = bytes[offset..<offset + length]
      offset += length
      if Characters.continuesName(scalar) {
        word += character
        continue
      }
      if !word.isEmpty { pieces.append(word) }
      word = []
      if !Characters.isSpace(scalar) { pieces.append(Array(character)) }
    }
    if !word.isEmpty { pieces.append(word) }
    return pieces
  }

  /// The longest name that starts with the word at `start` and where it ends.
  func longestMatch(_ lexer: Lexer, word start: Int, end: Int) -> (name: String, end: Int)? {
    guard let list = candidates[Array(lexer.bytes[start..<end])] else { return nil }
    var best: (name: String, end: Int)?
    for candidate in list {
      guard let matched = Self.end(of: candidate, in: lexer, after: end), matched >= (best?.end ?? 0) else { continue }
      best = (candidate.name, matched)
    }
    return best
  }

  private static func end(of candidate: Candidate, in lexer: Lexer, after first: Int) -> Int? {
    var offset = first
    for piece in candidate.pieces.dropFirst() {
      while let (scalar, length) = Characters.scalar(in: lexer.bytes, at: offset), Characters.isSpace(scalar) {
        offset += length
      }
      guard offset + piece.count <= lexer.bytes.count, lexer.bytes[offset..<offset + piece.count].elementsEqual(piece) else {
        return nil
      }
      offset += piece.count
      // A word must end where the text's word ends.
      if let (scalar, _) = Characters.scalar(in: piece, at: 0), Characters.continuesName(scalar),
        let (next, _) = Characters.scalar(in: lexer.bytes, at: offset), Characters.continuesName(next)
      {
        return nil
      }
    }
    return offset
  }
}
