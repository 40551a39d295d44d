import FEEL
import Foundation
import SeededRandom
import Testing

@Suite("Fuzz") struct FuzzTests {
  private static let seeds = [
    "1 + 2 * -3 ** 2 / 4.5e-3", "if a b > 1 then \"x\" else [1, 2, 3][item > 1]",
    "for i in 1..5, j in [i..9] return partial[-1] + i",
    "some x in [1, 2] satisfies x in (1, < 5, [2..3), not(4))",
    "{a: 1, \"b c\": a + 1, f: function(x: number, y) x + y}.f(y: 1, x: 2)",
    "@\"2024-02-29T10:00:00@Asia/Shanghai\" + duration(\"P1DT2H\")", "[{x: 1}, {x: 2}][x = 1].x",
    "1 instance of list<context<a: number>>",
    "x between 1 and 2 or y != null and not(false)", "]1..5[", "(>= 5)",
    "date and time(date(2024, 1, 1), time(\"10:00:00\")).time offset",
    "substring(string: \"\\u4e2d\\U01F40E\", start position: -1)", "sort([3, 1], function(a, b) a < b) // end",
    "/* c */ string join([\"a\"], \"-\")",
    "replace(\"abc\", \"(b)\", \"[$1]\", \"i\")", "context put({a: {b: 1}}, [\"a\", \"b\"], 2)",
    "median([1, 2, 3]) in [1..median(5)]", "< 5, [1..3], \"a\"", "not(1, 2)",
  ]

  @Test("Neither mutations of good expressions nor random bytes make anything but an error or a value")
  func noCrash() {
    let seconds = ProcessInfo.processInfo.environment["FUZZ_SECONDS"].flatMap(Double.init) ?? 1
    var generator = SplitMix(state: UInt64(Date().timeIntervalSince1970 * 1000))
    let end = ContinuousClock.now + .seconds(seconds)
    let scope = Scope([.init("a b"), .init("x", .number), .init("y")])
    let variables = Variables(["s", 2, [1, 2, evaluate("{x: 1}")]])
    var limits = Evaluation.Limits()
    limits.steps = 20_000
    var tried = 0
    while ContinuousClock.now < end {
      let text = Self.text(&generator)
      if let expression = try? Expression(text, scope: scope) {
        let value = expression.evaluate(variables, Evaluation(limits: limits))
        _ = value.literal
        _ = value.isEqual(to: value)
      }
      if let tests = try? UnaryTests(text, scope: scope) { _ = tests.holds(for: 5, variables, Evaluation(limits: limits)) }
      tried += 1
    }
    #expect(tried > 0)
  }

  private static func text(_ generator: inout SplitMix) -> String {
    if Int.random(in: 0..<20, using: &generator) == 0 {
      let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
      return String(decoding: bytes, as: UTF8.self)
    }
    var bytes = Array((seeds.randomElement(using: &generator) ?? "").utf8)
    for _ in 0..<Int.random(in: 1...5, using: &generator) {
      let place = Int.random(in: 0...bytes.count, using: &generator)
      let other = Array((seeds.randomElement(using: &generator) ?? "").utf8)
      let from = Int.random(in: 0..<other.count, using: &generator)
      let part = other[from..<min(other.count, from + Int.random(in: 1...8, using: &generator))]
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes.insert(contentsOf: part, at: place)
      case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...4, using: &generator)))
      case 2: bytes.replaceSubrange(place..<min(bytes.count, place + part.count), with: part)
      case 3: bytes.insert(contentsOf: other, at: place)
      default:
        let symbols = Array("()[]{}.,:-+*/=<>!?@\"' 01ae\\".utf8)
        bytes.insert(symbols.randomElement(using: &generator) ?? 32, at: place)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
