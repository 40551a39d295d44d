/// From the XML tree of a model to its elements (DMN 1.5 §6, §7). Diagrams and extensions are passed over.
struct ModelReader {
  let file: String
  private(set) var model = ModelText()

  /// Versions that are read. Elements that evaluation needs have the same names in all of them.
  static let versions: [(version: String, namespace: String)] = [
    ("1.1", "http://www.omg.org/spec/DMN/20151101/dmn.xsd"),
    ("1.2", "http://www.omg.org/spec/DMN/20180521/MODEL/"),
    ("1.3", "https://www.omg.org/spec/DMN/20191111/MODEL/"),
    ("1.4", "https://www.omg.org/spec/DMN/20211108/MODEL/"),
    ("1.5", "https://www.omg.org/spec/DMN/20230324/MODEL/"),
  ]

  static func read(_ bytes: [UInt8], file: String) throws(ModelProblem) -> ModelText {
    let root = try XMLReader.read(bytes, file: file)
    var reader = ModelReader(file: file)
    try reader.read(root)
    return reader.model
  }

  init(file: String) { self.file = file }

  private mutating func read(_ root: XMLTree) throws(ModelProblem) {
    guard root.name == "definitions", Self.versions.contains(where: { $0.namespace == root.namespace }) else {
      let known = Self.versions.map(\.version).joined(separator: ", ")
      throw ModelProblem(
        .structure, file: file, line: root.line,
        "this is no DMN model: the outermost element must be “definitions” of DMN \(known), but it is “\(root.name)” of “\(root.namespace)”",
        "这不是 DMN 模型：最外层元素应为 DMN \(known) 的“definitions”，实际为“\(root.namespace)”中的“\(root.name)”")
    }
    model.file = file
    model.name = root["name"] ?? ""
    model.namespace = root["namespace"] ?? ""
    model.line = root.line
    for child in root.children where child.namespace == root.namespace {
      switch child.name {
      case "import": model.imports.append(importing(child))
      case "itemDefinition": model.items.append(try item(child))
      case "inputData": model.inputs.append(input(child, try named(child)))
      case "decision": model.decisions.append(decision(child, try named(child)))
      case "businessKnowledgeModel": model.knowledge.append(knowledge(child, try named(child)))
      case "decisionService": model.services.append(service(child, try named(child)))
      case "knowledgeSource": model.sources.insert(child["id"] ?? "")
      default: break
      }
    }
  }

  private func named(_ element: XMLTree) throws(ModelProblem) -> String {
    if let name = element["name"].map(Self.tidy), !name.isEmpty { return name }
    throw ModelProblem(
      .structure, file: file, line: element.line, "the element “\(element.name)” has no name", "元素“\(element.name)”没有名称")
  }

  /// Names are compared with white space made single blanks, as FEEL reads them (§10.3.1.5).
  static func tidy(_ name: String) -> String {
    name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func importing(_ element: XMLTree) -> ImportText {
    ImportText(
      name: Self.tidy(element["name"] ?? ""), namespace: element["namespace"] ?? "", location: element["locationURI"],
      type: element["importType"] ?? "", line: element.line)
  }

  private func item(_ element: XMLTree) throws(ModelProblem) -> ItemText {
    var item = ItemText(
      name: try named(element), type: Self.type(element), isCollection: element["isCollection"] == "true",
      line: element.line)
    for component in element.all("itemComponent") { item.components.append(try self.item(component)) }
    item.allowedValues = BoxedReader.feel(element.first("allowedValues"))
    item.typeConstraint = BoxedReader.feel(element.first("typeConstraint"))
    if let function = element.first("functionItem") {
      item.function = FunctionTypeText(
        parameters: function.all("parameters").map { BoxedReader.variable($0, name: "") },
        result: Self.type(function, "outputTypeRef"))
    }
    return item
  }

  /// A type's name: an attribute, or in item definitions an element. DMN 1.1 writes `feel:number`.
  static func type(_ element: XMLTree, _ attribute: String = "typeRef") -> String? {
    guard let written = element[attribute] ?? element.first(attribute)?.text else { return nil }
    let name = tidy(written)
    guard !name.isEmpty else { return nil }
    guard let colon = name.firstIndex(of: ":") else { return name }
    // `prefix:name`: of FEEL's own or of this model's; an import's types are written with a dot in later versions.
    return String(name[name.index(after: colon)...])
  }

  private func input(_ element: XMLTree, _ name: String) -> InputText {
    InputText(
      id: element["id"] ?? "", name: name, variable: BoxedReader.variable(element.first("variable"), name: name),
      line: element.line)
  }

  private func decision(_ element: XMLTree, _ name: String) -> DecisionText {
    DecisionText(
      id: element["id"] ?? "", name: name, variable: BoxedReader.variable(element.first("variable"), name: name),
      question: element.first("question")?.text, allowedAnswers: element.first("allowedAnswers")?.text,
      requirements: requirements(element), logic: BoxedReader.only(in: element), line: element.line)
  }

  private func knowledge(_ element: XMLTree, _ name: String) -> KnowledgeText {
    KnowledgeText(
      id: element["id"] ?? "", name: name, variable: BoxedReader.variable(element.first("variable"), name: name),
      requirements: requirements(element), logic: element.first("encapsulatedLogic").map(BoxedReader.function),
      line: element.line)
  }

  private func service(_ element: XMLTree, _ name: String) -> ServiceText {
    func references(_ kind: String, _ of: RequirementText.Kind) -> [RequirementText] {
      element.all(kind).map { RequirementText(kind: of, reference: $0["href"] ?? "", line: $0.line) }
    }
    return ServiceText(
      id: element["id"] ?? "", name: name, variable: BoxedReader.variable(element.first("variable"), name: name),
      outputs: references("outputDecision", .decision), encapsulated: references("encapsulatedDecision", .decision),
      inputDecisions: references("inputDecision", .decision), inputs: references("inputData", .input), line: element.line)
  }

  private func requirements(_ element: XMLTree) -> [RequirementText] {
    let kinds: [String: RequirementText.Kind] = [
      "requiredDecision": .decision, "requiredInput": .input, "requiredKnowledge": .knowledge, "requiredAuthority": .authority,
    ]
    var found: [RequirementText] = []
    for holder in element.children where holder.namespace == element.namespace && holder.name.hasSuffix("Requirement") {
      for child in holder.children {
        guard var kind = kinds[child.name] else { continue }
        if holder.name == "authorityRequirement" { kind = .authority }
        found.append(RequirementText(kind: kind, reference: child["href"] ?? "", line: child.line))
      }
    }
    return found
  }
}
