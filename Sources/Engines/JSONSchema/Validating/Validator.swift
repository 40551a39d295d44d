import JSON

/// One validation of one document. Lives only while program and document are borrowed.
struct Validator {
  let program: Program
  let instructions: UnsafeMutableBufferPointer<Instruction>
  let schemas: UnsafeMutableBufferPointer<SchemaEntry>
  let view: ValueView
  let nodes: UnsafeBufferPointer<JSONNode>
  /// For pointers to what is wrong.
  let document: JSONDocument
  let followsScope: Bool

  /// Whether all errors are wanted; without, the first ends it.
  var collects: Bool
  var errors: [SchemaError] = []
  var stepsLeft: Int
  var depth = 0
  /// The resources entered on the way here (dynamic scope, Core §7.1).
  var scope: [Int32] = []
  /// Bits of members and items that have been looked at, for `unevaluated…`: a stack of rows.
  var looked: [UInt64] = []

  init(
    _ program: Program, bytes: UnsafeBufferPointer<UInt8>, nodes: UnsafeBufferPointer<JSONNode>, collects: Bool,
    document: JSONDocument
  ) {
    self.program = program
    instructions = program.instructions
    schemas = program.schemas
    view = ValueView(bytes: bytes, nodes: nodes)
    self.nodes = nodes
    self.document = document
    self.collects = collects
    followsScope = !program.anchors.isEmpty
    stepsLeft = program.steps
  }

  mutating func spend(_ steps: Int = 1) throws(SchemaFailure) {
    stepsLeft -= steps
    if stepsLeft < 0 { throw .tooMuchWork }
  }

  /// Whether the value at a place fits a schema. `row` is where to note in `looked` what of the value was looked at; -1 when nobody asks.
  mutating func fits(_ schema: Int32, _ place: Int, row: Int) throws(SchemaFailure) -> Bool {
    let entry = schemas[Int(schema)]
    switch entry.answer {
    case .yes: return true
    case .no:
      if collects { report(schema, "", place, .notAllowed) }
      return false
    case .depends: break
    }
    try spend()
    let node = nodes[place]
    if entry.types != 0, !view.hasType(node, entry.types) {
      // What is of another type need not be told what else it is not.
      if collects { report(schema, "type", place, .type(JSONTypes.names(entry.types))) }
      return false
    }
    if entry.first == entry.end { return true }
    var fits = true
    depth += 1
    guard depth <= program.depth else { throw .tooDeep }
    let enters = followsScope && scope.last != entry.resource
    if enters { scope.append(entry.resource) }
    let own = entry.tracks ? openRow(node) : row
    for index in Int(entry.first)..<Int(entry.end) {
      if try !step(instructions[index], schema, node, place, row: own) {
        fits = false
        if !collects { break }
      }
    }
    if entry.tracks { closeRow(own, into: fits ? row : -1) }
    if enters { scope.removeLast() }
    depth -= 1
    return fits
  }

  private mutating func step(
    _ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int, row: Int
  ) throws(SchemaFailure) -> Bool {
    switch step.operation {
    case .const: return const(step, schema, place)
    case .enum: return isOneOf(step, schema, place)
    case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf:
      return node.kind == .number ? bound(step, schema, node, place) : true
    case .minLength, .maxLength: return node.kind == .string ? length(step, schema, node, place) : true
    case .pattern: return node.kind == .string ? try pattern(step, schema, node, place) : true
    case .format: return node.kind == .string ? format(step, schema, node, place) : true
    case .minItems, .maxItems: return node.kind == .array ? count(step, schema, node, place) : true
    case .minProperties, .maxProperties: return node.kind == .object ? count(step, schema, node, place) : true
    case .uniqueItems: return node.kind == .array ? try unique(schema, node, place) : true
    case .prefixItems: return node.kind == .array ? try prefixItems(step, node, place, row: row) : true
    case .items: return node.kind == .array ? try items(step, schema, node, place, row: row) : true
    case .contains: return node.kind == .array ? try contains(step, schema, node, place, row: row) : true
    case .members: return node.kind == .object ? try members(step, schema, node, place, row: row) : true
    case .propertyNames: return node.kind == .object ? try propertyNames(step, node, place) : true
    case .dependentRequired: return node.kind == .object ? dependentRequired(step, schema, node, place) : true
    case .dependentSchema:
      guard node.kind == .object, program.member(step.a, of: node, place, view) != nil else { return true }
      return try fits(step.b, place, row: row)
    case .allOf: return try allOf(step, place, row: row)
    case .anyOf: return try anyOf(step, schema, node, place, row: row)
    case .oneOf: return try oneOf(step, schema, node, place, row: row)
    case .not: return try not(step, schema, place)
    case .condition: return try condition(step, node, place, row: row)
    case .reference: return try fits(step.a, place, row: row)
    case .dynamicReference: return try fits(dynamicTarget(step), place, row: row)
    case .unevaluatedItems: return node.kind == .array ? try unevaluatedItems(step, node, place, row: row) : true
    case .unevaluatedProperties:
      return node.kind == .object ? try unevaluatedProperties(step, schema, node, place, row: row) : true
    }
  }

  /// The outermost resource entered that bears the anchor (Core §8.2.3.2).
  private func dynamicTarget(_ step: Instruction) -> Int32 {
    for resource in scope {
      for anchor in program.anchors where anchor.anchor == step.b && anchor.resource == resource { return anchor.schema }
    }
    return step.a
  }

  func pointer(to place: Int) -> String { document.pointer(to: place) }

  /// Notes an error. Called only when errors are collected.
  mutating func report(_ schema: Int32, _ keyword: String, _ place: Int, _ fault: SchemaFault, causes: [SchemaError] = []) {
    let note = program.notes[Int(schema)]
    let word = keyword.isEmpty ? "false" : keyword
    errors.append(
      SchemaError(
        instance: pointer(to: place), schema: keyword.isEmpty ? note.location : note.location + "/" + keyword, keyword: word,
        fault: fault, title: note.title, example: note.example, causes: causes))
  }
}
