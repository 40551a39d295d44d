import JSON
import SeededRandom

/// Made-up values and schemas over few names and numbers, so that they often meet.
extension SplitMix {
  mutating func value(_ depth: Int) -> JSON {
    switch next() % (depth == 0 ? 6 : 10) {
    case 0: return .null
    case 1: return .bool(next() % 2 == 0)
    case 2, 3: return .number(JSONNumber(pick(["0", "1", "2", "3", "1.0", "0.5", "2e0", "-1"])) ?? JSONNumber(0))
    case 4, 5: return .string(pick(["", "a", "ab", "b", "测a", "ccc"]))
    case 6, 7: return .array((0..<Int(next() % 4)).map { _ in value(depth - 1) })
    default:
      var object = JSONObject()
      for _ in 0..<Int(next() % 4) { object[pick(["a", "b", "ab", "c"])] = value(depth - 1) }
      return .object(object)
    }
  }

  mutating func schema(_ depth: Int) -> JSON {
    if depth == 0 || next() % 12 == 0 { return pick([true, true, false, ["type": "integer"], ["const": 1], [:]]) }
    var object = JSONObject()
    for _ in 0...Int(next() % 3) {
      let keyword = pick(Self.keywords)
      switch keyword {
      case "type": object[keyword] = pick(["null", "boolean", "string", "array", "object", "integer", "number"])
      case "const": object[keyword] = value(1)
      case "enum": object[keyword] = .array((0..<3).map { _ in value(1) })
      case "minimum", "exclusiveMaximum": object[keyword] = pick([0, 1, 2])
      case "multipleOf": object[keyword] = .number(JSONNumber(pick(["0.5", "1", "2"])) ?? JSONNumber(1))
      case "minLength", "maxLength", "minProperties", "maxItems", "minContains", "maxContains":
        object[keyword] = pick([0, 1, 2])
      case "pattern": object[keyword] = pick(["a", "b"])
      case "uniqueItems": object[keyword] = true
      case "required": object[keyword] = .array([pick(["a", "b", "c"])])
      case "dependentRequired": object[keyword] = ["a": .array([pick(["b", "c"])])]
      case "$ref": object[keyword] = "#/$defs/leaf"
      case "allOf", "anyOf", "oneOf", "prefixItems":
        object[keyword] = .array((0...Int(next() % 2)).map { _ in schema(depth - 1) })
      case "properties", "patternProperties", "dependentSchemas":
        var members = JSONObject()
        for _ in 0...Int(next() % 2) { members[pick(["a", "b", "c"])] = schema(depth - 1) }
        object[keyword] = .object(members)
      default: object[keyword] = schema(depth - 1)
      }
    }
    return .object(object)
  }

  private static let keywords = [
    "type", "const", "enum", "minimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minProperties", "maxItems",
    "minContains", "maxContains", "pattern", "uniqueItems", "required", "dependentRequired", "$ref", "allOf", "anyOf", "oneOf",
    "prefixItems", "properties", "patternProperties", "dependentSchemas", "not", "if", "then", "else", "items", "contains",
    "propertyNames", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "unevaluatedProperties", "allOf",
    "if",
  ]
}
