public import BundleCompiler
import Forms
import JSON
public import Situations
import Synchronization

/// Bundles, situations, and what the compiler knows of papers.
public struct BundleBook: Sendable {
  /// In the order of the table.
  public let bundles: [BundleDefinition]
  /// In the order of the table; those that cannot be read are in `broken`.
  public let situations: [Situation]
  public let implications: [Implication]
  /// By service.
  public let yields: [String: [BundleYield]]
  /// Keys of models that are no situations, and what is wrong with them.
  let broken: [(key: String, fault: SituationFault)]
  /// Rows of bundles that are not there: `bundles/KEY/parts/PART`.
  let strays: [String]
  private let places: [String: Int]
  private let targets: [String: Int]

  static let none = BundleBook([:])

  init(_ kinds: [CatalogueKind: [JSON]]) {
    func rows(_ kind: CatalogueKind) -> [JSON] { kinds[kind] ?? [] }
    func grouped(_ kind: CatalogueKind) -> [String: [JSON]] {
      Dictionary(grouping: rows(kind)) { $0.cell("bundle") }.mapValues { rows in
        rows.enumerated().sorted { (Self.order($0.element), $0.offset) < (Self.order($1.element), $1.offset) }.map(\.element)
      }
    }
    let (parts, links, fields) = (grouped(.bundleParts), grouped(.bundleLinks), grouped(.bundleFields))
    bundles = rows(.bundles).map { row in
      let key = row.cell("key")
      return BundleDefinition(
        key: key, name: row.cell("name"), audience: Set(row.items("audience")), department: row.cell("department"),
        intro: row.cell("intro"), facts: Set(row.items("facts")), term: Double(row.cell("term")) ?? 0,
        termBasis: row.cell("termBasis"), channels: row.items("channels"),
        parts: (parts[key] ?? []).map { part in
          .init(
            key: part.cell("part"), choice: .init(rawValue: part.cell("choice")) ?? .needed, bearer: part.cell("bearer"),
            bearerBasis: part.cell("bearerBasis"))
        },
        links: (links[key] ?? []).map {
          .init(service: $0.cell("service"), after: $0.cell("after"), passes: $0.items("passes"), why: $0.cell("why"))
        }, fields: (fields[key] ?? []).map(BundleField.init))
    }
    let known = Set(bundles.map(\.key))
    strays = [(parts, "parts", "part"), (links, "links", "service"), (fields, "fields", "key")].flatMap { table, name, column in
      table.filter { !known.contains($0.key) }.flatMap { key, rows in
        rows.map { "bundles/\(key)/\(name)/\($0.cell(column))" }
      }
    }.sorted()
    var situations: [Situation] = []
    var broken: [(key: String, fault: SituationFault)] = []
    for row in rows(.situations) {
      switch Self.compiled(row.cell("model"), key: row.cell("key")) {
      case .success(let situation): situations.append(situation)
      case .failure(let fault): broken.append((row.cell("key"), fault))
      }
    }
    self.situations = situations
    self.broken = broken
    implications = rows(.evidenceImplies).map {
      Implication(
        paper: $0.cell("evidence"), implies: $0.cell("implies"), services: Set($0.items("services")), basis: $0.cell("basis"))
    }
    var yields: [String: [BundleYield]] = [:]
    for row in rows(.serviceYields) {
      yields[row.cell("service"), default: []].append(
        BundleYield(paper: row.cell("evidence"), services: Set(row.items("services")), basis: row.cell("basis")))
    }
    self.yields = yields
    places = Dictionary(bundles.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    targets = Dictionary(situations.enumerated().map { ($1.target, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public func bundle(_ key: String) -> BundleDefinition? { places[key].map { bundles[$0] } }

  /// The situation of a service.
  public func situation(service key: String) -> Situation? { targets["service:" + key].map { situations[$0] } }
  /// The situation of a bundle.
  public func situation(bundle key: String) -> Situation? { targets["bundle:" + key].map { situations[$0] } }

  /// Under which a bundle's rows and versions are kept, where guides have the key of their service.
  static func owner(_ key: String) -> String { "bundle:" + key }

  private static func order(_ row: JSON) -> Int { Int(row.cell("order")) ?? 0 }

  /// Models that were compiled lately, by their text: a catalogue that is published anew mostly has the same ones.
  private static let models = Mutex<[String: Result<Situation, SituationFault>]>([:])
  private static let keptModels = 400

  static func compiled(_ model: String, key: String) -> Result<Situation, SituationFault> {
    if let known = models.withLock({ $0[model] }) { return known }
    let result: Result<Situation, SituationFault>
    do throws(SituationFault) { result = .success(try Situation(dmn: Array(model.utf8), file: key + ".dmn")) } catch {
      result = .failure(error)
    }
    models.withLock { models in
      if models.count >= keptModels { models.removeAll() }
      models[model] = result
    }
    return result
  }
}

extension JSON {
  fileprivate func items(_ column: String) -> [String] { cell(column).split(separator: "|").map(String.init) }
}

extension BundleField {
  fileprivate init(_ row: JSON) {
    func text(_ column: String) -> String? { row.cell(column).isEmpty ? nil : row.cell(column) }
    self.init(
      field: FormField(
        key: row.cell("key"), label: row.cell("label"), kind: FormField.Kind(rawValue: row.cell("control")) ?? .text,
        required: row.cell("required") == "1", options: row.items("options"), prefill: text("prefill"),
        canonical: text("canonical")), same: row.items("same"), service: row.cell("service"))
  }
}
