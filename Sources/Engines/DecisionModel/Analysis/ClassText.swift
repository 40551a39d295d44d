import FEEL

/// A set of classes as unary tests, as a person would write them: `[0..1000)`, `"a", "b"`, `not("a")`, `-`.
enum ClassText {
  static func text(_ numbers: Set<Int>, _ dimension: Dimension) -> String {
    let classes = dimension.classes
    if dimension.live.allSatisfy(numbers.contains) { return "-" }
    var parts: [String] = []
    switch classes.kind {
    case .none: return "-"
    case .boolean:
      if numbers.contains(0) { parts.append("false") }
      if numbers.contains(1) { parts.append("true") }
    case .string:
      let others = classes.constants.count
      if numbers.contains(others) {
        let missing = classes.constants.indices.filter { !numbers.contains($0) }.map { classes.constants[$0].literal }
        return missing.isEmpty ? "-" : "not(\(missing.joined(separator: ", ")))"
      }
      parts = classes.constants.indices.filter(numbers.contains).map { classes.constants[$0].literal }
    default: parts = runs(numbers, dimension).map { interval($0, classes) }
    }
    if numbers.contains(classes.nullClass) { parts.append("null") }
    return parts.isEmpty ? "-" : parts.joined(separator: ", ")
  }

  /// Classes that lie side by side; between two days that follow each other there is nothing.
  private static func runs(_ numbers: Set<Int>, _ dimension: Dimension) -> [ClosedRange<Int>] {
    let classes = dimension.classes
    var found: [ClosedRange<Int>] = []
    for number in 0..<classes.nullClass where numbers.contains(number) {
      if let last = found.last, (last.upperBound + 1..<number).allSatisfy({ classes.examples[$0] == nil }) {
        found[found.count - 1] = last.lowerBound...number
      } else {
        found.append(number...number)
      }
    }
    return found
  }

  private static func interval(_ run: ClosedRange<Int>, _ classes: ColumnClasses) -> String {
    let (first, last) = (run.lowerBound, run.upperBound)
    let lower = first == 0 ? nil : classes.constants[(first - 1) / 2].literal
    let upper = last >= classes.nullClass - 1 ? nil : classes.constants[last / 2].literal
    let (isClosedBelow, isClosedAbove) = (first % 2 == 1, last % 2 == 1)
    switch (lower, upper) {
    case (nil, nil): return "-"
    case (nil, let upper?): return isClosedAbove ? "<= \(upper)" : "< \(upper)"
    case (let lower?, nil): return isClosedBelow ? ">= \(lower)" : "> \(lower)"
    case (let lower?, let upper?):
      if first == last, isClosedBelow { return lower }
      return "\(isClosedBelow ? "[" : "(")\(lower)..\(upper)\(isClosedAbove ? "]" : ")")"
    }
  }
}
