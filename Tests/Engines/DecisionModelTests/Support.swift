import DecisionModel
import FEEL

/// Short ways to write models in tests.
enum DMN {
  static let namespace = "https://www.omg.org/spec/DMN/20230324/MODEL/"

  static func text(_ body: String, name: String = "test", of namespace: String = "urn:test") -> String {
    "<definitions xmlns=\"\(Self.namespace)\" name=\"\(name)\" namespace=\"\(namespace)\">\n\(body)\n</definitions>"
  }

  static func model(_ body: String, imports: [String: String] = [:]) throws -> DecisionModel {
    try DecisionModel(xml: Array(text(body).utf8), file: "test.dmn") { namespace, _ in
      imports[namespace].map { ModelFile(name: namespace, bytes: Array($0.utf8)) }
    }
  }

  /// A decision “d” with this logic that may use the inputs named.
  static func decision(_ logic: String, inputs: [String] = [], type: String = "Any") -> String {
    inputs.map { "<inputData id=\"i_\($0)\" name=\"\($0)\"><variable name=\"\($0)\"/></inputData>" }.joined()
      + "<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"\(type)\"/>"
      + inputs.map { "<informationRequirement><requiredInput href=\"#i_\($0)\"/></informationRequirement>" }.joined()
      + logic + "</decision>"
  }

  static func literal(_ text: String, type: String? = nil) -> String {
    "<literalExpression\(type.map { " typeRef=\"\($0)\"" } ?? "")><text>\(escaped(text))</text></literalExpression>"
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  /// The value of “d”.
  static func value(_ body: String, _ inputs: Context = Context()) throws -> Value {
    try model(body).decision("d")?.evaluate(inputs) ?? "no decision"
  }

  static func table(
    _ policy: String, _ inputs: [String], _ outputs: [String], _ rules: [[String]], aggregation: String? = nil,
    outputValues: [String] = [], defaults: [String] = [], inputValues: [String] = []
  ) -> String {
    var made = "<decisionTable id=\"t\" hitPolicy=\"\(policy)\"\(aggregation.map { " aggregation=\"\($0)\"" } ?? "")>"
    for (place, input) in inputs.enumerated() {
      made += "<input><inputExpression><text>\(escaped(input))</text></inputExpression>"
      if place < inputValues.count { made += "<inputValues><text>\(escaped(inputValues[place]))</text></inputValues>" }
      made += "</input>"
    }
    for (place, output) in outputs.enumerated() {
      made += "<output name=\"\(output)\">"
      if place < outputValues.count { made += "<outputValues><text>\(escaped(outputValues[place]))</text></outputValues>" }
      if place < defaults.count { made += "<defaultOutputEntry><text>\(escaped(defaults[place]))</text></defaultOutputEntry>" }
      made += "</output>"
    }
    for (number, rule) in rules.enumerated() {
      made += "<rule id=\"r\(number + 1)\">"
      for (place, cell) in rule.enumerated() {
        let kind = place < inputs.count ? "inputEntry" : "outputEntry"
        made += "<\(kind)><text>\(escaped(cell))</text></\(kind)>"
      }
      made += "</rule>"
    }
    return made + "</decisionTable>"
  }

  static func tableOf(_ body: String) throws -> DecisionTable {
    guard let table = try model(body).decision("d")?.tables.first else { throw NoTable() }
    return table
  }

  struct NoTable: Error {}
}

extension Context {
  init(of pairs: KeyValuePairs<String, Value>) { self.init(pairs.map { ($0.key, $0.value) }) }
}
