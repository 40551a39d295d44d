import FEEL

/// From the graph of a model to its program: each element after those it needs.
struct ModelCompiler {
  let graph: ModelGraph
  private let types: [[String: FEELType]]
  /// For each unit, the names of its elements and imports.
  private let declared: [Set<String>]
  private(set) var nodes: [NodeProgram?]
  private(set) var problems: [ModelProblem]
  /// The plans of services by node, and the names of their results.
  private(set) var services: [Int: ServiceProgram] = [:]

  init(_ graph: ModelGraph) {
    self.graph = graph
    let resolver = TypeResolver(graph.loader)
    types = resolver.types
    problems = graph.loader.problems + graph.problems + resolver.problems
    nodes = Array(repeating: nil, count: graph.nodes.count)
    var declared = graph.loader.units.map { Set($0.imports.map(\.name)) }
    for node in graph.nodes { declared[node.unit].insert(node.variable.name) }
    self.declared = declared
    for index in graph.order { compile(index) }
  }

  private mutating func compile(_ index: Int) {
    let node = graph.nodes[index]
    var compiler = LogicCompiler(
      file: graph.loader.units[node.unit].text.file, place: "“\(node.name)”", types: types[node.unit])
    switch node.element {
    case .input:
      let path = graph.loader.path(from: 0, to: node.unit) ?? []
      nodes[index] = NodeProgram(
        name: node.variable.name, type: compiler.type(node.variable.type, line: node.variable.line) ?? .any,
        kind: .input(path: path), unit: node.unit)
    case .decision(let text): decision(text, index, &compiler)
    case .knowledge(let text): knowledge(text, index, &compiler)
    case .service(let text): service(text, index, &compiler)
    }
    problems += compiler.problems
  }

  // MARK: what an element may name

  /// The variables of an element and where their values come from.
  private func surroundings(of index: Int) -> (scope: Scope, sources: [Source]) {
    let unit = graph.nodes[index].unit
    var scope = Scope([], types: types[unit])
    var sources: [Source] = []
    let imported = ImportedNames()
    for need in graph.nodes[index].needs {
      guard let program = nodes[need] else { continue }
      var source = Source.node(need)
      if case .function(let value) = program.kind { source = .fixed(value) }
      let path = program.unit == unit ? [] : graph.loader.path(from: unit, to: program.unit) ?? []
      if path.isEmpty {
        scope.add(Scope.Variable(program.name, program.type))
        sources.append(source)
      } else {
        imported.add(path[...], program.name, program.type, source)
      }
    }
    for (name, inner) in imported.inner {
      scope.add(Scope.Variable(name, .context(inner.types)))
      sources.append(inner.source)
    }
    return (scope, sources)
  }

  // MARK: decisions

  private mutating func decision(_ text: DecisionText, _ index: Int, _ compiler: inout LogicCompiler) {
    var (scope, sources) = surroundings(of: index)
    let start = compiler
    var compiled = compiler.compile(text.logic, scope, line: text.line)
    let undeclared = self.undeclared(compiler.unknownNames, in: graph.nodes[index].unit)
    if !undeclared.isEmpty {
      // Other tools let a decision use inputs that it does not declare: such a name is an input of that name.
      for name in undeclared {
        scope.add(Scope.Variable(name.name))
        sources.append(.node(nodes.count))
        nodes.append(NodeProgram(name: name.name, type: .any, kind: .undeclared, unit: graph.nodes[index].unit))
      }
      compiler = start
      compiled = compiler.compile(text.logic, scope, line: text.line)
      for name in undeclared {
        compiler.report(
          .reference, line: name.line, "“\(name.name)” is not declared; it is taken from the inputs",
          "“\(name.name)”未声明；将从输入中取值")
      }
    }
    let type = compiler.type(text.variable.type, line: text.variable.line)
    nodes[index] = NodeProgram(
      name: text.variable.name, type: type ?? .any, kind: .decision(compiled.logic, sources),
      unit: graph.nodes[index].unit, tables: compiler.tables)
  }

  /// Names that mean nothing and are not those of elements: to use those without a requirement stays a fault.
  private func undeclared(_ names: [(name: String, line: Int)], in unit: Int) -> [(name: String, line: Int)] {
    var seen = Set<String>()
    return names.filter { !declared[unit].contains($0.name) && seen.insert($0.name).inserted }
  }

  // MARK: functions

  private mutating func knowledge(_ text: KnowledgeText, _ index: Int, _ compiler: inout LogicCompiler) {
    let (scope, sources) = surroundings(of: index)
    let captured = sources.map { Plan.value(of: $0, []) }
    let logic = text.logic ?? FunctionText(kind: .feel, parameters: [], body: nil, line: text.line)
    let (parameters, body, own) = compiler.signature(logic, scope)
    var result = own
    if let declared = compiler.type(text.variable.type, line: text.variable.line) {
      if case .function(_, let type) = declared { result = type } else if declared != .any { result = declared }
    }
    let name = text.variable.name
    let function = Function(
      name: name, parameters: parameters, result: result, depth: body.stackLevels, holding: captured, Evaluation()
    ) { arguments, evaluation in
      let run = Run(evaluation)
      var frame = Variables(captured + arguments)
      guard let trace = run.trace else { return body.evaluate(&frame, run) }
      trace.begin(.knowledge, name, evaluation)
      trace.note { $0.inputs = zip(parameters, arguments).map { Trace.Named(name: $0.name, value: $1) } }
      let value = body.evaluate(&frame, run)
      trace.close(value, evaluation)
      return value
    }
    nodes[index] = NodeProgram(
      name: name, type: .function(parameters.map(\.type), result), kind: .function(.function(function)),
      unit: graph.nodes[index].unit, tables: compiler.tables)
  }

  /// §6.3.10: parameters are the input data and then the input decisions, in the order in which they are written.
  private mutating func service(_ text: ServiceText, _ index: Int, _ compiler: inout LogicCompiler) {
    let parts = graph.nodes[index].service
    let leading = parts.inputs + parts.inputDecisions
    // What only ever comes in from outside need not have been compiled yet.
    for given in leading where nodes[given] == nil {
      let variable = graph.nodes[given].variable
      nodes[given] = NodeProgram(
        name: variable.name, type: compiler.type(variable.type, line: variable.line) ?? .any, kind: .input(path: []),
        unit: graph.nodes[given].unit)
    }
    let plan = Plan(for: parts.outputs, given: parts.inputDecisions, leading: leading, in: nodes)
    let parameters = leading.compactMap { nodes[$0] }.map { Function.Parameter($0.name, $0.type) }
    let outputs = parts.outputs.compactMap { nodes[$0] }
    var result =
      outputs.count == 1 ? outputs[0].type : .context(outputs.map { FEELType.Member($0.name, $0.type) })
    if case .function(_, let declared)? = compiler.type(text.variable.type, line: text.variable.line) { result = declared }
    let program = ServiceProgram(plan: plan, outputs: outputs.map(\.name), result: result)
    services[index] = program
    let name = text.variable.name
    let levels = 16 + (plan.steps.map(\.logic.stackLevels).max() ?? 0)
    let function = Function(
      name: name, parameters: parameters, result: result, depth: levels, holding: [], Evaluation()
    ) { arguments, evaluation in
      let run = Run(evaluation)
      run.trace?.begin(.service, name, evaluation)
      let value = program.combined(plan.run(positional: arguments, run))
      run.trace?.close(value, evaluation)
      return value
    }
    nodes[index] = NodeProgram(
      name: name, type: .function(parameters.map(\.type), result), kind: .function(.function(function)),
      unit: graph.nodes[index].unit)
  }
}
