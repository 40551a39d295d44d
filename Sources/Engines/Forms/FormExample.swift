public import JSON

extension Form {
  /// A valid, synthetic instance.
  public var example: JSON {
    var json: JSON = [:]
    for field in fields where field.required && asks(field, json) { json[field.key] = field.example }
    return json
  }
}

extension FormField {
  var example: JSON {
    switch kind {
    case .integer, .decimal: return number
    case .money: return .number(JSONNumber(min(max(100, fen.lowerBound), fen.upperBound)))
    case .yesNo, .promise: return true
    case .date: return .string(day)
    case .dateTime: return .string(day + "T09:00:00+08:00")
    case .month: return "2026-11"
    case .choice: return .string(options.first ?? "")
    case .choices: return .array(options.prefix(max(1, limits?.least?.int.map { Int($0) } ?? 1)).map(JSON.string))
    case .identityNumber, .partyNumber: return "152502188001010019"
    case .creditCode: return "91152500000000019E"
    case .mobile, .phone: return "13900000000"
    case .bankCard: return "6222020000000000000"
    case .personName: return "测试·填写"
    case .mongolianText: return "ᠲᠤᠷᠰᠢᠯᠲᠠ"
    case .region: return ["region": .string(place)]
    case .address: return ["region": .string(place), "detail": "测试路 1 号"]
    case .coordinates: return .array((0..<max(1, rows.lowerBound)).map { [.number(JSONNumber(110 + $0 % 9)), 44] })
    case .table: return .array(Array(repeating: row, count: max(1, rows.lowerBound)))
    case .file: return "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    case .signature: return ["name": "测试填写", "at": "2026-11-01T09:00:00+08:00"]
    case .text, .textarea, .lines: return .string(words)
    }
  }

  private var number: JSON {
    guard let least = limits?.least else {
      return .number(limits?.most.map { JSONNumber(1).compared(to: $0) > 0 ? $0 : JSONNumber(1) } ?? JSONNumber(1))
    }
    if limits?.isOpen == true {
      return .number(limits?.most ?? JSONNumber((least.int ?? 0) + 1))
    }
    return .number(JSONNumber(1).compared(to: least) < 0 ? least : bounded(JSONNumber(1)))
  }

  private func bounded(_ number: JSONNumber) -> JSONNumber {
    limits?.most.map { number.compared(to: $0) > 0 ? $0 : number } ?? number
  }

  private var day: String { limits?.firstDay == nil ? "2026-11-01" : "9999-12-30" }
  private var place: String { options.first.map(Self.code) ?? "152502" }

  private var row: JSON {
    var row: JSON = [:]
    for column in columns where column.required { row[column.key] = column.example }
    return row
  }

  private var words: String {
    if let pattern { return FormField.matching(pattern) }
    let least = limits?.least?.int.map { Int($0) } ?? 0
    return String(String(repeating: "测试填写", count: least / 4 + 1).prefix(max(least, min(4, longest))))
  }

  /// Text for the simple patterns of forms: literals, classes and counts.
  private static func matching(_ pattern: String) -> String {
    var text = ""
    var rest = Substring(pattern.filter { $0 != "^" && $0 != "$" })
    while let first = rest.popFirst() {
      var unit = String(first)
      if first == "\\" { unit = rest.popFirst() == "d" ? "0" : "A" }
      if first == "[" {
        unit = String(rest.first ?? "A")
        rest = rest.drop(while: { $0 != "]" }).dropFirst()
      }
      var count = 1
      if rest.first == "{" {
        count = Int(rest.dropFirst().prefix(while: \.isNumber)) ?? 1
        rest = rest.drop(while: { $0 != "}" }).dropFirst()
      }
      text += String(repeating: unit, count: count)
    }
    return text
  }
}
