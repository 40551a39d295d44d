extension MonthsDuration {
  /// Reads `[-]PnYnM`, with at least one of the two (XML Schema 1.1 Part 2 §3.4.26).
  public init?(_ text: String) {
    guard let value = reading(text, { MonthsDuration($0) }) else { return nil }
    self = value
  }

  public init?(_ utf8: Span<UInt8>) {
    var at = 0
    let isNegative = utf8.skip("-", &at)
    guard utf8.skip("P", &at), let (first, _) = utf8.digits(&at), let first else { return nil }
    var years = 0
    var months = 0
    if utf8.skip("Y", &at) {
      years = first
      if at < utf8.count {
        guard let (second, _) = utf8.digits(&at), let second, utf8.skip("M", &at) else { return nil }
        months = second
      }
    } else if utf8.skip("M", &at) {
      months = first
    } else {
      return nil
    }
    guard at == utf8.count else { return nil }
    self.init(years: isNegative ? -years : years, months: isNegative ? -months : months)
  }
}

extension SecondsDuration {
  /// Reads `[-]PnDTnHnMn.nS`, with at least one part (XML Schema 1.1 Part 2 §3.4.27). A point without digits after it is
  /// allowed, as the DMN compatibility tests ask; digits below a nanosecond are cut off.
  public init?(_ text: String) {
    guard let value = reading(text, { SecondsDuration($0) }) else { return nil }
    self = value
  }

  public init?(_ utf8: Span<UInt8>) {
    var at = 0
    let isNegative = utf8.skip("-", &at)
    guard utf8.skip("P", &at) else { return nil }
    var total: Int128 = 0  // every part is below 2⁶³ and its unit below 2¹⁷: four of them fit
    var nanoseconds = 0
    if let (days, _) = utf8.digits(&at) {
      guard let days, utf8.skip("D", &at) else { return nil }
      total = Int128(days) * 86_400
    } else if utf8.byte(at) != UInt8(ascii: "T") {
      return nil
    }
    if utf8.skip("T", &at) {
      guard at < utf8.count else { return nil }
      var next = 0  // of H, M, S: each once and in this order
      while at < utf8.count {
        guard let (value, _) = utf8.digits(&at), let value else { return nil }
        if next < 1, utf8.skip("H", &at) {
          total += Int128(value) * 3600
          next = 1
        } else if next < 2, utf8.skip("M", &at) {
          total += Int128(value) * 60
          next = 2
        } else if next < 3 {
          if utf8.skip(".", &at) { nanoseconds = utf8.fraction(&at).nanoseconds }
          guard utf8.skip("S", &at) else { return nil }
          total += Int128(value)
          next = 3
        } else {
          return nil
        }
      }
    }
    guard at == utf8.count else { return nil }
    let all = total * 1_000_000_000 + Int128(nanoseconds)
    self.init(totalNanoseconds: isNegative ? -all : all)
  }
}
