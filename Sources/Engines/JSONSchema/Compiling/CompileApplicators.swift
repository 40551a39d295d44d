import JSON

/// Keywords that apply schemas (Core §10 and §11).
extension Compiler {
  mutating func applicator(
    _ keyword: String, _ value: JSON, _ object: JSONObject, _ place: SchemaPlace
  ) throws(SchemaProblem) -> [Instruction] {
    switch keyword {
    case "allOf": return [try several(.allOf, value, place, keyword)]
    case "anyOf": return [try several(.anyOf, value, place, keyword)]
    case "oneOf": return [try several(.oneOf, value, place, keyword)]
    case "prefixItems": return [try several(.prefixItems, value, place, keyword)]
    case "not": return [Instruction(operation: .not, a: try index(place.within(keyword), value))]
    case "if":
      var step = Instruction(operation: .condition, a: try index(place.within(keyword), value), b: -1, c: -1)
      if let then = object["then"] { step.b = try index(place.within("then"), then) }
      if let otherwise = object["else"] { step.c = try index(place.within("else"), otherwise) }
      return [step]
    case "items":
      let before = Int32(clamping: object["prefixItems"]?.arrayValue?.count ?? 0)
      return [Instruction(operation: .items, a: try index(place.within(keyword), value), b: before)]
    case "contains":
      let counted = registry.resources[place.resource].vocabularies.contains(.validation)
      let least =
        try counted ? object["minContains"].map { value throws(SchemaProblem) in try count(value, place, "minContains") } : nil
      let most =
        try counted ? object["maxContains"].map { value throws(SchemaProblem) in try count(value, place, "maxContains") } : nil
      return [
        Instruction(operation: .contains, a: try index(place.within(keyword), value), b: least ?? 1, c: most ?? -1)
      ]
    case "propertyNames": return [Instruction(operation: .propertyNames, a: try index(place.within(keyword), value))]
    case "dependentSchemas":
      return try self.object(value, place, keyword).map { (name, schema) throws(SchemaProblem) in
        Instruction(operation: .dependentSchema, a: builder.name(name), b: try index(place.within(keyword, name), schema))
      }
    case "dependencies":
      return try self.object(value, place, keyword).map { (name, asked) throws(SchemaProblem) in
        if asked.arrayValue != nil { return dependent(name, on: try texts(asked, place.within(keyword), name)) }
        return Instruction(operation: .dependentSchema, a: builder.name(name), b: try index(place.within(keyword, name), asked))
      }
    default: return []
    }
  }

  mutating func unevaluated(_ keyword: String, _ value: JSON, _ place: SchemaPlace) throws(SchemaProblem) -> [Instruction] {
    switch keyword {
    case "unevaluatedItems": [Instruction(operation: .unevaluatedItems, a: try index(place.within(keyword), value))]
    case "unevaluatedProperties": [Instruction(operation: .unevaluatedProperties, a: try index(place.within(keyword), value))]
    default: []
    }
  }

  private mutating func several(
    _ operation: Instruction.Operation, _ value: JSON, _ place: SchemaPlace, _ keyword: String
  ) throws(SchemaProblem) -> Instruction {
    var schemas: [Int32] = []
    for (number, schema) in try list(value, place, keyword).enumerated() {
      schemas.append(try index(place.within(keyword, String(number)), schema))
    }
    let range = builder.list(schemas)
    return Instruction(operation: operation, a: range.0, b: range.1)
  }

  /// `properties`, `patternProperties`, `additionalProperties` and `required` look at the same members: one table, one pass.
  mutating func members(
    _ object: JSONObject, _ place: SchemaPlace, _ vocabularies: Vocabularies
  ) throws(SchemaProblem) -> [Instruction] {
    var order: [String] = []
    var slots: [[UInt8]: MemberSlot] = [:]
    var patterns: [Int32] = []
    var additional: Int32 = -1
    if vocabularies.contains(.applicator) {
      if let value = object["properties"] {
        for (name, schema) in try self.object(value, place, "properties") {
          var slot = MemberSlot()
          slot.isProperty = true
          slot.schema = try index(place.within("properties", name), schema)
          slots[Array(name.utf8)] = slot
          order.append(name)
        }
      }
      if let value = object["patternProperties"] {
        for (text, schema) in try self.object(value, place, "patternProperties") {
          patterns.append(try pattern(text, place.within("patternProperties"), text))
          patterns.append(try index(place.within("patternProperties", text), schema))
        }
      }
      if let schema = object["additionalProperties"] { additional = try index(place.within("additionalProperties"), schema) }
    }
    var required: Int32 = 0
    if vocabularies.contains(.validation), let value = object["required"] {
      for name in try texts(value, place, "required") {
        let slot = slots[Array(name.utf8)]
        if slot?.isRequired == true { continue }
        if slot == nil { order.append(name) }
        slots[Array(name.utf8), default: MemberSlot()].isRequired = true
        required += 1
      }
    }
    if order.isEmpty, patterns.isEmpty, additional < 0 { return [] }
    let laid = builder.table(order.compactMap { name in slots[Array(name.utf8)].map { (name, $0) } })
    let range = builder.list(patterns)
    builder.tables.append(
      MemberTable(
        firstSlot: laid.first, mask: laid.mask, required: required, firstPattern: range.0, endPattern: range.1,
        additional: additional))
    return [Instruction(operation: .members, a: Int32(builder.tables.count - 1))]
  }
}
