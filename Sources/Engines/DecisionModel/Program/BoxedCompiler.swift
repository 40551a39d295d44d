import FEEL

/// The boxed expressions that bring names of their own (DMN 1.5 §10.2.1.4–12).
extension LogicCompiler {
  mutating func context(_ entries: [EntryText], _ scope: Scope) -> Compiled {
    var inner = scope
    var made: [Logic.Entry] = []
    var members: [FEELType.Member] = []
    var result: Compiled?
    for entry in entries {
      guard let variable = entry.variable else {
        result = compile(entry.value, inner, line: entry.line)
        continue
      }
      let value = typed(compile(entry.value, inner, line: entry.line), variable.type, line: variable.line)
      if members.contains(where: { $0.name == variable.name }) {
        report(
          .structure, line: variable.line, "the entry “\(variable.name)” is there twice; the last one counts",
          "条目“\(variable.name)”重复；以最后一个为准")
        members.removeAll { $0.name == variable.name }
      }
      made.append(Logic.Entry(name: variable.name, value: value.logic))
      members.append(FEELType.Member(variable.name, value.type))
      inner.add(Scope.Variable(variable.name, value.type))
    }
    return (.context(made, result: result?.logic), result?.type ?? .context(members))
  }

  mutating func relation(_ columns: [VariableText], _ rows: [[BoxedText]], _ line: Int, _ scope: Scope) -> Compiled {
    var made: [[Logic]] = []
    for row in rows {
      if row.count != columns.count {
        report(
          .structure, line: row.first?.line ?? line, "the row has \(row.count) cells for \(columns.count) columns",
          "该行有 \(row.count) 个单元格，而表有 \(columns.count) 列")
      }
      var cells: [Logic] = []
      for (column, cell) in zip(columns, row) {
        cells.append(typed(compile(cell, scope, line: cell.line), column.type, line: column.line).logic)
      }
      while cells.count < columns.count { cells.append(.constant(.null)) }
      made.append(cells)
    }
    var members: [FEELType.Member] = []
    for column in columns { members.append(FEELType.Member(column.name, type(column.type, line: column.line) ?? .any)) }
    return (.relation(columns.map(\.name), rows: made), .list(.context(members)))
  }

  mutating func function(_ function: FunctionText, _ scope: Scope) -> Compiled {
    let (parameters, body, result) = signature(function, scope)
    return (
      .function(parameters, body: body, result: result, levels: body.stackLevels), .function(parameters.map(\.type), result)
    )
  }

  /// Parameters, body and result; the body's scope is the scope around with the parameters behind it.
  mutating func signature(_ function: FunctionText, _ scope: Scope) -> ([Function.Parameter], Logic, FEELType) {
    var inner = scope
    var parameters: [Function.Parameter] = []
    for parameter in function.parameters {
      let type = type(parameter.type, line: parameter.line) ?? .any
      parameters.append(Function.Parameter(parameter.name, type))
      inner.add(Scope.Variable(parameter.name, type))
    }
    guard function.kind == .feel else {
      report(
        .expression, line: function.line, "functions of \(function.kind.rawValue) are not called; the result is null",
        "不调用 \(function.kind.rawValue) 函数；结果为 null")
      return (parameters, .failing(Diagnostic(.externalFunction)), .any)
    }
    let body = typed(compile(function.body, inner, line: function.line), function.type, line: function.line)
    return (parameters, body.logic, body.type)
  }

  /// The element's own names may be used in a filter's match, as in FEEL's `list[…]` (§10.3.2.5).
  mutating func filter(_ list: BoxedText?, _ match: BoxedText?, _ line: Int, _ scope: Scope) -> Compiled {
    let source = compile(list, scope, line: line)
    var element = FEELType.any
    if case .list(let type) = source.type { element = type }
    var members: [String] = []
    if case .context(let known) = Self.unconstrained(element) { members = known.map(\.name) }
    var attempt = self
    attempt.filterDepth += 1
    var matching = attempt.compile(match, Self.filterScope(scope, element, members), line: line)
    // Where nothing is known of the elements, a name that means nothing yet is looked for in them.
    // Each look compiles what lies within once more: within a few filters one look has to do.
    let unknown = attempt.unknownNames[unknownNames.count...].map(\.name)
    if !unknown.isEmpty, filterDepth < 3 {
      for name in unknown where !members.contains(name) { members.append(name) }
      attempt = self
      attempt.filterDepth += 1
      matching = attempt.compile(match, Self.filterScope(scope, element, members), line: line)
    }
    attempt.filterDepth -= 1
    self = attempt
    return (.filter(source.logic, match: matching.logic, members: members), .list(element))
  }

  private static func filterScope(_ scope: Scope, _ element: FEELType, _ members: [String]) -> Scope {
    var inner = scope
    inner.add(Scope.Variable("item", element))
    var types: [String: FEELType] = [:]
    if case .context(let known) = unconstrained(element) { for member in known { types[member.name] = member.type } }
    for member in members { inner.add(Scope.Variable(member, types[member] ?? .any)) }
    return inner
  }

  static func unconstrained(_ type: FEELType) -> FEELType {
    if case .constrained(let base, _) = type { return unconstrained(base) }
    return type
  }

  mutating func iteration(
    _ kind: BoxedText.Iteration, _ variable: VariableText, _ list: BoxedText?, _ each: BoxedText?, _ line: Int, _ scope: Scope
  ) -> Compiled {
    let source = compile(list, scope, line: line)
    var element = FEELType.any
    if case .list(let type) = Self.unconstrained(source.type) { element = type }
    var inner = scope
    inner.add(Scope.Variable(variable.name, element))
    switch kind {
    case .each:
      inner.add(Scope.Variable("partial", .list(.any)))
      let result = compile(each, inner, line: line)
      return (.each(source.logic, result: result.logic), .list(result.type))
    case .some, .every:
      let result = compile(each, inner, line: line)
      return (.quantified(source.logic, isEvery: kind == .every, satisfies: result.logic), .boolean)
    }
  }
}
