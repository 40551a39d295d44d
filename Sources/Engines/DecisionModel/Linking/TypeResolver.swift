import FEEL

/// From item definitions (DMN 1.5 §7.3.2) to FEEL types, for one unit and all that it imports.
struct TypeResolver {
  /// Names that a unit may use for types: its own, and those of imports with the import's name before them.
  private(set) var types: [[String: FEELType]] = []
  private(set) var problems: [ModelProblem] = []

  /// A type that names others many times over can grow without end; beyond this it is taken as anything.
  private static let largest = 5_000

  init(_ loader: ModelLoader) {
    types = Array(repeating: [:], count: loader.units.count)
    // Imports first: the loader has refused rings.
    let order = Order.sorted(loader.units.map { $0.imports.map(\.unit) }, from: loader.units.indices) { _ in }
    for unit in order {
      var known: [String: FEELType] = [:]
      for (name, other) in loader.units[unit].imports {
        for (type, definition) in types[other] { known[name.isEmpty ? type : name + "." + type] = definition }
      }
      var scope = UnitTypes(text: loader.units[unit].text, known: known, largest: Self.largest)
      scope.resolve()
      types[unit] = scope.known
      problems += scope.problems
    }
  }
}

/// The types of one unit.
private struct UnitTypes {
  let text: ModelText
  var known: [String: FEELType]
  let largest: Int
  var problems: [ModelProblem] = []
  private var sizes: [String: Int] = [:]
  private let own: Set<String>

  init(text: ModelText, known: [String: FEELType], largest: Int) {
    self.text = text
    self.known = known
    self.largest = largest
    own = Set(text.items.map(\.name))
  }

  mutating func resolve() {
    var places: [String: Int] = [:]
    for (index, item) in text.items.enumerated() {
      // A name of the unit hides one of an import without a name.
      known[item.name] = nil
      if places[item.name] == nil { places[item.name] = index }
    }
    var rings: [[Int]] = []
    let order = Order.sorted(text.items.map { names(in: $0).compactMap { places[$0] } }, from: text.items.indices) {
      if rings.count < 200 { rings.append($0()) }
    }
    for ring in rings {
      let path = Order.words(ring) { "“\(text.items[$0].name)”" }
      report(
        text.items[ring[0]], "the type contains itself: \(path); there it is taken as Any", "类型包含自身：\(path)；此处按 Any 处理")
    }
    for index in order where places[text.items[index].name] == index {
      let item = text.items[index]
      var size = 0
      let type = self.type(of: item, size: &size)
      if size > largest {
        report(item, "the type is too large and is taken as Any", "类型过大，按 Any 处理")
        known[item.name] = .any
      } else {
        known[item.name] = type
        sizes[item.name] = size
      }
    }
  }

  private mutating func report(_ item: ItemText, _ english: String, _ chinese: String) {
    guard problems.count < 200 else { return }
    problems.append(ModelProblem(.type, file: text.file, line: item.line, place: "“\(item.name)”", english, chinese))
  }

  private func names(in item: ItemText) -> [String] {
    var found = [item.type].compactMap { $0 }
    for component in item.components { found += names(in: component) }
    if let function = item.function { found += (function.parameters.map(\.type) + [function.result]).compactMap { $0 } }
    return found
  }

  private mutating func named(_ name: String?, _ item: ItemText, size: inout Int) -> FEELType {
    guard let name else { return .any }
    if let type = known[name] {
      size += sizes[name] ?? 1
      return type
    }
    if let type = FEELType(builtInName: name) { return type }
    // What closes a ring is not known yet, and has been told of.
    if !own.contains(name) { report(item, "the type “\(name)” is not defined", "类型“\(name)”未定义") }
    return .any
  }

  private mutating func type(of item: ItemText, size: inout Int) -> FEELType {
    size += 1
    var type: FEELType
    if let function = item.function {
      var parameters: [FEELType] = []
      for parameter in function.parameters {
        parameters.append(named(parameter.type, item, size: &size))
      }
      type = .function(parameters, named(function.result, item, size: &size))
    } else if !item.components.isEmpty {
      var members: [FEELType.Member] = []
      for component in item.components {
        members.append(FEELType.Member(component.name, self.type(of: component, size: &size)))
      }
      type = .context(members)
    } else {
      type = named(item.type, item, size: &size)
    }
    // §7.3.2: allowed values are those of the elements of a collection, a type constraint is on the whole.
    if case .list(let element) = type, item.components.isEmpty {
      if let tests = tests(item.allowedValues, item, element) { type = .list(.constrained(element, tests)) }
    } else if let tests = tests(item.allowedValues, item, type) {
      type = .constrained(type, tests)
    }
    if item.isCollection { type = .list(type) }
    if let tests = tests(item.typeConstraint, item, type) { type = .constrained(type, tests) }
    return type
  }

  private mutating func tests(_ written: FEELText?, _ item: ItemText, _ input: FEELType) -> UnaryTests? {
    guard let written, !written.text.allSatisfy(\.isWhitespace) else { return nil }
    do {
      return try UnaryTests(written.text, scope: Scope([], types: known), input: input)
    } catch {
      report(item, "allowed values cannot be read: \(error.description)", "允许值无法读取：\(error.chinese)")
      return nil
    }
  }
}
