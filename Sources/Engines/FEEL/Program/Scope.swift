/// What names mean where an expression stands: the variables it may use, in the order of their slots, and the named
/// types. FEEL needs to know them to read at all, since names hold spaces and operators.
public struct Scope: Sendable {
  /// A variable and, where it is known, its type.
  public struct Variable: Sendable, Hashable {
    public let name: String
    public let type: FEELType

    public init(_ name: String, _ type: FEELType = .any) {
      self.name = name
      self.type = type
    }
  }

  /// The variables; a variable's place is its slot in `Variables`. A later one hides an earlier one of the same name.
  public private(set) var variables: [Variable] = []
  /// Named types, for `instance of` and for parameters' types.
  public var types: [String: FEELType] {
    didSet { typeNames = NameTable(Array(types.keys)) }
  }

  private var slots: [String: Int] = [:]
  /// How the names are found in a text.
  private(set) var names = NameTable()
  /// Names of the entries of the variables' types, however deep.
  private(set) var entryNames = NameTable()
  private(set) var typeNames: NameTable

  public init(_ variables: [Variable] = [], types: [String: FEELType] = [:]) {
    self.types = types
    typeNames = NameTable(Array(types.keys))
    for variable in variables { add(variable) }
  }

  /// Adds a variable and gives its slot.
  @discardableResult public mutating func add(_ variable: Variable) -> Int {
    slots[variable.name] = variables.count
    variables.append(variable)
    names.add(variable.name)
    addEntryNames(of: variable.type, levels: 12)
    return variables.count - 1
  }

  private mutating func addEntryNames(of type: FEELType, levels: Int) {
    guard levels > 0 else { return }
    for member in type.members {
      entryNames.add(member.name)
      addEntryNames(of: member.type, levels: levels - 1)
    }
  }

  /// The slot of a name.
  public func slot(of name: String) -> Int? { slots[name] }
}

/// The values of a scope's variables, by slot. Slots past the end are null.
public struct Variables: Sendable {
  public var values: [Value]

  public init(_ values: [Value] = []) { self.values = values }

  /// The values of a scope's variables taken by name from a context; null where it has none.
  public init(_ context: Context, for scope: Scope) { values = scope.variables.map { context[$0.name] ?? .null } }
}
