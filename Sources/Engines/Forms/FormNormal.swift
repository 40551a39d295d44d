public import JSON
import NationalCodes

extension Form {
  /// Answers as they are kept and judged: what was left empty is left out, names have their separator, numbers no spaces, moments a zone.
  /// What cannot be read stays as it is, to be told.
  public func normalised(_ answers: JSON) -> JSON {
    guard var object = answers.objectValue else { return answers }
    var isSame = true
    for field in fields {
      guard let value = object[field.key] else { continue }
      switch field.normal(value) {
      case .same: continue
      case .left: object[field.key] = nil
      case .other(let value): object[field.key] = value
      }
      isSame = false
    }
    return isSame ? answers : .object(object)
  }
}

extension FormField {
  enum Normal {
    case same, left
    case other(JSON)
  }

  func normal(_ value: JSON) -> Normal {
    switch value {
    case .null: return .left
    case .string(let text):
      if text.allSatisfy(\.isWhitespace) { return .left }
      let other = normal(text)
      return other.utf8.elementsEqual(text.utf8) ? .same : .other(.string(other))
    case .array(let items):
      if items.isEmpty, [.choices, .table, .coordinates].contains(kind) { return .left }
      return kind == .table ? normal(items) : .same
    case .object(let object):
      guard [.region, .address, .signature].contains(kind) else { return .same }
      return part(object, names: kind == .signature ? ["name"] : [])
    default: return .same
    }
  }

  private func normal(_ text: String) -> String {
    switch kind {
    // Digits and capital letters alone have nothing to be taken off.
    case .identityNumber, .creditCode, .partyNumber, .mobile, .phone, .bankCard:
      text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) } ? text : code(text)
    case .personName: PersonName.standard(text)
    // The civil day is +08:00.
    case .dateTime: text.utf8.count == 16 ? text + ":00+08:00" : text.utf8.count == 19 ? text + "+08:00" : text
    default: text
    }
  }

  private func code(_ text: String) -> String {
    switch kind {
    case .mobile: (try? PhoneNumber(mobile: text))?.text ?? text
    case .phone: (try? PhoneNumber(any: text))?.text ?? text
    case .bankCard: text.filter { $0 != " " }
    default: text.filter { !$0.isWhitespace }.uppercased()
    }
  }

  /// Rows in which something stands.
  private func normal(_ rows: [JSON]) -> Normal {
    let row = Form(name: "", fields: columns)
    var isSame = true
    let kept = rows.compactMap { old -> JSON? in
      let new = row.normalised(old)
      if new.objectValue?.isEmpty == true {
        isSame = false
        return nil
      }
      if new != old { isSame = false }
      return new
    }
    return kept.isEmpty ? .left : isSame ? .same : .other(.array(kept))
  }

  private func part(_ object: JSONObject, names: Set<String>) -> Normal {
    var kept = object
    for (key, value) in object {
      guard case .string(let text) = value else {
        if value == .null { kept[key] = nil }
        continue
      }
      if text.allSatisfy(\.isWhitespace) {
        kept[key] = nil
      } else if names.contains(key) {
        kept[key] = .string(PersonName.standard(text))
      }
    }
    return kept.isEmpty ? .left : kept == object ? .same : .other(.object(kept))
  }
}
