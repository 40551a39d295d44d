import FEEL

/// Compiles the boxed expressions of one element. What cannot be read becomes null with its reason, and a problem of the
/// model: one wrong cell does not take the rest away.
struct LogicCompiler {
  typealias Compiled = (logic: Logic, type: FEELType)

  let file: String
  /// The element, for messages: `“Subsidy”`.
  let place: String
  let types: [String: FEELType]
  private(set) var problems: [ModelProblem] = []
  /// Names that mean nothing where they stand, with the line they are on.
  private(set) var unknownNames: [(name: String, line: Int)] = []
  /// Tables in the order they were met, for analysis.
  var tables: [DecisionTable] = []

  /// The cell of a table that is being read, for messages.
  var spot: TwoTongues?
  /// How many boxed filters are around.
  var filterDepth = 0

  init(file: String, place: String, types: [String: FEELType]) {
    self.file = file
    self.place = place
    self.types = types
  }

  mutating func report(_ kind: ModelProblem.Kind, line: Int, _ english: String, _ chinese: String) {
    guard problems.count < 500 else { return }
    let (before, ahead) = spot.map { ($0.english + ": ", $0.chinese + "：") } ?? ("", "")
    problems.append(ModelProblem(kind, file: file, line: line, place: place, before + english, ahead + chinese))
  }

  /// A type by its name; nil where none is named, or nothing is known of it.
  mutating func type(_ name: String?, line: Int) -> FEELType? {
    guard let name else { return nil }
    if let known = types[name] { return known }
    if let known = FEELType(builtInName: name) { return known }
    if let dot = name.lastIndex(of: "."), name[..<dot] == "feel" {
      return type(String(name[name.index(after: dot)...]), line: line)
    }
    report(.type, line: line, "the type “\(name)” is not defined", "类型“\(name)”未定义")
    return nil
  }

  /// The logic made the type named, where one is.
  mutating func typed(_ compiled: Compiled, _ name: String?, line: Int) -> Compiled {
    guard let type = type(name, line: line), type != .any else { return compiled }
    return (.typed(compiled.logic, type), type)
  }

  mutating func compile(_ boxed: BoxedText?, _ scope: Scope, line: Int) -> Compiled {
    guard let boxed else { return (.constant(.null), .null) }
    return typed(kind(boxed, scope), boxed.type, line: boxed.line)
  }

  private mutating func kind(_ boxed: BoxedText, _ scope: Scope) -> Compiled {
    switch boxed.kind {
    case .literal(let text): return expression(text, scope)
    case .table(let table): return self.table(table, boxed, scope)
    case .context(let entries): return context(entries, scope)
    case .list(let elements):
      let compiled = compileAll(elements, scope)
      return (.list(compiled.map(\.logic)), .list(Self.common(compiled.map(\.type))))
    case .relation(let columns, let rows): return relation(columns, rows, boxed.line, scope)
    case .function(let function): return self.function(function, scope)
    case .invocation(let callee, let bindings):
      let called = compile(callee, scope, line: boxed.line)
      var arguments: [Logic.Entry] = []
      for (parameter, value) in bindings {
        let compiled = typed(compile(value, scope, line: parameter.line), parameter.type, line: parameter.line)
        arguments.append(Logic.Entry(name: parameter.name, value: compiled.logic))
      }
      var type = FEELType.any
      if case .function(_, let result) = called.type { type = result }
      return (.invocation(called.logic, arguments), type)
    case .conditional(let condition, let then, let otherwise):
      let (first, second) = (compile(then, scope, line: boxed.line), compile(otherwise, scope, line: boxed.line))
      return (
        .conditional(compile(condition, scope, line: boxed.line).logic, then: first.logic, otherwise: second.logic),
        first.type == second.type ? first.type : .any
      )
    case .filter(let list, let match): return filter(list, match, boxed.line, scope)
    case .iteration(let kind, let variable, let list, let each):
      return iteration(kind, variable, list, each, boxed.line, scope)
    case .unsupported(let name):
      report(.expression, line: boxed.line, "“\(name)” cannot be evaluated", "无法计算“\(name)”")
      return (.failing(Diagnostic(.externalFunction)), .any)
    }
  }

  private mutating func compileAll(_ elements: [BoxedText], _ scope: Scope) -> [Compiled] {
    var compiled: [Compiled] = []
    for element in elements { compiled.append(compile(element, scope, line: element.line)) }
    return compiled
  }

  private static func common(_ types: [FEELType]) -> FEELType {
    guard let first = types.first, types.allSatisfy({ $0 == first }) else { return .any }
    return first
  }

  // MARK: FEEL

  /// Compiles a FEEL expression; white space alone is null.
  mutating func expression(_ written: FEELText, _ scope: Scope) -> Compiled {
    guard isFEEL(written) else { return (.failing(Diagnostic(.externalFunction)), .any) }
    guard !written.text.allSatisfy(\.isWhitespace) else { return (.constant(.null), .null) }
    do {
      let expression = try Expression(written.text, scope: scope)
      note(expression.unknownNames, written)
      if let constant = expression.constant { return (.constant(constant), expression.type) }
      if let slot = expression.slot { return (.slot(slot), expression.type) }
      return (.expression(expression), expression.type)
    } catch {
      return (unreadable(written, error), .any)
    }
  }

  /// Compiles unary tests; nil where any value passes.
  mutating func tests(_ written: FEELText?, _ scope: Scope, _ input: FEELType) -> TableTest? {
    guard let written else { return nil }
    let text = written.text
    if text.allSatisfy(\.isWhitespace) || text.split(whereSeparator: \.isWhitespace) == ["-"] { return nil }
    guard isFEEL(written) else { return .failing(Diagnostic(.externalFunction)) }
    do {
      let tests = try UnaryTests(text, scope: scope, input: input)
      note(tests.unknownNames, written)
      if let constants = tests.constantTests, !constants.isNegated, constants.tests.contains(.any) { return nil }
      return .tests(tests)
    } catch {
      guard case .failing(let diagnostic) = unreadable(written, error) else { return nil }
      return .failing(diagnostic)
    }
  }

  private mutating func note(_ names: [UnknownName], _ written: FEELText) {
    for name in names { unknownNames.append((name.name, written.line + max(0, name.line - 1))) }
  }

  private mutating func isFEEL(_ written: FEELText) -> Bool {
    guard let language = written.language, !language.isEmpty, !language.lowercased().contains("feel") else { return true }
    report(.expression, line: written.line, "the language “\(language)” is not read", "不支持表达式语言“\(language)”")
    return false
  }

  private mutating func unreadable(_ written: FEELText, _ error: FEELError) -> Logic {
    let line = written.line + max(0, error.line - 1)
    let shown = written.text.count > 80 ? written.text.prefix(79) + "…" : written.text[...]
    report(
      .expression, line: line, "“\(shown)” cannot be read: \(error.description)", "“\(shown)”无法读取：\(error.chinese)")
    return .failing(
      Diagnostic(.other(english: error.description, chinese: error.chinese), line: error.line, column: error.column))
  }
}
