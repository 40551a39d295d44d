import RegularExpressions

extension BuiltIn {
  /// String functions with regular expressions of XQuery (DMN 1.5 §10.3.4.3; XPath and XQuery Functions 3.1 §5.6).
  static let patterns = [
    BuiltIn("matches", ["input", "pattern", "flags?"], result: .boolean) { site in
      guard let text = site.text(0) else { return site.wrongType }
      guard site.evaluation.spend(20), let pattern = pattern(site, 1, flags: 2) else { return .null }
      guard let matches = try? pattern.matches(text) else { return site.badArgument }
      return .boolean(matches)
    },
    BuiltIn("replace", ["input", "pattern", "replacement", "flags?"], result: .string) { site in
      guard let text = site.text(0), let replacement = site.text(2) else { return site.wrongType }
      guard site.evaluation.spend(20), let pattern = pattern(site, 1, flags: 3) else { return .null }
      guard (try? pattern.matches("")) == false, let found = try? pattern.allMatches(in: text),
        let replaced = replace(found, in: text, by: replacement, isLiteral: site.text(3)?.contains("q") ?? false)
      else { return site.badArgument }
      return site.made(replaced)
    },
    BuiltIn("split", ["string", "delimiter"], result: .list(.string)) { site in
      guard let text = site.text(0) else { return site.wrongType }
      guard site.evaluation.spend(20), let pattern = pattern(site, 1, flags: 2) else { return .null }
      guard (try? pattern.matches("")) == false, let found = try? pattern.allMatches(in: text) else { return site.badArgument }
      let bytes = Array(text.utf8)
      var parts: [Value] = []
      var start = 0
      for case let range? in found.map({ $0.groups.first ?? nil }) {
        parts.append(.string(String(decoding: bytes[start..<range.lowerBound], as: UTF8.self)))
        start = range.upperBound
      }
      parts.append(.string(String(decoding: bytes[start...], as: UTF8.self)))
      return site.made(parts)
    },
  ]

  /// The pattern among constant arguments, for a function that takes one.
  func pattern(of constants: [Value?]) -> RegularExpression? {
    guard let (place, flagsPlace) = patternPlaces, place < constants.count, case .string(let text)? = constants[place] else {
      return nil
    }
    switch flagsPlace < constants.count ? constants[flagsPlace] : .some(.null) {
    case .null?: return try? RegularExpression(text, dialect: .xPath)
    case .string(let flags)?:
      return Self.flags(flags).flatMap { try? RegularExpression(text, dialect: .xPath, flags: $0) }
    default: return nil
    }
  }

  /// Where the pattern and the flags are among the arguments.
  private var patternPlaces: (pattern: Int, flags: Int)? {
    switch name {
    case "matches", "split": (1, 2)
    case "replace": (1, 3)
    default: nil
    }
  }

  private static func flags(_ text: String) -> RegularExpression.Flags? {
    var flags: RegularExpression.Flags = []
    for flag in text.unicodeScalars {
      switch flag {
      case "s": flags.insert(.dotAll)
      case "m": flags.insert(.multiline)
      case "i": flags.insert(.ignoreCase)
      case "x": flags.insert(.extended)
      case "q": flags.insert(.literal)
      default: return nil
      }
    }
    return flags
  }

  /// The pattern of an argument with its flags; nil with a diagnostic where it is none.
  private static func pattern(_ site: Site, _ place: Int, flags flagsPlace: Int) -> RegularExpression? {
    if let pattern = site.place.pattern { return pattern }
    let flags: RegularExpression.Flags?
    switch site.single(flagsPlace) {
    case .null: flags = []
    case .string(let text): flags = Self.flags(text)
    default:
      _ = site.wrongType
      return nil
    }
    guard let text = site.text(place) else {
      _ = site.wrongType
      return nil
    }
    guard let flags, let pattern = try? RegularExpression(text, dialect: .xPath, flags: flags) else {
      _ = site.badArgument
      return nil
    }
    return pattern
  }

  /// Puts a replacement in the place of each match: `$1` is a group, `\$` and `\\` the characters themselves; nil where
  /// the replacement is malformed.
  private static func replace(
    _ found: [RegularExpression.Match], in text: String, by replacement: String, isLiteral: Bool
  ) -> String? {
    let bytes = Array(text.utf8)
    let pattern = Array(replacement.utf8)
    var made: [UInt8] = []
    var start = 0
    for match in found {
      guard case let whole?? = match.groups.first else { continue }
      made += bytes[start..<whole.lowerBound]
      start = whole.upperBound
      guard !isLiteral else {
        made += pattern
        continue
      }
      guard let filled = fill(pattern, match, bytes) else { return nil }
      made += filled
    }
    // A malformed replacement is malformed even where nothing matched.
    if found.isEmpty, !isLiteral, fill(pattern, nil, bytes) == nil { return nil }
    made += bytes[start...]
    return String(decoding: made, as: UTF8.self)
  }

  private static func fill(_ pattern: [UInt8], _ match: RegularExpression.Match?, _ text: [UInt8]) -> [UInt8]? {
    var made: [UInt8] = []
    var place = 0
    func digit(_ place: Int) -> Int? {
      guard place < pattern.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(pattern[place]) else { return nil }
      return Int(pattern[place] - UInt8(ascii: "0"))
    }
    while place < pattern.count {
      switch pattern[place] {
      case UInt8(ascii: "\\"):
        guard place + 1 < pattern.count, [UInt8(ascii: "\\"), UInt8(ascii: "$")].contains(pattern[place + 1]) else {
          return nil
        }
        made.append(pattern[place + 1])
        place += 2
      case UInt8(ascii: "$"):
        guard var group = digit(place + 1) else { return nil }
        place += 2
        // As many digits as still name a group.
        while let next = digit(place), group * 10 + next < match?.groups.count ?? 0 {
          group = group * 10 + next
          place += 1
        }
        if let match, group < match.groups.count, let range = match.groups[group] { made += text[range] }
      default:
        made.append(pattern[place])
        place += 1
      }
    }
    return made
  }
}
