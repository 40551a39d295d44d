import Decimals
import Temporal

extension BuiltIn {
  /// Numeric functions (DMN 1.5 §10.3.4.5).
  static let numbers =
    [
      rounding("decimal", .halfEven), rounding("round up", .up), rounding("round down", .down),
      rounding("round half up", .halfUp), rounding("round half down", .halfDown),
      BuiltIn("floor", ["n", "scale?"], result: .number) { round($0, .floor) },
      BuiltIn("ceiling", ["n", "scale?"], result: .number) { round($0, .ceiling) },
      BuiltIn("abs", ["n"]) { site in
        switch site.single(0) {
        case .number(let number): .number(number.magnitude)
        case .months(let span): span.magnitude.map(Value.months) ?? site.badArgument
        case .seconds(let span): span.magnitude.map(Value.seconds) ?? site.badArgument
        default: site.wrongType
        }
      },
      BuiltIn("modulo", ["dividend", "divisor"], result: .number) { site in
        guard let dividend = site.number(0), let divisor = site.number(1) else { return site.wrongType }
        return dividend.modulo(divisor).map(Value.number) ?? site.badArgument
      },
      function("sqrt", steps: 10) { $0.isNegative ? nil : $0.squareRoot() },
      function("log", steps: 400) { $0.naturalLogarithm() },
      function("exp", steps: 100) { $0.exponential() },
      parity("odd", 1), parity("even", 0),
    ]

  private static func rounding(_ name: String, _ mode: RoundingMode) -> BuiltIn {
    BuiltIn(name, ["n", "scale"], result: .number) { round($0, mode) }
  }

  private static func round(_ site: Site, _ mode: RoundingMode) -> Value {
    guard let number = site.number(0) else { return site.wrongType }
    guard site.count > 1 else { return number.rounded(toScale: 0, mode).map(Value.number) ?? site.badArgument }
    guard let scale = site.number(1) else { return site.wrongType }
    // The standard's bounds on the scale (table 76).
    guard let scale = scale.rounded(toScale: 0, .down)?.int, (-6111...6176).contains(scale) else { return site.badArgument }
    return number.rounded(toScale: scale, mode).map(Value.number) ?? site.badArgument
  }

  private static func function(_ name: String, steps: Int, _ compute: @escaping @Sendable (Decimal34) -> Decimal34?) -> BuiltIn
  {
    BuiltIn(name, ["number"], result: .number) { site in
      guard let number = site.number(0) else { return site.wrongType }
      // Series and roots take as long as many simple steps.
      guard site.evaluation.spend(steps) else { return .null }
      return compute(number).map(Value.number) ?? site.badArgument
    }
  }

  private static func parity(_ name: String, _ rest: Decimal34) -> BuiltIn {
    BuiltIn(name, ["number"], result: .boolean) { site in
      guard let number = site.number(0) else { return site.wrongType }
      guard number.isWhole, let modulo = number.modulo(2) else { return site.badArgument }
      return .boolean(modulo == rest)
    }
  }
}
