public import JSON

/// A form's file cannot be used.
public struct FormError: Error, Sendable, CustomStringConvertible {
  public let file: String
  public let field: String
  public let reason: String
  public var description: String { "\(file): \(field): \(reason)" }
}

extension Form {
  /// Reads a form from its file's value. Throws `FormError` at the first fault.
  public init(_ json: JSON, file: String) throws {
    func fail(_ field: String, _ reason: String) -> FormError { FormError(file: file, field: field, reason: reason) }
    guard let name = json["name"]?.stringValue, let items = json["fields"]?.arrayValue, !items.isEmpty else {
      throw fail("", "name and fields are needed")
    }
    var fields: [FormField] = []
    for item in items {
      guard let key = item["key"]?.stringValue, let label = item["label"]?.stringValue else {
        throw fail("", "key and label are needed")
      }
      guard let kind = item["type"]?.stringValue.flatMap(FormField.Kind.init) else { throw fail(key, "unknown type") }
      let options = (item["options"]?.arrayValue ?? []).compactMap(\.stringValue)
      if kind == .choice || kind == .choices, options.isEmpty { throw fail(key, "no options") }
      if fields.contains(where: { $0.key == key }) { throw fail(key, "twice") }
      fields.append(
        FormField(
          key: key, label: label, kind: kind, required: item["required"]?.boolValue ?? false, hint: item["hint"]?.stringValue,
          pattern: item["pattern"]?.stringValue, options: options, prefill: item["prefill"]?.stringValue))
    }
    self.init(name: name, fields: fields)
  }
}
