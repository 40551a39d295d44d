/// From XML to a decision table (DMN 1.5 §8.3).
enum TableReader {
  static func read(_ element: XMLTree) -> TableText {
    TableText(
      hitPolicy: element["hitPolicy"] ?? "UNIQUE", aggregation: element["aggregation"], label: element["outputLabel"],
      inputs: element.all("input").map(input), outputs: element.all("output").map(output),
      annotations: element.all("annotation").map { $0["name"] ?? "" }, rules: element.all("rule").map(rule))
  }

  private static func input(_ element: XMLTree) -> TableText.Input {
    let expression = element.first("inputExpression")
    return TableText.Input(
      label: element["label"],
      expression: BoxedReader.feel(expression) ?? FEELText(text: "", line: element.line),
      type: expression.flatMap { ModelReader.type($0) }, values: BoxedReader.feel(element.first("inputValues")),
      line: element.line)
  }

  private static func output(_ element: XMLTree) -> TableText.Output {
    TableText.Output(
      label: element["label"], name: (element["name"]).map(ModelReader.tidy).flatMap { $0.isEmpty ? nil : $0 },
      type: ModelReader.type(element), values: BoxedReader.feel(element.first("outputValues")),
      fallback: BoxedReader.feel(element.first("defaultOutputEntry")), line: element.line)
  }

  private static func rule(_ element: XMLTree) -> TableText.Rule {
    func entries(_ name: String) -> [FEELText] {
      element.all(name).map { BoxedReader.feel($0) ?? FEELText(text: "", line: $0.line) }
    }
    return TableText.Rule(
      id: element["id"], tests: entries("inputEntry"), outputs: entries("outputEntry"),
      annotations: element.all("annotationEntry").map { $0.first("text")?.text ?? "" }, line: element.line)
  }
}
