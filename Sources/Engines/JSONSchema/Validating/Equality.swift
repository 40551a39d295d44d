import Glibc
import JSON

/// Runs of bytes that are the same.
func sameBytes(
  _ one: UnsafeBufferPointer<UInt8>, _ start: Int, _ other: UnsafeBufferPointer<UInt8>, _ from: Int, _ count: Int
) -> Bool {
  guard count > 0, let left = one.baseAddress, let right = other.baseAddress else { return count == 0 }
  return memcmp(left + start, right + from, count) == 0
}

/// Equality of values (Core §4.2.2): numbers by value, objects whatever the order of their members.
struct ValueEquality {
  let one: ValueView
  let other: ValueView

  func equal(_ place: Int, _ other: Int) -> Bool {
    let (left, right) = (self.one.nodes[place], self.other.nodes[other])
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
        (at, beside) = (Int(self.one.nodes[at].next), Int(self.other.nodes[beside].next))
      }
      return true
    case .object:
      guard left.length == right.length else { return false }
      var at = place + 1
      while at < Int(left.next) {
        guard let beside = member(self.one.nodes[at], in: right, other), equal(at + 1, beside) else { return false }
        at = Int(self.one.nodes[at + 1].next)
      }
      return true
    }
  }

  private func sameText(_ left: JSONNode, _ right: JSONNode) -> Bool {
    left.length == right.length && left.hash == right.hash
      && sameBytes(one.bytes, Int(left.start), other.bytes, Int(right.start), Int(left.length))
  }

  private func sameNumber(_ left: JSONNode, _ right: JSONNode) -> Bool {
    switch (one.small(left), other.small(right)) {
    case (let small?, let other?): small == other
    default: one.exact(left) == other.exact(right)
    }
  }

  private func member(_ name: JSONNode, in object: JSONNode, _ place: Int) -> Int? {
    var at = place + 1
    while at < Int(object.next) {
      if sameText(name, self.other.nodes[at]) { return at + 1 }
      at = Int(self.other.nodes[at + 1].next)
    }
    return nil
  }
}

extension Validator {
  private mutating func equals(constant: Int32, _ place: Int) -> Bool {
    let constants = ValueView(
      bytes: UnsafeBufferPointer(program.constantBytes), nodes: UnsafeBufferPointer(program.constantNodes))
    return ValueEquality(one: view, other: constants).equal(place, Int(program.constantPlaces[Int(constant)]))
  }

  private mutating func constant(_ index: Int32) -> JSON {
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
}

extension ValueView {
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
