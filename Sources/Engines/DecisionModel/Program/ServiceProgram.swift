import FEEL

/// A decision service (DMN 1.5 §6.3.10) as an entry point.
struct ServiceProgram: Sendable {
  let plan: Plan
  let outputs: [String]
  let result: FEELType

  /// A single output decision is the result itself, several are a context by their names.
  func combined(_ values: [Value]) -> Value {
    if outputs.count == 1 { return values.first ?? .null }
    return .context(Context(zip(outputs, values).map { ($0, $1) }))
  }
}

/// Names behind imports, as contexts within contexts. Used while one element is compiled.
final class ImportedNames {
  private var members: [(name: String, type: FEELType, source: Source)] = []
  private(set) var inner: [(name: String, names: ImportedNames)] = []

  /// - Parameter path: names of imports from the outermost; empty: the name belongs here.
  func add(_ path: ArraySlice<String>, _ name: String, _ type: FEELType, _ source: Source) {
    guard let first = path.first else {
      members.append((name, type, source))
      return
    }
    if let known = inner.first(where: { $0.name == first }) {
      known.names.add(path.dropFirst(), name, type, source)
    } else {
      let names = ImportedNames()
      names.add(path.dropFirst(), name, type, source)
      inner.append((first, names))
    }
  }

  var types: [FEELType.Member] {
    members.map { FEELType.Member($0.name, $0.type) } + inner.map { FEELType.Member($0.name, .context($0.names.types)) }
  }

  var source: Source {
    .nested(members.map { ($0.name, $0.source) } + inner.map { ($0.name, $0.names.source) })
  }
}
