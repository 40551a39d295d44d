import Situations
import Tables

/// Situations as files: a decision model each.
enum SituationFile {
  /// A model as a table of one row: key and model. The key is the name of the file.
  static func table(_ file: CatalogueImport.File) -> CatalogueImport.File {
    let name = file.name.split(separator: "/").last.map(String.init) ?? file.name
    // What is no text is left as it is: the table is refused for it.
    guard let model = String(validating: file.bytes, as: UTF8.self) else { return file }
    let text = CSV.write(columns: ["key", "model"], rows: [[String(name.dropLast(4)), model]])
    return .init(name: file.name, bytes: Array(text.utf8))
  }

  /// What is wrong with a model, and in which words of its own; nil when it is a situation of this name.
  static func fault(key: String, model: String) -> (code: String, value: String)? {
    switch BundleBook.compiled(model, key: key) {
    case .failure(let fault): ("situationModel", String(fault.description.prefix(200)))
    case .success(let situation): situation.key == key ? nil : ("situationName", situation.key)
    }
  }
}
