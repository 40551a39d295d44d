public import FEEL

/// A DMN model (versions 1.1 to 1.5) that has been read and compiled. It never changes and may be used from any thread.
///
/// ```swift
/// let model = try DecisionModel(xml: bytes, file: "subsidy.dmn")
/// let answer = model.decision("subsidy")?.evaluate(["income": 1200])
/// ```
public struct DecisionModel: Sendable {
  public let name: String
  public let namespace: String
  /// What is wrong in the model without keeping it from being evaluated: FEEL that cannot be read (it gives null), types
  /// that are not defined, names that are not declared.
  public let problems: [ModelProblem]
  /// Names of the decisions of this model, in the order of the file; those of imported models stay behind `import.name`.
  public let decisionNames: [String]
  public let serviceNames: [String]
  /// The input data of this model.
  public let inputs: [InputData]

  private let nodes: [NodeProgram?]
  private let services: [Int: ServiceProgram]
  private let texts: [Int: DecisionText]
  private let places: [String: Int]

  /// - Parameters:
  ///   - xml: the file's bytes, in UTF-8, at most 8 MB.
  ///   - file: how messages name it.
  ///   - imports: gives the models that it imports.
  /// - Throws: where the text is no DMN, an import or an element that is referred to is not there, or elements need one
  ///   another in a ring.
  public init(
    xml: [UInt8], file: String = "model.dmn", imports: @escaping ImportResolver = { _, _ in nil }
  )
    throws(ModelProblem)
  {
    var loader = ModelLoader(resolver: imports)
    try loader.load(ModelFile(name: file, bytes: xml))
    let graph = try ModelGraph(loader)
    let compiler = ModelCompiler(graph)
    let text = loader.units[0].text
    name = text.name
    namespace = text.namespace
    problems = compiler.problems
    nodes = compiler.nodes
    services = compiler.services
    var decisions: [String] = []
    var serviceNames: [String] = []
    var inputs: [InputData] = []
    var places: [String: Int] = [:]
    var texts: [Int: DecisionText] = [:]
    let paths = loader.units.indices.map { loader.path(from: 0, to: $0) }
    for (index, node) in graph.nodes.enumerated() {
      guard let path = paths[node.unit] else { continue }
      let known = (path + [node.name]).joined(separator: ".")
      switch node.element {
      case .decision(let text):
        texts[index] = text
        if node.unit == 0 { decisions.append(node.name) }
      case .service: if node.unit == 0 { serviceNames.append(node.name) }
      case .input:
        if node.unit == 0, let program = compiler.nodes[index] { inputs.append(InputData(program.name, program.type)) }
      case .knowledge: continue
      }
      if places[known] == nil { places[known] = index }
    }
    decisionNames = decisions
    self.serviceNames = serviceNames
    self.inputs = inputs
    self.places = places
    self.texts = texts
  }

  /// The namespace of a model that is not read any further, to find the file of an import.
  public static func namespace(of xml: [UInt8], file: String = "model.dmn") throws(ModelProblem) -> String {
    try ModelReader.read(xml, file: file).namespace
  }

  /// The decision of this name; one of an imported model has the names of the imports before it: `rates.base rate`.
  public func decision(_ name: String) -> Decision? {
    guard let place = places[name], let text = texts[place], let program = nodes[place] else { return nil }
    return Decision(text, program, Plan(for: [place], in: nodes))
  }

  /// All decisions of this model, each made ready anew: for a large model ask for the one that is wanted.
  public var decisions: [Decision] { decisionNames.compactMap(decision) }

  /// The decision service of this name.
  public func service(_ name: String) -> DecisionService? {
    guard let place = places[name], let program = services[place] else { return nil }
    return DecisionService(name: name, program: program)
  }

  public var decisionServices: [DecisionService] { serviceNames.compactMap(service) }
}

/// A value that is given from outside (DMN 1.5 §6.3.5).
public struct InputData: Sendable, Hashable {
  public let name: String
  public let type: FEELType

  init(_ name: String, _ type: FEELType) {
    self.name = name
    self.type = type
  }
}
