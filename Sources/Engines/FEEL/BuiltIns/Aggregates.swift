import Decimals

extension BuiltIn {
  /// List functions (DMN 1.5 §10.3.4.4) that make one value of all elements. They take a list or its elements.
  static let aggregates = [
    BuiltIn("min", ["list"], isVariadic: true) { extreme($0) { $0 < 0 } },
    BuiltIn("max", ["list"], isVariadic: true) { extreme($0) { $0 > 0 } },
    BuiltIn("sum", ["list"], result: .number, isVariadic: true) { site in
      numbers(site) { numbers in numbers.isEmpty ? nil : fold(numbers, from: .zero) { $0.adding($1) } }
    },
    BuiltIn("product", ["list"], result: .number, isVariadic: true) { site in
      numbers(site) { numbers in numbers.isEmpty ? nil : fold(numbers, from: .one) { $0.multiplied(by: $1) } }
    },
    BuiltIn("mean", ["list"], result: .number, isVariadic: true) { site in numbers(site, mean) },
    BuiltIn("median", ["list"], result: .number, isVariadic: true) { site in
      if case .list(let list) = site[0], list.isEmpty, site.count == 1 { return .null }
      return numbers(site) { numbers in
        let sorted = numbers.sorted()
        let middle = sorted.count / 2
        if sorted.count % 2 == 1 { return sorted[middle] }
        return sorted.isEmpty ? nil : sorted[middle - 1].adding(sorted[middle])?.divided(by: 2)
      }
    },
    BuiltIn("stddev", ["list"], result: .number, isVariadic: true) { site in
      numbers(site) { numbers in
        guard numbers.count > 1, let mean = mean(numbers) else { return nil }
        let squares = fold(numbers, from: .zero) { sum, number in
          number.subtracting(mean).flatMap { $0.multiplied(by: $0) }.flatMap { sum.adding($0) }
        }
        return squares?.divided(by: Decimal34(numbers.count - 1))?.squareRoot()
      }
    },
    BuiltIn("mode", ["list"], result: .list(.number), isVariadic: true) { site in
      guard let elements = site.elements, let numbers = elements.numbers else { return site.wrongType }
      guard site.evaluation.spend(numbers.count) else { return .null }
      let counts = Dictionary(grouping: numbers) { $0 }.mapValues(\.count)
      let most = counts.values.max()
      return .list(counts.filter { $0.value == most }.keys.sorted().map(Value.number))
    },
    BuiltIn("all", ["list"], result: .boolean, isVariadic: true) { quantified($0, decisive: false) },
    BuiltIn("any", ["list"], result: .boolean, isVariadic: true) { quantified($0, decisive: true) },
    // The names of DMN 1.1.
    BuiltIn("and", ["list"], result: .boolean, isVariadic: true) { quantified($0, decisive: false) },
    BuiltIn("or", ["list"], result: .boolean, isVariadic: true) { quantified($0, decisive: true) },
  ]

  private static func extreme(_ site: Site, _ wins: (Int) -> Bool) -> Value {
    guard let elements = site.elements else { return site.wrongType }
    guard site.evaluation.spend(elements.count / 8) else { return .null }
    guard var best = elements.first else { return .null }
    guard best.compare(to: best) != nil else { return site.wrongType }
    for element in elements.dropFirst() {
      guard let order = element.compare(to: best) else { return site.wrongType }
      if wins(order) { best = element }
    }
    return best
  }

  private static func numbers(_ site: Site, _ compute: ([Decimal34]) -> Decimal34?) -> Value {
    guard let numbers = site.elements?.numbers else { return site.wrongType }
    guard site.evaluation.spend(numbers.count / 8) else { return .null }
    guard let result = compute(numbers) else { return site.badArgument }
    return .number(result)
  }

  private static func fold(
    _ numbers: [Decimal34], from start: Decimal34, _ combine: (Decimal34, Decimal34) -> Decimal34?
  ) -> Decimal34? {
    var result = start
    for number in numbers {
      guard let next = combine(result, number) else { return nil }
      result = next
    }
    return result
  }

  private static func mean(_ numbers: [Decimal34]) -> Decimal34? {
    fold(numbers, from: .zero) { $0.adding($1) }?.divided(by: Decimal34(numbers.count))
  }

  private static func quantified(_ site: Site, decisive: Bool) -> Value {
    guard let elements = site.elements else { return site.wrongType }
    guard site.evaluation.spend(elements.count / 8) else { return .null }
    var isKnown = true
    for element in elements {
      switch element {
      case .boolean(decisive): return .boolean(decisive)
      case .boolean: break
      case .null: isKnown = false
      default:
        isKnown = false
        _ = site.wrongType
      }
    }
    return isKnown ? .boolean(!decisive) : .null
  }
}

extension [Value] {
  /// The elements as numbers; nil when one is none.
  fileprivate var numbers: [Decimal34]? {
    var numbers: [Decimal34] = []
    numbers.reserveCapacity(count)
    for element in self {
      guard case .number(let number) = element else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
