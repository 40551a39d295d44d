/// All elements of a model and its imports with what each needs, every reference followed (DMN 1.5 §6.2).
struct ModelGraph {
  enum Element {
    case input(InputText)
    case decision(DecisionText)
    case knowledge(KnowledgeText)
    case service(ServiceText)
  }

  struct Node {
    let unit: Int
    let element: Element
    /// What the logic may use, in the order of the requirements.
    var needs: [Int] = []
    /// A service's parts.
    var service = ServiceParts()

    var name: String {
      switch element {
      case .input(let text): text.name
      case .decision(let text): text.name
      case .knowledge(let text): text.name
      case .service(let text): text.name
      }
    }
    var variable: VariableText {
      switch element {
      case .input(let text): text.variable
      case .decision(let text): text.variable
      case .knowledge(let text): text.variable
      case .service(let text): text.variable
      }
    }
    var line: Int {
      switch element {
      case .input(let text): text.line
      case .decision(let text): text.line
      case .knowledge(let text): text.line
      case .service(let text): text.line
      }
    }
  }

  struct ServiceParts {
    var outputs: [Int] = []
    var inputDecisions: [Int] = []
    var inputs: [Int] = []
  }

  let loader: ModelLoader
  private(set) var nodes: [Node] = []
  private(set) var problems: [ModelProblem] = []
  /// Each node after those it needs.
  private(set) var order: [Int] = []
  private var places: [Place: Int] = [:]

  private struct Place: Hashable {
    let unit: Int
    let id: String
  }

  init(_ loader: ModelLoader) throws(ModelProblem) {
    self.loader = loader
    for (index, unit) in loader.units.enumerated() { collect(unit.text, index) }
    for index in nodes.indices { try link(index) }
    var ring: [Int]?
    order = Order.sorted(nodes.map { $0.needs + $0.service.outputs }, from: nodes.indices) { if ring == nil { ring = $0() } }
    if let ring { throw cycle(ring) }
  }

  private mutating func collect(_ text: ModelText, _ unit: Int) {
    var names = Set<String>()
    func note(_ name: String, _ line: Int) {
      guard !names.insert(name).inserted else { return }
      problems.append(
        ModelProblem(
          .structure, file: text.file, line: line, "the name “\(name)” is given twice; the first one counts",
          "名称“\(name)”重复；以第一个为准"))
    }
    func add(_ id: String, _ element: Element) {
      let node = Node(unit: unit, element: element)
      note(node.name, node.line)
      let place = Place(unit: unit, id: id.isEmpty ? "\u{0}\(nodes.count)" : id)
      if places[place] == nil {
        places[place] = nodes.count
      } else {
        problems.append(
          ModelProblem(
            .structure, file: text.file, line: node.line, "the id “\(id)” is given twice; the first one counts",
            "标识“\(id)”重复；以第一个为准"))
      }
      nodes.append(node)
    }
    for input in text.inputs { add(input.id, .input(input)) }
    for decision in text.decisions { add(decision.id, .decision(decision)) }
    for knowledge in text.knowledge { add(knowledge.id, .knowledge(knowledge)) }
    for service in text.services { add(service.id, .service(service)) }
  }

  private mutating func link(_ index: Int) throws(ModelProblem) {
    switch nodes[index].element {
    case .input: break
    case .decision(let text): nodes[index].needs = try all(text.requirements, of: index)
    case .knowledge(let text): nodes[index].needs = try all(text.requirements, of: index)
    case .service(let text):
      nodes[index].service = ServiceParts(
        outputs: try all(text.outputs, of: index), inputDecisions: try all(text.inputDecisions, of: index),
        inputs: try all(text.inputs, of: index))
      _ = try all(text.encapsulated, of: index)
    }
  }

  private func all(_ requirements: [RequirementText], of index: Int) throws(ModelProblem) -> [Int] {
    var found: [Int] = []
    var seen = Set<Int>()
    for requirement in requirements {
      if let node = try target(of: requirement, from: index), seen.insert(node).inserted { found.append(node) }
    }
    return found
  }

  /// Follows `#id` or `namespace#id`.
  private func target(of requirement: RequirementText, from index: Int) throws(ModelProblem) -> Int? {
    let (unit, id) = address(requirement.reference, in: nodes[index].unit)
    if let unit, let node = places[Place(unit: unit, id: id)] {
      if fits(requirement.kind, nodes[node].element) { return node }
    } else if let unit, requirement.kind == .authority, loader.units[unit].text.sources.contains(id) {
      return nil
    }
    // Who is responsible for a rule has no part in its evaluation.
    if requirement.kind == .authority { return nil }
    throw ModelProblem(
      .reference, file: loader.units[nodes[index].unit].text.file, line: requirement.line, place: "“\(nodes[index].name)”",
      "it needs “\(requirement.reference)”, which is not in the model", "它引用的“\(requirement.reference)”不在模型中")
  }

  private func address(_ reference: String, in unit: Int) -> (unit: Int?, id: String) {
    guard let mark = reference.lastIndex(of: "#") else { return (unit, reference) }
    let namespace = String(reference[..<mark])
    let id = String(reference[reference.index(after: mark)...])
    if namespace.isEmpty || namespace == loader.units[unit].text.namespace { return (unit, id) }
    return (loader.unit(ofNamespace: namespace), id)
  }

  private func fits(_ kind: RequirementText.Kind, _ element: Element) -> Bool {
    switch (kind, element) {
    case (.input, .input), (.input, .decision), (.decision, .decision), (.decision, .input): true
    case (.knowledge, .knowledge), (.knowledge, .service): true
    default: false
    }
  }

  private func cycle(_ ring: [Int]) -> ModelProblem {
    let path = Order.words(ring) { "“\(nodes[$0].name)”" }
    let first = nodes[ring[0]]
    return ModelProblem(
      .cycle, file: loader.units[first.unit].text.file, line: first.line, place: "“\(first.name)”",
      "elements need one another in a ring: \(path)", "元素之间循环依赖：\(path)")
  }
}
