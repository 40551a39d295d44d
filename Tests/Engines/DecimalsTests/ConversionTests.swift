import Decimals
import Testing

@Suite("Decimal numbers and the machine's numbers")
struct ConversionTests {
  @Test("integers come and go unchanged to the ends of Int")
  func integers() throws {
    for value in [0, 1, -1, 42, Int.max, Int.min, Int.max - 1, Int.min + 1] {
      #expect(Decimal34(value).int == value)
      #expect(Decimal34(value).description == String(value))
    }
    #expect(Decimal34("9223372036854775808")?.int == nil)
    #expect(Decimal34("-9223372036854775808")?.int == Int.min)
    #expect(Decimal34("1.5")?.int == nil)
    #expect(Decimal34("15e-1")?.isWhole == false)
    #expect(Decimal34("1.50e1")?.int == 15)
    #expect(Decimal34("1e18")?.int == 1_000_000_000_000_000_000)
    #expect(Decimal34("1e19")?.int == nil)
    #expect(Decimal34("1e-6176")?.isWhole == false)
    #expect(Decimal34("1e6144")?.isWhole == true)
    #expect(Decimal34("1e6144")?.int128 == nil)
    #expect(Decimal34(Int128.max).description == "170141183460469231731687303715884100000")
    #expect(Decimal34(Int128.min).int128 == -170_141_183_460_469_231_731_687_303_715_884_100_000)
  }

  @Test("the binary number nearest, and the shortest decimal back")
  func doubles() throws {
    for value in [
      0, 1, -1, 0.1, -2.5, 1e15, 1e16, 1e22, 1e23, 123.456, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e-7,
      9_007_199_254_740_992,
    ] {
      let number: Decimal34 = try #require(Decimal34(value))
      #expect(number.double == value)
    }
    #expect(Decimal34(0.1) == Decimal34("0.1"))
    #expect(Decimal34(Double.nan) == nil)
    #expect(Decimal34(-Double.infinity) == nil)
    #expect(Decimal34("1e400")?.double == .infinity)
    #expect(Decimal34("-1e400")?.double == -.infinity)
    #expect(Decimal34("1e-400")?.double == 0)
  }

  @Test("scales beyond the range of the type have no answer")
  func scales() {
    #expect(Decimal34(5).rounded(toScale: 6177, .halfEven) == nil)
    #expect(Decimal34(5).rounded(toScale: -6112, .halfEven) == nil)
    #expect(Decimal34(5).rounded(toScale: Int.max, .up) == nil)
    #expect(Decimal34(5).rounded(toScale: Int.min, .up) == nil)
    #expect(Decimal34(5).rounded(toScale: 6176, .up) == 5)
    #expect(Decimal34(5).rounded(toScale: -6111, .down) == 0)
    #expect(Decimal34(5).rounded(toScale: -6111, .up) == Decimal34("1e6111"))
  }

  @Test("amounts in small units") func units() {
    #expect(Decimal34(units: 1050, scale: 2)?.description == "10.5")
    #expect(Decimal34(units: Int.min, scale: 0)?.int == Int.min)
    #expect(Decimal34(units: 1, scale: Int.min) == nil)
    #expect(Decimal34(units: 1, scale: -7000) == nil)
  }

  @Test("a thousand hard powers end quickly")
  func bounded() throws {
    let bases = [
      "1.000000000000000000000000000000001", "0.9999999999999999999999999999999999", "2", "-3", "1e6144", "1e-6176", "7.1",
    ]
    let exponents = [
      "1e6144", "-1e6144", "9223372036854775807", "-9223372036854775808", "1e33", "1e-6176", "0.5", "1e38", "-1e34",
    ]
    for base in bases {
      for exponent in exponents {
        let number: Decimal34 = try #require(Decimal34(base))
        let power: Decimal34 = try #require(Decimal34(exponent))
        let result = number.power(power)
        if number.isNegative, !power.isWhole { #expect(result == nil) }
      }
    }
  }
}
