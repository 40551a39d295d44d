public import CatalogueCore
public import HTML
public import WebSupport

extension Page {
  /// What changed, in the reader's words: a line for each column, a line for each row that is new or went.
  public func differences(_ list: [CatalogueDifference]) -> HTML {
    let items = list.map { item -> HTML in
      let what = self("catalogue.kind.\(item.kind.rawValue).one")
      guard let column = item.column else {
        return item.after == nil
          ? "<li><span class=\"tag\">\(self("catalogue.diff.gone"))</span> \(what): <del>\(item.name)</del></li>"
          : "<li><span class=\"tag on\">\(self("catalogue.diff.new"))</span> \(what): <ins>\(item.name)</ins></li>"
      }
      let place =
        item.kind == .services || item.kind == .elements ? self.column(column) : "\(item.name) · \(self.column(column))"
      return """
        <li>\(place): <del>\(value(item.kind, column, item.before))</del> → <ins>\(value(item.kind, column, item.after))</ins></li>
        """
    }
    return "<ul class=\"differences\">\(items)</ul>"
  }

  func column(_ name: String) -> String { self("catalogue.column.\(name)") }

  /// A cell as people read it.
  func value(_ kind: CatalogueKind, _ column: String, _ text: String?) -> String {
    guard let text, !text.isEmpty else { return self("catalogue.empty") }
    if column == "scope" { return self("guide.scope.\(text)") }
    switch kind.columns.first(where: { $0.name == column })?.shape {
    case .flag: return self(text == "1" ? "catalogue.flag.true" : "catalogue.flag.false")
    case .word, .words:
      return text.split(separator: "|").map { word(kind, column, String($0)) }.joined(separator: self("catalogue.and"))
    case .list: return text.split(separator: "|").joined(separator: self("catalogue.and"))
    default: return text
    }
  }

  /// The words for a coded value.
  func word(_ kind: CatalogueKind, _ column: String, _ value: String) -> String {
    switch column {
    case "type": self("type.\(value)")
    case "control": self("catalogue.control.\(value)")
    default: self("catalogue.word.\(value)")
    }
  }
}
