import Forms

/// What a row of the catalogue must be, on its own. Pure.
enum CatalogueChecks {
  /// What is wrong with one cell.
  struct Fault: Equatable {
    let column: String
    /// Words under `problem.<code>` and `import.problem.<code>`.
    let code: String
    /// What stands there, cut short.
    let value: String
  }

  /// All faults of a row, from its cells.
  static func problems(_ kind: CatalogueKind, _ cell: (String) -> String) -> [Fault] {
    var faults: [Fault] = []
    func wrong(_ column: String, _ code: String) {
      faults.append(Fault(column: column, code: code, value: String(cell(column).prefix(40))))
    }
    for column in kind.columns {
      let value = cell(column.name)
      if column.isRequired, value.isEmpty { wrong(column.name, "required") }
      switch column.shape {
      case .text, .prose, .list, .department: break
      case .flag: if !["0", "1"].contains(value) { wrong(column.name, "word") }
      case .number(let range): if Int(value).map({ !range.contains($0) }) ?? true { wrong(column.name, "number") }
      case .optionalNumber(let range):
        if !value.isEmpty, Int(value).map({ !range.contains($0) }) ?? true { wrong(column.name, "number") }
      case .degrees(let most): if Double(value).map({ !(abs($0) <= most) }) ?? true { wrong(column.name, "number") }
      case .word(let words): if !words.contains(value) { wrong(column.name, "word") }
      case .words(let words):
        let values = value.split(separator: "|").map(String.init)
        for value in values.isEmpty ? [""] : values where !words.contains(value) { wrong(column.name, "word") }
      }
    }
    switch kind {
    case .services:
      // 承诺 ≤ 法定; 全程网办 ⇒ 现场次数 = 0
      if let promised = Int(cell("promisedDays")), let legal = Int(cell("legalDays")), promised > legal {
        wrong("promisedDays", "promisedBeyondLegal")
      }
      if cell("onlineDepth") == "4", cell("visits") != "0" { wrong("visits", "onlineButVisits") }
    case .elements:
      if cell("basicCode").wholeMatch(of: /[0-9]{12}/) == nil { wrong("basicCode", "basicCode") }
    case .offerings:
      // Whoever finds a closed door is told why.
      if cell("state") != RegionalTerms.State.active.rawValue, cell("reason").isEmpty { wrong("reason", "required") }
    case .forms:
      if cell("key").wholeMatch(of: /[A-Za-z0-9-]{1,40}/) == nil { wrong("key", "formKey") }
    case .formFields:
      // It is a name in pages, in JSON and in conditions.
      if cell("key").wholeMatch(of: /[A-Za-z][A-Za-z0-9_]{0,39}/) == nil { wrong("key", "fieldKey") }
      if !cell("pattern").isEmpty, !FormField.isPattern(cell("pattern")) { wrong("pattern", "badPattern") }
      if !cell("condition").isEmpty, FormCondition(cell("condition")) == nil { wrong("condition", "badCondition") }
      if ["choice", "choices"].contains(cell("control")), cell("options").isEmpty, cell("dictionary").isEmpty {
        wrong("options", "required")
      }
      if !cell("limits").isEmpty, FormLimits(cell("limits")) == nil { wrong("limits", "badLimits") }
      if cell("control") == "table", cell("columns").isEmpty { wrong("columns", "required") }
      // Which lists there are is a matter of all rows together.
      if !cell("columns").isEmpty, FormField.columns(cell("columns"), list: { [$0] }) == nil { wrong("columns", "badColumns") }
    case .dictionaries:
      if cell("key").wholeMatch(of: /[A-Za-z][A-Za-z0-9-]{0,39}/) == nil { wrong("key", "formKey") }
    case .bundles:
      if cell("key").wholeMatch(of: /[A-Za-z][A-Za-z0-9_-]{0,39}/) == nil { wrong("key", "formKey") }
      // Days, and halves of them; whoever promises more than the services do says why.
      if !cell("term").isEmpty {
        if cell("term").wholeMatch(of: /[0-9]{1,3}(\.5)?/) == nil { wrong("term", "number") }
        if cell("termBasis").isEmpty { wrong("termBasis", "required") }
      }
    case .situations:
      if !cell("model").isEmpty, let (code, value) = SituationFile.fault(key: cell("key"), model: cell("model")) {
        faults.append(Fault(column: "model", code: code, value: value))
      }
    case .bundleParts:
      if !["", "government"].contains(cell("bearer")) { wrong("bearer", "word") }
      if !cell("bearer").isEmpty, cell("bearerBasis").isEmpty { wrong("bearerBasis", "required") }
    case .bundleFields:
      if cell("key").wholeMatch(of: /[A-Za-z][A-Za-z0-9_]{0,39}/) == nil { wrong("key", "fieldKey") }
      if ["choice", "choices"].contains(cell("control")), cell("options").isEmpty, cell("same").isEmpty {
        wrong("options", "required")
      }
    default: break
    }
    return faults
  }
}
