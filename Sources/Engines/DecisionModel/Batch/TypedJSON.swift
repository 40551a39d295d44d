import Decimals
public import FEEL
public import JSON
import Temporal

/// Values with their types: `{"t":"decimal","v":"1.5"}`. `t` is one of decimal, string, boolean, date, time, dateTime,
/// duration, list (of typed values), context (name → typed value), nil. All but booleans, lists and contexts are strings.
public enum TypedJSON {
  public static func json(_ value: Value) -> JSON {
    switch value {
    case .null: make("nil", .null)
    case .boolean(let flag): make("boolean", .bool(flag))
    case .number(let number): make("decimal", .string(number.description))
    case .string(let text): make("string", .string(text))
    case .date: make("date", .string(value.description))
    case .time: make("time", .string(value.description))
    case .dateTime: make("dateTime", .string(value.description))
    case .months, .seconds: make("duration", .string(value.description))
    case .list(let elements): make("list", .array(elements.map(json)))
    case .context(let context):
      make("context", .object(JSONObject(context.entries.map { ($0.name, json($0.value)) })))
    case .range, .function: make("string", .string(value.description))
    }
  }

  private static func make(_ type: String, _ value: JSON) -> JSON {
    .object(JSONObject([("t", .string(type)), ("v", value)]))
  }

  /// - Throws: where the JSON is no typed value.
  public static func value(_ json: JSON) throws(TypedJSONError) -> Value {
    guard case .object = json, let type = json["t"]?.stringValue else {
      throw TypedJSONError("a typed value {\"t\":…,\"v\":…}")
    }
    let content = json["v"] ?? .null
    if let text = content.stringValue { return try value(type, text) }
    switch (type, content) {
    case ("nil", _): return .null
    case ("boolean", .bool(let flag)): return .boolean(flag)
    case ("decimal", .number(let number)): return try value(type, number.literal)
    case ("list", .array(let elements)):
      var values: [Value] = []
      for element in elements { values.append(try value(element)) }
      return .list(values)
    case ("context", .object(let members)):
      var context = Context()
      for (name, member) in members { context[name] = try value(member) }
      return .context(context)
    default: throw TypedJSONError("a value of the type \(type)")
    }
  }

  private static func value(_ type: String, _ text: String) throws(TypedJSONError) -> Value {
    let made: Value? =
      switch type {
      case "nil": .some(.null)
      case "string": .string(text)
      case "boolean":
        text == "true" || text == "1" ? .some(.boolean(true)) : text == "false" || text == "0" ? .boolean(false) : .none
      case "decimal": Decimal34(text).map(Value.number)
      case "date": CivilDate(text).map(Value.date)
      case "time": TimeOfDay(text).map(Value.time)
      case "dateTime": DateAndTime(text).map(Value.dateTime)
      case "duration": MonthsDuration(text).map(Value.months) ?? SecondsDuration(text).map(Value.seconds)
      default: .none
      }
    guard let made else { throw TypedJSONError("“\(text)” as \(type)") }
    return made
  }
}

/// What was to be read, and could not.
public struct TypedJSONError: Error, Sendable, Hashable, CustomStringConvertible {
  public let wanted: String
  init(_ wanted: String) { self.wanted = wanted }
  public var description: String { "cannot read \(wanted)" }
}
