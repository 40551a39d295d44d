import Foundation
public import JSON
public import Kernel
import NationalCodes

extension Form {
  /// All that is wrong with answers, each at its place; empty when they are in order. Unknown members are refused.
  public func problems(_ answers: JSON, at pointer: String, today: CivilDate) -> [Problem] {
    guard let object = answers.objectValue else { return [Problem(pointer, "type", ["type": "object"])] }
    var problems: [Problem] = []
    for (key, _) in object where field(key) == nil {
      problems.append(Problem("\(pointer)/\(JSONPointer.escaped(key))", "unknownField"))
    }
    for field in fields {
      let place = "\(pointer)/\(JSONPointer.escaped(field.key))"
      switch object[field.key] {
      case nil, .null?:
        if field.required, asks(field, answers) { problems.append(Problem(place, "required")) }
      case .some where !asks(field, answers): problems.append(Problem(place, "notAsked"))
      case let value?:
        if let fault = field.fault(value, today: today) { problems.append(Problem(place, fault.code, fault.arguments)) }
      }
    }
    return problems
  }
}

extension FormField {
  struct Fault {
    let code: String
    var arguments: [String: String] = [:]
  }

  func fault(_ value: JSON, today: CivilDate) -> Fault? {
    switch kind {
    case .integer: return value.intValue == nil ? Fault(code: "integer") : nil
    case .decimal: if case .number = value { return nil } else { return Fault(code: "number") }
    case .yesNo: return value.boolValue == nil ? Fault(code: "type") : nil
    case .promise: return value.boolValue == true ? nil : Fault(code: "promise")
    case .choices:
      guard let items = value.arrayValue, items.allSatisfy({ $0.stringValue.map(options.contains) ?? false }) else {
        return Fault(code: "enum")
      }
      if required, items.isEmpty { return Fault(code: "required") }
      return Set(items).count == items.count ? nil : Fault(code: "uniqueItems")
    default: break
    }
    guard let text = value.stringValue else { return Fault(code: "type", arguments: ["type": "string"]) }
    if text.allSatisfy(\.isWhitespace) { return required ? Fault(code: "required") : nil }
    if text.unicodeScalars.count > longest { return Fault(code: "maxLength", arguments: ["n": "\(longest)"]) }
    if let pattern, text.range(of: pattern, options: .regularExpression) != text.startIndex..<text.endIndex {
      return Fault(code: "pattern")
    }
    return fault(of: text, today: today).map { Fault(code: $0) }
  }

  private func fault(of text: String, today: CivilDate) -> String? {
    switch kind {
    case .choice: return options.contains(text) ? nil : "enum"
    case .date: return CivilDate(text) == nil ? "date" : nil
    case .dateTime: return Instant(rfc3339: text) == nil && Instant(rfc3339: text + ":00+08:00") == nil ? "dateTime" : nil
    case .month: return CivilDate(text + "-01") == nil ? "month" : nil
    case .identityNumber: return identityFault(text, today)
    case .creditCode: return creditFault(text)
    case .partyNumber:
      guard identityFault(text, today) != nil else { return nil }
      return creditFault(text) == nil ? nil : "partyNumber"
    case .mobile:
      do throws(PhoneNumber.Fault) { _ = try PhoneNumber(mobile: text) } catch { return error.rawValue }
      return nil
    case .bankCard:
      do throws(BankCard.Fault) { _ = try BankCard(text) } catch { return error.rawValue }
      return nil
    default: return nil
    }
  }

  private func identityFault(_ text: String, _ today: CivilDate) -> String? {
    do throws(IdentityNumber.Fault) { _ = try IdentityNumber(text, today: today) } catch { return error.rawValue }
    return nil
  }

  private func creditFault(_ text: String) -> String? {
    do throws(CreditCode.Fault) { _ = try CreditCode(text) } catch { return error.rawValue }
    return nil
  }
}
