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
  /// The list of provinces (GB/T 2260), as `110000 北京市`.
  static let provinces = "provinces"

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
    /// Keys of the lists that its questions choose from.
    let dictionaries: Set<String>
  }

  /// In the order of the table.
  public let entries: [Entry]
  /// Forms that rows of questions name and the table of forms lacks.
  let unknown: [String]
  private let order: [String: Int]
  /// Forms as they are asked, in the order of the entries: each is compiled once.
  private let wholes: [Form]
  /// What regions and addresses choose from, as `152502 锡林浩特市`.
  let places: [String]

  static let none = FormBook(forms: [], fields: [])

  /// `dictionaries`: lists to choose from by name. `places`: what regions and addresses choose from; empty where that is not known.
  init(forms: [JSON], fields: [JSON], dictionaries: [JSON] = [], places: [String] = []) {
    let lists = Dictionary(
      dictionaries.map { ($0.cell("key"), $0.cell("values").split(separator: "|").map(String.init)) }, uniquingKeysWith: { $1 })
    self.places = places
    let known = Set(forms.map { $0.cell("key") })
    unknown = Set(fields.map { $0.cell("formKey") }).subtracting(known).sorted()
    let rows = Dictionary(grouping: fields) { $0.cell("formKey") }
    entries = forms.map { row in
      var unreadable: [(field: String, rule: PublicationRules.Rule)] = []
      let questions = (rows[row.cell("key")] ?? []).enumerated().sorted { one, other in
        (Int(one.element.cell("order")) ?? 0, one.offset) < (Int(other.element.cell("order")) ?? 0, other.offset)
      }
      var named: Set<String> = []
      let fields = questions.compactMap { _, cells -> FormField? in
        do throws(UnreadableField) {
          return try Self.field(cells, lists, places, &named)
        } catch {
          unreadable.append((cells.cell("key"), error.rule))
          return nil
        }
      }
      return Entry(
        key: row.cell("key"), level: FormLevel(rawValue: row.cell("level")) ?? .service, base: row.cell("base"),
        form: Form(name: row.cell("name"), fields: fields), unreadable: unreadable, dictionaries: named)
    }
    let order = Dictionary(entries.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    wholes = entries.map { [entries] entry in
      guard entry.level == .service, let base = order[entry.base] else { return entry.form }
      return entries[base].form.followed(by: entry.form)
    }
    self.order = order
  }

  private struct UnreadableField: Error { let rule: PublicationRules.Rule }

  private static func field(
    _ cells: JSON, _ lists: [String: [String]], _ places: [String], _ named: inout Set<String>
  ) throws(UnreadableField) -> FormField {
    guard let kind = FormField.Kind(rawValue: cells.cell("control")) else { throw UnreadableField(rule: .fieldKind) }
    let condition = cells.text("condition").map { FormCondition($0) }
    if let condition, condition == nil { throw UnreadableField(rule: .fieldCondition) }
    let limits = cells.text("limits").map { FormLimits($0) }
    if let limits, limits == nil { throw UnreadableField(rule: .fieldLimits) }
    var options = cells.cell("options").split(separator: "|").map(String.init)
    if let dictionary = cells.text("dictionary") {
      guard let list = lists[dictionary] else { throw UnreadableField(rule: .fieldDictionary) }
      named.insert(dictionary)
      options = list
    }
    if kind == .region || kind == .address { options = places }
    var columns: [FormField] = []
    if let text = cells.text("columns") {
      var used: Set<String> = []
      guard
        let read = FormField.columns(
          text,
          list: { name in
            used.insert(name)
            return lists[name]
          })
      else { throw UnreadableField(rule: used.isSubset(of: lists.keys) ? .fieldColumns : .fieldDictionary) }
      named.formUnion(used)
      columns = read
    }
    return FormField(
      key: cells.cell("key"), label: cells.cell("label"), kind: kind, required: cells.cell("required") == "1",
      hint: cells.text("hint"), pattern: cells.text("pattern"), options: options, prefill: cells.text("prefill"),
      condition: condition ?? nil, canonical: cells.text("canonical"), limits: limits ?? nil, columns: columns,
      step: cells.text("step"), group: cells.text("group"), help: cells.text("help"))
  }

  /// From the tables as files. Throws the first problem of a table.
  public init(forms: CatalogueImport.File, fields: CatalogueImport.File, dictionaries: CatalogueImport.File? = nil) throws {
    func rows(_ file: CatalogueImport.File) throws -> [JSON] {
      let (table, problems) = CSV.read(file.bytes, file: file.name)
      if let problem = problems.first { throw problem }
      return table.rows.map { row in
        var json: JSON = [:]
        for column in table.columns { json[column] = .string(row[column]) }
        return json
      }
    }
    self.init(forms: try rows(forms), fields: try rows(fields), dictionaries: try dictionaries.map(rows) ?? [])
  }

  public func entry(_ key: String) -> Entry? { order[key].map { entries[$0] } }

  /// How people know a form; its key where it is not there.
  public func name(of key: String) -> String { entry(key)?.form.name ?? key }

  /// A form as it is asked: its base form's questions, then its own. nil for an unknown key.
  public func whole(_ key: String) -> Form? { order[key].map { wholes[$0] } }

  /// The key of the form a service has: the one it names, else the one of its own key, else the standard one; nil when there is none.
  func key(of service: Service) -> String? {
    guard service.formKey.isEmpty else { return order[service.formKey] == nil ? nil : service.formKey }
    return [service.key, Self.standard].first { order[$0] != nil }
  }

  /// Keys of the lists that a form's questions choose from, those of its base form too.
  func dictionaries(of key: String) -> Set<String> {
    guard let entry = entry(key) else { return [] }
    return entry.dictionaries.union(self.entry(entry.base)?.dictionaries ?? [])
  }

  /// Under which a form's rows and versions are kept, where guides have the key of their service.
  static func owner(_ key: String) -> String { "form:" + key }
}

extension JSON {
  fileprivate func text(_ column: String) -> String? { cell(column).isEmpty ? nil : cell(column) }
}
