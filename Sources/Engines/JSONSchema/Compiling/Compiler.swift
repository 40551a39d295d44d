import JSON
import RegularExpressions
import TextFormats

/// Makes a program of a schema and all that it refers to. One schema at a time: those it holds wait in a queue, so that depth costs nothing.
struct Compiler {
  let options: SchemaOptions
  var registry: Registry
  var builder = ProgramBuilder()
  private var known: [SchemaPlace: Int32] = [:]
  private var waiting: [(schema: JSON, place: SchemaPlace, index: Int32)] = []
  private var anchorNames: [String: Int32] = [:]

  static func program(_ schema: JSON, _ options: SchemaOptions) throws(SchemaProblem) -> Program {
    var compiler = Compiler(options: options)
    let root = try compiler.registry.add(schema, at: options.baseURI)
    _ = try compiler.index(SchemaPlace(resource: root, pointer: ""), schema)
    try compiler.work()
    try compiler.refuseEndless()
    return Program(compiler.builder, options: options)
  }

  private init(options: SchemaOptions) {
    self.options = options
    registry = Registry(options: options)
  }

  private mutating func work() throws(SchemaProblem) {
    var next = 0
    repeat {
      while next < waiting.count {
        let (schema, place, index) = waiting[next]
        waiting[next].schema = .null
        next += 1
        try compile(schema, place, index)
      }
      try reachDynamicAnchors()
    } while next < waiting.count
  }

  /// Every resource that bears an anchor which some `$dynamicRef` looks for may be what it finds.
  private mutating func reachDynamicAnchors() throws(SchemaProblem) {
    builder.anchors = []
    for (name, anchor) in anchorNames.sorted(by: { $0.value < $1.value }) {
      for resource in registry.resources.indices {
        guard let pointer = registry.resources[resource].dynamicAnchors[name] else { continue }
        let schema = try index(SchemaPlace(resource: resource, pointer: pointer))
        builder.anchors.append(DynamicAnchor(resource: Int32(resource), anchor: anchor, schema: schema))
      }
    }
  }

  /// The index of the schema at a place; it is compiled in its turn.
  mutating func index(_ place: SchemaPlace, _ schema: JSON? = nil) throws(SchemaProblem) -> Int32 {
    let place = registry.entered(place)
    if let index = known[place] { return index }
    guard let schema = schema ?? registry.schema(at: place) else { throw registry.problem(.notASchema, place) }
    guard builder.schemas.count < options.schemas else { throw registry.problem(.tooLarge, place) }
    let index = Int32(builder.schemas.count)
    known[place] = index
    builder.schemas.append(SchemaEntry(resource: Int32(place.resource)))
    builder.notes.append(
      SchemaNote(
        location: registry.location(place), title: schema["title"]?.stringValue,
        example: schema["examples"]?[0].map { $0.stringValue ?? $0.text }))
    waiting.append((schema, place, index))
    return index
  }

  private mutating func compile(_ schema: JSON, _ place: SchemaPlace, _ index: Int32) throws(SchemaProblem) {
    switch schema {
    case .bool(let answer): builder.schemas[Int(index)].answer = answer ? .yes : .no
    case .object(let object):
      var entry = builder.schemas[Int(index)]
      var steps: [Instruction] = []
      var membersDone = false
      let vocabularies = registry.resources[place.resource].vocabularies
      for (keyword, value) in object {
        if ["properties", "patternProperties", "additionalProperties", "required"].contains(keyword) {
          if !membersDone { steps += try members(object, place, vocabularies) }
          membersDone = true
          continue
        }
        if vocabularies.contains(.validation), keyword == "type" {
          entry.types = try types(value, place)
          continue
        }
        steps += try core(keyword, value, place)
        if vocabularies.contains(.validation) { steps += try assertion(keyword, value, place) }
        if vocabularies.contains(.applicator) { steps += try applicator(keyword, value, object, place) }
        if vocabularies.contains(.unevaluated) { steps += try unevaluated(keyword, value, place) }
        if keyword == "format" { steps += try format(value, place, vocabularies) }
      }
      steps.sort { $0.operation.rawValue < $1.operation.rawValue }
      entry.tracks = steps.contains { $0.operation == .unevaluatedItems || $0.operation == .unevaluatedProperties }
      entry.first = Int32(builder.instructions.count)
      builder.instructions += steps
      entry.end = Int32(builder.instructions.count)
      if steps.isEmpty, entry.types == 0 { entry.answer = .yes }
      builder.schemas[Int(index)] = entry
    default: throw registry.problem(.notASchema, place)
    }
  }

