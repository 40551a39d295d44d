import Decimals
import Temporal

extension BuiltIn {
  /// Conversion functions (DMN 1.5 §10.3.4.1), `not` (§10.3.4.2) and `is` (§10.3.4.10).
  static let conversions = [
    BuiltIn("not", ["negand"], result: .boolean) { site in
      switch site.single(0) {
      case .boolean(let value): .boolean(!value)
      case .null: .null
      default: site.wrongType
      }
    },
    BuiltIn("is", ["value1", "value2"], result: .boolean) { site in
      guard site[0].fits(within: site.evaluation.limits.nesting, paying: site.evaluation) else { return .null }
      return .boolean(site[0] == site[1])
    },
    BuiltIn("string", ["from"], result: .string) { $0[0].isNull ? .null : $0.made($0[0].description) },
    BuiltIn("number", ["from"], ["from", "grouping separator", "decimal separator"], result: .number, body: number),
    BuiltIn("date", ["from"], ["year", "month", "day"], result: .date, isConstructor: true, body: date),
    BuiltIn(
      "time", ["from"], ["hour", "minute", "second", "offset?"], result: .time, isConstructor: true, body: time),
    BuiltIn(
      "date and time", ["from"], ["date", "time"], result: .dateTime, isConstructor: true, body: dateAndTime),
    BuiltIn("duration", ["from"], isConstructor: true) { site in
      switch site.single(0) {
      case .months, .seconds: return site.single(0)
      case .string(let text):
        if let span = MonthsDuration(text) { return .months(span) }
        if let span = SecondsDuration(text) { return .seconds(span) }
        return site.badArgument
      default: return site.wrongType
      }
    },
    BuiltIn("years and months duration", ["from", "to"], result: .yearsAndMonthsDuration, isConstructor: true) { site in
      guard let from = site.date(0), let to = site.date(1) else { return site.wrongType }
      return .months(to.months(since: from))
    },
    BuiltIn("range", ["from"]) { site in
      guard let text = site.text(0) else { return site.wrongType }
      guard let expression = try? Expression(text), case .range(let interval)? = expression.constant, interval.lower != nil,
        interval.upper != nil, !interval.isEqualOnly, !interval.isNotEqual
      else { return site.badArgument }
      return .range(interval)
    },
  ]

  /// A text of digits with separators: a space, a comma or a point between groups, a comma or a point before fractions.
  private static func number(_ site: Site) -> Value {
    guard case .string(var text) = site.single(0) else { return site.wrongType }
    var separators: [String?] = [nil, nil]
    for place in 1...2 {
      switch site.single(place) {
      case .null: break
      case .string(let separator): separators[place - 1] = separator
      default: return site.wrongType
      }
    }
    let (grouping, decimal) = (separators[0], separators[1])
    guard grouping.map({ [" ", ",", "."].contains($0) }) ?? true, decimal.map({ [",", "."].contains($0) }) ?? true,
      grouping == nil || grouping != decimal
    else { return site.badArgument }
    if let grouping { text = String(String.UnicodeScalarView(text.unicodeScalars.filter { String($0) != grouping })) }
    if decimal == "," {
      guard !text.utf8.contains(UInt8(ascii: ".")) else { return site.badArgument }
      text = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "," ? "." : $0 }))
    }
    guard let number = Decimal34(text) else { return site.badArgument }
    return .number(number)
  }

  private static func date(_ site: Site) -> Value {
    if site.count == 3 {
      guard let year = site.integer(0), let month = site.integer(1), let day = site.integer(2) else { return site.wrongType }
      return CivilDate(year: year, month: month, day: day).map(Value.date) ?? site.badArgument
    }
    switch site.single(0) {
    case .string(let text): return CivilDate(text).map(Value.date) ?? site.badArgument
    case .date, .dateTime: return site.date(0).map(Value.date) ?? .null
    default: return site.wrongType
    }
  }

  private static func time(_ site: Site) -> Value {
    if site.count > 1 {
      let offset: SecondsDuration?
      switch site.single(3) {
      case .null: offset = nil
      case .seconds(let span): offset = span
      default: return site.wrongType
      }
      guard let hour = site.integer(0), let minute = site.integer(1), let second = site.number(2) else { return site.wrongType }
      return TimeOfDay(hour: hour, minute: minute, second: second, offset: offset).map(Value.time) ?? site.badArgument
    }
    switch site.single(0) {
    case .string(let text): return TimeOfDay(text).map(Value.time) ?? site.badArgument
    case .time: return site.single(0)
    case .dateTime(let moment): return .time(moment.time)
    case .date: return .time(.midnightUTC)
    default: return site.wrongType
    }
  }

  private static func dateAndTime(_ site: Site) -> Value {
    if site.count == 2 {
      guard let date = site.date(0), case .time(let time) = site.single(1) else { return site.wrongType }
      return .dateTime(DateAndTime(date: date, time: time))
    }
    switch site.single(0) {
    case .string(let text): return DateAndTime(text).map(Value.dateTime) ?? site.badArgument
    case .dateTime: return site.single(0)
    case .date(let date): return .dateTime(date.midnightUTC)
    default: return site.wrongType
    }
  }
}
