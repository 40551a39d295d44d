import Foundation

extension TextIndex {
  /// Documents whose text holds the query whole.
  func whole(_ query: [UInt16]) -> [Hit] {
    guard query.count > 2 else {
      let key = query.count == 1 ? Self.key(query[0]) : Self.key(query[0], query[1])
      return lists[key].map { Array(postings[Int($0.lowerBound)..<Int($0.upperBound)]) } ?? []
    }
    guard let shortest = shortestList(of: query) else { return [] }
    var hits: [Hit] = []
    text.withUnsafeBufferPointer { text in
      query.withUnsafeBufferPointer { query in
        for posting in postings[shortest] {
          var best: Float = 0
          for place in Int(firstTitle[posting.document])..<Int(firstTitle[posting.document + 1]) {
            let title = titles[place]
            guard let offset = Self.place(of: query, in: text, title) else { continue }
            best = max(best, Score.exact(at: offset, length: query.count, of: title))
          }
          if best > 0 { hits.append(Hit(document: posting.document, score: best)) }
        }
      }
    }
    return hits.sorted(by: Score.isBetter)
  }

  private func shortestList(of query: [UInt16]) -> Range<Int>? {
    var shortest: Range<Int32>?
    for (first, second) in zip(query, query.dropFirst()) {
      guard let list = lists[Self.key(first, second)] else { return nil }
      if shortest.map({ list.count < $0.count }) ?? true { shortest = list }
    }
    return shortest.map { Int($0.lowerBound)..<Int($0.upperBound) }
  }

  private static func place(
    of query: UnsafeBufferPointer<UInt16>, in text: UnsafeBufferPointer<UInt16>, _ title: Title
  ) -> Int? {
    let (start, count) = (Int(title.start), Int(title.count))
    guard count >= query.count else { return nil }
    var offset = 0
    while offset <= count - query.count {
      var same = 0
      while same < query.count, text[start + offset + same] == query[same] { same += 1 }
      if same == query.count { return offset }
      offset += 1
    }
    return nil
  }

  // MARK: - Loosely

  /// Documents that share enough with a query that stands nowhere as it is: a sentence around a title, words in another order, one wrong
  /// character.
  func loose(_ query: [UInt16]) -> [Hit] {
    var shared: [Int: Float] = [:]
    var all: Float = 0
    // In order: sums of fractions depend on it, and the same question must have the same answer.
    for pair in Set(zip(query, query.dropFirst()).map { Self.key($0, $1) }).sorted() {
      guard let list = lists[pair] else { continue }
      let weight = log(Float(count + 1) / Float(list.count))
      // A pair that no title has says nothing about which one is meant.
      all += weight
      for posting in postings[Int(list.lowerBound)..<Int(list.upperBound)] where posting.score >= 400 {
        shared[posting.document, default: 0] += weight
      }
    }
    var hits: [Hit] = []
    for (document, weight) in shared {
      var score: Float = all > 0 && weight / all > 0.45 ? 200 * weight / all : 0
      score = max(score, closest(query, document))
      if score > 0 { hits.append(Hit(document: document, score: score)) }
    }
    if hits.isEmpty, query.count >= 2 { hits = sharingCharacters(query) }
    return hits.sorted(by: Score.isBetter)
  }

  /// Three characters with the middle one wrong share no pair with what is meant: look at single characters.
  private func sharingCharacters(_ query: [UInt16]) -> [Hit] {
    guard query.count >= 3 else { return [] }
    var shared: [Int: Int] = [:]
    for character in Set(query) {
      guard let list = lists[Self.key(character)] else { continue }
      for posting in postings[Int(list.lowerBound)..<Int(list.upperBound)] { shared[posting.document, default: 0] += 1 }
    }
    return shared.filter { $0.value >= query.count - 1 }.compactMap { document, _ in
      let score = closest(query, document)
      return score > 0 ? Hit(document: document, score: score) : nil
    }
  }

  /// A title that stands whole in the query, or the query in a title but for one wrong character.
  private func closest(_ query: [UInt16], _ document: Int) -> Float {
    var best: Float = 0
    for place in Int(firstTitle[document])..<Int(firstTitle[document + 1]) where titles[place].level < 2 {
      let title = Array(text[Int(titles[place].start)..<Int(titles[place].start + titles[place].count)])
      if title.count >= 2, title.count < query.count, Self.holds(query, title) {
        best = max(best, 400 + Float(title.count))
      } else if query.count >= 3, title.count >= query.count, Self.differsByOne(query, title) {
        best = max(best, title.count == query.count ? 320 : 300)
      }
    }
    return best
  }

  private static func holds(_ whole: [UInt16], _ part: [UInt16]) -> Bool {
    (0...(whole.count - part.count)).contains { start in part.indices.allSatisfy { whole[start + $0] == part[$0] } }
  }

  private static func differsByOne(_ query: [UInt16], _ title: [UInt16]) -> Bool {
    (0...(title.count - query.count)).contains { start in
      var wrong = 0
      for index in query.indices where title[start + index] != query[index] {
        wrong += 1
        if wrong > 1 { return false }
      }
      return true
    }
  }
}
