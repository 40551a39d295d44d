import JSON
import RegularExpressions

/// Keywords for objects (Core §10.3.2 and §11.3, Validation §6.5).
extension Validator {
  mutating func members(
    _ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int, row: Int
  ) throws(SchemaFailure) -> Bool {
    let table = program.tables[Int(step.a)]
    if row < 0, table.mask < 4, table.additional < 0, table.firstPattern == table.endPattern, !collects {
      return try fewMembers(table, node, place)
    }
    var fits = true
    var required: Int32 = 0
    var index = 0
    var at = place + 1
    while at < Int(node.next) {
      let name = nodes[at]
      var isKnown = false
      if let slot = program.slot(name, in: table, view) {
        if slot.isRequired { required += 1 }
        isKnown = slot.isProperty
        if slot.schema >= 0, try !self.fits(slot.schema, at + 1, row: -1) { fits = false }
      }
      for pattern in stride(from: Int(table.firstPattern), to: Int(table.endPattern), by: 2)
      where try matches(program.lists[pattern], name) {
        isKnown = true
        if try !self.fits(program.lists[pattern + 1], at + 1, row: -1) { fits = false }
      }
      if isKnown {
        look(at: index, row: row)
      } else if table.additional >= 0 {
        look(at: index, row: row)
        if schemas[Int(table.additional)].answer == .no {
          fits = false
          if collects { reportUnknown(schema, "additionalProperties", at) }
        } else if try !self.fits(table.additional, at + 1, row: -1) {
          fits = false
        }
      }
      if !fits, !collects { return false }
      at = Int(nodes[at + 1].next)
      index += 1
    }
    if required == table.required { return fits }
    if collects { reportMissing(table, schema, node, place) }
    return false
  }

  /// The same for a table of one or two names that asks nothing of others: each is looked for.
  private mutating func fewMembers(_ table: MemberTable, _ node: JSONNode, _ place: Int) throws(SchemaFailure) -> Bool {
    for index in 0...table.mask {
      let slot = program.slots[Int(table.firstSlot + index)]
      if slot.name < 0 { continue }
      if let member = program.member(slot.name, of: node, place, view) {
        if slot.schema >= 0, try !fits(slot.schema, member, row: -1) { return false }
      } else if slot.isRequired {
        return false
      }
    }
    return true
  }

  /// A member that nobody asked for, whose name stands at a place.
  private mutating func reportUnknown(_ schema: Int32, _ keyword: String, _ name: Int) {
    errors.append(
      SchemaError(
        instance: pointer(to: name + 1), schema: program.notes[Int(schema)].location + "/" + keyword, keyword: keyword,
        fault: .unknownMember(document.text(at: name)), title: nil, example: nil, causes: []))
  }

  private mutating func reportMissing(_ table: MemberTable, _ schema: Int32, _ node: JSONNode, _ place: Int) {
    let slots = (0...table.mask).map { program.slots[Int(table.firstSlot + $0)] }
    for slot in slots.sorted(by: { $0.name < $1.name })
    where slot.name >= 0 && slot.isRequired && program.member(slot.name, of: node, place, view) == nil {
      let note = program.notes[Int(schema)]
      let title = slot.schema >= 0 ? self.title(of: slot.schema) : nil
      errors.append(
        SchemaError(
          instance: pointer(to: place), schema: note.location + "/required", keyword: "required",
          fault: .required(program.name(slot.name)), title: title, example: nil, causes: []))
    }
  }

  /// What a schema, or the one it refers to, calls its value.
  private func title(of schema: Int32) -> String? {
    if let title = program.notes[Int(schema)].title { return title }
    let entry = schemas[Int(schema)]
    for index in Int(entry.first)..<Int(entry.end) where instructions[index].operation == .reference {
      return program.notes[Int(instructions[index].a)].title
    }
    return nil
  }

  mutating func propertyNames(_ step: Instruction, _ node: JSONNode, _ place: Int) throws(SchemaFailure) -> Bool {
    var fits = true
    var at = place + 1
    while at < Int(node.next) {
      if try !self.fits(step.a, at, row: -1) {
        fits = false
        if !collects { return false }
      }
      at = Int(nodes[at + 1].next)
    }
    return fits
  }

  mutating func dependentRequired(_ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int) -> Bool {
    let asking = program.lists[Int(step.a)]
    guard program.member(asking, of: node, place, view) != nil else { return true }
    var fits = true
    for index in Int(step.a) + 1..<Int(step.b) where program.member(program.lists[index], of: node, place, view) == nil {
      fits = false
      if !collects { return false }
      let fault = SchemaFault.dependentRequired(program.name(program.lists[index]), because: program.name(asking))
      report(schema, "dependentRequired", place, fault)
    }
    return fits
  }

  mutating func unevaluatedProperties(
    _ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int, row: Int
  ) throws(SchemaFailure) -> Bool {
    var fits = true
    var at = place + 1
    var index = 0
    while at < Int(node.next) {
      if !isLooked(at: index, row: row) {
        let isForbidden = schemas[Int(step.a)].answer == .no
        if isForbidden, collects { reportUnknown(schema, "unevaluatedProperties", at) }
        var memberFits = !isForbidden
        if memberFits { memberFits = try self.fits(step.a, at + 1, row: -1) }
        if !memberFits {
          fits = false
          if !collects { return false }
        }
      }
      at = Int(nodes[at + 1].next)
      index += 1
    }
    lookAtAll(of: node, row: row)
    return fits
  }
}
