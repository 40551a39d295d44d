import BundleCompiler
public import CatalogueCore
import Forms
public import JSON

extension BundleDefinition {
  /// A definition that somebody tries out, from JSON that fits the interface's schema of it.
  public init(trying json: JSON) {
    func text(_ value: JSON?, _ name: String) -> String { value?[name]?.stringValue ?? "" }
    func texts(_ value: JSON?, _ name: String) -> [String] { value?[name]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    func items(_ name: String) -> [JSON] { json[name]?.arrayValue ?? [] }
    var term = 0.0
    if case .number(let number)? = json["term"] { term = Double(number.description) ?? 0 }
    self.init(
      key: text(json, "key"), name: text(json, "name"), facts: Set(texts(json, "facts")), term: term,
      parts: items("services").map {
        Part(key: text($0, "key"), choice: $0["choice"]?.stringValue.flatMap(Choice.init) ?? .chosen)
      },
      links: items("links").map {
        BundleLink(service: text($0, "service"), after: text($0, "after"), passes: texts($0, "passes"), why: text($0, "why"))
      },
      fields: items("fields").map { field in
        BundleField(
          field: FormField(
            key: text(field, "key"), label: text(field, "label"),
            kind: field["control"]?.stringValue.flatMap(FormField.Kind.init) ?? .text,
            required: field["required"]?.boolValue ?? false, options: texts(field, "options"),
            prefill: field["prefill"]?.stringValue, canonical: field["canonical"]?.stringValue), same: texts(field, "same"),
          service: text(field, "service"))
      })
  }

  /// The interface's words for the kinds of questions.
  public static var controls: [String] { FormField.Kind.allCases.map(\.rawValue) }
}
