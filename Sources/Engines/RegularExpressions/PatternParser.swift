/// Reads a pattern of either dialect into a tree. Recursive, but never deeper than `RegularExpression.Limit.nesting`.
struct PatternParser {
  let scalars: [UInt32]
  let dialect: RegularExpression.Dialect
  let flags: RegularExpression.Flags
  var position = 0
  var depth = 0

  /// Groups begun so far; in ECMAScript a reference may be to a group that comes later, so these are counted beforehand.
  var opened = 0
  var closed: Set<Int> = []
  var names: [String: Int] = [:]
  /// References by name, looked up when all names are known. Stand-ins are negative numbers.
  var nameReferences: [(name: String, position: Int)] = []
  /// Properties and folded sets of this pattern, so that each is worked out once.
  var properties: [String: ScalarSet] = [:]
  private var foldedSets: [ScalarSet: ScalarSet] = [:]
  private var total = 0

  init(_ pattern: String, dialect: RegularExpression.Dialect, flags: RegularExpression.Flags) {
    let all = pattern.unicodeScalars.map(\.value)
    let strips = dialect == .xPath && flags.contains(.extended) && !flags.contains(.literal)
    scalars = strips ? Self.withoutSpace(all) : all
    self.dialect = dialect
    self.flags = flags
  }

  mutating func parse() throws(RegularExpressionError) -> ParsedPattern {
    if dialect == .xPath, flags.contains(.literal) {
      var parts: [Pattern] = []
      for scalar in scalars { parts.append(.one(folded(ScalarSet(scalar)))) }
      return ParsedPattern(root: .sequence(parts), groupCount: 0, groupNames: [:], word: word)
    }
    total = countGroups()
    var root = try parseAlternation()
    if !atEnd { throw failure(.unmatchedBracket) }
    if !nameReferences.isEmpty { root = try resolved(root) }
    return ParsedPattern(root: root, groupCount: opened, groupNames: names, word: word)
  }

  // MARK: The scalars

