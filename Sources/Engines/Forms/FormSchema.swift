public import JSON

extension Form {
  /// The form as JSON Schema 2020-12: unknown members are refused. The server judges by it, and pages carry its parts.
  public var schema: JSON {
    var schema = FormField.object(
      fields.filter { $0.required && $0.condition == nil }.map(\.key), fields.map { ($0.key, $0.schema) })
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = .string(name)
    let conditions = fields.compactMap(conditional)
    if !conditions.isEmpty { schema["allOf"] = .array(conditions) }
    return schema
  }
}

extension FormField {
  static func object(_ required: [String], _ properties: [(String, JSON)]) -> JSON {
    [
      "type": "object", "properties": .object(JSONObject(properties)), "required": .array(required.map(JSON.string)),
      "additionalProperties": false,
    ]
  }

  /// What an answer may be, as JSON Schema.
  public var schema: JSON {
    var json = bare
    json["title"] = .string(label)
    return json
  }

  private var bare: JSON {
    switch kind {
    case .integer: return number("integer")
    case .decimal:
      var json = number("number")
      json["multipleOf"] = .number(Self.smallest)
      return json
    case .money: return money
    case .yesNo: return limits?.mustHold == true ? ["type": "boolean", "const": true] : ["type": "boolean"]
    case .promise: return ["type": "boolean", "const": true]
    case .choices:
      var json = list(["enum": .array(options.map(JSON.string))], least: required ? 1 : 0, most: options.count)
      json["uniqueItems"] = true
      return json
    case .table:
      let row = Self.object(columns.filter(\.required).map(\.key), columns.map { ($0.key, $0.schema) })
      return list(row, least: rows.lowerBound, most: rows.upperBound)
    case .coordinates:
      let point: JSON = [
        "type": "array", "prefixItems": [Self.degrees(Self.longitudes), Self.degrees(Self.latitudes)], "items": false,
        "minItems": 2,
      ]
      return list(point, least: rows.lowerBound, most: rows.upperBound)
    case .region, .address:
      var region: JSON = ["type": "string", "maxLength": 6, "pattern": "^[0-9]{6}$"]
      if !options.isEmpty { region = ["type": "string", "enum": .array(options.map { .string(Self.code($0)) })] }
      let detail: JSON = ["type": "string", "minLength": 1, "maxLength": 200, "pattern": .string(Self.plain)]
      return Self.object(
        kind == .region ? ["region"] : ["region", "detail"], [("region", region), ("detail", detail)])
    case .signature:
      return Self.object(
        ["name", "at"],
        [
          ("name", ["type": "string", "maxLength": 50, "format": "person-name"]),
          ("at", ["type": "string", "format": "date-time"]),
          ("drawing", Self.fileName),
        ])
    case .file: return Self.fileName.merging(length)
    default: return text
    }
  }

  private var length: JSON {
    var json: JSON = ["type": "string", "maxLength": .number(JSONNumber(longest))]
    let least = max(required ? 1 : 0, kind.isWritten ? limits?.least?.int.map { Int($0) } ?? 0 : 0)
    if least > 0 { json["minLength"] = .number(JSONNumber(least)) }
    return json
  }

  private var text: JSON {
    var json = length
    if kind == .choice {
      json["enum"] = .array(options.map(JSON.string))
      return json
    }
    if let format = kind.format { json["format"] = .string(format) }
    var parts: [JSON] = []
    if let pattern { parts.append(["pattern": .string(whole(pattern))]) }
    if let pattern = kind.pattern { parts.append(["pattern": .string(pattern)]) }
    if kind.isWritten { parts.append(["pattern": .string(Self.plain)]) }
    if limits?.isUntilToday == true { parts.append(["format": "until-today"]) }
    if let first = limits?.firstDay { parts.append(["format": first == .today ? "from-today" : "after-today"]) }
    if parts.count == 1, let pattern = parts[0]["pattern"] {
      json["pattern"] = pattern
    } else if !parts.isEmpty {
      json["allOf"] = .array(parts)
    }
    return json
  }

