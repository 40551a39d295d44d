import Foundation

/// Titles by pinyin and initials: sorted spellings, found by their beginning.
struct LatinIndex: Sendable {
  private struct Spelling: Sendable {
    let letters: [UInt8]
    let document: Int32
    /// 0 pinyin in full, 1 initials.
    let isInitials: Bool
    let isName: Bool
  }

  private let sorted: [Spelling]

  init(_ documents: [[String]]) {
    var spellings: [Spelling] = []
    for (document, titles) in documents.enumerated() {
      for (place, title) in titles.enumerated() {
        let syllables = Pinyin.syllables(title)
        guard !syllables.isEmpty else { continue }
        let full = Array(syllables.joined().utf8)
        let initials = syllables.compactMap { $0.utf8.first }
        spellings.append(Spelling(letters: full, document: Int32(document), isInitials: false, isName: place == 0))
        if initials.count > 1 {
          spellings.append(Spelling(letters: initials, document: Int32(document), isInitials: true, isName: place == 0))
        }
      }
    }
    sorted = spellings.sorted { $0.letters.lexicographicallyPrecedes($1.letters) }
  }

  /// nil for a query that is not Latin letters alone.
  func search(_ query: [UInt32]) -> [TextIndex.Hit]? {
    guard query.allSatisfy({ (97...122).contains($0) }) else { return nil }
    let letters = query.map { UInt8($0) }
    var best: [Int: Float] = [:]
    func note(_ spelling: Spelling, _ score: Float) {
      let score = score + (spelling.isName ? 1 : 0)
      if best[Int(spelling.document), default: 0] < score { best[Int(spelling.document)] = score }
    }
    var place = lowerBound(letters)
    while place < sorted.count, sorted[place].letters.starts(with: letters) {
      let spelling = sorted[place]
      if spelling.letters.count == letters.count {
        note(spelling, spelling.isInitials ? 790 : 800)
      } else if !spelling.isInitials || letters.count >= 2 {
        note(spelling, spelling.isInitials ? 300 : 400)
      }
      place += 1
    }
    if best.isEmpty, letters.count >= 4 {
      for spelling in sorted where !spelling.isInitials && Self.holds(spelling.letters, letters) { note(spelling, 200) }
    }
    return best.map { TextIndex.Hit(document: $0.key, score: $0.value) }.sorted(by: Score.isBetter)
  }

  private func lowerBound(_ letters: [UInt8]) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].letters.lexicographicallyPrecedes(letters) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func holds(_ whole: [UInt8], _ part: [UInt8]) -> Bool {
    guard whole.count >= part.count else { return false }
    return (0...(whole.count - part.count)).contains { start in whole[start...].starts(with: part) }
  }
}
