/// `\p{…}`: which scalars have a property.
enum UnicodeProperties {
  /// ECMA-262 §22.2.1 UnicodePropertyValueExpression: tables 69 to 71; names are exact. Nil when there is no such property.
  static func ecmaScript(_ expression: String) -> ScalarSet? {
    let parts = expression.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2 {
      switch parts[0] {
      case "General_Category", "gc": return GeneralCategories.set(of: parts[1])
      case "Script", "sc": return Scripts.set(of: parts[1], extensions: false)
      case "Script_Extensions", "scx": return Scripts.set(of: parts[1], extensions: true)
      default: return nil
      }
    }
    return GeneralCategories.set(of: expression) ?? BinaryProperties.set(of: expression)
  }

  /// XML Schema 1.1 Part 2 §G.4.2.2: a category by its short name, or a block as `IsBasicLatin`.
  static func xPath(_ name: String) -> ScalarSet? {
    if name.hasPrefix("Is") { return Blocks.set(of: String(name.dropFirst(2))) }
    guard name.utf8.count <= 2, name != "LC" else { return nil }
    return GeneralCategories.set(of: name)
  }
}

/// Scripts (UAX #24).
enum Scripts {
  static func set(of name: String, extensions: Bool) -> ScalarSet? {
    for entry in ScriptRanges.text.split(separator: ";") {
      let halves = entry.split(separator: ":")
      guard halves.count == 2, halves[0].split(separator: " ").contains(Substring(name)) else { continue }
      let parts = halves[1].split(separator: "+")
      let own = ScalarSet(ranges(in: parts[0]))
      guard extensions else { return own }
      let set = parts.count > 1 ? own.union(ScalarSet(ranges(in: parts[1]))) : own
      // A scalar of these two that has extensions belongs to the scripts named there alone.
      guard name == "Common" || name == "Zyyy" || name == "Inherited" || name == "Zinh" || name == "Qaai" else { return set }
      return set.subtracting(allExtensions)
    }
    return nil
  }

  /// Everything that belongs to some script by Script_Extensions only.
  private static let allExtensions = ScalarSet(
    ScriptRanges.text.split(separator: ";").flatMap { entry -> [ClosedRange<UInt32>] in
      let halves = entry.split(separator: "+")
      return halves.count > 1 ? ranges(in: halves[1]) : []
    })

  static func ranges(in text: Substring) -> [ClosedRange<UInt32>] {
    text.split(separator: " ").compactMap { item in
      let bounds = item.split(separator: "-").compactMap { UInt32($0, radix: 16) }
      guard let low = bounds.first, let high = bounds.last, low <= high else { return nil }
      return low...high
    }
  }
}

/// Blocks, as XML Schema's regular expressions name them.
enum Blocks {
  static func set(of name: String) -> ScalarSet? {
    for entry in BlockRanges.text.split(separator: ";") {
      let parts = entry.split(separator: " ")
      guard parts.count == 2, parts[0] == name else { continue }
      return ScalarSet(Scripts.ranges(in: parts[1]))
    }
    return nil
  }
}
