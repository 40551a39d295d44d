import JSON

/// Runs of bytes that are the same.
func sameBytes(_ one: UnsafePointer<UInt8>?, _ start: Int, _ other: UnsafePointer<UInt8>?, _ from: Int, _ count: Int) -> Bool {
  guard count > 0, let one, let other else { return count == 0 }
  for offset in 0..<count where one[start + offset] != other[from + offset] { return false }
  return true
}

func sameBytes(
  _ one: UnsafePointer<UInt8>?, _ start: Int, _ other: UnsafeMutablePointer<UInt8>?, _ from: Int, _ count: Int
) -> Bool {
  sameBytes(one, start, other.map { UnsafePointer($0) }, from, count)
}

/// Equality of values (Core §4.2.2): numbers by value, objects whatever the order of their members.
struct ValueEquality {
  let bytes: UnsafeBufferPointer<UInt8>
  let nodes: UnsafeBufferPointer<JSONNode>
  let otherBytes: UnsafeBufferPointer<UInt8>
  let otherNodes: UnsafeBufferPointer<JSONNode>

  func equal(_ place: Int, _ other: Int) -> Bool {
    let (left, right) = (nodes[place], otherNodes[other])
    guard left.kind == right.kind else { return false }
    switch left.kind {
    case .null, .no, .yes: return true
    case .string: return sameText(left, right)
    case .number: return sameText(left, right) || sameNumber(left, right)
    case .array:
      guard left.length == right.length else { return false }
      var (at, beside) = (place + 1, other + 1)
      while at < Int(left.next) {
        guard equal(at, beside) else { return false }
        (at, beside) = (Int(nodes[at].next), Int(otherNodes[beside].next))
      }
      return true
    case .object:
      guard left.length == right.length else { return false }
      var at = place + 1
      while at < Int(left.next) {
        guard let beside = member(nodes[at], in: right, other), equal(at + 1, beside) else { return false }
        at = Int(nodes[at + 1].next)
      }
      return true
    }
  }

  private func sameText(_ left: JSONNode, _ right: JSONNode) -> Bool {
    left.length == right.length && left.hash == right.hash
      && sameBytes(bytes.baseAddress, Int(left.start), otherBytes.baseAddress, Int(right.start), Int(left.length))
  }

  private func sameNumber(_ left: JSONNode, _ right: JSONNode) -> Bool {
    let one = UnsafeBufferPointer(rebasing: bytes[Int(left.start)..<Int(left.start) + Int(left.length)])
    let two = UnsafeBufferPointer(rebasing: otherBytes[Int(right.start)..<Int(right.start) + Int(right.length)])
    switch (SmallNumber(one), SmallNumber(two)) {
    case (let small?, let other?): return small == other
    default: return JSONNumber(String(decoding: one, as: UTF8.self)) == JSONNumber(String(decoding: two, as: UTF8.self))
    }
  }

  private func member(_ name: JSONNode, in object: JSONNode, _ place: Int) -> Int? {
    var at = place + 1
    while at < Int(object.next) {
      if sameText(name, otherNodes[at]) { return at + 1 }
      at = Int(otherNodes[at + 1].next)
    }
    return nil
  }
}

extension Validator {
  /// Whether two values of the document are equal.
  func equal(_ place: Int, _ other: Int) -> Bool {
    ValueEquality(bytes: bytes, nodes: nodes, otherBytes: bytes, otherNodes: nodes).equal(place, other)
  }

  private func equals(constant: Int32, _ place: Int) -> Bool {
    program.constants.bytes.withUnsafeBufferPointer { otherBytes in
      program.constants.nodes.withUnsafeBufferPointer { otherNodes in
        ValueEquality(bytes: bytes, nodes: nodes, otherBytes: otherBytes, otherNodes: otherNodes)
          .equal(place, Int(program.constantPlaces[Int(constant)]))
      }
    }
  }

  private func constant(_ index: Int32) -> JSON {
    program.constants.value(at: Int(program.constantPlaces[Int(index)])) ?? .null
  }

  mutating func const(_ step: Instruction, _ schema: Int32, _ place: Int) -> Bool {
    if equals(constant: step.a, place) { return true }
    if collects { report(schema, "const", place, .const(constant(step.a))) }
    return false
  }

  mutating func isOneOf(_ step: Instruction, _ schema: Int32, _ place: Int) -> Bool {
    for index in Int(step.a)..<Int(step.b) where equals(constant: program.lists[index], place) { return true }
    if collects { report(schema, "enum", place, .enum((Int(step.a)..<Int(step.b)).map { constant(program.lists[$0]) })) }
    return false
  }

  /// Equal values hash alike.
  func hash(_ place: Int, into hasher: inout Hasher) {
    let node = nodes[place]
    hasher.combine(node.kind)
    switch node.kind {
    case .null, .no, .yes: break
    case .string: hasher.combine(bytes: UnsafeRawBufferPointer(text(node)))
    case .number:
      if let small = small(node) {
        hasher.combine(small.mantissa)
        hasher.combine(small.exponent)
      } else {
        hasher.combine(exact(node))
      }
    case .array:
      var at = place + 1
      while at < Int(node.next) {
        hash(at, into: &hasher)
        at = Int(nodes[at].next)
      }
    case .object:
      // Order must not matter: the hashes of members are added up.
      var sum = 0
      var at = place + 1
      while at < Int(node.next) {
        var member = Hasher()
        hash(at, into: &member)
        hash(at + 1, into: &member)
        sum &+= member.finalize()
        at = Int(nodes[at + 1].next)
      }
      hasher.combine(sum)
    }
  }
}
