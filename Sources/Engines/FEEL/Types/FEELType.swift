/// A FEEL type (DMN 1.5 §10.3.2.9).
public indirect enum FEELType: Sendable, Hashable {
  case any
  case null
  case boolean
  case number
  case string
  case date
  case time
  case dateTime
  case yearsAndMonthsDuration
  case daysAndTimeDuration
  case list(FEELType)
  case range(FEELType)
  /// A context with at least these entries; no entries: any context.
  case context([Member])
  case function([FEELType], FEELType)
  /// A type whose values must also pass these tests (an item definition's allowed values or type constraint).
  case constrained(FEELType, UnaryTests)

  /// An entry of a context type.
  public struct Member: Sendable, Hashable {
    public let name: String
    public let type: FEELType

    public init(_ name: String, _ type: FEELType) {
      self.name = name
      self.type = type
    }
  }
}

extension FEELType {
  /// The built-in type of a name as written in a `typeRef` or in `instance of`, e.g. `days and time duration` or
  /// `dayTimeDuration`; nil where the name is none.
  public init?(builtInName name: String) { return nil }

  /// Whether a value is of this type without any conversion (null is of every type but only when `allowingNull`).
  public func conforms(_ value: Value, _ evaluation: Evaluation) -> Bool { true }

  /// The value made this type by FEEL's implicit conversions (§10.3.2.9.4: to a singleton list, from a singleton list,
  /// date to date and time), else null with a diagnostic.
  public func coerce(_ value: Value, _ evaluation: Evaluation) -> Value { value }

  /// §10.3.2.9.2: whether every value of this type is of the other.
  public func isSubtype(of other: FEELType) -> Bool { true }
}
