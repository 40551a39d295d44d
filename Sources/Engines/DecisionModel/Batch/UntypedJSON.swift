import Decimals
public import FEEL
public import JSON
import Temporal

/// Values as plain JSON: numbers are exact; dates, times and durations are strings as FEEL writes them.
public enum UntypedJSON {
  /// Functions have no JSON and are written as the string `function`.
  public static func json(_ value: Value) -> JSON {
    switch value {
    case .null: .null
    case .boolean(let flag): .bool(flag)
    case .number(let number): JSONNumber(number.description).map(JSON.number) ?? .string(number.description)
    case .list(let elements): .array(elements.map(json))
    case .context(let context): .object(JSONObject(context.entries.map { ($0.name, json($0.value)) }))
    case .string(let text): .string(text)
    default: .string(value.description)
    }
  }

  /// - Parameter type: what the value is for: a string becomes a date, time or duration where the type says so.
  public static func value(_ json: JSON, as type: FEELType = .any) -> Value {
    let type = LogicCompiler.unconstrained(type)
    switch json {
    case .null: return .null
    case .bool(let flag): return .boolean(flag)
    case .number(let number): return Decimal34(number.literal).map(Value.number) ?? .null
    case .string(let text): return value(text, as: type)
    case .array(let elements):
      var element = FEELType.any
      if case .list(let inner) = type { element = inner }
      return .list(elements.map { value($0, as: element) })
    case .object(let object):
      var types: [String: FEELType] = [:]
      if case .context(let members) = type {
        types = Dictionary(members.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
      }
      return .context(Context(object.map { ($0.key, value($0.value, as: types[$0.key] ?? .any)) }))
    }
  }

  /// A text that is no date where one is wanted stays a string: the type will then refuse it, and say so.
  private static func value(_ text: String, as type: FEELType) -> Value {
    let made: Value? =
      switch type {
      case .date: CivilDate(text).map(Value.date)
      case .time: TimeOfDay(text).map(Value.time)
      case .dateTime: DateAndTime(text).map(Value.dateTime) ?? CivilDate(text).map(Value.date)
      case .yearsAndMonthsDuration: MonthsDuration(text).map(Value.months)
      case .daysAndTimeDuration: SecondsDuration(text).map(Value.seconds)
      case .list(let inner): value(text, as: LogicCompiler.unconstrained(inner))
      default: .none
      }
    return made ?? .string(text)
  }
}
