public import Decimals
public import Temporal

/// A value of FEEL's semantic domain (DMN 1.5 §10.3.2).
///
/// `Hashable` compares values as they are written; `isEqual(to:)` is FEEL's `=`, which knows null and zones.
public enum Value: Sendable, Hashable {
  case null
  case boolean(Bool)
  case number(Decimal34)
  case string(String)
  case date(CivilDate)
  indirect case time(TimeOfDay)
  indirect case dateTime(DateAndTime)
  /// A years and months duration.
  case months(MonthsDuration)
  /// A days and time duration.
  case seconds(SecondsDuration)
  case list([Value])
  case context(Context)
  case range(Interval)
  case function(Function)

  /// Whether this is FEEL's null.
  public var isNull: Bool {
    if case .null = self { return true }
    return false
  }
}

extension Value: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral
{
  public init(nilLiteral: ()) { self = .null }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  public init(integerLiteral value: Int) { self = .number(Decimal34(value)) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: Value...) { self = .list(elements) }
}