  var atEnd: Bool { position >= scalars.count }
  var current: UInt32? { position < scalars.count ? scalars[position] : nil }
  func ahead(_ distance: Int) -> UInt32? { position + distance < scalars.count ? scalars[position + distance] : nil }
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == character.value else { return false }
    position += 1
    return true
  }
  mutating func take(_ word: String) -> Bool {
    let wanted = word.unicodeScalars.map(\.value)
    guard scalars.dropFirst(position).starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }
  func failure(_ reason: RegularExpressionError.Reason, at place: Int? = nil) -> RegularExpressionError {
    .invalidPattern(reason, position: place ?? position)
  }

  var ignoresCase: Bool { flags.contains(.ignoreCase) }
  /// The set with `i` heeded. Big sets are remembered, so that a pattern of many costs no more than one.
  mutating func folded(_ set: ScalarSet) -> ScalarSet {
    guard ignoresCase else { return set }
    if set.single != nil { return CaseFolding.closure(of: set) }
    if let known = foldedSets[set] { return known }
    let closure = CaseFolding.closure(of: set)
    foldedSets[set] = closure
    return closure
  }
  /// WordCharacters of ECMA-262 §22.2.2.9.3: with `i` also what folds to a word character.
  var word: ScalarSet { ignoresCase ? CaseFolding.closure(of: .asciiWord) : .asciiWord }

  // MARK: The grammar

  mutating func parseAlternation() throws(RegularExpressionError) -> Pattern {
    guard depth < RegularExpression.Limit.nesting else { throw failure(.tooDeep) }
    depth += 1
    defer { depth -= 1 }
    var branches = [try parseSequence()]
    while take("|") { branches.append(try parseSequence()) }
    return branches.count == 1 ? branches[0] : .alternation(branches)
  }

  private mutating func parseSequence() throws(RegularExpressionError) -> Pattern {
    var parts: [Pattern] = []
    while let next = current, next != "|", next != ")" {
      let (atom, repeatable) = try parseAtom()
      parts.append(try parseQuantifier(of: atom, repeatable: repeatable))
    }
    switch parts.count {
    case 0: return .empty
    case 1: return parts[0]
    default: return .sequence(parts)
    }
  }

  private mutating func parseAtom() throws(RegularExpressionError) -> (Pattern, repeatable: Bool) {
    let start = position
    guard let scalar = current else { return (.empty, false) }
    position += 1
    switch scalar {
    case "(": return try parseGroup(from: start)
    case "[": return (.one(try parseClass(from: start)), true)
    case "\\": return try parseEscape(from: start)
    case "^": return (.assertion(flags.contains(.multiline) ? .lineStart : .textStart), false)
    case "$": return (.assertion(flags.contains(.multiline) ? .lineEnd : .textEnd), false)
    case ".":
      if flags.contains(.dotAll) { return (.one(.everything), true) }
      return (.one((dialect == .xPath ? ScalarSet.xmlLineEnd : ScalarSet.ecmaLineEnd).inverted), true)
    case "*", "+", "?", "{": throw failure(.nothingToRepeat, at: start)
    case "}", "]": throw failure(.unmatchedBracket, at: start)
    default: return (.one(folded(ScalarSet(scalar))), true)
    }
  }

  private mutating func parseGroup(from start: Int) throws(RegularExpressionError) -> (Pattern, repeatable: Bool) {
    guard take("?") else { return (try parseCapture(from: start), true) }
    if take(":") { return (try parseInner(from: start), true) }
    guard dialect == .ecmaScript else { throw failure(.unsupportedGroup, at: start) }
    for (sign, behind, negative) in [("=", false, false), ("!", false, true), ("<=", true, false), ("<!", true, true)]
    where take(sign) {
      return (.look(try parseInner(from: start), behind: behind, negative: negative), false)
    }
    guard take("<") else { throw failure(.unsupportedGroup, at: start) }
    let nameStart = position
    let name = try parseGroupName()
    guard names[name] == nil else { throw failure(.repeatedGroupName, at: nameStart) }
    names[name] = opened + 1
    return (try parseCapture(from: start), true)
  }

  private mutating func parseCapture(from start: Int) throws(RegularExpressionError) -> Pattern {
    opened += 1
    let number = opened
    let inner = try parseInner(from: start)
    closed.insert(number)
    return .group(inner, number: number)
  }

  private mutating func parseInner(from start: Int) throws(RegularExpressionError) -> Pattern {
    let inner = try parseAlternation()
    guard take(")") else { throw failure(.unclosedGroup, at: start) }
    return inner
  }

  // MARK: Repetition

  private mutating func parseQuantifier(
    of atom: Pattern, repeatable: Bool
  ) throws(RegularExpressionError) -> Pattern {
    let start = position
    var least = 0
    var most: Int?
    switch current {
    case "*": position += 1
    case "+":
      position += 1
      least = 1
    case "?":
      position += 1
      most = 1
    case "{": (least, most) = try parseCounts()
    default: return atom
    }
    guard repeatable else { throw failure(.nothingToRepeat, at: start) }
    let greedy = !take("?")
    switch current {
    case "*", "+", "?", "{": throw failure(.nothingToRepeat)
    default: return .repetition(atom, least: least, most: most, greedy: greedy)
    }
  }

  private mutating func parseCounts() throws(RegularExpressionError) -> (Int, Int?) {
    let start = position
    position += 1
    guard let least = parseNumber() else { throw failure(.badCount, at: start) }
    var most: Int? = least
    if take(",") { most = current == "}" ? nil : parseNumber() ?? -1 }
    guard take("}"), most != -1 else { throw failure(.badCount, at: start) }
    if let most, most < least { throw failure(.countsOutOfOrder, at: start) }
    return (least, most)
  }

  /// Decimal digits; what is over a thousand million counts as that, and is refused later if it matters.
  mutating func parseNumber() -> Int? {
    var number: Int?
    while let scalar = current, ScalarSet.asciiDigit.contains(scalar) {
      number = min((number ?? 0) * 10 + Int(scalar - 0x30), 1_000_000_000)
      position += 1
    }
    return number
  }

  // MARK: Groups beforehand

  /// Capturing groups in the whole pattern, for ECMAScript, where `\2(a)(b)` is right.
  private func countGroups() -> Int {
    var count = 0
    var inClass = false
    var index = 0
    while index < scalars.count {
      switch scalars[index] {
      case "\\": index += 1
      case "[": inClass = true
      case "]": inClass = false
      case "(" where !inClass:
        let next = index + 1 < scalars.count ? scalars[index + 1] : 0
        let second = index + 2 < scalars.count ? scalars[index + 2] : 0
        let third = index + 3 < scalars.count ? scalars[index + 3] : 0
        if next != "?" || (second == "<" && third != "=" && third != "!") { count += 1 }
      default: break
      }
      index += 1
    }
    return count
  }
  var groupsInAll: Int { total }
}

/// A scalar's number against a letter, so that a `switch` reads like the grammar.
func ~= (letter: Unicode.Scalar, value: UInt32) -> Bool { letter.value == value }
func ~= (letter: Unicode.Scalar, value: UInt32?) -> Bool { letter.value == value }
func == (value: UInt32, letter: Unicode.Scalar) -> Bool { value == letter.value }
func != (value: UInt32, letter: Unicode.Scalar) -> Bool { value != letter.value }
func == (value: UInt32?, letter: Unicode.Scalar) -> Bool { value == letter.value }
