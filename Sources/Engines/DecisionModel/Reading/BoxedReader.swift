/// From XML to boxed expressions (DMN 1.5 §10.2).
enum BoxedReader {
  static let names: Set = [
    "literalExpression", "decisionTable", "context", "list", "relation", "functionDefinition", "invocation", "conditional",
    "filter", "for", "some", "every",
  ]

  /// The one boxed expression in an element, nil where there is none.
  static func only(in element: XMLTree?) -> BoxedText? {
    guard let element else { return nil }
    return element.children.first { names.contains($0.name) && $0.namespace == element.namespace }.map(read)
  }

  private static func all(in element: XMLTree) -> [BoxedText] {
    element.children.filter { names.contains($0.name) && $0.namespace == element.namespace }.map(read)
  }

  static func variable(_ element: XMLTree?, name: String) -> VariableText {
    let written = (element?["name"]).map(ModelReader.tidy) ?? ""
    return VariableText(
      name: written.isEmpty ? name : written, type: element.flatMap { ModelReader.type($0) }, line: element?.line ?? 0)
  }

  /// The text of an element that holds FEEL in a `text` child.
  static func feel(_ element: XMLTree?) -> FEELText? {
    guard let element, let text = element.first("text") else { return nil }
    return FEELText(text: text.text, line: text.line, language: element["expressionLanguage"])
  }

  static func read(_ element: XMLTree) -> BoxedText {
    BoxedText(kind: kind(element), type: ModelReader.type(element), id: element["id"], line: element.line)
  }

  private static func kind(_ element: XMLTree) -> BoxedText.Kind {
    switch element.name {
    case "literalExpression":
      if let text = feel(element) { return .literal(text) }
      if element.first("importedValues") != nil { return .unsupported("importedValues") }
      return .literal(FEELText(text: "", line: element.line))
    case "decisionTable": return .table(TableReader.read(element))
    case "context":
      return .context(
        element.all("contextEntry").map { entry in
          EntryText(
            variable: entry.first("variable").map { variable($0, name: "") }, value: only(in: entry), line: entry.line)
        })
    case "list": return .list(all(in: element))
    case "relation":
      return .relation(
        columns: element.all("column").map { variable($0, name: "") }, rows: element.all("row").map(all(in:)))
    case "functionDefinition": return .function(function(element))
    case "invocation":
      return .invocation(
        callee: only(in: element),
        bindings: element.all("binding").map { (variable($0.first("parameter"), name: ""), only(in: $0)) })
    case "conditional":
      return .conditional(
        condition: only(in: element.first("if")), then: only(in: element.first("then")),
        otherwise: only(in: element.first("else")))
    case "filter": return .filter(list: only(in: element.first("in")), match: only(in: element.first("match")))
    default:
      guard let iteration = BoxedText.Iteration(rawValue: element.name) else { return .unsupported(element.name) }
      return .iteration(
        iteration,
        variable: VariableText(
          name: ModelReader.tidy(element["iteratorVariable"] ?? ""), type: element.first("in").flatMap { ModelReader.type($0) },
          line: element.line),
        list: only(in: element.first("in")),
        each: only(in: element.first(iteration == .each ? "return" : "satisfies")))
    }
  }

  static func function(_ element: XMLTree) -> FunctionText {
    FunctionText(
      kind: element["kind"].map { FunctionText.Kind(rawValue: $0) ?? .java } ?? .feel,
      parameters: element.all("formalParameter").map { variable($0, name: "") }, body: only(in: element),
      type: ModelReader.type(element), line: element.line)
  }
}
