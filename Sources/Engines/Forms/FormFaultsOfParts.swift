import JSON
import Kernel

// What is wrong within answers that have parts: rows, addresses, points, signatures.
extension FormField {
  func rowProblems(_ value: JSON, at place: String, today: CivilDate) -> [Problem] {
    guard let items = value.arrayValue else { return [Problem(place, "type", ["type": "array"])] }
    if let fault = count(items.count, rows.lowerBound, rows.upperBound) { return [Problem(place, fault.code, fault.arguments)] }
    let row = Form(name: "", fields: columns)
    var problems: [Problem] = []
    for (index, item) in items.enumerated() where problems.count < Form.mostTold {
      problems += row.explained(item, at: "\(place)/\(index)", today: today)
    }
    return problems
  }

  func pointFault(_ value: JSON) -> Fault? {
    guard let items = value.arrayValue else { return Fault(code: "coordinates") }
    if let fault = count(items.count, rows.lowerBound, rows.upperBound) { return fault }
    return items.allSatisfy(Self.isPoint) ? nil : Fault(code: "coordinates")
  }

  private static func isPoint(_ value: JSON) -> Bool {
    guard let parts = value.arrayValue, parts.count == 2 else { return false }
    return zip(parts, [longitudes, latitudes]).allSatisfy { part, range in
      guard case .number(let number) = part else { return false }
      return number.compared(to: JSONNumber(range.lowerBound)) >= 0 && number.compared(to: JSONNumber(range.upperBound)) <= 0
        && number.isMultiple(of: smallest)
    }
  }

  func partProblems(_ value: JSON, at place: String) -> [Problem] {
    guard let object = value.objectValue else { return [Problem(place, "type", ["type": "object"])] }
    let required: [String] =
      switch kind {
      case .signature: ["name", "at"]
      case .address: ["region", "detail"]
      default: ["region"]
      }
    let known = Set(kind == .signature ? ["name", "at", "drawing"] : ["region", "detail"])
    var problems = object.prefix(Form.mostTold).filter { !known.contains($0.key) }.map {
      Problem("\(place)/\(JSONPointer.escaped($0.key))", "unknownField")
    }
    for key in required where object[key] == nil { problems.append(Problem("\(place)/\(key)", "required")) }
    for (key, part) in object where known.contains(key) {
      if let fault = partFault(key, part) { problems.append(Problem("\(place)/\(key)", fault.code, fault.arguments)) }
    }
    return problems
  }

  private func partFault(_ key: String, _ value: JSON) -> Fault? {
    guard let text = value.stringValue else { return Fault(code: "type", arguments: ["type": "string"]) }
    switch key {
    case "region":
      let isKnown = options.isEmpty ? Self.fits(text, "^[0-9]{6}$") : options.contains { Self.code($0) == text }
      return isKnown ? nil : Fault(code: "unknownRegion")
    case "detail":
      if text.unicodeScalars.count > 200 { return Fault(code: "maxLength", arguments: ["n": "200"]) }
      return Self.fits(text, Self.plain) ? nil : Fault(code: "plainText")
    case "name": return Self.nameFault(text).map { Fault(code: $0) }
    case "at": return Instant(rfc3339: text) == nil ? Fault(code: "dateTime") : nil
    default: return Self.fits(text, "^[0-9A-Z]{26}$") ? nil : Fault(code: "unknownFile")
    }
  }
}
