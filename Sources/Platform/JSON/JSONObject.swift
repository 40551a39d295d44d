/// Members of a JSON object, in the order they came.
public struct JSONObject: Sendable, Sequence {
  private var members: [(key: String, value: JSON)] = []
  /// Only for large objects: a few members are found faster by looking at each.
  private var places: [String: Int]?

  private static let few = 12

  public init() {}

  /// Of two members with the same name the later one stays, in the place of the earlier.
  public init(_ members: some Sequence<(String, JSON)>) {
    for (key, value) in members { self[key] = value }
  }

  public var count: Int { members.count }
  public var isEmpty: Bool { members.isEmpty }
  public var keys: [String] { members.map(\.key) }

  public subscript(_ key: String) -> JSON? {
    get { place(of: key).map { members[$0].value } }
    set {
      switch (place(of: key), newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil):
        members.remove(at: place)
        places = members.count > Self.few ? Self.index(members) : nil
      case (nil, let value?):
        members.append((key, value))
        if places != nil { places?[key] = members.count - 1 } else if members.count > Self.few { places = Self.index(members) }
      case (nil, nil): break
      }
    }
  }

  public func makeIterator() -> IndexingIterator<[(key: String, value: JSON)]> { members.makeIterator() }

  private func place(of key: String) -> Int? {
    if let places { return places[key] }
    return members.firstIndex { $0.key == key }
  }

  private static func index(_ members: [(key: String, value: JSON)]) -> [String: Int] {
    Dictionary(members.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { $1 })
  }
}

extension JSONObject: Hashable {
  public static func == (left: Self, right: Self) -> Bool {
    left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
  }

  public func hash(into hasher: inout Hasher) {
    // Order must not matter: member hashes are added up.
    var sum = 0
    for member in members {
      var one = Hasher()
      one.combine(member.key)
      one.combine(member.value)
      sum &+= one.finalize()
    }
    hasher.combine(sum)
  }
}