  /// The pattern as one that the whole answer fits, or each line of it.
  func whole(_ pattern: String) -> String {
    if kind == .lines { return "^(?:\(Self.inner(pattern)))(?:\\n(?:\(Self.inner(pattern))))*$" }
    return pattern.hasPrefix("^") && pattern.hasSuffix("$") && !pattern.contains("|") ? pattern : "^(?:\(Self.inner(pattern)))$"
  }

  private static func inner(_ pattern: String) -> String {
    var inner = Substring(pattern)
    guard !inner.contains("|") else { return pattern }
    if inner.hasPrefix("^") { inner.removeFirst() }
    if inner.hasSuffix("$"), !inner.hasSuffix("\\$") { inner.removeLast() }
    return String(inner)
  }

  private func number(_ type: String) -> JSON {
    var json: JSON = ["type": .string(type)]
    let least = limits?.least ?? JSONNumber(-Self.large)
    json[limits?.isOpen == true ? "exclusiveMinimum" : "minimum"] = .number(least)
    json["maximum"] = .number(limits?.most ?? JSONNumber(Self.large))
    return json
  }

  /// Limits are yuan, answers are fen.
  var fen: ClosedRange<Int64> {
    let least = (limits?.least?.literal).flatMap(Money.fen) ?? 0
    let most = (limits?.most?.literal).flatMap(Money.fen) ?? Money.most
    let first = limits?.isOpen == true ? least + 1 : least
    return first...max(first, most)
  }

  private var money: JSON {
    ["type": "integer", "minimum": .number(JSONNumber(fen.lowerBound)), "maximum": .number(JSONNumber(fen.upperBound))]
  }

  private func list(_ item: JSON, least: Int, most: Int) -> JSON {
    var json: JSON = ["type": "array"]
    let (least, most) =
      kind == .choices
      ? (max(least, limits?.least?.int.map { Int($0) } ?? 0), min(most, limits?.most?.int.map { Int($0) } ?? most))
      : (least, most)
    if least > 0 { json["minItems"] = .number(JSONNumber(least)) }
    json["maxItems"] = .number(JSONNumber(most))
    json["items"] = item
    return json
  }

  /// The largest number that is taken where a form says nothing.
  static let large: Int64 = 999_999_999_999_999
  /// Numbers have six decimals at most.
  static let smallest = JSONNumber("0.000001") ?? JSONNumber(1)
  /// Of China, with room.
  static let longitudes = 73...136
  static let latitudes = 3...54
  static let fileName: JSON = ["type": "string", "pattern": "^[0-9A-Z]{26}$"]
  /// No control characters, and none that turns the direction of what is read.
  static let plain = "^[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F\\u202A-\\u202E\\u2066-\\u2069]*$"
  static let mongolian = "^[\\u0020\\u1800-\\u18AF\\u200C\\u200D\\u202F\\u{11660}-\\u{1167F}]*$"

  private static func degrees(_ range: ClosedRange<Int>) -> JSON {
    [
      "type": "number", "minimum": .number(JSONNumber(range.lowerBound)), "maximum": .number(JSONNumber(range.upperBound)),
      "multipleOf": .number(smallest),
    ]
  }
}

extension FormField.Kind {
  var pattern: String? {
    switch self {
    case .identityNumber: "^[0-9]{17}[0-9X]$"
    case .creditCode, .partyNumber: "^[0-9A-Z]{18}$"
    case .mobile: "^1[3-9][0-9]{9}$"
    case .phone: "^(1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8})$"
    case .bankCard: "^[0-9]{16,19}$"
    case .month: "^[0-9]{4}-[0-9]{2}$"
    case .mongolianText: FormField.mongolian
    default: nil
    }
  }

  var format: String? {
    switch self {
    case .date: "date"
    case .dateTime: "date-time"
    case .month: "year-month"
    case .identityNumber: "identity-number"
    case .creditCode: "credit-code"
    case .partyNumber: "party-number"
    case .mobile: "mobile-number"
    case .phone: "phone-number"
    case .bankCard: "bank-card"
    case .personName: "person-name"
    default: nil
    }
  }
}

extension JSON {
  fileprivate func merging(_ other: JSON) -> JSON {
    var merged = self
    for (key, value) in other.objectValue ?? JSONObject() { merged[key] = value }
    return merged
  }
}
