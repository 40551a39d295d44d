import JSON

/// Keywords for lists (Core §10.3.1 and §11.2, Validation §6.4).
extension Validator {
  mutating func count(_ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int) -> Bool {
    let (limit, count) = (Int(step.a), Int(node.length))
    let fits = step.operation == .minItems || step.operation == .minProperties ? count >= limit : count <= limit
    if !fits, collects {
      switch step.operation {
      case .minItems: report(schema, "minItems", place, .minItems(limit, is: count))
      case .maxItems: report(schema, "maxItems", place, .maxItems(limit, is: count))
      case .minProperties: report(schema, "minProperties", place, .minProperties(limit, is: count))
      default: report(schema, "maxProperties", place, .maxProperties(limit, is: count))
      }
    }
    return fits
  }

  mutating func prefixItems(_ step: Instruction, _ node: JSONNode, _ place: Int, row: Int) throws(SchemaFailure) -> Bool {
    var fits = true
    var at = place + 1
    for index in 0..<min(Int(step.b - step.a), Int(node.length)) {
      if try !self.fits(program.lists[Int(step.a) + index], at, row: -1) {
        fits = false
        if !collects { return false }
      }
      look(at: index, row: row)
      at = Int(nodes[at].next)
    }
    return fits
  }

  mutating func items(
    _ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int, row: Int
  ) throws(SchemaFailure) -> Bool {
    var fits = true
    var at = place + 1
    for index in 0..<Int(node.length) {
      if index >= step.b {
        let isForbidden = schemas[Int(step.a)].answer == .no
        if isForbidden, collects { report(schema, "items", at, .notAllowed) }
        var itemFits = !isForbidden
        if itemFits { itemFits = try self.fits(step.a, at, row: -1) }
        if !itemFits {
          fits = false
          if !collects { return false }
        }
      }
      at = Int(nodes[at].next)
    }
    if node.length > step.b { lookAtAll(of: node, row: row) }
    return fits
  }

  mutating func contains(
    _ step: Instruction, _ schema: Int32, _ node: JSONNode, _ place: Int, row: Int
  ) throws(SchemaFailure) -> Bool {
    var fitting = 0
    var at = place + 1
    for index in 0..<Int(node.length) {
      if try tries(step.a, nodes[at], at, row: -1) {
        fitting += 1
        look(at: index, row: row)
      }
      at = Int(nodes[at].next)
    }
    if fitting >= Int(step.b), step.c < 0 || fitting <= Int(step.c) { return true }
    if collects {
      let word = fitting >= Int(step.b) ? "maxContains" : step.b == 1 ? "contains" : "minContains"
      report(schema, word, place, .contains(fitting, least: Int(step.b), most: step.c < 0 ? nil : Int(step.c)))
    }
    return false
  }

  mutating func unevaluatedItems(_ step: Instruction, _ node: JSONNode, _ place: Int, row: Int) throws(SchemaFailure) -> Bool {
    var fits = true
    var at = place + 1
    for index in 0..<Int(node.length) {
      if !isLooked(at: index, row: row), try !self.fits(step.a, at, row: -1) {
        fits = false
        if !collects { return false }
      }
      at = Int(nodes[at].next)
    }
    lookAtAll(of: node, row: row)
    return fits
  }

  mutating func unique(_ schema: Int32, _ node: JSONNode, _ place: Int) throws(SchemaFailure) -> Bool {
    guard let (first, second) = try equalItems(node, place) else { return true }
    if collects { report(schema, "uniqueItems", place, .uniqueItems(first, second)) }
    return false
  }

  /// The first two items that are equal. Few are compared each with each, many by a seeded hash.
  private mutating func equalItems(_ node: JSONNode, _ place: Int) throws(SchemaFailure) -> (Int, Int)? {
    var places: [Int] = []
    var byHash: [Int: [Int]] = [:]
    let hashes = node.length > 16
    var at = place + 1
    for index in 0..<Int(node.length) {
      var key = 0
      if hashes {
        var hasher = Hasher()
        view.hash(at, into: &hasher)
        key = hasher.finalize()
      }
      let alike = hashes ? byHash[key] ?? [] : Array(0..<index)
      try spend(1 + alike.count)
      for other in alike where view.equal(places[other], at) { return (other, index) }
      if hashes { byHash[key, default: []].append(index) }
      places.append(at)
      at = Int(nodes[at].next)
    }
    return nil
  }
}