  private mutating func core(_ keyword: String, _ value: JSON, _ place: SchemaPlace) throws(SchemaProblem) -> [Instruction] {
    switch keyword {
    case "$ref":
      let target = try registry.resolve(try text(value, place, keyword), from: place, keyword: keyword)
      return [Instruction(operation: .reference, a: try index(target.place))]
    case "$dynamicRef":
      let (target, anchor) = try registry.resolve(try text(value, place, keyword), from: place, keyword: keyword)
      let schema = try index(target)
      guard let anchor, registry.resources[target.resource].dynamicAnchors[anchor] == target.pointer else {
        return [Instruction(operation: .reference, a: schema)]
      }
      let number = anchorNames[anchor] ?? Int32(anchorNames.count)
      anchorNames[anchor] = number
      return [Instruction(operation: .dynamicReference, a: schema, b: number)]
    case "$id", "$schema", "$anchor", "$comment", "$dynamicAnchor":
      _ = try text(value, place, keyword)
      return []
    case "$defs":
      _ = try object(value, place, keyword)
      return []
    default: return []
    }
  }

  private mutating func format(
    _ value: JSON, _ place: SchemaPlace, _ vocabularies: Vocabularies
  ) throws(SchemaProblem) -> [Instruction] {
    guard !vocabularies.isDisjoint(with: [.formatAnnotation, .formatAssertion]) else { return [] }
    let name = try text(value, place, "format")
    guard options.checksFormats || vocabularies.contains(.formatAssertion) else { return [] }
    if let check = options.formats[name] { return [Instruction(operation: .format, a: builder.format(name, check))] }
    guard let known = TextFormat(rawValue: name) else { return [] }
    return [Instruction(operation: .format, a: builder.format(name) { known.accepts($0) })]
  }

  /// A schema that leads to itself without going into a part of the value would never come to an end.
  private func refuseEndless() throws(SchemaProblem) {
    enum Mark { case open, done }
    var marks: [Int32: Mark] = [:]
    for root in builder.schemas.indices {
      var path: [(schema: Int32, rest: ArraySlice<Int32>)] = []
      func open(_ schema: Int32) {
        marks[schema] = .open
        path.append((schema, applied(by: schema)[...]))
      }
      if marks[Int32(root)] == nil { open(Int32(root)) }
      while let last = path.last {
        guard let next = last.rest.first else {
          marks[last.schema] = .done
          path.removeLast()
          continue
        }
        path[path.count - 1].rest.removeFirst()
        switch marks[next] {
        case .open?: throw SchemaProblem(reason: .endless, location: builder.notes[Int(next)].location)
        case .done?: break
        case nil: open(next)
        }
      }
    }
  }

  /// The schemas that a schema applies to the same value.
  private func applied(by schema: Int32) -> [Int32] {
    let entry = builder.schemas[Int(schema)]
    return builder.instructions[Int(entry.first)..<Int(entry.end)].flatMap { step -> [Int32] in
      switch step.operation {
      case .allOf, .anyOf, .oneOf: Array(builder.lists[Int(step.a)..<Int(step.b)])
      case .not, .reference: [step.a]
      case .dependentSchema: [step.b]
      case .condition: [step.a, step.b, step.c].filter { $0 >= 0 }
      default: []
      }
    }
  }
}
