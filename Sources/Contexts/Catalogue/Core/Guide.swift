public import Forms
import JSON

/// A guide (办事指南) as it stood at one epoch: all that its version consists of.
public struct Guide: Sendable {
  public let service: Service
  public let elements: Elements?
  public let evidence: [ServiceEvidence]
  public let questions: [Question]
  /// nil before forms had versions.
  public let form: Form?
  /// The rows it was made of, by kind and key.
  let rows: [CatalogueKind: [String: JSON]]

  /// nil when there was no such service.
  init?(_ documents: [CatalogueKind: [String]], places: [String] = []) throws {
    let data = try CatalogueLoader.data(documents, places: places)
    guard let service = data.services.first else { return nil }
    self.service = service
    elements = data.elements[service.key]
    evidence = data.evidence[service.key] ?? []
    questions = data.questions[service.key] ?? []
    form = data.forms.key(of: service).flatMap(data.forms.whole)
    rows = try Self.keyed(documents)
  }

  /// Rows by kind and key.
  static func keyed(_ documents: [CatalogueKind: [String]]) throws -> [CatalogueKind: [String: JSON]] {
    var rows: [CatalogueKind: [String: JSON]] = [:]
    for (kind, list) in documents {
      for document in list {
        let row = try CatalogueLoader.parsed(document)
        rows[kind, default: [:]][kind.key { row.cell($0) }] = row
      }
    }
    return rows
  }
}

/// One difference between two rows: what stood in a column and what stands there now.
public struct CatalogueDifference: Sendable, Hashable {
  public let kind: CatalogueKind
  /// Key of the row.
  public let key: String
  /// How people know the row: the paper's name, the question, the region; the key where there is nothing better.
  public let name: String
  /// nil when the row is new.
  public let before: String?
  /// nil when the row went.
  public let after: String?
  /// nil for a row as a whole.
  public let column: String?
}

/// What changed between two states of rows. Pure.
public enum CatalogueComparison {
  /// Column by column, in the order of the table's columns; a row that is new or went is one difference.
  static func differences(
    _ kind: CatalogueKind, _ key: String, before: JSON?, after: JSON?, name: (JSON) -> String
  ) -> [CatalogueDifference] {
    func whole(_ row: JSON, isNew: Bool) -> CatalogueDifference {
      CatalogueDifference(
        kind: kind, key: key, name: name(row), before: isNew ? nil : name(row), after: isNew ? name(row) : nil, column: nil)
    }
    guard let after else { return before.map { [whole($0, isNew: false)] } ?? [] }
    guard let before else { return [whole(after, isNew: true)] }
    return kind.columns.compactMap { column in
      let (old, new) = (before.cell(column.name), after.cell(column.name))
      guard old != new else { return nil }
      return CatalogueDifference(kind: kind, key: key, name: name(after), before: old, after: new, column: column.name)
    }
  }

  /// From one version of a guide to another.
  public static func differences(from old: Guide?, to new: Guide?) -> [CatalogueDifference] {
    differences(from: old?.rows ?? [:], to: new?.rows ?? [:])
  }

  static func differences(
    from old: [CatalogueKind: [String: JSON]], to new: [CatalogueKind: [String: JSON]]
  ) -> [CatalogueDifference] {
    let papers = (old[.evidence] ?? [:]).merging(new[.evidence] ?? [:]) { $1 }
    return CatalogueKind.allCases.flatMap { kind -> [CatalogueDifference] in
      let (before, after) = (old[kind] ?? [:], new[kind] ?? [:])
      // A paper that is asked for no more, or anew, is told by the list of the service.
      let keys = kind == .evidence ? Set(before.keys).intersection(after.keys) : Set(before.keys).union(after.keys)
      return keys.sorted().flatMap { key in
        differences(kind, key, before: before[key], after: after[key]) { name(kind, key, $0, papers) }
      }
    }
  }

  static func name(_ kind: CatalogueKind, _ key: String, _ row: JSON, _ papers: [String: JSON] = [:]) -> String {
    switch kind {
    case .serviceEvidence: papers[row.cell("evidence")]?.cell("name") ?? row.cell("evidence")
    case .questions: row.cell("question")
    case .departments: row.cell("nameLeague")
    case .formFields, .bundleFields: row.cell("label")
    case .services, .evidence, .themes, .regions, .dictionaries, .forms, .bundles: row.cell("name")
    case .elements, .offerings, .serviceYields, .evidenceImplies, .bundleParts, .bundleLinks, .situations: key
    }
  }
}

/// The versions of a guide.
public struct GuideHistory: Sendable {
  public struct Entry: Sendable {
    public let version: GuideVersion
    /// Of the change that made it; nil when a whole table was imported.
    public let title: String?
    public let reason: String?
    public let author: String?
    public let reviewer: String?
  }

  /// Oldest first.
  public let entries: [Entry]
}
