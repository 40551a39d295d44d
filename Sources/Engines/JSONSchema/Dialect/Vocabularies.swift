import JSON

/// The vocabularies of draft 2020-12 (Core §8.1.2): which keywords mean something in a dialect.
struct Vocabularies: OptionSet {
  let rawValue: UInt8

  static let core = Self(rawValue: 1)
  static let applicator = Self(rawValue: 2)
  static let unevaluated = Self(rawValue: 4)
  static let validation = Self(rawValue: 8)
  static let formatAnnotation = Self(rawValue: 16)
  static let formatAssertion = Self(rawValue: 32)
  static let descriptive = Self(rawValue: 64)

  static let standard: Self = [.core, .applicator, .unevaluated, .validation, .formatAnnotation, .descriptive]

  private static let known: [String: Self] = [
    "core": .core, "applicator": .applicator, "unevaluated": .unevaluated, "validation": .validation,
    "format-annotation": .formatAnnotation, "format-assertion": .formatAssertion, "meta-data": .descriptive,
    "content": .descriptive,
  ]

  /// The vocabularies that a meta-schema declares; nil, with its URI, for the first that is required and not known.
  static func declared(by metaSchema: JSON) -> (Self?, unknown: String?) {
    guard let declared = metaSchema["$vocabulary"]?.objectValue else { return (.standard, nil) }
    var vocabularies: Self = .core
    let prefix = "https://json-schema.org/draft/2020-12/vocab/"
    for (uri, required) in declared {
      if uri.hasPrefix(prefix), let vocabulary = known[String(uri.dropFirst(prefix.count))] {
        vocabularies.insert(vocabulary)
      } else if required == true {
        return (nil, uri)
      }
    }
    return (vocabularies, nil)
  }
}
