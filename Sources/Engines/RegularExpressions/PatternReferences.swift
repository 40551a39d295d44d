/// Names of groups, references to groups, and the `x` flag.
extension PatternParser {
  /// RegExpIdentifierName and the `>` after it (ECMA-262 §22.2.1); escapes `\u` are allowed.
  mutating func parseGroupName() throws(RegularExpressionError) -> String {
    var name = String.UnicodeScalarView()
    while let scalar = current, scalar != ">" {
      let start = position
      position += 1
      var value = scalar
      if scalar == "\\" {
        guard take("u"), let escaped = try parseUnicodeEscape(from: start) else { throw failure(.badGroupName, at: start) }
        value = escaped
      }
      guard let letter = Unicode.Scalar(value) else { throw failure(.badGroupName, at: start) }
      let special = value == "$" || value == "_"
      let properties = letter.properties
      let fits = name.isEmpty ? properties.isIDStart : properties.isIDContinue || value == 0x200C || value == 0x200D
      guard special || fits else { throw failure(.badGroupName, at: start) }
      name.append(letter)
    }
    guard !name.isEmpty, take(">") else { throw failure(.badGroupName) }
    return String(name)
  }

  /// `\1` and on, the digit not yet read.
  mutating func parseReference(from start: Int) throws(RegularExpressionError) -> Pattern {
    if dialect == .ecmaScript {
      guard let number = parseNumber(), number <= groupsInAll else { throw failure(.unknownGroup, at: start) }
      return .backreference(number)
    }
    // F&O 3.1 §5.6.1.1: as many digits as there are groups for, and the group must be closed by now.
    var number = 0
    while let scalar = current, ScalarSet.asciiDigit.contains(scalar) {
      let longer = number * 10 + Int(scalar - 0x30)
      if number > 0, longer > opened { break }
      number = longer
      position += 1
    }
    guard closed.contains(number) else { throw failure(.unknownGroup, at: start) }
    return .backreference(number)
  }

  /// `\k<name>`, from after the `k`. The number is put in when all groups are known.
  mutating func parseNamedReference(from start: Int) throws(RegularExpressionError) -> Pattern {
    guard take("<") else { throw failure(.badGroupName, at: start) }
    let name = try parseGroupName()
    nameReferences.append((name, start))
    return .backreference(-nameReferences.count)
  }

  func resolved(_ pattern: Pattern) throws(RegularExpressionError) -> Pattern {
    switch pattern {
    case .empty, .one, .assertion: return pattern
    case .backreference(let number):
      guard number < 0 else { return pattern }
      let reference = nameReferences[-number - 1]
      guard let known = names[reference.name] else { throw failure(.unknownGroup, at: reference.position) }
      return .backreference(known)
    case .sequence(let parts): return .sequence(try resolved(parts))
    case .alternation(let branches): return .alternation(try resolved(branches))
    case .group(let inner, let number): return .group(try resolved(inner), number: number)
    case .look(let inner, let behind, let negative):
      return .look(try resolved(inner), behind: behind, negative: negative)
    case .repetition(let inner, let least, let most, let greedy):
      return .repetition(try resolved(inner), least: least, most: most, greedy: greedy)
    }
  }

  private func resolved(_ patterns: [Pattern]) throws(RegularExpressionError) -> [Pattern] {
    var result: [Pattern] = []
    for pattern in patterns { result.append(try resolved(pattern)) }
    return result
  }

  /// F&O 3.1 §5.6.2, flag `x`: white space goes, except inside of class expressions.
  static func withoutSpace(_ scalars: [UInt32]) -> [UInt32] {
    var kept: [UInt32] = []
    var classes = 0
    var escaped = false
    for scalar in scalars {
      let space = ScalarSet.xmlSpace.contains(scalar)
      if space, classes == 0 { continue }
      kept.append(scalar)
      if escaped {
        escaped = false
      } else if scalar == "\\" {
        escaped = true
      } else if scalar == "[" {
        classes += 1
      } else if scalar == "]" {
        classes = max(0, classes - 1)
      }
    }
    return kept
  }
}
