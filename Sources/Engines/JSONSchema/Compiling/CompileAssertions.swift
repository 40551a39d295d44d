import JSON
import RegularExpressions

/// Keywords of the validation vocabulary (Validation §6).
extension Compiler {
  func text(_ value: JSON, _ place: SchemaPlace, _ keyword: String) throws(SchemaProblem) -> String {
    guard let text = value.stringValue else { throw registry.problem(.badValue("a string"), place.within(keyword)) }
    return text
  }

  func object(_ value: JSON, _ place: SchemaPlace, _ keyword: String) throws(SchemaProblem) -> JSONObject {
    guard let object = value.objectValue else { throw registry.problem(.badValue("an object"), place.within(keyword)) }
    return object
  }

  func list(_ value: JSON, _ place: SchemaPlace, _ keyword: String) throws(SchemaProblem) -> [JSON] {
    guard let list = value.arrayValue else { throw registry.problem(.badValue("a list"), place.within(keyword)) }
    return list
  }

  func texts(_ value: JSON, _ place: SchemaPlace, _ keyword: String) throws(SchemaProblem) -> [String] {
    let texts = try list(value, place, keyword).map(\.stringValue)
    guard !texts.contains(nil) else { throw registry.problem(.badValue("a list of strings"), place.within(keyword)) }
    return texts.compactMap { $0 }
  }

  /// A whole number from 0; what exceeds 32 bits is as good as endless.
  func count(_ value: JSON, _ place: SchemaPlace, _ keyword: String) throws(SchemaProblem) -> Int32 {
    guard case .number(let number) = value, number.compared(to: JSONNumber(0)) >= 0, ExactNumber(number).small?.isWhole ?? true
    else { throw registry.problem(.badValue("a whole number from 0"), place.within(keyword)) }
    return Int32(clamping: number.int ?? Int64(Int32.max))
  }

  func types(_ value: JSON, _ place: SchemaPlace) throws(SchemaProblem) -> UInt8 {
    let names = value.stringValue.map { [$0] } ?? value.arrayValue?.compactMap(\.stringValue) ?? []
    let bits = names.compactMap { JSONTypes.byName[$0] }
    guard !bits.isEmpty, bits.count == names.count, value.arrayValue?.count ?? 1 == bits.count else {
      throw registry.problem(
        .badValue("null, boolean, object, array, number, string or integer, or a list of these"), place.within("type"))
    }
    return bits.reduce(0, |)
  }

  mutating func assertion(_ keyword: String, _ value: JSON, _ place: SchemaPlace) throws(SchemaProblem) -> [Instruction] {
    switch keyword {
    case "const": return [Instruction(operation: .const, a: builder.constant(value))]
    case "enum":
      let range = builder.list(try list(value, place, keyword).map { builder.constant($0) })
      return [Instruction(operation: .enum, a: range.0, b: range.1)]
    case "minimum": return [try bound(.minimum, value, place, keyword)]
    case "maximum": return [try bound(.maximum, value, place, keyword)]
    case "exclusiveMinimum": return [try bound(.exclusiveMinimum, value, place, keyword)]
    case "exclusiveMaximum": return [try bound(.exclusiveMaximum, value, place, keyword)]
    case "multipleOf":
      guard case .number(let number) = value, number.compared(to: JSONNumber(0)) > 0 else {
        throw registry.problem(.badValue("a number above 0"), place.within(keyword))
      }
      return [try bound(.multipleOf, value, place, keyword)]
    case "minLength": return [Instruction(operation: .minLength, a: try count(value, place, keyword))]
    case "maxLength": return [Instruction(operation: .maxLength, a: try count(value, place, keyword))]
    case "minItems": return [Instruction(operation: .minItems, a: try count(value, place, keyword))]
    case "maxItems": return [Instruction(operation: .maxItems, a: try count(value, place, keyword))]
    case "minProperties": return [Instruction(operation: .minProperties, a: try count(value, place, keyword))]
    case "maxProperties": return [Instruction(operation: .maxProperties, a: try count(value, place, keyword))]
    case "pattern": return [Instruction(operation: .pattern, a: try pattern(try text(value, place, keyword), place, keyword))]
    case "uniqueItems":
      guard let flag = value.boolValue else { throw registry.problem(.badValue("true or false"), place.within(keyword)) }
      return flag ? [Instruction(operation: .uniqueItems)] : []
    case "dependentRequired":
      return try object(value, place, keyword).map { (name, names) throws(SchemaProblem) in
        dependent(name, on: try texts(names, place.within(keyword), name))
      }
    case "minContains", "maxContains":
      _ = try count(value, place, keyword)
      return []
    default: return []
    }
  }

  mutating func dependent(_ name: String, on names: [String]) -> Instruction {
    let range = builder.list([builder.name(name)] + names.map { builder.name($0) })
    return Instruction(operation: .dependentRequired, a: range.0, b: range.1)
  }

  mutating func pattern(_ text: String, _ place: SchemaPlace, _ keyword: String) throws(SchemaProblem) -> Int32 {
    do throws(RegularExpressionError) { return try builder.pattern(text) } catch {
      throw registry.problem(.badPattern("\(error)"), place.within(keyword))
    }
  }

  private mutating func bound(
    _ operation: Instruction.Operation, _ value: JSON, _ place: SchemaPlace, _ keyword: String
  ) throws(SchemaProblem) -> Instruction {
    guard case .number(let number) = value else { throw registry.problem(.badValue("a number"), place.within(keyword)) }
    return Instruction(operation: operation, a: builder.number(number))
  }
}
