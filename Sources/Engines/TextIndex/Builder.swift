/// Gathers what an index is made of.
struct Builder {
  var text: [UInt16] = []
  var titles: [TextIndex.Title] = []
  var firstTitle: [Int32] = [0]
  var characters: [UInt32: UInt16] = [:]

  mutating func add(_ document: TextIndex.Document) {
    for (place, title) in document.titles.enumerated() { add(title, level: place == 0 ? 0 : 1) }
    add(document.body, level: 2)
    firstTitle.append(Int32(titles.count))
  }

  private mutating func add(_ title: String, level: UInt8) {
    let scalars = TextIndex.normal(title)
    guard !scalars.isEmpty else { return }
    titles.append(TextIndex.Title(start: Int32(text.count), count: Int32(scalars.count), level: level))
    for scalar in scalars { text.append(code(scalar)) }
  }

  private mutating func code(_ scalar: UInt32) -> UInt16 {
    if let known = characters[scalar] { return known }
    // More different characters than this no language has; what is beyond is never found.
    guard characters.count < Int(UInt16.max) - 2 else { return TextIndex.unknown }
    let code = UInt16(characters.count + 1)
    characters[scalar] = code
    return code
  }

  /// For every character and pair the documents that hold it, best first.
  func lists() -> (lists: [UInt32: Range<Int32>], postings: [TextIndex.Hit]) {
    var best: [UInt32: [TextIndex.Hit]] = [:]
    func note(_ hit: TextIndex.Hit, in list: inout [TextIndex.Hit]) {
      guard let last = list.last, last.document == hit.document else { return list.append(hit) }
      if last.score < hit.score { list[list.count - 1] = hit }
    }
    for document in 0..<(firstTitle.count - 1) {
      for title in titles[Int(firstTitle[document])..<Int(firstTitle[document + 1])] {
        let (start, count) = (Int(title.start), Int(title.count))
        for offset in 0..<count {
          let score = Score.exact(at: offset, length: 1, of: title)
          note(TextIndex.Hit(document: document, score: score), in: &best[TextIndex.key(text[start + offset]), default: []])
          guard offset + 1 < count else { continue }
          let pair = TextIndex.Hit(document: document, score: Score.exact(at: offset, length: 2, of: title))
          note(pair, in: &best[TextIndex.key(text[start + offset], text[start + offset + 1]), default: []])
        }
      }
    }
    var lists: [UInt32: Range<Int32>] = [:]
    var postings: [TextIndex.Hit] = []
    for (key, hits) in best {
      let begin = Int32(postings.count)
      postings += hits.sorted(by: Score.isBetter)
      lists[key] = begin..<Int32(postings.count)
    }
    return (lists, postings)
  }
}

/// What a hit is worth. Whole titles come first, then beginnings, then parts; official names before other words before bodies; short before
/// long.
enum Score {
  static func exact(at offset: Int, length: Int, of title: TextIndex.Title) -> Float {
    let count = Int(title.count)
    let brevity = 20 / Float(count + 1)
    if title.level == 2 { return 100 + brevity }
    if count == length { return title.level == 0 ? 1001 : 1000 }
    if offset == 0 { return 600 + brevity }
    return (title.level == 0 ? 500 : 450) + brevity
  }

  static func isBetter(_ one: TextIndex.Hit, _ other: TextIndex.Hit) -> Bool {
    one.score == other.score ? one.document < other.document : one.score > other.score
  }
}
