import Decimals
import Testing

/// One line of a table: what is asked, and the answer (nil where there is none).
struct OracleCase: CustomStringConvertible {
  var words: [Substring]

  static func cases(_ table: String) -> [OracleCase] {
    table.split(separator: "\n").map { OracleCase(words: $0.split(separator: " ")) }
  }

  var description: String { words.joined(separator: " ") }

  func number(_ index: Int) throws -> Decimal34 { try #require(Decimal34(words[index]), "\(self)") }

  func expected() throws -> Decimal34? {
    let last = try #require(words.last)
    if last == "nil" { return nil }
    let value: Decimal34 = try #require(Decimal34(last))
    return value
  }
}

@Suite("Results agree with Python's decimal module")
struct OracleTests {
  @Test("sums, differences, products and quotients are rounded once, half to even")
  func arithmetic() throws {
    let cases = OracleCase.cases(oracleSums) + OracleCase.cases(oracleProducts)
    #expect(cases.count > 300)
    for row in cases {
      let (left, right) = (try row.number(1), try row.number(2))
      let result: Decimal34? =
        switch row.words[0] {
        case "+": left.adding(right)
        case "-": left.subtracting(right)
        case "*": left.multiplied(by: right)
        default: left.divided(by: right)
        }
      #expect(try result == row.expected(), "\(row)")
    }
  }

  @Test("square roots, exponentials and logarithms are right to the last digit")
  func functions() throws {
    let cases = OracleCase.cases(oracleFunctions)
    #expect(cases.count > 150)
    for row in cases {
      let number = try row.number(1)
      let result: Decimal34? =
        switch row.words[0] {
        case "sqrt": number.squareRoot()
        case "exp": number.exponential()
        default: number.naturalLogarithm()
        }
      #expect(try result == row.expected(), "\(row)")
    }
  }

  @Test("powers are right to the last digit, and end at once when they are out of range")
  func powers() throws {
    for row in OracleCase.cases(oraclePowers) {
      #expect(try row.number(1).power(row.number(2)) == row.expected(), "\(row)")
    }
  }

  @Test("the seven ways of rounding, at scales before and behind the point")
  func rounding() throws {
    for row in OracleCase.cases(oracleRounding) {
      let mode = try #require(RoundingMode.allCases.first { "\($0)" == row.words[0] })
      let scale = try #require(Int(row.words[2]))
      #expect(try row.number(1).rounded(toScale: scale, mode) == row.expected(), "\(row)")
    }
  }

  @Test("remainders, comparisons and the reading of long texts")
  func rest() throws {
    for row in OracleCase.cases(oracleRest) {
      switch row.words[0] {
      case "mod": #expect(try row.number(1).modulo(row.number(2)) == row.expected(), "\(row)")
      case "cmp":
        let (left, right) = (try row.number(1), try row.number(2))
        #expect(left.order(against: right) == Int(row.words[3]), "\(row)")
        #expect(right.order(against: left) == -(try #require(Int(row.words[3]))), "\(row)")
      default: #expect(Decimal34(row.words[1]) == (try row.expected()), "\(row)")
      }
    }
  }
}
