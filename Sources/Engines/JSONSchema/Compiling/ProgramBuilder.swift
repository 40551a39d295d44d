import JSON
import RegularExpressions

/// A program while it grows.
struct ProgramBuilder {
  var instructions: [Instruction] = []
  var schemas: [SchemaEntry] = []
  var lists: [Int32] = []
  var tables: [MemberTable] = []
  var slots: [MemberSlot] = []
  var names: [NameRange] = []
  var nameBytes: [UInt8] = []
  var numbers: [ExactNumber] = []
  var anchors: [DynamicAnchor] = []
  var patterns: [SchemaPattern] = []
  var formats: [FormatCheck] = []
  var constants: [JSON] = []
  var notes: [SchemaNote] = []
  var texts = ProgramTexts()

  /// By bytes: names that look alike are two.
  private var nameIndex: [[UInt8]: Int32] = [:]
  private var patternIndex: [String: Int32] = [:]
  private var formatIndex: [String: Int32] = [:]

  mutating func list(_ members: [Int32]) -> (Int32, Int32) {
    let start = Int32(lists.count)
    lists += members
    return (start, Int32(lists.count))
  }

  mutating func name(_ text: String) -> Int32 {
    let bytes = Array(text.utf8)
    if let known = nameIndex[bytes] { return known }
    let start = nameBytes.count
    nameBytes += bytes
    let hash = nameBytes.withUnsafeBufferPointer { JSONNode.hash(UnsafeBufferPointer(rebasing: $0[start...])) }
    names.append(NameRange(start: Int32(start), length: Int32(nameBytes.count - start), hash: hash))
    nameIndex[bytes] = Int32(names.count - 1)
    return Int32(names.count - 1)
  }

  mutating func number(_ number: JSONNumber) -> Int32 {
    numbers.append(ExactNumber(number))
    texts.numbers.append(number.literal)
    return Int32(numbers.count - 1)
  }

  mutating func constant(_ value: JSON) -> Int32 {
    constants.append(value)
    return Int32(constants.count - 1)
  }

  mutating func pattern(_ text: String) throws(RegularExpressionError) -> Int32 {
    if let known = patternIndex[text] { return known }
    patterns.append(SchemaPattern(try RegularExpression(text)))
    texts.patterns.append(text)
    patternIndex[text] = Int32(patterns.count - 1)
    return Int32(patterns.count - 1)
  }

  mutating func format(_ name: String, _ check: @escaping FormatCheck) -> Int32 {
    if let known = formatIndex[name] { return known }
    formats.append(check)
    texts.formats.append(name)
    formatIndex[name] = Int32(formats.count - 1)
    return Int32(formats.count - 1)
  }

  /// Lays a hash table of names, at most half full.
  mutating func table(_ members: [(name: String, slot: MemberSlot)]) -> (first: Int32, mask: Int32) {
    var size = 2
    while size < members.count * 2 { size *= 2 }
    let first = slots.count
    slots += Array(repeating: MemberSlot(), count: size)
    for member in members {
      var slot = member.slot
      slot.name = name(member.name)
      slot.hash = names[Int(slot.name)].hash
      var place = Int(slot.hash) & (size - 1)
      while slots[first + place].name >= 0 { place = (place + 1) & (size - 1) }
      slots[first + place] = slot
    }
    return (Int32(first), Int32(size - 1))
  }
}
