import JSON
import Yams

/// A value at the end of a path of keys, as its text stands in the file.
public struct YAMLLeaf: Sendable, Hashable {
  public let path: [String]
  public let line: Int
  /// One for a scalar, several for a sequence of scalars.
  public let texts: [String]
}

extension YAML {
  /// The scalars of a file of nested mappings with the line of their key, in order. Throws `YAMLError`, also for a sequence of anything but scalars.
  public static func leaves(_ text: String, file: String) throws -> [YAMLLeaf] {
    // Says what is wrong with the text itself, keys that stand twice among it.
    guard try parse(text, file: file) != .null, let root = try Yams.compose(yaml: text) else { return [] }
    guard root.mapping != nil else { throw YAMLError(file: file, line: 1, reason: "a mapping of keys is needed") }
    var leaves: [YAMLLeaf] = []
    try collect(root, [], 1, file, &leaves)
    return leaves
  }

  private static func collect(_ node: Node, _ path: [String], _ line: Int, _ file: String, _ leaves: inout [YAMLLeaf]) throws {
    switch node {
    case .scalar(let scalar): leaves.append(YAMLLeaf(path: path, line: line, texts: [scalar.string]))
    case .mapping(let mapping):
      for (key, value) in mapping {
        guard let name = key.scalar?.string else { continue }
        try collect(value, path + [name], key.mark?.line ?? line, file, &leaves)
      }
    case .sequence(let sequence):
      let texts = sequence.compactMap(\.scalar?.string)
      guard texts.count == sequence.count else {
        throw YAMLError(file: file, line: line, reason: "a list of plain values is needed")
      }
      leaves.append(YAMLLeaf(path: path, line: line, texts: texts))
    case .alias: throw YAMLError(file: file, line: line, reason: "unresolved alias")
    }
  }
}
