/// Notices a name that comes twice in one object, in constant time a name whatever names are sent.
struct JSONNames {
  private(set) var count = 0
  /// Which hashes came: of a name whose bit is clear nothing need be compared.
  private var seen: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  /// Only for large objects; its hash is seeded, so that nobody can choose names that collide.
  private var all: Set<[UInt8]>?

  private static let few = 64

  /// False when the name at `place` stands already in the object at `holder`.
  mutating func add(_ place: Int, after holder: Int, in reader: borrowing JSONReader) -> Bool {
    count += 1
    if count > Self.few {
      if all == nil { all = Set(Self.names(of: holder, before: place, in: reader)) }
      return all?.insert(Self.bytes(of: reader.nodes[place], in: reader)).inserted ?? false
    }
    guard mark(reader.nodes[place].hash) else { return true }
    let name = reader.nodes[place]
    var at = holder + 1
    while at < place {
      let other = reader.nodes[at]
      if other.hash == name.hash, other.length == name.length, Self.sameBytes(other, name, in: reader) { return false }
      at = Int(reader.nodes[at + 1].next)
    }
    return true
  }

  /// True when the bit was set before.
  private mutating func mark(_ hash: UInt16) -> Bool {
    let bit = UInt64(1) << UInt64(hash & 63)
    switch hash >> 14 {
    case 0:
      defer { seen.0 |= bit }
      return seen.0 & bit != 0
    case 1:
      defer { seen.1 |= bit }
      return seen.1 & bit != 0
    case 2:
      defer { seen.2 |= bit }
      return seen.2 & bit != 0
    default:
      defer { seen.3 |= bit }
      return seen.3 & bit != 0
    }
  }

  private static func sameBytes(_ one: JSONNode, _ other: JSONNode, in reader: borrowing JSONReader) -> Bool {
    for offset in 0..<Int(one.length)
    where reader.byte(at: Int(one.start) + offset) != reader.byte(at: Int(other.start) + offset) { return false }
    return true
  }

  private static func names(of holder: Int, before place: Int, in reader: borrowing JSONReader) -> [[UInt8]] {
    var names: [[UInt8]] = []
    var at = holder + 1
    while at < place {
      names.append(bytes(of: reader.nodes[at], in: reader))
      at = Int(reader.nodes[at + 1].next)
    }
    return names
  }

  private static func bytes(of node: JSONNode, in reader: borrowing JSONReader) -> [UInt8] {
    (0..<Int(node.length)).map { reader.byte(at: Int(node.start) + $0) }
  }
}
