import Decimals
import SeededRandom
import Testing

@Suite("Decimal numbers as text")
struct TextTests {
  @Test(
    "plain digits, without zeros at the end, and an exponent only where they would be longer than 60 characters",
    arguments: [
      ("1.50", "1.5"), ("-0", "0"), ("0.000", "0"), ("100", "100"), ("1e2", "100"), (".5", "0.5"), ("+7", "7"),
      ("-12.340e1", "-123.4"),
      ("0.000123", "0.000123"), ("1e-20", "0.00000000000000000001"), ("1E+3", "1000"), ("1.23E-4", "0.000123"),
      ("007", "7"), ("1e59", "1" + String(repeating: "0", count: 59)), ("1e60", "1E+60"), ("-1e59", "-1E+59"),
      ("1e-58", "0." + String(repeating: "0", count: 57) + "1"), ("1e-59", "1E-59"), ("12345e6000", "1.2345E+6004"),
      ("-1e-6176", "-1E-6176"), ("9999999999999999999999999999999999", "9999999999999999999999999999999999"),
      ("1e-6177", "0"), ("6e-6177", "1E-6176"), ("1e-999999999999999999999", "0"), ("0e999999999999", "0"),
    ])
  func forms(_ text: String, _ printed: String) {
    #expect(Decimal34(text)?.description == printed)
  }

  @Test(
    "what is no number, or too large, is refused",
    arguments: [
      "", "+", "-", ".", "-.", "e", "e5", "1e", "1e+", "1e-", "1_000", "1,000", " 1", "1 ", "1.", "1..2", "1.2.3", "--1", "+-1",
      "0x10",
      "NaN", "Infinity", "-inf", "1e5.5", "1e5e5", "１２", "1\u{0}", "1e6145", "1e999999999999", "1e99999999999999999999999999",
      "½",
      "9.9999999999999999999999999999999999e6144",
    ])
  func refused(_ text: String) {
    #expect(Decimal34(text) == nil)
  }

  @Test("ten thousand digits are read in one pass and rounded")
  func long() {
    let nines = String(repeating: "9", count: 6144)
    #expect(Decimal34(nines) == Decimal34("1e6144"))
    #expect(Decimal34(nines + "9") == nil)
    #expect(Decimal34("0." + String(repeating: "0", count: 10_000) + "1") == 0)
    #expect(Decimal34("0." + String(repeating: "3", count: 10_000)) == Decimal34(1).divided(by: 3))
    #expect(Decimal34(String(repeating: "0", count: 10_000) + "42") == 42)
    let tie = "1.0000000000000000000000000000000005"
    #expect(Decimal34(tie) == 1)
    #expect(Decimal34(tie + String(repeating: "0", count: 10_000)) == 1)
    #expect(Decimal34(tie + String(repeating: "0", count: 10_000) + "1")?.description == "1.000000000000000000000000000000001")
  }

  @Test("random bytes never make the reader fail otherwise than by nil, and what it reads it prints and reads again")
  func fuzz() {
    var generator = SplitMix(state: 7)
    let alphabet = Array("0123456789012345678900..eE+-_ x\u{0}\u{ff}".utf8)
    var read = 0
    for _ in 0..<50_000 {
      let count = Int.random(in: 0...24, using: &generator)
      let bytes = (0..<count).map { _ in
        Int.random(in: 0..<50, using: &generator) == 0
          ? UInt8.random(in: 0...255, using: &generator) : alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      guard let number = Decimal34(bytes.span) else { continue }
      read += 1
      #expect(Decimal34(number.description) == number)
      _ = (number.squareRoot(), number.exponential(), number.naturalLogarithm(), number.power(number), number.modulo(3))
    }
    #expect(read > 500)
  }
}
