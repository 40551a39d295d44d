import JSON
import JSONSchema
import Kernel
import WebSupport

/// Requests of the interface are held to their schemas by the engine for JSON Schema.
enum SchemaChecks {
  static let compile: SchemaCompiler = { schema in
    let compiled = try JSONSchema(schema, options: SchemaOptions(checksFormats: true))
    return { value throws(Rejection) in
      do throws(SchemaFailure) {
        return try compiled.errors(in: value).map { problem($0, of: schema) }
      } catch { throw Rejection(.malformed, "malformed") }
    }
  }

  /// The fault as a problem: under the code that the schema itself names, or else that of the keyword.
  private static func problem(_ error: SchemaError, of schema: JSON) -> Problem {
    let (code, arguments) = told(error.fault)
    if case .required = error.fault { return Problem(error.field, code, arguments) }
    let place = error.schema.split(separator: "#", maxSplits: 1).last.map(String.init) ?? ""
    let parent = place.lastIndex(of: "/").map { String(place[..<$0]) } ?? ""
    return Problem(error.field, schema.at(parent)?["x-problem-code"]?.stringValue ?? code, arguments)
  }

  private static func told(_ fault: SchemaFault) -> (String, [String: String]) {
    switch fault {
    case .type(let types): ("type", ["type": types.joined(separator: "|")])
    case .const, .enum: ("enum", [:])
    case .minimum(let limit), .exclusiveMinimum(let limit): ("minimum", ["n": limit])
    case .maximum(let limit), .exclusiveMaximum(let limit): ("maximum", ["n": limit])
    case .multipleOf(let unit): ("multipleOf", ["n": unit])
    case .minLength(1, is: 0), .minItems(1, is: 0), .required, .dependentRequired: ("required", [:])
    case .minLength(let least, _): ("minLength", ["n": "\(least)"])
    case .maxLength(let most, _): ("maxLength", ["n": "\(most)"])
    case .pattern: ("pattern", [:])
    case .format("date"): ("date", [:])
    case .format("date-time"): ("dateTime", [:])
    case .format: ("pattern", [:])
    case .minItems(let least, _), .minProperties(let least, _): ("minItems", ["n": "\(least)"])
    case .maxItems(let most, _), .maxProperties(let most, _): ("maxItems", ["n": "\(most)"])
    case .uniqueItems: ("uniqueItems", [:])
    case .unknownMember: ("unknownField", [:])
    case .contains, .notAllowed, .anyOf, .oneOf, .not: ("noneFits", [:])
    }
  }
}
