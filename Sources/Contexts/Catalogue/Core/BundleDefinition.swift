public import BundleCompiler
import Forms

/// A thing that people do at once (一件事), as the catalogue or somebody who tries one out defines it.
public struct BundleDefinition: Sendable {
  /// How a part comes in.
  public enum Choice: String, Sendable, CaseIterable {
    /// Always.
    case needed
    /// Unless somebody leaves it out.
    case chosen
    /// When somebody wants it.
    case offered
  }

  public struct Part: Sendable, Hashable {
    /// Key of a service, or `bundle:KEY`.
    public let key: String
    public var choice: Choice
    /// Who pays its fee, where that is not the applicant; and why.
    public let bearer: String
    public let bearerBasis: String

    public init(key: String, choice: Choice, bearer: String = "", bearerBasis: String = "") {
      self.key = key
      self.choice = choice
      self.bearer = bearer
      self.bearerBasis = bearerBasis
    }
  }

  public let key: String
  public let name: String
  public let audience: Set<String>
  /// Who leads.
  public let department: String
  /// What it is for, in one sentence.
  public let intro: String
  /// Situations that hold for everybody here, as `minor`: papers that are asked for in them are asked for.
  public let facts: Set<String>
  /// Working days for the whole where they are more than its longest path, and why; 0: none.
  public let term: Double
  public let termBasis: String
  public let channels: [String]
  public let parts: [Part]
  public let links: [BundleLink]
  public let fields: [BundleField]

  public init(
    key: String, name: String, audience: Set<String> = [], department: String = "", intro: String = "",
    facts: Set<String> = [], term: Double = 0, termBasis: String = "", channels: [String] = [], parts: [Part],
    links: [BundleLink] = [], fields: [BundleField] = []
  ) {
    self.key = key
    self.name = name
    self.audience = audience
    self.department = department
    self.intro = intro
    self.facts = facts
    self.term = term
    self.termBasis = termBasis
    self.channels = channels
    self.parts = parts
    self.links = links
    self.fields = fields
  }
}

/// A bundle with the bundles in it taken apart.
struct FlatBundle: Sendable {
  /// Services, each once.
  var parts: [BundleDefinition.Part] = []
  var links: [BundleLink] = []
  var fields: [BundleField] = []
  var facts: Set<String> = []
  /// What stands for a bundle in it when somebody asks for it by `bundle:KEY`.
  var nested: [String: [String]] = [:]

  /// Bundles that hold each other, or one that is not there: as `bundle:KEY` of what cannot be taken apart.
  struct Fault: Error, Sendable, Hashable {
    let part: String
    let isRing: Bool
  }

  init(_ definition: BundleDefinition, in book: BundleBook) throws(Fault) {
    try take(definition, .needed, book, inside: ["bundle:" + definition.key])
  }

  private mutating func take(
    _ definition: BundleDefinition, _ outer: BundleDefinition.Choice, _ book: BundleBook, inside: Set<String>
  ) throws(Fault) {
    links += definition.links.filter { !links.contains($0) }
    facts.formUnion(definition.facts)
    let known = Set(fields.map(\.field.key))
    fields += definition.fields.filter { !known.contains($0.field.key) }
    for part in definition.parts {
      let choice = Self.inner(part.choice, outer)
      if part.key.hasPrefix("bundle:") {
        guard !inside.contains(part.key) else { throw Fault(part: part.key, isRing: true) }
        guard let inner = book.bundle(String(part.key.dropFirst(7))) else { throw Fault(part: part.key, isRing: false) }
        try take(inner, choice, book, inside: inside.union([part.key]))
        nested[part.key] = inner.parts.filter { $0.choice != .offered }.flatMap { nested[$0.key] ?? [$0.key] }
      } else if let place = parts.firstIndex(where: { $0.key == part.key }) {
        parts[place].choice = Self.stronger(parts[place].choice, choice)
      } else {
        var part = part
        part.choice = choice
        parts.append(part)
      }
    }
  }

  /// What is needed in something that is only offered is offered.
  private static func inner(_ choice: BundleDefinition.Choice, _ outer: BundleDefinition.Choice) -> BundleDefinition.Choice {
    let rank = BundleDefinition.Choice.allCases
    return rank[max(rank.firstIndex(of: choice) ?? 0, rank.firstIndex(of: outer) ?? 0)]
  }

  private static func stronger(_ one: BundleDefinition.Choice, _ other: BundleDefinition.Choice) -> BundleDefinition.Choice {
    let rank = BundleDefinition.Choice.allCases
    return rank[min(rank.firstIndex(of: one) ?? 0, rank.firstIndex(of: other) ?? 0)]
  }
}
