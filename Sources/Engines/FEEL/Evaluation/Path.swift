import Decimals
import Temporal

/// `e.name` (DMN 1.5 §10.3.2.5 and the properties of table 65): an entry of a context, of each context of a list, or a
/// property of a date, time, duration or range.
final class Path: Node {
  let source: any Node
  let name: String
  let position: Position

  init(_ source: any Node, _ name: String, at position: Position) {
    self.source = source
    self.name = name
    self.position = position
  }

  func evaluate(_ frame: inout Frame) -> Value {
    let source = source.evaluate(&frame)
    switch source {
    case .context(let context):
      guard let value = context[name] else { return frame.fault(.unknownName(name), at: position) }
      return value
    case .list(let elements):
      guard frame.evaluation.spend(elements.count) else { return .null }
      return .list(elements.map { $0.property(name) ?? .null })
    default:
      guard let value = source.property(name) else { return frame.fault(.unknownName(name), at: position) }
      return value
    }
  }
}

extension Value {
  /// An entry or a property; nil where this kind of value has none of the name.
  func property(_ name: String) -> Value? {
    switch self {
    case .context(let context): context[name]
    case .date(let date): date.property(name)
    case .time(let time): time.property(name)
    case .dateTime(let moment): moment.property(name)
    case .months(let span):
      switch name {
      case "years": .number(Decimal34(span.years))
      case "months": .number(Decimal34(span.months))
      default: nil
      }
    case .seconds(let span):
      switch name {
      case "days": .number(Decimal34(span.days))
      case "hours": .number(Decimal34(span.hours))
      case "minutes": .number(Decimal34(span.minutes))
      case "seconds": .number(span.decimalSecondsPart)
      default: nil
      }
    case .range(let interval):
      switch name {
      case "start": interval.lower ?? .null
      case "end": interval.upper ?? .null
      case "start included": .boolean(interval.lowerIsClosed)
      case "end included": .boolean(interval.upperIsClosed)
      default: nil
      }
    default: nil
    }
  }
}

extension CivilDate {
  func property(_ name: String) -> Value? {
    switch name {
    case "year": .number(Decimal34(year))
    case "month": .number(Decimal34(month))
    case "day": .number(Decimal34(day))
    case "weekday": .number(Decimal34(weekday))
    default: nil
    }
  }
}

extension TimeOfDay {
  func property(_ name: String) -> Value? {
    switch name {
    case "hour": .number(Decimal34(hour))
    case "minute": .number(Decimal34(minute))
    case "second": .number(decimalSecond)
    case "time offset": offset.map(Value.seconds) ?? .null
    case "timezone": zoneName.map(Value.string) ?? .null
    default: nil
    }
  }
}

extension DateAndTime {
  func property(_ name: String) -> Value? {
    switch name {
    // The day is known here, so a named zone has the offset of that day.
    case "time offset": offset.map(Value.seconds) ?? .null
    default: date.property(name) ?? time.property(name)
    }
  }
}
