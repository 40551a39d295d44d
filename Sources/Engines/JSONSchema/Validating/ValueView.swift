import JSON

/// The values of a document while it is borrowed. Small, so that asking it copies next to nothing; the validator is not.
struct ValueView {
  let bytes: UnsafeBufferPointer<UInt8>
  let nodes: UnsafeBufferPointer<JSONNode>

  func text(_ node: JSONNode) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[Int(node.start)..<Int(node.start) + Int(node.length)])
  }

  func small(_ node: JSONNode) -> SmallNumber? { SmallNumber(text(node)) }

  func exact(_ node: JSONNode) -> JSONNumber { JSONNumber(String(decoding: text(node), as: UTF8.self)) ?? JSONNumber(0) }

  func isWhole(_ node: JSONNode) -> Bool {
    if node.isPlainInteger { return true }
    if let small = small(node) { return small.isWhole }
    return exact(node).isWhole
  }

  func hasType(_ node: JSONNode, _ types: UInt8) -> Bool {
    if types & JSONTypes.bit(node.kind) != 0 { return true }
    return node.kind == .number && types & JSONTypes.integer != 0 && isWhole(node)
  }

  /// Whether two values are equal.
  func equal(_ place: Int, _ other: Int) -> Bool { ValueEquality(one: self, other: self).equal(place, other) }
}

extension Program {
  func isName(_ node: JSONNode, _ name: Int32, _ view: ValueView) -> Bool {
    let range = names[Int(name)]
    guard node.hash == range.hash, node.length == UInt32(bitPattern: range.length) else { return false }
    return sameBytes(view.bytes, Int(node.start), UnsafeBufferPointer(nameBytes), Int(range.start), Int(range.length))
  }

  /// The place of a member's value.
  func member(_ name: Int32, of node: JSONNode, _ place: Int, _ view: ValueView) -> Int? {
    let hash = names[Int(name)].hash
    var at = place + 1
    while at < Int(node.next) {
      if view.nodes[at].hash == hash, isName(view.nodes[at], name, view) { return at + 1 }
      at = Int(view.nodes[at + 1].next)
    }
    return nil
  }

  /// What a table knows of a name.
  func slot(_ name: JSONNode, in table: MemberTable, _ view: ValueView) -> MemberSlot? {
    var place = Int32(name.hash) & table.mask
    while true {
      let slot = slots[Int(table.firstSlot + place)]
      if slot.name < 0 { return nil }
      if slot.hash == name.hash, isName(name, slot.name, view) { return slot }
      place = (place + 1) & table.mask
    }
  }
}
