import Tables

/// What a row of the catalogue must be, on its own. Pure.
enum CatalogueChecks {
  static func problems(_ kind: CatalogueKind, _ row: Table.Row, file: String) -> [TableProblem] {
    var problems: [TableProblem] = []
    func wrong(_ column: String, _ code: String) {
      problems.append(
        TableProblem(
          file: file, line: row.line, column: column, code: code, arguments: ["value": String(row[column].prefix(40))]))
    }
    func needed(_ columns: String...) { for column in columns where row[column].isEmpty { wrong(column, "required") } }
    func number(_ column: String, _ range: ClosedRange<Int>) {
      if Int(row[column]).map({ !range.contains($0) }) ?? true { wrong(column, "number") }
    }
    func word(_ column: String, _ words: Set<String>) {
      for value in row.list(column).isEmpty ? [""] : row.list(column) where !words.contains(value) { wrong(column, "word") }
    }
    switch kind {
    case .regions:
      needed("code", "name")
      word("tier", ["league", "banner"])
      for (column, most) in [("lon", 180.0), ("lat", 90.0)] where Double(row[column]).map({ !(abs($0) <= most) }) ?? true {
        wrong(column, "number")
      }
    case .departments:
      needed("key", "nameLeague", "nameBanner")
      word("kind", ["organ", "partner"])
      word("atLeague", ["0", "1"])
    case .services:
      needed("key", "name", "department", "result", "keywords")
      word("type", ["01", "04", "05", "07", "08", "09", "10", "20"])
      word("tiers", ["league", "banner"])
      word("audience", ["person", "organisation"])
      word("channel", ["unifiedWindow", "ownCounter", "mobile"])
      number("legalDays", 0...1000)
      number("promisedDays", 0...1000)
      number("visits", 0...9)
      number("onlineDepth", 1...4)
      // 承诺 ≤ 法定; 全程网办 ⇒ 现场次数 = 0
      if let promised = Int(row["promisedDays"]), let legal = Int(row["legalDays"]), promised > legal {
        wrong("promisedDays", "promisedBeyondLegal")
      }
      if row["onlineDepth"] == "4", row["visits"] != "0" { wrong("visits", "onlineButVisits") }
    case .evidence:
      needed("key", "name")
      word("kind", ["original", "copy", "credential", "electronic"])
      word("shareable", ["0", "1"])
    case .serviceEvidence:
      needed("service", "evidence")
      word("required", ["0", "1"])
      number("originals", 0...20)
      number("copies", 0...20)
      word("form", Set(ServiceEvidence.Form.allCases.map(\.rawValue)))
      word("origin", Set(ServiceEvidence.Origin.allCases.map(\.rawValue)))
      number("tolerance", 0...30)
    case .themes:
      needed("name")
      word("audience", ["person", "organisation"])
    case .questions: needed("key", "service", "question", "answer")
    case .elements:
      needed("service", "steps", "consultPhone", "complaintPhone", "authority", "quantityLimit", "rights", "hours")
      for column in ["mailIn", "onlinePayment", "appointment", "mailOut", "kiosk", "synthetic"] { word(column, ["0", "1"]) }
      if row["basicCode"].wholeMatch(of: /[0-9]{12}/) == nil { wrong("basicCode", "basicCode") }
    }
    return problems
  }
}
