public import JSON

/// What is wrong with a value, in the words of a keyword (Validation §6, Core §10 and §11).
public enum SchemaFault: Sendable, Hashable {
  /// The value must be of one of these types.
  case type([String])
  case const(JSON)
  case `enum`([JSON])
  /// The limits are told as literals.
  case minimum(String)
  case maximum(String)
  case exclusiveMinimum(String)
  case exclusiveMaximum(String)
  case multipleOf(String)
  /// How many characters are wanted, and how many there are.
  case minLength(Int, is: Int)
  case maxLength(Int, is: Int)
  case pattern(String)
  case format(String)
  case minItems(Int, is: Int)
  case maxItems(Int, is: Int)
  /// The first two items that are equal, from 0.
  case uniqueItems(Int, Int)
  /// How many items fit, and how many must at least and at most.
  case contains(Int, least: Int, most: Int?)
  case minProperties(Int, is: Int)
  case maxProperties(Int, is: Int)
  /// The member that is missing.
  case required(String)
  /// The member that is missing, because the other is there.
  case dependentRequired(String, because: String)
  /// A member beyond those that are known; its name.
  case unknownMember(String)
  /// Nothing may stand here: `false`, or an item beyond those that are known.
  case notAllowed
  case anyOf
  /// How many schemas of `oneOf` fit.
  case oneOf(Int)
  case not
}

/// One thing that is wrong with a value.
public struct SchemaError: Sendable, Hashable {
  /// JSON Pointer of the value.
  public let instance: String
  /// URI and JSON Pointer of the keyword.
  public let schema: String
  public let keyword: String
  public let fault: SchemaFault
  /// What the schema calls the value, or the member that is missing: `title`.
  public let title: String?
  /// A valid value, if the schema has `examples`.
  public let example: String?
  /// Of `anyOf` and `oneOf`: what is wrong by each of the schemas.
  public let causes: [SchemaError]

  /// JSON Pointer of the field of a form that the error belongs to: of a missing member its own.
  public var field: String {
    switch fault {
    case .required(let name), .dependentRequired(let name, _): instance + "/" + JSONPointer.escaped(name)
    default: instance
    }
  }
}

/// Why a value was not judged.
public enum SchemaFailure: Error, Sendable, Hashable {
  case noJSON(JSONError)
  /// The schema was applied to itself too many levels deep.
  case tooDeep
  /// The value would have cost more steps than allowed.
  case tooMuchWork
  /// A pattern of the schema took too long for a text of the value; the pattern.
  case patternGaveUp(String)
}
