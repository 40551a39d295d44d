/// Reads a model and all that it imports, each once.
struct ModelLoader {
  /// A model and which others it imports, under which names.
  struct Unit: Sendable {
    var text: ModelText
    var imports: [(name: String, unit: Int)] = []
  }

  /// How many models may be taken in.
  static let limit = 100

  let resolver: ImportResolver
  private(set) var units: [Unit] = []
  private(set) var problems: [ModelProblem] = []
  private var places: [String: Int] = [:]

  init(resolver: @escaping ImportResolver) { self.resolver = resolver }

  /// The main model is the first of the units.
  mutating func load(_ main: ModelFile) throws(ModelProblem) {
    let text = try ModelReader.read(main.bytes, file: main.name)
    places[text.namespace] = 0
    units = [Unit(text: text)]
    var next = 0
    while next < units.count {
      for wanted in units[next].text.imports where isModel(wanted) {
        if let unit = try unit(of: wanted, in: next) { units[next].imports.append((wanted.name, unit)) }
      }
      next += 1
    }
    try refuseRings()
  }

  private func isModel(_ wanted: ImportText) -> Bool {
    // `…/DMN/20230324/MODEL/`, `…/DMN/20151101/dmn.xsd`; schemas and PMML are other types.
    wanted.type.isEmpty || wanted.type.uppercased().contains("/DMN/")
  }

  private mutating func unit(of wanted: ImportText, in unit: Int) throws(ModelProblem) -> Int? {
    if let known = places[wanted.namespace] { return known }
    let file = units[unit].text.file
    guard let found = resolver(wanted.namespace, wanted.location) else {
      throw ModelProblem(
        .importing, file: file, line: wanted.line,
        "the model with the namespace “\(wanted.namespace)”, imported as “\(wanted.name)”, was not found",
        "找不到以“\(wanted.name)”导入、命名空间为“\(wanted.namespace)”的模型")
    }
    guard units.count < Self.limit else {
      throw ModelProblem(
        .importing, file: file, line: wanted.line, "more than \(Self.limit) models are imported", "导入的模型超过 \(Self.limit) 个")
    }
    let text = try ModelReader.read(found.bytes, file: found.name)
    if text.namespace != wanted.namespace {
      problems.append(
        ModelProblem(
          .importing, file: file, line: wanted.line,
          "the import asks for the namespace “\(wanted.namespace)”, but \(found.name) has “\(text.namespace)”",
          "导入要求命名空间“\(wanted.namespace)”，而 \(found.name) 的命名空间为“\(text.namespace)”"))
    }
    places[wanted.namespace] = units.count
    if places[text.namespace] == nil { places[text.namespace] = units.count }
    units.append(Unit(text: text))
    return units.count - 1
  }

  /// Models that import one another in a ring have no first one.
  private func refuseRings() throws(ModelProblem) {
    let graph = units.map { $0.imports.map(\.unit) }
    guard let ring = Order.ring(in: graph) else { return }
    let path = Order.words(ring) { units[$0].text.file }
    throw ModelProblem(
      .cycle, file: units[ring[0]].text.file, line: 1, "models import one another in a ring: \(path)", "模型互相循环导入：\(path)")
  }

  /// The unit of a namespace, as references name it.
  func unit(ofNamespace namespace: String) -> Int? { places[namespace] }

  /// The names under which one unit sees another, shortest first found; empty: the unit itself, or imported without a name.
  func path(from start: Int, to end: Int) -> [String]? {
    var seen: Set = [start]
    var waiting: [(unit: Int, path: [String])] = [(start, [])]
    var next = 0
    while next < waiting.count {
      let (unit, path) = waiting[next]
      if unit == end { return path }
      for step in units[unit].imports where seen.insert(step.unit).inserted {
        waiting.append((step.unit, step.name.isEmpty ? path : path + [step.name]))
      }
      next += 1
    }
    return nil
  }
}
