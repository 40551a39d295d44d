import QRCode
import Testing

@Suite("QR codes")
struct QRCodeTests {
  /// The dark modules of a path, by drawing it.
  private func modules(_ code: QRCode) -> Set<[Int]> {
    var dark = Set<[Int]>()
    for part in code.path.split(separator: "M") {
      let numbers = part.split { !$0.isNumber }.compactMap { Int($0) }
      for x in numbers[0]..<(numbers[0] + numbers[2]) { dark.insert([x, numbers[1]]) }
    }
    return dark
  }

  @Test("a code has its three finders, a quiet zone of four modules, and the side of its version")
  func finders() throws {
    let code = try #require(QRCode.svg("https://example.cn/review/00112233445566778899aabbccddeeff"))
    #expect((code.side - 17) % 4 == 0)
    let dark = modules(code)
    for (x, y) in [(4, 4), (4 + code.side - 7, 4), (4, 4 + code.side - 7)] {
      for step in 0..<7 { #expect(dark.contains([x + step, y]) && dark.contains([x, y + step])) }
      #expect(!dark.contains([x + 1, y + 1]) && dark.contains([x + 2, y + 2]))
    }
    #expect(dark.allSatisfy { $0.allSatisfy { $0 >= 4 && $0 < 4 + code.side } })
  }

  @Test("another text is another code, the same text the same")
  func differs() {
    #expect(QRCode.svg("甲") == QRCode.svg("甲"))
    #expect(QRCode.svg("甲") != QRCode.svg("乙"))
  }

  @Test("what no code can hold has none")
  func none() {
    #expect(QRCode.svg("") == nil && QRCode.svg("a\u{0}b") == nil)
    #expect(QRCode.svg(String(repeating: "x", count: 2331)) != nil)
    #expect(QRCode.svg(String(repeating: "x", count: 2332)) == nil)
  }
}
