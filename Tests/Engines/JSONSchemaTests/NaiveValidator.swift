import JSON

/// The standard read word by word, over trees, without a thought for speed: what the compiled program must agree with.
/// References are `#/$defs/…` alone, patterns one letter that must occur.
struct NaiveValidator {
  struct Verdict {
    var fits = true
    var members: Set<String> = []
    var items: Set<Int> = []

    mutating func take(_ other: Verdict) {
      guard other.fits else { return }
      members.formUnion(other.members)
      items.formUnion(other.items)
    }
  }

  let root: JSON

  func accepts(_ value: JSON) -> Bool { judge(root, value).fits }

  func judge(_ schema: JSON, _ value: JSON) -> Verdict {
    if let answer = schema.boolValue { return Verdict(fits: answer) }
    var verdict = Verdict()
    func demand(_ condition: Bool) { if !condition { verdict.fits = false } }
    func inPlace(_ schema: JSON) -> Bool {
      let other = judge(schema, value)
      verdict.take(other)
      return other.fits
    }
    assertions(schema, value, demand)
    if let reference = schema["$ref"]?.stringValue { demand(inPlace(root.at(String(reference.dropFirst())) ?? false)) }
    for other in schema["allOf"]?.arrayValue ?? [] { demand(inPlace(other)) }
    if let others = schema["anyOf"]?.arrayValue { demand(others.map(inPlace).contains(true)) }
    if let others = schema["oneOf"]?.arrayValue { demand(others.map(inPlace).filter { $0 }.count == 1) }
    if let other = schema["not"] { demand(!judge(other, value).fits) }
    if let condition = schema["if"] {
      if inPlace(condition) {
        if let then = schema["then"] { demand(inPlace(then)) }
      } else if let other = schema["else"] {
        demand(inPlace(other))
      }
    }
    if case .object(let object) = value { self.object(schema, object, value, &verdict) }
    if case .array(let items) = value { self.array(schema, items, &verdict) }
    return verdict
  }

  private func assertions(_ schema: JSON, _ value: JSON, _ demand: (Bool) -> Void) {
    if let type = schema["type"]?.stringValue { demand(isType(value, type)) }
    if let constant = schema["const"] { demand(constant == value) }
    if let constants = schema["enum"]?.arrayValue { demand(constants.contains(value)) }
    if case .number(let number) = value {
      func limit(_ keyword: String) -> JSONNumber? { if case .number(let limit)? = schema[keyword] { limit } else { nil } }
      if let limit = limit("minimum") { demand(number.double >= limit.double) }
      if let limit = limit("exclusiveMaximum") { demand(number.double < limit.double) }
      if let unit = limit("multipleOf") { demand((number.double / unit.double).rounded() == number.double / unit.double) }
    }
    if let text = value.stringValue {
      if let least = schema["minLength"]?.intValue { demand(text.unicodeScalars.count >= least) }
      if let most = schema["maxLength"]?.intValue { demand(text.unicodeScalars.count <= most) }
      if let letter = schema["pattern"]?.stringValue { demand(text.contains(letter)) }
    }
  }

  private func isType(_ value: JSON, _ type: String) -> Bool {
    switch value {
    case .null: type == "null"
    case .bool: type == "boolean"
    case .string: type == "string"
    case .array: type == "array"
    case .object: type == "object"
    case .number(let number): type == "number" || (type == "integer" && number.double.rounded() == number.double)
    }
  }

  private func object(_ schema: JSON, _ object: JSONObject, _ value: JSON, _ verdict: inout Verdict) {
    for name in schema["required"]?.arrayValue ?? [] where object[name.stringValue ?? ""] == nil { verdict.fits = false }
    for (name, others) in schema["dependentRequired"]?.objectValue ?? JSONObject() where object[name] != nil {
      for other in others.arrayValue ?? [] where object[other.stringValue ?? ""] == nil { verdict.fits = false }
    }
    for (name, other) in schema["dependentSchemas"]?.objectValue ?? JSONObject() where object[name] != nil {
      let judged = judge(other, value)
      if !judged.fits { verdict.fits = false }
      verdict.take(judged)
    }
    if let names = schema["propertyNames"] {
      for name in object.keys where !judge(names, .string(name)).fits { verdict.fits = false }
    }
    var known: Set<String> = []
    for (name, member) in object {
      if let other = schema["properties"]?[name] {
        known.insert(name)
        if !judge(other, member).fits { verdict.fits = false }
      }
      for (letter, other) in schema["patternProperties"]?.objectValue ?? JSONObject() where name.contains(letter) {
        known.insert(name)
        if !judge(other, member).fits { verdict.fits = false }
      }
    }
    if let other = schema["additionalProperties"] {
      for (name, member) in object where !known.contains(name) {
        if !judge(other, member).fits { verdict.fits = false }
      }
      known.formUnion(object.keys)
    }
    verdict.members.formUnion(known)
    if let other = schema["unevaluatedProperties"] {
      for (name, member) in object where !verdict.members.contains(name) && !judge(other, member).fits { verdict.fits = false }
      verdict.members.formUnion(object.keys)
    }
    if let least = schema["minProperties"]?.intValue, object.count < least { verdict.fits = false }
  }

  private func array(_ schema: JSON, _ items: [JSON], _ verdict: inout Verdict) {
    if let most = schema["maxItems"]?.intValue, items.count > most { verdict.fits = false }
    if schema["uniqueItems"] == true, Set(items).count < items.count { verdict.fits = false }
    let prefix = schema["prefixItems"]?.arrayValue ?? []
    for (index, (other, item)) in zip(prefix, items).enumerated() {
      if !judge(other, item).fits { verdict.fits = false }
      verdict.items.insert(index)
    }
    if let other = schema["items"] {
      for item in items.dropFirst(prefix.count) where !judge(other, item).fits { verdict.fits = false }
      verdict.items.formUnion(items.indices)
    }
    if let other = schema["contains"] {
      let fitting = items.indices.filter { judge(other, items[$0]).fits }
      if fitting.count < schema["minContains"]?.intValue ?? 1 { verdict.fits = false }
      if let most = schema["maxContains"]?.intValue, fitting.count > most { verdict.fits = false }
      verdict.items.formUnion(fitting)
    }
    if let other = schema["unevaluatedItems"] {
      for (index, item) in items.enumerated() where !verdict.items.contains(index) && !judge(other, item).fits {
        verdict.fits = false
      }
      verdict.items.formUnion(items.indices)
    }
  }
}
