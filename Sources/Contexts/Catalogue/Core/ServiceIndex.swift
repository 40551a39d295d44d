import Foundation

/// Finds services by name, colloquial keyword, pinyin or initials. Immutable, in memory; a linear look at a thousand services with
/// one- and two-character grams.
struct ServiceIndex: Sendable {
  private struct Entry: Sendable {
    let titles: [[Unicode.Scalar]]
    let latin: [String]
    let initials: [String]
  }

  private let entries: [Entry]
  private let frequency: [Gram: Int]

  struct Gram: Hashable, Sendable {
    let first: Unicode.Scalar
    let second: Unicode.Scalar
  }

  init(_ services: [Service]) {
    var frequency: [Gram: Int] = [:]
    entries = services.map { service in
      let words = [service.name] + service.keywords
      let titles = words.map(Self.normal)
      for gram in Set(titles.flatMap(Self.grams)) { frequency[gram, default: 0] += 1 }
      let syllables = words.map(Pinyin.syllables)
      return Entry(
        titles: titles, latin: syllables.map { $0.joined() }, initials: syllables.map { String($0.compactMap(\.first)) })
    }
    self.frequency = frequency
  }

  /// Services that fit, best first, with a score; all of them, so that totals are exact.
  func search(_ text: String) -> [(service: Int, score: Double)] {
    let query = Array(Self.normal(String(text.prefix(100))).prefix(60))
    guard !query.isEmpty else { return [] }
    let latin = Self.latin(query)
    let grams = Self.grams(query)
    var hits: [(service: Int, score: Double)] = []
    for (place, entry) in entries.enumerated() {
      var score = 0.0
      for (index, title) in entry.titles.enumerated() {
        score = max(score, Self.score(query, grams, title, isName: index == 0, frequency, entries.count))
      }
      if let latin, score == 0 {
        for (word, initials) in zip(entry.latin, entry.initials) {
          if word == latin || initials == latin {
            score = max(score, 800)
          } else if word.hasPrefix(latin) {
            score = max(score, 400)
          } else if latin.count >= 2, initials.hasPrefix(latin) {
            score = max(score, 300)
          } else if latin.count >= 4, word.contains(latin) {
            score = max(score, 200)
          }
        }
      }
      if score > 0 { hits.append((place, score)) }
    }
    return hits.sorted { ($1.score, $0.service) < ($0.score, $1.service) }
  }

  private static func score(
    _ query: [Unicode.Scalar], _ grams: [Gram], _ title: [Unicode.Scalar], isName: Bool, _ frequency: [Gram: Int], _ count: Int
  ) -> Double {
    if query == title { return 1000 }
    let brevity = 1 / Double(title.count + 1)
    if title.starts(with: query) { return 600 + brevity }
    if contains(title, query) { return (isName ? 500 : 450) + brevity }
    // A sentence that holds the title whole: 我想给孩子上户口.
    if title.count >= 2, contains(query, title) { return 400 + Double(title.count) }
    guard grams.count >= 2 else { return 0 }
    let known = Set(self.grams(title))
    var (sum, all) = (0.0, 0.0)
    for gram in Set(grams) {
      let weight = log(Double(count + 1) / Double((frequency[gram] ?? 0) + 1))
      // A gram that no title has says nothing about which one is meant.
      if frequency[gram] != nil { all += weight }
      if known.contains(gram) { sum += weight }
    }
    guard all > 0, sum / all > 0.45 else { return wrongByOne(query, title) ? 150 : 0 }
    return 200 * sum / all + brevity
  }

  /// One wrong character in a query as long as a part of the title.
  private static func wrongByOne(_ query: [Unicode.Scalar], _ title: [Unicode.Scalar]) -> Bool {
    guard query.count >= 3, title.count >= query.count else { return false }
    return (0...(title.count - query.count)).contains { start in
      zip(query, title[start...]).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) } == 1
    }
  }

  private static func contains(_ whole: [Unicode.Scalar], _ part: [Unicode.Scalar]) -> Bool {
    guard whole.count >= part.count else { return false }
    return (0...(whole.count - part.count)).contains { whole[$0...].starts(with: part) }
  }

  private static func grams(_ text: [Unicode.Scalar]) -> [Gram] {
    zip(text, text.dropFirst()).map { Gram(first: $0, second: $1) }
  }

  /// Letters and digits in lower case and half width; everything else is left out.
  static func normal(_ text: String) -> [Unicode.Scalar] {
    text.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars.filter {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
  }

  private static func latin(_ query: [Unicode.Scalar]) -> String? {
    query.allSatisfy { (97...122).contains($0.value) } ? String(String.UnicodeScalarView(query)) : nil
  }
}

/// Readings of Chinese words.
enum Pinyin {
  /// Words whose reading the system's transform gets wrong.
  private static let words = [
    "银行": "yin hang", "重新": "chong xin", "会计": "kuai ji", "音乐": "yin yue", "厦门": "xia men", "行业": "hang ye",
    "给付": "ji fu", "参保": "can bao",
  ]

  /// One for each character, without tones.
  static func syllables(_ text: String) -> [String] {
    var text = text
    for (word, reading) in words { text = text.replacingOccurrences(of: word, with: " \(reading) ") }
    let latin =
      text.applyingTransform(.mandarinToLatin, reverse: false)?.applyingTransform(.stripDiacritics, reverse: false) ?? text
    return latin.lowercased().split { !$0.isASCII || !$0.isLetter }.map(String.init)
  }
}
