public import JSON

/// One question of a form.
public struct FormField: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    case text, textarea, integer, decimal, yesNo, date, dateTime, month, choice, choices, lines
    case identityNumber, creditCode, partyNumber, mobile, bankCard
    /// A box that must be ticked: what is said is true.
    case promise
  }

  public let key: String
  public let label: String
  public let kind: Kind
  public let required: Bool
  public let hint: String?
  /// An anchored regular expression.
  public let pattern: String?
  public let options: [String]
  /// Where a value that is known already comes from, as in `applicant.name`.
  public let prefill: String?
  /// When it is asked; nil: always.
  public let condition: FormCondition?
  /// The datum it asks for, as in `person.idNumber`: what other forms ask for under the same id is the same, and of the same kind.
  public let canonical: String?

  public init(
    key: String, label: String, kind: Kind, required: Bool, hint: String? = nil, pattern: String? = nil, options: [String] = [],
    prefill: String? = nil, condition: FormCondition? = nil, canonical: String? = nil
  ) {
    self.key = key
    self.label = label
    self.kind = kind
    self.required = required
    self.hint = hint
    self.pattern = pattern
    self.options = options
    self.prefill = prefill
    self.condition = condition
    self.canonical = canonical
  }

  /// In characters.
  public var longest: Int { kind == .textarea || kind == .lines ? 2000 : 200 }
}

/// What is asked of an applicant (表单): data, from which schema, page and check are made alike.
public struct Form: Sendable, Hashable {
  public let name: String
  public let fields: [FormField]

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

  /// The form as JSON Schema 2020-12: unknown members are refused.
  public var schema: JSON {
    var properties: JSON = [:]
    for field in fields { properties[field.key] = field.schema }
    var schema: JSON = [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "title": .string(name), "type": "object",
      "properties": properties,
      "required": .array(fields.filter { $0.required && $0.condition == nil }.map { .string($0.key) }),
      "additionalProperties": false,
    ]
    let conditions = fields.compactMap(conditional)
    if !conditions.isEmpty { schema["allOf"] = .array(conditions) }
    return schema
  }

  /// Order and hints for a page.
  public var layout: JSON {
    .array(
      fields.map { field in
        var json: JSON = ["key": .string(field.key), "label": .string(field.label), "widget": .string(field.kind.rawValue)]
        if let hint = field.hint { json["hint"] = .string(hint) }
        if let prefill = field.prefill { json["prefill"] = .string(prefill) }
        if let condition = field.condition { json["condition"] = .string(condition.text) }
        return json
      })
  }

  /// A valid, synthetic instance.
  public var example: JSON {
    var json: JSON = [:]
    for field in fields where field.required && asks(field, json) { json[field.key] = field.example }
    return json
  }
}

extension FormField {
  var schema: JSON {
    var json: JSON = ["title": .string(label)]
    switch kind {
    case .integer: json["type"] = "integer"
    case .decimal: json["type"] = "number"
    case .yesNo: json["type"] = "boolean"
    case .promise:
      json["type"] = "boolean"
      json["const"] = true
    case .choices:
      json["type"] = "array"
      if required { json["minItems"] = 1 }
      json["uniqueItems"] = true
      json["items"] = ["enum": .array(options.map(JSON.string))]
    default:
      json["type"] = "string"
      json["maxLength"] = .number(JSONNumber(longest))
      if required { json["minLength"] = 1 }
      if kind == .choice { json["enum"] = .array(options.map(JSON.string)) }
      if kind == .date { json["format"] = "date" }
      if kind == .dateTime { json["format"] = "date-time" }
      if let pattern = pattern ?? kind.pattern { json["pattern"] = .string(pattern) }
    }
    return json
  }

  var example: JSON {
    switch kind {
    case .integer, .decimal: 1
    case .yesNo, .promise: true
    case .date: "2026-11-01"
    case .dateTime: "2026-11-01T09:00:00+08:00"
    case .month: "2026-11"
    case .choice: .string(options.first ?? "")
    case .choices: .array(options.prefix(1).map(JSON.string))
    case .identityNumber, .partyNumber: "152502188001010019"
    case .creditCode: "91152500000000019E"
    case .mobile: "13900000000"
    case .bankCard: "6222020000000000000"
    case .text, .textarea, .lines: .string(pattern == nil ? "测试填写" : FormField.matching(pattern ?? ""))
    }
  }

  /// Text for the simple patterns of forms: literals, classes and counts.
  private static func matching(_ pattern: String) -> String {
    var text = ""
    var rest = Substring(pattern.filter { $0 != "^" && $0 != "$" })
    while let first = rest.popFirst() {
      var unit = String(first)
      if first == "\\" { unit = rest.popFirst() == "d" ? "0" : "A" }
      if first == "[" {
        unit = String(rest.first ?? "A")
        rest = rest.drop(while: { $0 != "]" }).dropFirst()
      }
      var count = 1
      if rest.first == "{" {
        count = Int(rest.dropFirst().prefix(while: \.isNumber)) ?? 1
        rest = rest.drop(while: { $0 != "}" }).dropFirst()
      }
      text += String(repeating: unit, count: count)
    }
    return text
  }
}

extension FormField.Kind {
  var pattern: String? {
    switch self {
    case .identityNumber: "^[0-9]{17}[0-9Xx]$"
    case .creditCode, .partyNumber: "^[0-9A-Za-z]{18}$"
    case .mobile: "^1[3-9][0-9]{9}$"
    case .bankCard: "^[0-9]{16,19}$"
    case .month: "^[0-9]{4}-[0-9]{2}$"
    default: nil
    }
  }
}
