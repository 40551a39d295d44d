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

extension FEELType: CustomStringConvertible {
  /// The built-in types by the names they are written with, in FEEL and in a `typeRef`.
  private static let builtIn: [String: FEELType] = [
    "Any": .any, "any": .any, "Null": .null, "null": .null, "number": .number, "string": .string, "boolean": .boolean,
    "date": .date, "time": .time, "date and time": .dateTime, "dateTime": .dateTime,
    "days and time duration": .daysAndTimeDuration, "day and time duration": .daysAndTimeDuration,
    "dayTimeDuration": .daysAndTimeDuration, "years and months duration": .yearsAndMonthsDuration,
    "year and month duration": .yearsAndMonthsDuration, "yearMonthDuration": .yearsAndMonthsDuration, "list": .list(.any),
    "range": .range(.any), "context": .context([]), "function": .function([], .any),
  ]

  static let names = NameTable(Array(builtIn.keys))

  /// The built-in type of a name as written in a `typeRef` or in `instance of`, e.g. `days and time duration` or
  /// `dayTimeDuration`; nil where the name is none.
  public init?(builtInName name: String) {
    guard let type = Self.builtIn[name] else { return nil }
    self = type
  }

  /// As FEEL writes it.
  public var description: String {
    switch self {
    case .any: "Any"
    case .null: "Null"
    case .boolean: "boolean"
    case .number: "number"
    case .string: "string"
    case .date: "date"
    case .time: "time"
    case .dateTime: "date and time"
    case .yearsAndMonthsDuration: "years and months duration"
    case .daysAndTimeDuration: "days and time duration"
    case .list(let element): "list<\(element)>"
    case .range(let end): "range<\(end)>"
    case .context(let members):
      members.isEmpty ? "context" : "context<\(members.map { "\($0.name): \($0.type)" }.joined(separator: ", "))>"
    case .function(let parameters, let result):
      "function<\(parameters.map(\.description).joined(separator: ", "))> -> \(result)"
    case .constrained(let type, _): type.description
    }
  }

  /// The type without its constraints.
  var plain: FEELType {
    if case .constrained(let type, _) = self { return type.plain }
    return self
  }

  /// The entries of a context type, or of the elements of a list type.
  var members: [Member] {
    switch self {
    case .context(let members): members
    case .list(let element): element.members
    case .constrained(let type, _): type.members
    default: []
    }
  }

  /// The type of an iteration variable over a value of this type.
  var element: FEELType {
    switch self {
    case .list(let element), .range(let element): element
    case .constrained(let type, _): type.element
    default: self
    }
  }

  /// Whether a value of this type may be a context.
  var mayHaveEntries: Bool {
    switch plain {
    case .any, .context: true
    default: false
    }
  }

  var mayBeFunction: Bool {
    switch plain {
    case .any, .function: true
    default: false
    }
  }

  /// The type of a path to an entry.
  func type(of name: String) -> FEELType {
    let type = members.first { $0.name == name }?.type ?? .any
    if case .list = plain { return .list(type) }
    return type
  }
}

extension Value {
  /// The type as seen from outside: lists and contexts are not looked into.
  var plainType: FEELType {
    switch self {
    case .null: .any
    case .boolean: .boolean
    case .number: .number
    case .string: .string
    case .date: .date
    case .time: .time
    case .dateTime: .dateTime
    case .months: .yearsAndMonthsDuration
    case .seconds: .daysAndTimeDuration
    case .list: .list(.any)
    case .context: .context([])
    case .range(let interval): .range((interval.lower ?? interval.upper)?.plainType ?? .any)
    case .function(let function): .function(function.parameters.map(\.type), function.result)
    }
  }
}
