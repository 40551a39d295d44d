import JSON

/// Values that fit the schemas of a document: their own examples where they have some.
struct SchemaExamples {
  private let schemas: JSON

  init(_ document: JSON) { schemas = document["components"]?["schemas"] ?? [:] }

  /// The schema that a reference means.
  func resolved(_ schema: JSON) -> JSON {
    guard let name = schema["$ref"]?.stringValue?.split(separator: "/").last else { return schema }
    return schemas[String(name)] ?? [:]
  }

  /// A value; members that may be left out are.
  func value(of schema: JSON, depth: Int = 0) -> JSON {
    let schema = resolved(schema)
    if let example = schema["examples"]?[0] ?? schema["enum"]?[0] ?? schema["const"] { return example }
    if let choice = schema["anyOf"]?[0] { return value(of: choice, depth: depth + 1) }
    switch schema["type"]?.stringValue ?? schema["type"]?[0]?.stringValue {
    case "object":
      var object: JSON = [:]
      for case .string(let name) in schema["required"]?.arrayValue ?? [] where depth < 8 {
        object[name] = value(of: schema["properties"]?[name] ?? [:], depth: depth + 1)
      }
      return object
    case "array": return (schema["minItems"]?.intValue ?? 0) > 0 ? [value(of: schema["items"] ?? [:], depth: depth + 1)] : []
    case "integer", "number": return schema["minimum"] ?? 1
    case "boolean": return true
    case "string":
      switch schema["format"]?.stringValue {
      case "date": return "2026-11-24"
      case "date-time": return "2026-11-24T10:24:00+08:00"
      default: return .string(String(repeating: "x", count: max(3, Int(schema["minLength"]?.intValue ?? 3))))
      }
    default: return .null
    }
  }
}
