import JSON

/// A schema in a few words, for people.
enum SchemaWords {
  typealias Word = APIReference.TypeWord

  /// `fallback`: what to say of a schema that says nothing.
  static func of(_ schema: JSON, else fallback: String = "any") -> [Word] {
    if let name = schema["$ref"]?.stringValue?.split(separator: "/").last {
      return [Word(text: String(name), schema: String(name))]
    }
    if let choices = schema["anyOf"]?.arrayValue {
      return choices.map { of($0) }.reduce(into: []) { $0 += $0.isEmpty ? $1 : [Word(text: " or ", schema: nil)] + $1 }
    }
    if let words = schema["enum"]?.arrayValue {
      return [Word(text: words.map { $0.stringValue ?? $0.text }.joined(separator: " · "), schema: nil)]
    }
    let types = schema["type"]?.arrayValue?.compactMap(\.stringValue) ?? schema["type"]?.stringValue.map { [$0] } ?? []
    guard !types.isEmpty else { return [Word(text: fallback, schema: nil)] }
    if types == ["array"] {
      return [Word(text: "array of ", schema: nil)] + of(schema["items"] ?? [:])
        + (limits(schema).map { [Word(text: ", \($0)", schema: nil)] } ?? [])
    }
    if types == ["object"], let items = schema["properties"]?["items"]?["items"], schema["properties"]?["next"] != nil {
      return [Word(text: "list of ", schema: nil)] + of(items)
    }
    var text = schema["format"]?.stringValue ?? types.joined(separator: " or ")
    if schema["format"] != nil, types.contains("null") { text += " or null" }
    if let more = schema["additionalProperties"], more.objectValue?.isEmpty == false {
      return [Word(text: "object of ", schema: nil)] + of(more)
    }
    if let limits = limits(schema) { text += ", \(limits)" }
    if let pattern = schema["pattern"]?.stringValue { text += ", \(pattern)" }
    return [Word(text: text, schema: nil)]
  }

  private static func limits(_ schema: JSON) -> String? {
    func range(_ least: String, _ most: String, _ unit: String) -> String? {
      switch (schema[least]?.text, schema[most]?.text) {
      case (nil, nil): nil
      case (let least?, nil): "\(least) or more\(unit)"
      case (nil, let most?): "at most \(most)\(unit)"
      case (let least?, let most?): "\(least) to \(most)\(unit)"
      }
    }
    return range("minLength", "maxLength", " characters") ?? range("minimum", "maximum", "")
      ?? range("minItems", "maxItems", " items")
  }
}
