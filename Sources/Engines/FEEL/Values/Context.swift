/// A FEEL context: names and their values, in the order they were written; equal irrespective of order.
public struct Context: Sendable, Hashable {
  /// One name and its value.
  public struct Entry: Sendable, Hashable {
    public let name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// The entries in order; no name comes twice.
  public private(set) var entries: [Entry] = []
  /// Where each name lies; kept only for more entries than are quickly looked through.
  private var places: [String: Int] = [:]
  private static let quicklySearched = 12

  public init() {}

  /// Later entries of the same name replace earlier ones.
  public init(_ entries: some Sequence<Entry>) {
    for entry in entries { self[entry.name] = entry.value }
  }

  /// Later entries of the same name replace earlier ones.
  public init(_ pairs: some Sequence<(String, Value)>) {
    for (name, value) in pairs { self[name] = value }
  }

  public var count: Int { entries.count }
  public var isEmpty: Bool { entries.isEmpty }
  public var names: [String] { entries.map(\.name) }

  /// The place of a name among the entries.
  public func place(of name: String) -> Int? {
    if entries.count > Self.quicklySearched { return places[name] }
    return entries.firstIndex { $0.name == name }
  }

  /// The value of a name, nil where there is none. Setting keeps the place of a name that is there; nil removes it.
  public subscript(name: String) -> Value? {
    get {
      guard let place = place(of: name) else { return nil }
      return entries[place].value
    }
    set {
      guard let newValue else {
        remove(name)
        return
      }
      if let place = place(of: name) {
        entries[place].value = newValue
        return
      }
      entries.append(Entry(name, newValue))
      if entries.count == Self.quicklySearched + 1 {
        reindex()
      } else if entries.count > Self.quicklySearched {
        places[name] = entries.count - 1
      }
    }
  }

  private mutating func remove(_ name: String) {
    guard let place = place(of: name) else { return }
    entries.remove(at: place)
    reindex()
  }

  private mutating func reindex() {
    places = [:]
    guard entries.count > Self.quicklySearched else { return }
    for (place, entry) in entries.enumerated() { places[entry.name] = place }
  }

  public static func == (left: Context, right: Context) -> Bool {
    guard left.count == right.count else { return false }
    return left.entries.allSatisfy { right[$0.name] == $0.value }
  }

  public func hash(into hasher: inout Hasher) {
    // The same whatever the order: the entries' hashes are added up.
    var sum = 0
    for entry in entries {
      var one = Hasher()
      entry.hash(into: &one)
      sum &+= one.finalize()
    }
    hasher.combine(entries.count)
    hasher.combine(sum)
  }
}
