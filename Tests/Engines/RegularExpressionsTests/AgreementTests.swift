import SeededRandom
import Testing

@testable import RegularExpressions

/// Random small patterns on random texts: three ways to the same answer.
@Suite struct AgreementTests {
  @Test("the engine finds what the plainest matcher finds, groups too")
  func agreesWithNaive() throws {
    var maker = PatternMaker(seed: 2026)
    var simple = 0
    for _ in 0..<1_500 {
      maker.groups = 0
      let node = maker.pattern(depth: 3, row: false)
      let pattern = node.text
      let expression = try RegularExpression(pattern)
      if expression.simple != nil { simple += 1 }
      for _ in 0..<6 {
        let text = maker.text()
        let matcher = NaiveMatcher(text: Array(text))
        let naive = matcher.search(node, groups: maker.groups)
        guard !matcher.isWorn else { continue }
        #expect(try expression.matches(text) == (naive != nil), "\(pattern) on \(text)")
        #expect(try expression.program.firstMatch(in: text.utf8Span.span) == (naive != nil), "\(pattern) on \(text)")
        let found = try expression.allMatches(in: text).first?.groups
        #expect(found == naive, "\(pattern) on \(text)")
      }
    }
    #expect(simple > 40)
  }

  @Test("the fast path and the general machine agree, on rows of classes")
  func fastPathAgrees() throws {
    var maker = PatternMaker(seed: 7)
    var simple = 0
    for _ in 0..<2_000 {
      maker.groups = 0
      let node = maker.pattern(depth: 2, row: true)
      let expression = try RegularExpression(node.text)
      guard let fast = expression.simple else { continue }
      simple += 1
      for _ in 0..<6 {
        let text = maker.text()
        let general = try expression.program.firstMatch(in: text.utf8Span.span)
        #expect(fast.matches(text.utf8Span.span) == general, "\(node.text) on \(text)")
      }
    }
    #expect(simple > 700)
  }

  @Test("what is remembered of failed attempts changes no answer")
  func memoryAgrees() throws {
    var maker = PatternMaker(seed: 99)
    for _ in 0..<300 {
      maker.groups = 0
      let node = maker.pattern(depth: 3, row: false)
      let expression = try RegularExpression(node.text)
      var remembering = expression.program
      remembering.patience = 1
      var forgetting = expression.program
      forgetting.canRemember = false
      forgetting.stepLimit = 20_000
      for _ in 0..<10 {
        let text = maker.text() + maker.text() + maker.text()
        guard let plain = try? forgetting.allMatches(in: text.utf8Span.span) else { continue }
        #expect(try remembering.allMatches(in: text.utf8Span.span) == plain, "\(node.text) on \(text)")
      }
    }
  }
}

/// Makes patterns and texts of few letters, so that they meet often.
struct PatternMaker {
  var random: SplitMix
  var groups = 0
  init(seed: UInt64) { random = SplitMix(state: seed) }

  mutating func text() -> String {
    String((0..<Int.random(in: 0...8, using: &random)).map { _ in letter() })
  }

  private mutating func letter() -> Character { Array("aaabbc")[Int.random(in: 0..<6, using: &random)] }

  mutating func pattern(depth: Int, row: Bool) -> Small {
    var parts: [Small] = Int.random(in: 0..<3, using: &random) == 0 || row ? [.start] : []
    for _ in 0..<Int.random(in: 1...4, using: &random) { parts.append(part(depth: depth, row: row)) }
    if Bool.random(using: &random) { parts.append(.end) }
    return .sequence(parts)
  }

  private mutating func part(depth: Int, row: Bool) -> Small {
    let inner = atom(depth: depth, row: row)
    if case .ahead = inner { return inner }
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return .times(inner, least: 0, most: nil, greedy: Bool.random(using: &random))
    case 1: return .times(inner, least: 1, most: nil, greedy: Bool.random(using: &random))
    case 2: return .times(inner, least: 0, most: 1, greedy: Bool.random(using: &random))
    case 3:
      let least = Int.random(in: 0...2, using: &random)
      let most = least + Int.random(in: 0...2, using: &random)
      return .times(inner, least: least, most: most, greedy: Bool.random(using: &random))
    default: return inner
    }
  }

  private mutating func atom(depth: Int, row: Bool) -> Small {
    let kind = Int.random(in: 0..<(depth == 0 || row ? 6 : 12), using: &random)
    switch kind {
    case 0...3: return .letter(letter())
    case 4, 5: return .letters([letter(), letter()], negative: Bool.random(using: &random) && !row)
    case 6, 7: return .group(choice(depth: depth - 1))
    case 8, 9:
      groups += 1
      let number = groups
      return .capture(choice(depth: depth - 1), number: number)
    case 10: return .ahead(choice(depth: depth - 1), negative: Bool.random(using: &random))
    default: return groups > 0 ? .again(Int.random(in: 1...groups, using: &random)) : .letter(letter())
    }
  }

  private mutating func choice(depth: Int) -> Small {
    .choice(
      (0..<Int.random(in: 1...3, using: &random)).map { _ in
        .sequence((0..<Int.random(in: 0...2, using: &random)).map { _ in part(depth: depth, row: false) })
      })
  }
}
