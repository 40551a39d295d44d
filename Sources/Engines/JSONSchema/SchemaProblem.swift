/// Why a schema is none, and where: for whoever writes schemas.
public struct SchemaProblem: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: Sendable, Hashable {
    /// A schema is an object or a boolean.
    case notASchema
    /// The keyword's value is not of the kind the standard wants; what it wants, in English.
    case badValue(String)
    /// The pattern is no regular expression of ECMA-262; what is wrong with it.
    case badPattern(String)
    /// The reference leads nowhere that is known.
    case unresolved(String)
    /// `$schema` names a dialect that is not known, or one that needs a vocabulary that is not known.
    case unknownDialect(String)
    /// Two places of one schema bear this URI or anchor.
    case named(String)
    /// The schema applies itself to the same value for ever.
    case endless
    /// Larger or deeper than the limits allow.
    case tooLarge
  }

  public let reason: Reason
  /// URI and JSON Pointer of the keyword or the schema.
  public let location: String

  public var description: String {
    let words =
      switch reason {
      case .notASchema: "a schema must be an object, true or false"
      case .badValue(let wanted): "the value must be \(wanted)"
      case .badPattern(let fault): "no regular expression of ECMA-262: \(fault)"
      case .unresolved(let reference): "nothing is known at \(reference)"
      case .unknownDialect(let uri): "the dialect or vocabulary \(uri) is not known"
      case .named(let name): "\(name) names two schemas"
      case .endless: "the schema applies itself to the same value for ever"
      case .tooLarge: "the schema is larger or deeper than allowed"
      }
    return "\(location): \(words)"
  }
}
