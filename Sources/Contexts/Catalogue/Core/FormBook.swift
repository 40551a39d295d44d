public import Forms
import JSON
import Tables

/// 基础表单 or 业务表单.
public enum FormLevel: String, Sendable, CaseIterable {
  /// Asked of everybody.
  case base
  /// What a service asks after its base form.
  case service
}

/// The forms of a catalogue by key, each as its rows say.
public struct FormBook: Sendable {
  /// The form of services that have none of their own.
  public static let standard = "base"

  /// A form alone, without what it follows.
  public struct Entry: Sendable {
    public let key: String
    public let level: FormLevel
    /// Key of the form it follows; empty for a base form.
    public let base: String
    /// Its own questions.
    public let form: Form
    /// Keys of questions whose kind is unknown, or whose condition cannot be read: they are asked of nobody.
    let unreadable: [(field: String, rule: PublicationRules.Rule)]
  }

  /// In the order of the table.
  public let entries: [Entry]
  /// Forms that rows of questions name and the table of forms lacks.
  let unknown: [String]
  private let places: [String: Int]

  static let none = FormBook(forms: [], fields: [])

  init(forms: [JSON], fields: [JSON]) {
    let known = Set(forms.map { $0.cell("key") })
    unknown = Set(fields.map { $0.cell("formKey") }).subtracting(known).sorted()
    let rows = Dictionary(grouping: fields) { $0.cell("formKey") }
    entries = forms.map { row in
      var unreadable: [(field: String, rule: PublicationRules.Rule)] = []
      let questions = (rows[row.cell("key")] ?? []).enumerated().sorted { one, other in
        (Int(one.element.cell("order")) ?? 0, one.offset) < (Int(other.element.cell("order")) ?? 0, other.offset)
      }
      let fields = questions.compactMap { _, cells -> FormField? in
        guard let kind = FormField.Kind(rawValue: cells.cell("control")) else {
          unreadable.append((cells.cell("key"), .fieldKind))
          return nil
        }
        let condition = cells.text("condition").map { FormCondition($0) }
        if let condition, condition == nil {
          unreadable.append((cells.cell("key"), .fieldCondition))
          return nil
        }
        return FormField(
          key: cells.cell("key"), label: cells.cell("label"), kind: kind, required: cells.cell("required") == "1",
          hint: cells.text("hint"), pattern: cells.text("pattern"),
          options: cells.cell("options").split(separator: "|").map(String.init), prefill: cells.text("prefill"),
          condition: condition ?? nil, canonical: cells.text("canonical"))
      }
      return Entry(
        key: row.cell("key"), level: FormLevel(rawValue: row.cell("level")) ?? .service, base: row.cell("base"),
        form: Form(name: row.cell("name"), fields: fields), unreadable: unreadable)
    }
    places = Dictionary(entries.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// From the two tables as files. Throws the first problem of a table.
  public init(forms: CatalogueImport.File, fields: CatalogueImport.File) throws {
    func rows(_ file: CatalogueImport.File) throws -> [JSON] {
      let (table, problems) = CSV.read(file.bytes, file: file.name)
      if let problem = problems.first { throw problem }
      return table.rows.map { row in
        var json: JSON = [:]
        for column in table.columns { json[column] = .string(row[column]) }
        return json
      }
    }
    self.init(forms: try rows(forms), fields: try rows(fields))
  }

  public func entry(_ key: String) -> Entry? { places[key].map { entries[$0] } }

  /// How people know a form; its key where it is not there.
  public func name(of key: String) -> String { entry(key)?.form.name ?? key }

  /// A form as it is asked: its base form's questions, then its own. nil for an unknown key.
  public func whole(_ key: String) -> Form? {
    guard let entry = entry(key) else { return nil }
    return entry.level == .service ? self.entry(entry.base)?.form.followed(by: entry.form) ?? entry.form : entry.form
  }

  /// The key of the form a service has: the one it names, else the one of its own key, else the standard one; nil when there is none.
  func key(of service: Service) -> String? {
    guard service.formKey.isEmpty else { return places[service.formKey] == nil ? nil : service.formKey }
    return [service.key, Self.standard].first { places[$0] != nil }
  }

  /// Under which a form's rows and versions are kept, where guides have the key of their service.
  static func owner(_ key: String) -> String { "form:" + key }
}

extension JSON {
  fileprivate func text(_ column: String) -> String? { cell(column).isEmpty ? nil : cell(column) }
}
