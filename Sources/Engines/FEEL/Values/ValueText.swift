import Decimals
import Temporal

extension Value: CustomStringConvertible {
  /// As FEEL's `string()` writes it (DMN 1.5 §10.3.4.1): strings inside lists and contexts are quoted; null is "null".
  public var description: String {
    if case .string(let text) = self { return text }
    return literal(isForReading: true)
  }

  /// As a FEEL expression that gives this value again, for an editor; functions have none and give `function`.
  public var literal: String { literal(isForReading: false) }

  /// Reading leaves the `@"…"` away.
  private func literal(isForReading: Bool) -> String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let number): number.description
    case .string(let text): Self.quoted(text)
    case .date(let date): Self.temporal(date.description, isForReading)
    case .time(let time): Self.temporal(time.description, isForReading)
    case .dateTime(let moment): Self.temporal(moment.description, isForReading)
    case .months(let span): Self.temporal(span.description, isForReading)
    case .seconds(let span): Self.temporal(span.description, isForReading)
    case .list(let elements): "[\(elements.map { $0.literal(isForReading: isForReading) }.joined(separator: ", "))]"
    case .context(let context):
      "{\(context.entries.map { "\(Self.key($0.name)): \($0.value.literal(isForReading: isForReading))" }.joined(separator: ", "))}"
    case .range(let interval): interval.text { $0.literal(isForReading: isForReading) }
    case .function: "function"
    }
  }

  private static func temporal(_ text: String, _ isForReading: Bool) -> String { isForReading ? text : "@\"\(text)\"" }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// A name that can stand before a colon as it is; else as a string.
  private static func key(_ name: String) -> String {
    let isName =
      name.unicodeScalars.first.map { Characters.startsName($0.value) } == true
      && name.unicodeScalars.allSatisfy { Characters.continuesName($0.value) || $0 == " " } && !name.hasSuffix(" ")
      && !name.contains("  ")
    return isName ? name : quoted(name)
  }

  /// What kind of value this is, in FEEL's words (`number`, `date and time`, `list`, …).
  public var typeName: String {
    switch self {
    case .null: "null"
    case .list: "list"
    case .range: "range"
    case .context: "context"
    case .function: "function"
    default: plainType.description
    }
  }
}

extension Interval {
  func text(_ literal: (Value) -> String) -> String {
    switch (lower, upper) {
    case (let lower?, _) where isEqualOnly: "(= \(literal(lower)))"
    case (let lower?, _) where isNotEqual: "(!= \(literal(lower)))"
    case (nil, let upper?): "(\(upperIsClosed ? "<=" : "<") \(literal(upper)))"
    case (let lower?, nil): "(\(lowerIsClosed ? ">=" : ">") \(literal(lower)))"
    case (let lower?, let upper?):
      "\(lowerIsClosed ? "[" : "(")\(literal(lower))..\(literal(upper))\(upperIsClosed ? "]" : ")")"
    case (nil, nil): "(null..null)"
    }
  }
}
