import Foundation
import Tables
import Testing

@testable import TextIndex

/// The services of the repository's own catalogue.
struct Catalogue {
  static let services: [(key: String, titles: [String])] = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    let file = url.appendingPathComponent("Data/catalogue/services.csv")
    let (table, _) = CSV.read([UInt8]((try? Data(contentsOf: file)) ?? Data()), file: file.path)
    return table.rows.map { ($0["key"], [$0["name"]] + $0.list("keywords")) }
  }()
  static let index = TextIndex(services.map { TextIndex.Document(titles: $0.titles) })

  static func find(_ query: String) -> [String] { index.search(query).map { services[$0.document].key } }
  /// Whether a service is among the first twenty, or as good as the twentieth.
  static func isFound(_ place: Int, by query: String) -> Bool {
    let hits = index.search(query)
    guard let hit = hits.first(where: { $0.document == place }) else { return false }
    return hits.count <= 20 || hit.score >= hits[19].score
  }
}

@Suite("Services are found the way people look for them")
struct TextIndexTests {
  @Test(
    "what people say finds what it is officially called",
    arguments: [
      ("上户口", "GAJ001"), ("shanghukou", "GAJ001"), ("shk", "GAJ001"), ("我想给孩子上户口", "GAJ001"), ("ＳＨＫ", "GAJ001"),
      ("办营业执照", "SJJ001"),
    ])
  func colloquial(query: String, key: String) {
    #expect(Catalogue.find(query).prefix(3).contains(key))
  }

  @Test("a service is found by its own name, first or as good as the first")
  func byName() {
    #expect(Catalogue.services.count == 1001)
    for (place, service) in Catalogue.services.enumerated() {
      let hits = Catalogue.index.search(service.titles[0])
      let hit = hits.first { $0.document == place }
      #expect(hit != nil && hit?.score == hits.first?.score, "\(service.key) \(service.titles[0])")
    }
  }

  @Test("a service is found by every one of its words")
  func byWord() {
    for (place, service) in Catalogue.services.enumerated() {
      for word in service.titles { #expect(Catalogue.isFound(place, by: word), "\(service.key) \(word)") }
    }
  }

  @Test("a service is found by its name in pinyin and by its initials")
  func byPinyin() {
    for (place, service) in Catalogue.services.enumerated() {
      let syllables = Pinyin.syllables(service.titles[0])
      #expect(Catalogue.isFound(place, by: syllables.joined()), "\(service.key) \(syllables)")
      #expect(Catalogue.index.search(String(syllables.compactMap(\.first))).contains { $0.document == place })
    }
  }

  @Test(
    "characters with two readings are read as the word has them",
    arguments: [
      ("银行", "yin hang"), ("重新", "chong xin"), ("会计", "kuai ji"), ("音乐", "yin yue"), ("厦门", "xia men"), ("畜牧", "xu mu"),
    ])
  func readings(word: String, reading: String) {
    #expect(Pinyin.syllables(word).joined(separator: " ") == reading)
  }

  @Test("one wrong character in a name of four or more is forgiven")
  func wrongCharacter() {
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    for (place, service) in Catalogue.services.enumerated() {
      var name = Array(service.titles[0].filter { $0.isLetter || $0.isNumber })
      guard name.count >= 4 else { continue }
      name[next(name.count)] = "龘"
      #expect(Catalogue.isFound(place, by: String(name)), "\(service.key) \(String(name))")
    }
  }

  @Test("one wrong character in a word of three is forgiven, wherever it stands")
  func wrongInShort() {
    let index = TextIndex(["结婚登记", "居住证", "老年证", "身份证"].map { TextIndex.Document(titles: [$0]) })
    for wrong in ["居主证", "局住证", "居住正"] {
      #expect(index.search(wrong).first?.document == 1, "\(wrong)")
    }
    #expect(!index.search("局主证").contains { $0.document == 1 }, "two wrong ones are another word")
  }

  @Test("a beginning finds what is being typed", arguments: ["上户", "shangh", "身份", "营业执"])
  func prefix(query: String) {
    #expect(!Catalogue.find(query).isEmpty)
  }

  @Test(
    "what says nothing finds nothing, and harms nothing",
    arguments: [
      "", " ", "？！……", "\u{0}\u{1}\u{7F}", "👨‍👩‍👧‍👦", String(repeating: "龘", count: 5000), "zzzzzzzzzz", "\u{202E}\u{FEFF}",
    ])
  func nothing(query: String) {
    #expect(Catalogue.find(query).isEmpty)
  }

  @Test("each document is found once, best first, and always in the same order")
  func order() {
    for query in ["登记", "许可", "办", "证", "社会保险登记变更"] {
      let hits = Catalogue.index.search(query)
      #expect(Set(hits.map(\.document)).count == hits.count)
      #expect(zip(hits, hits.dropFirst()).allSatisfy { !Score.isBetter($1, $0) })
      for _ in 0..<20 { #expect(hits == Catalogue.index.search(query)) }
    }
  }

  @Test("an index of nothing answers with nothing")
  func empty() {
    #expect(TextIndex([]).search("上户口").isEmpty)
    #expect(TextIndex([TextIndex.Document(titles: ["", " "])]).search("上").isEmpty)
  }
}
