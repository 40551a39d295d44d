/// Small patterns as a tree, with the plainest matcher there is: continuations, by the words of ECMA-262 §22.2.2.
indirect enum Small {
  case letter(Character)
  case letters([Character], negative: Bool)
  case start, end
  case sequence([Small])
  case choice([Small])
  case group(Small)
  case capture(Small, number: Int)
  case times(Small, least: Int, most: Int?, greedy: Bool)
  case ahead(Small, negative: Bool)
  case again(Int)

  var text: String {
    switch self {
    case .letter(let letter): return String(letter)
    case .letters(let letters, let negative): return "[" + (negative ? "^" : "") + String(letters) + "]"
    case .start: return "^"
    case .end: return "$"
    case .sequence(let parts): return parts.map(\.text).joined()
    case .choice(let parts): return parts.map(\.text).joined(separator: "|")
    case .group(let inner): return "(?:" + inner.text + ")"
    case .capture(let inner, _): return "(" + inner.text + ")"
    case .ahead(let inner, let negative): return (negative ? "(?!" : "(?=") + inner.text + ")"
    case .again(let number): return "(?:\\\(number))"
    case .times(let inner, let least, let most, let greedy):
      let counts =
        switch (least, most) {
        case (0, nil): "*"
        case (1, nil): "+"
        case (0, 1?): "?"
        case (_, nil): "{\(least),}"
        case (_, let most?): most == least ? "{\(least)}" : "{\(least),\(most)}"
        }
      return inner.text + counts + (greedy ? "" : "?")
    }
  }
}

final class NaiveMatcher {
  typealias Groups = [Int: Range<Int>]
  struct State {
    var position: Int
    var groups: Groups = [:]
  }
  let text: [Character]
  /// It is exponential, so some patterns are beyond it; then its answer means nothing.
  private var steps = 0
  var isWorn: Bool { steps > 20_000 }
  init(text: [Character]) { self.text = text }

  func match(_ node: Small, _ state: State, _ next: (State) -> State?) -> State? {
    steps += 1
    if isWorn { return nil }
    switch node {
    case .letter(let letter): return one(state, next) { $0 == letter }
    case .letters(let letters, let negative): return one(state, next) { letters.contains($0) != negative }
    case .start: return state.position == 0 ? next(state) : nil
    case .end: return state.position == text.count ? next(state) : nil
    case .sequence(let parts): return row(parts[...], state, next)
    case .choice(let parts):
      for part in parts { if let found = match(part, state, next) { return found } }
      return nil
    case .group(let inner): return match(inner, state, next)
    case .capture(let inner, let number):
      return match(inner, state) { after in
        var after = after
        after.groups[number] = state.position..<after.position
        return next(after)
      }
    case .ahead(let inner, let negative):
      let found = match(inner, state) { $0 }
      if negative { return found == nil ? next(state) : nil }
      return found.flatMap { next(State(position: state.position, groups: $0.groups)) }
    case .again(let number):
      guard let range = state.groups[number] else { return next(state) }
      let end = state.position + range.count
      guard end <= text.count, text[range] == text[state.position..<end] else { return nil }
      return next(State(position: end, groups: state.groups))
    case .times(let inner, let least, let most, let greedy):
      return times(inner, least, most, greedy, state, next)
    }
  }

  private func one(_ state: State, _ next: (State) -> State?, _ test: (Character) -> Bool) -> State? {
    guard state.position < text.count, test(text[state.position]) else { return nil }
    return next(State(position: state.position + 1, groups: state.groups))
  }

  private func row(_ parts: ArraySlice<Small>, _ state: State, _ next: (State) -> State?) -> State? {
    guard let first = parts.first else { return next(state) }
    return match(first, state) { self.row(parts.dropFirst(), $0, next) }
  }

  private func times(
    _ inner: Small, _ least: Int, _ most: Int?, _ greedy: Bool, _ state: State, _ next: (State) -> State?
  ) -> State? {
    if most == 0 { return next(state) }
    func more() -> State? {
      var fresh = state
      for number in self.numbers(inner) { fresh.groups[number] = nil }
      return self.match(inner, fresh) { after in
        if least == 0, after.position == state.position { return nil }
        return self.times(inner, max(0, least - 1), most.map { $0 - 1 }, greedy, after, next)
      }
    }
    if least > 0 { return more() }
    return greedy ? more() ?? next(state) : next(state) ?? more()
  }

  private func numbers(_ node: Small) -> [Int] {
    switch node {
    case .letter, .letters, .start, .end, .again: []
    case .sequence(let parts), .choice(let parts): parts.flatMap(numbers)
    case .group(let inner), .times(let inner, _, _, _), .ahead(let inner, _): numbers(inner)
    case .capture(let inner, let number): [number] + numbers(inner)
    }
  }

  /// The first match: the whole, then the groups.
  func search(_ node: Small, groups: Int) -> [Range<Int>?]? {
    for start in 0...text.count {
      guard let found = match(node, State(position: start), { $0 }) else { continue }
      return [start..<found.position] + (0..<groups).map { found.groups[$0 + 1] }
    }
    return nil
  }
}
