import JSON

/// The small language that types of the interface are written in, and the JSON Schema (2020-12) that each stands for.
///
/// `string`, `integer`, `number`, `boolean`, `date`, `instant`, `object`; `string(1..60)` bounds the length, `integer(1..5)` the value, and
/// either end may be left out; `T?` may be null, `T*` may be left out, `[T]` is an array and `[T](1..9)` one of so many items, `map(T)` an
/// object of any names, `a|b` one of these words, `list(T)` a portion of a list, anything else the name of a schema. What follows `#`
/// describes.
enum SchemaText {
  static func schema(_ text: String) -> JSON {
    let parts = split(text)
    var json = type(parts.type)
    if !parts.about.isEmpty { json["description"] = .string(parts.about) }
    return json
  }

  /// Whether the member may be left out.
  static func isOptional(_ text: String) -> Bool { split(text).type.hasSuffix("*") }

  /// An object of these members and no others.
  static func object(_ members: [Operation.Member]) -> JSON {
    var properties: JSON = [:]
    for member in members { properties[member.name] = schema(member.type) }
    return [
      "type": "object", "properties": properties,
      "required": .array(members.filter { !isOptional($0.type) }.map { .string($0.name) }), "additionalProperties": false,
    ]
  }

  static func split(_ text: String) -> (type: String, about: String) {
    let parts = text.split(separator: "#", maxSplits: 1).map { part in
      String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
    return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
  }

  private static func type(_ text: String) -> JSON {
    if text.hasSuffix("*") { return type(String(text.dropLast())) }
    if text.hasSuffix("?") { return orNull(type(String(text.dropLast()))) }
    if text.hasPrefix("list("), text.hasSuffix(")") {
      return object([
        ("items", "[\(text.dropFirst(5).dropLast())] # This portion"), ("total", "integer(0..) # How many there are in all"),
        ("next", "string? # `cursor` of the next portion; null at the end"),
      ])
    }
    if text.hasPrefix("map("), text.hasSuffix(")") {
      return ["type": "object", "additionalProperties": type(String(text.dropFirst(4).dropLast()))]
    }
    if text.hasPrefix("["), let end = text.lastIndex(of: "]") {
      let array: JSON = ["type": "array", "items": type(String(text[text.index(after: text.startIndex)..<end]))]
      return bounded(array, text[text.index(after: end)...], "minItems", "maxItems")
    }
    if text.contains("|") {
      return ["type": "string", "enum": .array(text.split(separator: "|").map { .string(String($0)) })]
    }
    let name = text.prefix { $0 != "(" }
    let bounds = text.dropFirst(name.count)
    switch name {
    case "string": return bounded(["type": "string"], bounds, "minLength", "maxLength")
    case "integer", "number": return bounded(["type": .string(String(name))], bounds, "minimum", "maximum")
    case "boolean", "object": return ["type": .string(text)]
    case "date": return ["type": "string", "format": "date"]
    case "instant": return ["type": "string", "format": "date-time"]
    default: return ["$ref": .string("#/components/schemas/\(text)")]
    }
  }

  /// The same with what `(1..60)` says, if it says anything.
  private static func bounded(_ schema: JSON, _ bounds: Substring, _ least: String, _ most: String) -> JSON {
    guard bounds.hasPrefix("("), bounds.hasSuffix(")"), let dots = bounds.firstRange(of: "..") else { return schema }
    var json = schema
    let inner = bounds.index(after: bounds.startIndex)..<bounds.index(before: bounds.endIndex)
    if let number = Int64(bounds[inner.lowerBound..<dots.lowerBound]) { json[least] = .number(JSONNumber(number)) }
    if let number = Int64(bounds[dots.upperBound..<inner.upperBound]) { json[most] = .number(JSONNumber(number)) }
    return json
  }

  private static func orNull(_ schema: JSON) -> JSON {
    var json = schema
    if let type = schema["type"]?.stringValue, schema["enum"] == nil {
      json["type"] = [.string(type), "null"]
      return json
    }
    return ["anyOf": [schema, ["type": "null"]]]
  }
}
