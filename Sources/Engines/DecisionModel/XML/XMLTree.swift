/// An element of an XML text: local name and namespace, attributes as written, text and children in order.
struct XMLTree: Sendable {
  let name: String
  let namespace: String
  let line: Int
  var attributes: [String: String] = [:]
  var children: [XMLTree] = []
  /// Characters that stand directly in the element, put together.
  var text = ""
  /// Prefixes declared at this element: `feel` → the namespace. Older files write types as `feel:number`.
  var prefixes: [String: String] = [:]

  subscript(_ attribute: String) -> String? { attributes[attribute] }

  /// Children of this name in the same namespace: elements of other namespaces are extensions and are passed over.
  func all(_ name: String) -> [XMLTree] { children.filter { $0.name == name && $0.namespace == namespace } }
  func first(_ name: String) -> XMLTree? { children.first { $0.name == name && $0.namespace == namespace } }
}

/// How large an XML text may be.
struct XMLLimits: Sendable {
  var bytes = 8 << 20
  var depth = 200
  var elements = 400_000

  static let standard = XMLLimits()
}
