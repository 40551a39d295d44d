public import JSON
import Yams

/// Why a YAML text is not read, and where.
public struct YAMLError: Error, Sendable, Hashable, CustomStringConvertible {
  public let file: String
  public let line: Int
  public let reason: String

  public var description: String { "\(file):\(line): \(reason)" }
}

/// YAML 1.2 core schema as JSON: `true`, `false`, `null` and numbers by their look when plain, all else text. Anchors and merges are resolved.
public enum YAML {
  /// Reads one document. Throws `YAMLError`.
  public static func parse(_ text: String, file: String) throws -> JSON {
    do {
      guard let node = try Yams.compose(yaml: text) else { return .null }
      return try json(node, file: file, depth: 0)
    } catch let error as YamlError {
      throw YAMLError(file: file, line: line(of: error), reason: reason(of: error))
    }
  }

  private static func json(_ node: Node, file: String, depth: Int) throws -> JSON {
    guard depth < 64 else { throw YAMLError(file: file, line: node.mark?.line ?? 0, reason: "too deep") }
    switch node {
    case .scalar(let scalar): return value(scalar)
    case .sequence(let sequence): return .array(try sequence.map { try json($0, file: file, depth: depth + 1) })
    case .mapping(let mapping):
      var object = JSONObject()
      var merged: [JSONObject] = []
      for (key, value) in mapping {
        guard let name = key.scalar?.string else {
          throw YAMLError(file: file, line: key.mark?.line ?? 0, reason: "a key that is not text")
        }
        if name == "<<", key.scalar?.style == .plain {
          merged += try merge(try json(value, file: file, depth: depth + 1), file: file, line: key.mark?.line ?? 0)
          continue
        }
        guard object[name] == nil else { throw YAMLError(file: file, line: key.mark?.line ?? 0, reason: "key twice: \(name)") }
        object[name] = try json(value, file: file, depth: depth + 1)
      }
      for (name, value) in merged.joined() where object[name] == nil { object[name] = value }
      return .object(object)
    case .alias: throw YAMLError(file: file, line: node.mark?.line ?? 0, reason: "unresolved alias")
    }
  }

  /// What stands at `<<`: a mapping, or several of which the first has precedence.
  private static func merge(_ value: JSON, file: String, line: Int) throws -> [JSONObject] {
    if let object = value.objectValue { return [object] }
    let objects = (value.arrayValue ?? []).compactMap(\.objectValue)
    guard let count = value.arrayValue?.count, objects.count == count else {
      throw YAMLError(file: file, line: line, reason: "<< of what is no mapping")
    }
    return objects
  }

  private static func value(_ scalar: Node.Scalar) -> JSON {
    guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
    switch scalar.string {
    case "", "~", "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: return JSONNumber(scalar.string).map(JSON.number) ?? .string(scalar.string)
    }
  }

  private static func line(of error: YamlError) -> Int {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    case .reader(_, let offset, _, let yaml): 1 + yaml.prefix(offset ?? 0).utf8.count { $0 == 0x0A }
    default: 0
    }
  }

  private static func reason(of error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
    case .duplicatedKeysInMapping(let keys, _): "key twice: \(keys.joined(separator: ", "))"
    case .reader(let problem, _, _, _): problem
    default: "cannot be read"
    }
  }
}
