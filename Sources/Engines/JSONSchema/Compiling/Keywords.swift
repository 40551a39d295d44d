/// Keywords that hold schemas, and how (Core §10, Validation §8).
enum Keywords {
  static let one: Set<String> = [
    "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "items", "contains", "propertyNames", "not", "if",
    "then",
    "else", "contentSchema",
  ]
  static let many: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems"]
  /// `definitions` and `dependencies` are of older drafts; schemas still have them.
  static let named: Set<String> = [
    "properties", "patternProperties", "$defs", "dependentSchemas", "definitions", "dependencies",
  ]
}
