/// A JSON text (RFC 8259) as it was read: its values in one flat row, no value an object of its own.
///
/// For whoever looks at a text once, as a validator does: reading makes two allocations however large the text. `JSON` is the same
/// as a tree to work with. The value at place 0 is the whole; a list is followed by its items, an object by name and value in turn.
public struct JSONDocument: Sendable {
  /// The text, and behind it those strings that were written with escapes.
  public let bytes: [UInt8]
  public let nodes: [JSONNode]

  /// Reads one value: strict RFC 8259, and beyond it refuses duplicate names, lone surrogates and, if `limits` do not let it in, U+0000,
  /// which no two readers treat alike.
  public init(_ text: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
    guard text.count <= min(limits.bytes, Int(Int32.max) / 2) else { throw JSONError(reason: .tooLarge, line: 1, column: 1) }
    var decoded: [UInt8] = []
    var nodes: [JSONNode] = []
    nodes.reserveCapacity(text.count / 10 + 4)
    do throws(JSONReader.Fault) {
      try text.withUnsafeBufferPointer { (buffer) throws(JSONReader.Fault) in
        var reader = JSONReader(text: buffer, limits: limits, nodes: nodes, decoded: [])
        nodes = []
        try reader.document()
        nodes = reader.nodes
        decoded = reader.decoded
      }
    } catch { throw Self.error(error, in: text) }
    bytes = decoded.isEmpty ? text : text + decoded
    self.nodes = nodes
  }

  /// The document of a value: reading back what `JSON` writes.
  public init(_ value: JSON) {
    var writer = JSONDocumentWriter()
    writer.write(value)
    bytes = writer.bytes
    nodes = writer.nodes
  }

  private static func error(_ fault: JSONReader.Fault, in text: [UInt8]) -> JSONError {
    let before = text.prefix(fault.place)
    let line = before.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    return JSONError(reason: fault.reason, line: line, column: column)
  }

  /// The text of a string or a number.
  public func text(at place: Int) -> String {
    let node = nodes[place]
    return String(decoding: bytes[Int(node.start)..<Int(node.start) + Int(node.length)], as: UTF8.self)
  }

  /// The value at a place as a tree; nil when an object in it has names that differ in bytes alone, as `é` written in two ways.
  public func value(at place: Int = 0) -> JSON? {
    let node = nodes[place]
    switch node.kind {
    case .null: return .null
    case .no: return .bool(false)
    case .yes: return .bool(true)
    case .number: return .number(JSONNumber(checked: text(at: place)))
    case .string: return .string(text(at: place))
    case .array:
      var items: [JSON] = []
      items.reserveCapacity(Int(node.length))
      var at = place + 1
      while at < Int(node.next) {
        guard let item = value(at: at) else { return nil }
        items.append(item)
        at = Int(nodes[at].next)
      }
      return .array(items)
    case .object:
      var object = JSONObject()
      var at = place + 1
      while at < Int(node.next) {
        guard let member = value(at: at + 1) else { return nil }
        object[text(at: at)] = member
        at = Int(nodes[at + 1].next)
      }
      return object.count == Int(node.length) ? .object(object) : nil
    }
  }

  /// The JSON Pointer (RFC 6901) of the value at a place.
  public func pointer(to place: Int) -> String {
    var pointer = ""
    var holder = 0
    while holder < place, nodes[holder].kind == .array || nodes[holder].kind == .object {
      var at = holder + 1
      var index = 0
      if nodes[holder].kind == .array {
        while place >= Int(nodes[at].next) {
          at = Int(nodes[at].next)
          index += 1
        }
        pointer += "/\(index)"
        holder = at
      } else {
        while place >= Int(nodes[at + 1].next) { at = Int(nodes[at + 1].next) }
        pointer += "/" + JSONPointer.escaped(text(at: at))
        if place == at { return pointer }
        holder = at + 1
      }
    }
    return pointer
  }
}

private struct JSONDocumentWriter {
  var bytes: [UInt8] = []
  var nodes: [JSONNode] = []

  mutating func write(_ value: JSON) {
    switch value {
    case .null: nodes.append(JSONNode(kind: .null, next: nodes.count + 1))
    case .bool(let flag): nodes.append(JSONNode(kind: flag ? .yes : .no, next: nodes.count + 1))
    case .number(let number):
      let plain = !number.literal.utf8.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
      append(.number, number.literal, plain: plain)
    case .string(let text): append(.string, text, plain: false)
    case .array(let items):
      let place = open()
      for item in items { write(item) }
      close(place, .array, items.count)
    case .object(let object):
      let place = open()
      for (key, value) in object {
        append(.string, key, plain: false)
        write(value)
      }
      close(place, .object, object.count)
    }
  }

  private mutating func append(_ kind: JSONNode.Kind, _ text: String, plain: Bool) {
    let start = bytes.count
    bytes += text.utf8
    let hash = kind == .string ? bytes.withUnsafeBufferPointer { JSONNode.hash(.init(rebasing: $0[start...])) } : 0
    nodes.append(
      JSONNode(
        kind: kind, isPlainInteger: plain, hash: hash, start: start, length: bytes.count - start, next: nodes.count + 1))
  }

  private mutating func open() -> Int {
    nodes.append(JSONNode(kind: .null, next: 0))
    return nodes.count - 1
  }

  private mutating func close(_ place: Int, _ kind: JSONNode.Kind, _ count: Int) {
    nodes[place] = JSONNode(kind: kind, length: count, next: nodes.count)
  }
}
