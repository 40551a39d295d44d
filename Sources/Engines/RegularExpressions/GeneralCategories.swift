/// General_Category (UAX #44 §5.7.1), as the standard library knows it.
enum GeneralCategories {
  /// Short name, long name and other names of every category.
  private static let names: [(short: String, others: [String], category: Unicode.GeneralCategory)] = [
    ("Lu", ["Uppercase_Letter"], .uppercaseLetter), ("Ll", ["Lowercase_Letter"], .lowercaseLetter),
    ("Lt", ["Titlecase_Letter"], .titlecaseLetter), ("Lm", ["Modifier_Letter"], .modifierLetter),
    ("Lo", ["Other_Letter"], .otherLetter), ("Mn", ["Nonspacing_Mark"], .nonspacingMark),
    ("Mc", ["Spacing_Mark"], .spacingMark), ("Me", ["Enclosing_Mark"], .enclosingMark),
    ("Nd", ["Decimal_Number", "digit"], .decimalNumber), ("Nl", ["Letter_Number"], .letterNumber),
    ("No", ["Other_Number"], .otherNumber), ("Pc", ["Connector_Punctuation"], .connectorPunctuation),
    ("Pd", ["Dash_Punctuation"], .dashPunctuation), ("Ps", ["Open_Punctuation"], .openPunctuation),
    ("Pe", ["Close_Punctuation"], .closePunctuation), ("Pi", ["Initial_Punctuation"], .initialPunctuation),
    ("Pf", ["Final_Punctuation"], .finalPunctuation), ("Po", ["Other_Punctuation"], .otherPunctuation),
    ("Sm", ["Math_Symbol"], .mathSymbol), ("Sc", ["Currency_Symbol"], .currencySymbol),
    ("Sk", ["Modifier_Symbol"], .modifierSymbol), ("So", ["Other_Symbol"], .otherSymbol),
    ("Zs", ["Space_Separator"], .spaceSeparator), ("Zl", ["Line_Separator"], .lineSeparator),
    ("Zp", ["Paragraph_Separator"], .paragraphSeparator), ("Cc", ["Control", "cntrl"], .control),
    ("Cf", ["Format"], .format), ("Cs", ["Surrogate"], .surrogate), ("Co", ["Private_Use"], .privateUse),
    ("Cn", ["Unassigned"], .unassigned),
  ]

  /// Groups of categories: by the first letter of the short name, and cased letters.
  private static let groups: [String: [String]] = [
    "L": ["L"], "Letter": ["L"], "M": ["M"], "Mark": ["M"], "Combining_Mark": ["M"], "N": ["N"], "Number": ["N"],
    "P": ["P"], "Punctuation": ["P"], "punct": ["P"], "S": ["S"], "Symbol": ["S"], "Z": ["Z"], "Separator": ["Z"],
    "C": ["C"], "Other": ["C"], "LC": ["Lu", "Ll", "Lt"], "Cased_Letter": ["Lu", "Ll", "Lt"],
  ]

  /// The scalars of a category or group of categories, by an exact name; nil when there is none of that name.
  static func set(of name: String) -> ScalarSet? {
    let prefixes = groups[name] ?? names.first { $0.short == name || $0.others.contains(name) }.map { [$0.short] }
    guard let prefixes else { return nil }
    let wanted = names.filter { entry in prefixes.contains { entry.short.hasPrefix($0) } }.map(\.category)
    return ScalarSet(runs.filter { wanted.contains($0.category) }.map(\.range))
  }

  /// Neighbouring scalars of one category. Some ten milliseconds of work, once for the process.
  private static let runs: [(range: ClosedRange<UInt32>, category: Unicode.GeneralCategory)] = {
    var runs: [(range: ClosedRange<UInt32>, category: Unicode.GeneralCategory)] = []
    CodeSpace.walk { range in
      let category = Unicode.Scalar(range.lowerBound)?.properties.generalCategory ?? .surrogate
      if let end = runs.last, end.category == category {
        runs[runs.count - 1].range = end.range.lowerBound...range.upperBound
      } else {
        runs.append((range, category))
      }
    }
    return runs
  }()
}

/// The code points, in steps that have the same properties.
enum CodeSpace {
  /// Single code points where characters are, and where there are none yet, or private ones, a plane at a time.
  static func walk(_ body: (ClosedRange<UInt32>) -> Void) {
    for plane: UInt32 in 0...16 {
      let first = plane << 16
      switch plane {
      case 0...3: for value in first...(first + 0xFFFD) { body(value...value) }
      case 14:
        for value in first...(first + 0xFFF) { body(value...value) }
        body((first + 0x1000)...(first + 0xFFFD))
      default: body(first...(first + 0xFFFD))
      }
      body((first + 0xFFFE)...(first + 0xFFFF))
    }
  }
}
