import Decimals
import RegularExpressions
import Temporal

/// A built-in function (DMN 1.5 §10.3.4): its lists of parameters and what it does.
final class BuiltIn: Sendable {
  struct Signature: Sendable {
    let names: [String]
    let required: Int
  }

  let name: String
  let signatures: [Signature]
  /// Takes a list, or its elements as arguments.
  let isVariadic: Bool
  /// Makes a value from texts and numbers alone: may be called when the text is read.
  let isConstructor: Bool
  let result: FEELType
  let body: @Sendable (Site) -> Value

  /// - Parameter signatures: the parameters' names, those that may be left out with a `?` behind.
  convenience init(
    _ name: String, _ signatures: [String]..., result: FEELType = .any, isVariadic: Bool = false,
    isConstructor: Bool = false, body: @escaping @Sendable (Site) -> Value
  ) {
    self.init(
      name, signatures: signatures, result: result, isVariadic: isVariadic, isConstructor: isConstructor, body: body)
  }

  init(
    _ name: String, signatures: [[String]], result: FEELType, isVariadic: Bool = false, isConstructor: Bool = false,
    body: @escaping @Sendable (Site) -> Value
  ) {
    self.name = name
    self.signatures = signatures.map { names in
      Signature(
        names: names.map { $0.hasSuffix("?") ? String($0.dropLast()) : $0 }, required: names.count { !$0.hasSuffix("?") })
    }
    self.isVariadic = isVariadic
    self.isConstructor = isConstructor
    self.result = result
    self.body = body
  }

  /// Whether so many positional arguments are right.
  func takes(_ count: Int) -> Bool {
    signatures.contains { $0.required <= count && (isVariadic || count <= $0.names.count) }
  }

  /// For each parameter the place of its argument among named ones, nil where it is not given; nil when the names fit no
  /// list of parameters.
  func order(of names: [String]) -> [Int?]? {
    let fitting = signatures.filter { signature in names.allSatisfy { signature.names.contains($0) } }
    // Where two lists differ in order only, that of the call tells them apart: before(point, range), before(range, point).
    let inOrder = fitting.first { $0.names == names }
    guard let best = inOrder ?? fitting.min(by: { $0.names.count < $1.names.count }), Set(names).count == names.count
    else { return nil }
    var order = best.names.map { names.firstIndex(of: $0) }
    while order.count > best.required, order.last == .some(nil) { order.removeLast() }
    return order
  }

  var function: Function { Self.functions[name] ?? Function(parameters: []) { _, _ in .null } }

  static let all: [BuiltIn] =
    conversions + strings + patterns + lists + aggregates + numbers + contexts + calendar + ranges
  private static let table = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
  static let names = NameTable(all.map(\.name))

  /// One function value for each, so that a built-in function equals itself.
  private static let functions = table.mapValues { builtIn in
    Function(
      definition: Function.Definition(
        name: builtIn.name, parameters: builtIn.signatures.first?.names.map { Function.Parameter($0) } ?? [],
        result: builtIn.result, depth: 8, nesting: 0, builtIn: builtIn
      ) { _, _ in .null })
  }

  static func named(_ name: String) -> BuiltIn? { table[name] }
}

/// A place in a text where a built-in function is called.
final class Place: Sendable {
  let function: String
  let position: Position
  /// The pattern argument of a string function, where it is constant: compiled once.
  let pattern: RegularExpression?
  /// The parameters' names, where the call names them.
  let names: [String]

  init(function: String, position: Position, pattern: RegularExpression? = nil, names: [String] = []) {
    self.function = function
    self.position = position
    self.pattern = pattern
    self.names = names
  }
}

/// One call of a built-in function: its arguments and where it stands. Accessors make the implicit conversions and are
/// nil where the argument is of the wrong kind or missing.
struct Site {
  let arguments: [Value]
  let evaluation: Evaluation
  let place: Place

  var count: Int { arguments.count }

  subscript(place: Int) -> Value { place < arguments.count ? arguments[place] : .null }

  /// The argument, or the only element of a list of one (§10.3.2.9.4).
  func single(_ place: Int) -> Value {
    if case .list(let elements) = self[place], elements.count == 1, let only = elements.first { return only }
    return self[place]
  }

  func text(_ place: Int) -> String? {
    guard case .string(let text) = single(place), evaluation.spend(text.utf8.count / 32) else { return nil }
    return text
  }

  func number(_ place: Int) -> Decimal34? {
    if case .number(let number) = single(place) { return number }
    return nil
  }

  /// A whole number; a fraction is cut off.
  func integer(_ place: Int) -> Int? { number(place)?.rounded(toScale: 0, .down)?.int }

  func date(_ place: Int) -> CivilDate? {
    switch single(place) {
    case .date(let date): date
    case .dateTime(let moment): moment.date
    default: nil
    }
  }

  /// A list; anything but null counts as a list of one.
  func list(_ place: Int) -> [Value]? {
    switch self[place] {
    case .list(let elements): evaluation.spend(elements.count / 16) ? elements : nil
    case .null: nil
    default: [self[place]]
    }
  }

  /// The elements of a variadic function's list, given as a list or one by one.
  var elements: [Value]? { count == 1 ? list(0) : arguments }

  func context(_ place: Int) -> Context? {
    if case .context(let context) = single(place) { return context }
    return nil
  }

  func function(_ place: Int) -> Function? {
    if case .function(let function) = self[place] { return function }
    return nil
  }

  func call(_ function: Function, _ arguments: Value...) -> Value {
    function.invoke(arguments, evaluation, at: place.position)
  }

  /// Null, since an argument is of the wrong kind.
  var wrongType: Value { fault(.wrongType(what: place.function)) }

  /// Null, since an argument is of the right kind but makes no sense.
  var badArgument: Value { fault(.badArgument(function: place.function)) }

  private func fault(_ reason: Diagnostic.Reason) -> Value {
    evaluation.report(Diagnostic(reason, line: Int(place.position.line), column: Int(place.position.column)))
    return .null
  }

  /// A made list, paid for by its length.
  func made(_ elements: [Value]) -> Value {
    evaluation.spend(elements.count) ? evaluation.admit(.list(elements)) : .null
  }

  /// A made text, paid for by its length.
  func made(_ text: String) -> Value { evaluation.spend(text.utf8.count / 16) ? .string(text) : .null }
}
