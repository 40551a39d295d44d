extension Value {
  /// FEEL's `=` (DMN 1.5 §10.3.2.15 table 53): nil (null) where the two are of different kinds; null equals null only.
  public func isEqual(to other: Value) -> Bool? { nil }

  /// FEEL's order (§10.3.2.15 table 54): negative, zero or positive; nil where the two cannot be compared.
  public func compare(to other: Value) -> Int? { nil }
}
