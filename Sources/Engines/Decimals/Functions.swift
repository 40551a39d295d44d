extension Decimal34 {
  public func power(_ exponent: Decimal34) -> Decimal34? { nil }
  public func squareRoot() -> Decimal34? { nil }
  public func exponential() -> Decimal34? { nil }
  public func naturalLogarithm() -> Decimal34? { nil }
}
