import Foundation

/// Finds short texts (names, the people's words for them) as people type them: whole, in part, as a sentence, with one wrong character,
/// in pinyin or by initials. Immutable once built; searching needs no lock.
///
/// How it works: every pair of neighbouring characters has a list of the documents that hold it, best first. A query of two characters is
/// such a list; a longer one takes the shortest list of its pairs and looks into those texts. Only a query that stands in no text is
/// compared loosely. Every answer holds all hits, so that a caller who filters can count exactly.
public struct TextIndex: Sendable {
  /// What is found: titles, the official one first, and a text that counts less.
  public struct Document: Sendable {
    public var titles: [String]
    public var body: String

    public init(titles: [String], body: String = "") {
      self.titles = titles
      self.body = body
    }
  }

  /// `document`: place in the list the index was built from. A higher score is better.
  public struct Hit: Sendable, Hashable {
    public let document: Int
    public let score: Float
  }

  struct Title: Sendable {
    let start: Int32
    let count: Int32
    /// 0 the official name, 1 another word for it, 2 the body.
    let level: UInt8
  }

  /// All titles one after another, as numbers of characters.
  let text: [UInt16]
  let titles: [Title]
  /// Where the titles of a document begin; one more than there are documents.
  let firstTitle: [Int32]
  let characters: [UInt32: UInt16]
  /// Of one character or a pair: a part of `postings`, best first.
  let lists: [UInt32: Range<Int32>]
  let postings: [Hit]
  let latin: LatinIndex

  public var count: Int { firstTitle.count - 1 }

  public init(_ documents: [Document]) {
    var builder = Builder()
    for document in documents { builder.add(document) }
    text = builder.text
    titles = builder.titles
    firstTitle = builder.firstTitle
    characters = builder.characters
    (lists, postings) = builder.lists()
    latin = LatinIndex(documents.map(\.titles))
  }

  /// All documents that fit, best first; those of equal score in the order of the list. Empty for a text without letters or digits.
  public func search(_ query: String) -> [Hit] {
    let scalars = Self.normal(query, limit: 64)
    guard !scalars.isEmpty else { return [] }
    let codes = scalars.map { characters[$0] ?? Self.unknown }
    let exact = whole(codes)
    if !exact.isEmpty { return exact }
    if let found = latin.search(scalars), !found.isEmpty { return found }
    return loose(codes)
  }

  static let unknown = UInt16.max
  static func key(_ first: UInt16, _ second: UInt16) -> UInt32 { UInt32(first) << 16 | UInt32(second) }
  /// Of a single character: pairs never have 0 as their second part, since characters are numbered from 1.
  static func key(_ single: UInt16) -> UInt32 { UInt32(single) << 16 }

  /// Letters and digits in lower case and half width, at most `limit`; everything else is left out.
  static func normal(_ text: String, limit: Int = .max) -> [UInt32] {
    var scalars: [UInt32] = []
    for scalar in text.unicodeScalars {
      if scalars.count >= limit { break }
      switch scalar.value {
      case 0x30...0x39, 0x61...0x7A, 0x4E00...0x9FFF: scalars.append(scalar.value)
      case 0x41...0x5A: scalars.append(scalar.value + 32)
      case 0...0x7F: continue
      default:
        for folded in String(scalar).precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
        where folded.properties.isAlphabetic || folded.properties.numericType != nil { scalars.append(folded.value) }
      }
    }
    return scalars
  }
}
