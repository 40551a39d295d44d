import CatalogueCore
import Forms
public import JSON

/// The longest form that comes with the program: its schema, a valid value and one with five things wrong.
public struct BundledForm: Sendable {
  public let schema: JSON
  public let valid: JSON
  public let invalid: JSON

  public init() throws {
    let data = DataFiles(folder: try Home.locate() + "/Data")
    let book = try FormBook(
      forms: try data.table(.forms), fields: try data.table(.formFields), dictionaries: try data.table(.dictionaries))
    let form = book.entries.map(\.form).max { $0.fields.count < $1.fields.count } ?? Form(name: "", fields: [])
    schema = form.schema
    valid = form.example
    var invalid = form.example
    for field in form.fields.filter(\.required).prefix(5) { invalid[field.key] = nil }
    self.invalid = invalid
  }
}
