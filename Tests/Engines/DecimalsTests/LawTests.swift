import Decimals
import SeededRandom
import Testing

@Suite("Laws of decimal numbers")
struct LawTests {
  /// A random number: small, money-like, full-width, or at the edges of the range.
  static func number(_ generator: inout SplitMix) -> Decimal34 {
    let kind = Int.random(in: 0..<5, using: &generator)
    var text = Bool.random(using: &generator) ? "-" : ""
    let count = kind == 0 ? 1...4 : (kind == 1 ? 3...9 : 1...34)
    for _ in 0..<Int.random(in: count, using: &generator) { text += String(Int.random(in: 0...9, using: &generator)) }
    switch kind {
    case 1: text += "e-2"
    case 3: text += "e\(Int.random(in: -40...40, using: &generator))"
    case 4: text += "e\(Int.random(in: -6200...6100, using: &generator))"
    default: break
    }
    return Decimal34(text) ?? 0
  }

  @Test("sums and products do not depend on the order of the operands")
  func commutativity() {
    var generator = SplitMix(state: 1)
    for _ in 0..<5000 {
      let (left, right) = (Self.number(&generator), Self.number(&generator))
      #expect(left.adding(right) == right.adding(left))
      #expect(left.multiplied(by: right) == right.multiplied(by: left))
    }
  }

  @Test("integers that fit are reckoned exactly, as Int128 does")
  func exactness() throws {
    var generator = SplitMix(state: 2)
    for _ in 0..<5000 {
      let left = Int.random(in: -99_999_999_999_999_999...99_999_999_999_999_999, using: &generator)
      let right = Int.random(in: -9_999_999_999_999_999...9_999_999_999_999_999, using: &generator)
      let (a, b) = (Decimal34(left), Decimal34(right))
      #expect(a.adding(b)?.int128 == Int128(left) + Int128(right))
      #expect(a.subtracting(b)?.int128 == Int128(left) - Int128(right))
      #expect(a.multiplied(by: b)?.int128 == Int128(left) * Int128(right))
      if right != 0 {
        let floored = left % right
        let modulo = floored != 0 && (floored < 0) != (right < 0) ? floored + right : floored
        #expect(a.modulo(b)?.int == modulo)
      }
    }
  }

  @Test("x / y × y is x, to one unit of the last of 34 digits")
  func division() throws {
    var generator = SplitMix(state: 3)
    for _ in 0..<5000 {
      let (left, right) = (Self.number(&generator), Self.number(&generator))
      guard !left.isZero, let quotient = left.divided(by: right), let back = quotient.multiplied(by: right),
        let error = back.subtracting(left)?.magnitude, let tiny = Decimal34("1e-6100"), left.magnitude > tiny,
        quotient.magnitude > tiny, let bound = left.magnitude.multiplied(by: try #require(Decimal34("1e-33")))
      else { continue }
      #expect(error <= bound, "\(left) / \(right)")
    }
  }

  @Test("the order agrees with the sign of the difference, and equal numbers hash alike")
  func order() {
    var generator = SplitMix(state: 4)
    for _ in 0..<5000 {
      let left = Self.number(&generator)
      let right = Int.random(in: 0...4, using: &generator) == 0 ? left : Self.number(&generator)
      #expect((left < right) == (left.subtracting(right)?.isNegative ?? left.isNegative))
      #expect((left == right) == (left.subtracting(right)?.isZero ?? false))
      if left == right { #expect(left.hashValue == right.hashValue) }
    }
  }

  @Test("a number is the same with zeros behind it, and so is its hash")
  func trailingZeros() throws {
    for (short, long) in [
      ("1", "1.000"), ("100", "1e2"), ("0", "-0.00"), ("0", "0e50"), ("2.5", "2.50000000000000000000"), ("1e6144", "1000e6141"),
    ] {
      let a: Decimal34 = try #require(Decimal34(short))
      let b: Decimal34 = try #require(Decimal34(long))
      #expect(a == b)
      #expect(Set([a, b]).count == 1)
      #expect(!(a < b) && !(b < a))
      #expect(a.description == b.description)
    }
  }

  @Test("what is printed reads back as the same number")
  func roundTrip() {
    var generator = SplitMix(state: 5)
    for _ in 0..<5000 {
      let number = Self.number(&generator)
      #expect(Decimal34(number.description) == number)
      #expect(number.negated.negated == number)
      #expect(number.magnitude.isNegative == false)
    }
  }

  @Test("the square of a root is the number, and ln undoes e^x")
  func inverses() throws {
    var generator = SplitMix(state: 6)
    for _ in 0..<300 {
      let number = Decimal34(Int.random(in: 1...1_000_000, using: &generator))
      let root = try #require(number.squareRoot())
      let close: Decimal34 = try #require(Decimal34("1e-27"))
      #expect(try #require(root.multiplied(by: root)?.subtracting(number)).magnitude < close)
      let small = try #require(number.divided(by: 10_000))
      let back = try #require(small.exponential()?.naturalLogarithm()?.subtracting(small))
      #expect(back.magnitude < (try #require(Decimal34("1e-31"))))
      #expect(number.power(3) == number.multiplied(by: number)?.multiplied(by: number))
    }
  }
}
