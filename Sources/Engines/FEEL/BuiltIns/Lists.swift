import Decimals

extension BuiltIn {
  /// List functions (DMN 1.5 §10.3.4.4) that look at elements or rearrange them.
  static let lists = [
    BuiltIn("list contains", ["list", "element"], result: .boolean) { site in
      guard let list = site.list(0) else { return site.wrongType }
      guard site.evaluation.spend(list.count / 8) else { return .null }
      return .boolean(list.contains { $0.isEqual(to: site[1], paying: site.evaluation) == true })
    },
    BuiltIn("count", ["list"], result: .number, isVariadic: true) { site in
      site.elements.map { .number(Decimal34($0.count)) } ?? site.wrongType
    },
    BuiltIn("sublist", ["list", "start position", "length?"], body: sublist),
    BuiltIn("append", ["list", "item"], isVariadic: true) { site in
      guard let list = site.list(0) else { return site.wrongType }
      return site.made(list + site.arguments.dropFirst())
    },
    BuiltIn("concatenate", ["list"], isVariadic: true) { site in
      var made: [Value] = []
      for place in 0..<site.count {
        guard let list = site.list(place) else { return site.wrongType }
        guard site.evaluation.spend(list.count) else { return .null }
        made += list
      }
      return .list(made)
    },
    BuiltIn("insert before", ["list", "position", "newItem"]) { site in
      guard var list = site.list(0), let position = site.integer(1) else { return site.wrongType }
      guard let index = list.index(atFEELPosition: position) else { return site.badArgument }
      list.insert(site[2], at: index)
      return site.made(list)
    },
    BuiltIn("remove", ["list", "position"]) { site in
      guard var list = site.list(0), let position = site.integer(1) else { return site.wrongType }
      guard let index = list.index(atFEELPosition: position) else { return site.badArgument }
      list.remove(at: index)
      return site.made(list)
    },
    BuiltIn("list replace", ["list", "position", "newItem"], ["list", "match", "newItem"], body: listReplace),
    BuiltIn("reverse", ["list"]) { site in
      site.list(0).map { site.made($0.reversed()) } ?? site.wrongType
    },
    BuiltIn("index of", ["list", "match"], result: .list(.number)) { site in
      guard let list = site.list(0) else { return site.wrongType }
      guard site.evaluation.spend(list.count) else { return .null }
      return .list(
        list.enumerated().compactMap { place, element in
          element.isEqual(to: site[1], paying: site.evaluation) == true ? .number(Decimal34(place + 1)) : nil
        })
    },
    BuiltIn("union", ["list"], isVariadic: true) { site in
      var all: [Value] = []
      for place in 0..<site.count {
        guard let list = site.list(place) else { return site.wrongType }
        guard site.evaluation.spend(list.count) else { return .null }
        all += list
      }
      return distinct(all, site)
    },
    BuiltIn("distinct values", ["list"]) { site in
      site.list(0).map { distinct($0, site) } ?? site.wrongType
    },
    BuiltIn("flatten", ["list"]) { site in
      guard let list = site.list(0) else { return site.wrongType }
      var made: [Value] = []
      guard flatten(list, into: &made, site.evaluation, levels: site.evaluation.limits.nesting) else { return .null }
      return .list(made)
    },
    BuiltIn("sort", ["list", "precedes"]) { site in
      guard let list = site.list(0), let precedes = site.function(1) else { return site.wrongType }
      guard site.evaluation.spend(list.count) else { return .null }
      let sorted = list.sorted { left, right in
        guard !site.evaluation.isExhausted, case .boolean(true) = site.call(precedes, left, right) else { return false }
        return true
      }
      return site.evaluation.isExhausted ? .null : .list(sorted)
    },
  ]

  private static func sublist(_ site: Site) -> Value {
    guard let list = site.list(0), let position = site.integer(1) else { return site.wrongType }
    guard let start = list.index(atFEELPosition: position) else { return site.badArgument }
    var end = list.count
    if !site.single(2).isNull {
      guard let length = site.integer(2) else { return site.wrongType }
      guard length >= 0, length <= list.count - start else { return site.badArgument }
      end = start + length
    }
    return site.made(Array(list[start..<end]))
  }

  /// By position, or every element for which a function of the element and the new item is true.
  private static func listReplace(_ site: Site) -> Value {
    guard var list = site.list(0) else { return site.wrongType }
    if case .number = site.single(1) {
      guard let index = site.integer(1).flatMap({ list.index(atFEELPosition: $0) }) else { return site.badArgument }
      list[index] = site[2]
      return site.made(list)
    }
    guard let match = site.function(1) else { return site.wrongType }
    for index in list.indices {
      guard case .boolean(let matches) = site.call(match, list[index], site[2]) else { return site.badArgument }
      if matches { list[index] = site[2] }
    }
    return site.made(list)
  }

  /// The first of each group of equals, in order. Equal values mostly hash alike, so a set finds most of them; the kinds
  /// for which `=` is wider than identity are compared one by one.
  private static func distinct(_ list: [Value], _ site: Site) -> Value {
    var seen: Set<Value> = []
    var made: [Value] = []
    var wide: [Value] = []
    for element in list {
      guard element.fits(within: site.evaluation.limits.nesting, paying: site.evaluation),
        site.evaluation.spend(1 + wide.count / 8)
      else { return .null }
      guard seen.insert(element).inserted else { continue }
      if element.hasWideEquality {
        guard !wide.contains(where: { $0.isEqual(to: element, paying: site.evaluation) == true }) else { continue }
        wide.append(element)
      }
      made.append(element)
    }
    return .list(made)
  }

  private static func flatten(_ list: [Value], into made: inout [Value], _ evaluation: Evaluation, levels: Int) -> Bool {
    guard levels > 0, evaluation.spend(list.count) else { return false }
    for element in list {
      if case .list(let inner) = element {
        guard flatten(inner, into: &made, evaluation, levels: levels - 1) else { return false }
      } else {
        made.append(element)
      }
    }
    return true
  }
}

extension Value {
  /// Whether values may be equal (`=`) that are not identical.
  fileprivate var hasWideEquality: Bool {
    switch self {
    case .date, .time, .dateTime, .list, .context, .range: true
    default: false
    }
  }
}
