import JSON

/// Schemas applied to the same value (Core §10.2).
extension Validator {
  mutating func allOf(_ step: Instruction, _ place: Int, row: Int) throws(SchemaFailure) -> Bool {
    var fits = true
    for index in Int(step.a)..<Int(step.b) {
      if try !self.fits(program.lists[index], place, row: row) {
        fits = false
        if !collects { return false }
      }
    }
    return fits
  }

  mutating func anyOf(
    _ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int, row: Int
  ) throws(SchemaFailure) -> Bool {
    var fits = false
    for index in Int(step.a)..<Int(step.b) {
      if try tries(program.lists[index], node, place, row: row) {
        fits = true
        if row < 0 { return true }
      }
    }
    if !fits, collects { report(schema, "anyOf", place, .anyOf, causes: try causes(step, place)) }
    return fits
  }

  mutating func oneOf(
    _ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int, row: Int
  ) throws(SchemaFailure) -> Bool {
    var fitting = 0
    for index in Int(step.a)..<Int(step.b) {
      if try tries(program.lists[index], node, place, row: row) {
        fitting += 1
        if fitting > 1, !collects { return false }
      }
    }
    if fitting != 1, collects {
      report(schema, "oneOf", place, .oneOf(fitting), causes: fitting == 0 ? try causes(step, place) : [])
    }
    return fitting == 1
  }

  mutating func not(_ step: Instruction, _ schema: Int32, _ place: Int) throws(SchemaFailure) -> Bool {
    guard try tries(step.a, nodes[place], place, row: -1) else { return true }
    if collects { report(schema, "not", place, .not) }
    return false
  }

  mutating func condition(_ step: Instruction, _ node: JSONNode, _ place: Int, row: Int) throws(SchemaFailure) -> Bool {
    let next = try tries(step.a, node, place, row: row) ? step.b : step.c
    return next < 0 ? true : try fits(next, place, row: row)
  }

  /// What is wrong by each of several schemas.
  private mutating func causes(_ step: Instruction, _ place: Int) throws(SchemaFailure) -> [SchemaError] {
    let others = errors
    errors = []
    for index in Int(step.a)..<Int(step.b) { _ = try fits(program.lists[index], place, row: -1) }
    defer { errors = others }
    return errors
  }
}
