/// Classes: `[…]`.
extension PatternParser {
  mutating func parseClass(from start: Int) throws(RegularExpressionError) -> ScalarSet {
    dialect == .ecmaScript ? try parseECMAClass(from: start) : try parseXPathClass(from: start)
  }

  /// ECMA-262 §22.2.1 ClassContents without the `v` flag, from after the `[`. May be empty.
  private mutating func parseECMAClass(from start: Int) throws(RegularExpressionError) -> ScalarSet {
    let negative = take("^")
    var parts = ClassParts()
    while !take("]") {
      let place = position
      let first = try parseClassAtom(from: start)
      guard current == "-", let next = ahead(1), next != "]" else {
        parts.add(first)
        continue
      }
      position += 1
      let last = try parseClassAtom(from: start)
      guard case .scalar(let low) = first, case .scalar(let high) = last else { throw failure(.badRange, at: place) }
      guard low <= high else { throw failure(.rangeOutOfOrder, at: place) }
      parts.ranges.append(low...high)
    }
    let set = folded(parts.set)
    return negative ? set.inverted : set
  }

  private mutating func parseClassAtom(from start: Int) throws(RegularExpressionError) -> Escaped {
    let place = position
    guard let scalar = current else { throw failure(.unclosedClass, at: start) }
    position += 1
    return scalar == "\\" ? try parseEscaped(from: place, inClass: true) : .scalar(scalar)
  }

  /// XML Schema 1.1 Part 2 §G.4.2, with a class to take away at the end: `[a-z-[aeiou]]`. From after the `[`.
  private mutating func parseXPathClass(from start: Int) throws(RegularExpressionError) -> ScalarSet {
    guard depth < RegularExpression.Limit.nesting else { throw failure(.tooDeep) }
    depth += 1
    defer { depth -= 1 }
    let negative = take("^")
    var parts = ClassParts()
    var count = 0
    while true {
      guard let scalar = current else { throw failure(.unclosedClass, at: start) }
      if scalar == "]", count > 0 {
        position += 1
        return result(parts, negative: negative)
      }
      if scalar == "-", ahead(1) == "[", count > 0 {
        position += 2
        let taken = try parseXPathClass(from: position - 1)
        guard take("]") else { throw failure(.unclosedClass, at: start) }
        return result(parts, negative: negative).subtracting(taken)
      }
      if scalar == "[" || scalar == "]" { throw failure(.badRange) }
      count += 1
      let place = position
      let first = try parseClassAtom(from: start)
      guard current == "-", let next = ahead(1), next != "]", next != "[", case .scalar(let low) = first,
        // `[0-9-.]`: a hyphen after a range stands for itself.
        !(low == "-" && scalars[place] == "-")
      else {
        parts.add(first)
        continue
      }
      position += 1
      guard case .scalar(let high) = try parseClassAtom(from: start) else { throw failure(.badRange, at: place) }
      guard low <= high else { throw failure(.rangeOutOfOrder, at: place) }
      parts.ranges.append(low...high)
      if current == "-", let after = ahead(1), after != "[", after != "]" {
        parts.ranges.append(0x2D...0x2D)
        position += 1
      }
    }
  }

  private mutating func result(_ parts: ClassParts, negative: Bool) -> ScalarSet {
    let set = folded(parts.set)
    return negative ? set.inverted : set
  }
}

/// What a class holds, before it is put in order.
private struct ClassParts {
  var ranges: [ClosedRange<UInt32>] = []
  var sets: [ScalarSet] = []

  mutating func add(_ escaped: PatternParser.Escaped) {
    switch escaped {
    case .scalar(let scalar): ranges.append(scalar...scalar)
    case .set(let set): sets.append(set)
    }
  }

  var set: ScalarSet { sets.reduce(ScalarSet(ranges)) { $0.union($1) } }
}
