import Forms
public import JSON

/// The longest form that comes with the program: its schema, a valid value and one with five things wrong.
public struct BundledForm: Sendable {
  public let schema: JSON
  public let valid: JSON
  public let invalid: JSON

  public init() throws {
    let forms = try DataFiles(folder: try Home.locate() + "/Data").forms()
    let longest = forms.sorted { ($0.value.fields.count, $0.key) < ($1.value.fields.count, $1.key) }.last?.value
    let form = longest ?? Form(name: "", fields: [])
    schema = form.schema
    valid = form.example
    var invalid = form.example
    for field in form.fields.filter(\.required).prefix(5) { invalid[field.key] = nil }
    self.invalid = invalid
  }
}
