public import JSON

/// What is asked of an applicant (表单): data, from which schema, page and check are made alike.
public struct Form: Sendable {
  public let name: String
  public let fields: [FormField]
  let judge = FormJudge()

  public init(name: String, fields: [FormField]) {
    self.name = name
    self.fields = fields
  }

  /// This form and what another asks after it; declarations come last.
  public func followed(by other: Form) -> Form {
    let all = fields + other.fields
    return Form(name: other.name, fields: all.filter { $0.kind != .promise } + all.filter { $0.kind == .promise })
  }

  public func field(_ key: String) -> FormField? { fields.first { $0.key == key } }

  /// What stands together on one page: a question of its own, or a few under one heading.
  public struct Sheet: Sendable, Hashable {
    /// Key of its first question, whether it is asked or not: a page keeps its place.
    public let key: String
    public let step: String?
    public let group: String?
    public let fields: [FormField]
  }

  /// The pages on which somebody who answered so is asked, declarations apart.
  public func sheets(_ answers: JSON) -> [Sheet] {
    var sheets: [Sheet] = []
    var open: [FormField] = []
    func close() {
      guard let first = open.first else { return }
      // What hangs on an answer of the same page stands there too, and says when it is asked.
      var shown: [FormField] = []
      for field in open where asks(field, answers) || shown.contains(where: { $0.key == field.condition?.key }) {
        shown.append(field)
      }
      if open.contains(where: { asks($0, answers) }) {
        sheets.append(Sheet(key: first.key, step: first.step, group: first.group, fields: shown))
      }
      open = []
    }
    for field in fields where field.kind != .promise {
      if field.group == nil || field.group != open.last?.group { close() }
      open.append(field)
    }
    close()
    return sheets
  }

  /// Order and hints for a page.
  public var layout: JSON {
    .array(
      fields.map { field in
        var json: JSON = ["key": .string(field.key), "label": .string(field.label), "widget": .string(field.kind.rawValue)]
        for (name, text) in [
          ("hint", field.hint), ("prefill", field.prefill), ("condition", field.condition?.text), ("step", field.step),
          ("group", field.group), ("help", field.help),
        ] {
          if let text { json[name] = .string(text) }
        }
        if !field.columns.isEmpty { json["columns"] = Form(name: "", fields: field.columns).layout }
        return json
      })
  }
}

extension Form: Hashable {
  public static func == (left: Self, right: Self) -> Bool { left.name == right.name && left.fields == right.fields }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(fields)
  }
}
