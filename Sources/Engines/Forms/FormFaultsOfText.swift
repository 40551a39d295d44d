import JSON
import Kernel
import NationalCodes
import RegularExpressions

// What is wrong with an answer that is a text, as its check by the standard names it.
extension FormField {
  func lengthFault(_ text: String) -> Fault? {
    let count = text.unicodeScalars.count
    if count > longest { return Fault(code: kind == .personName ? "nameTooLong" : "maxLength", arguments: ["n": "\(longest)"]) }
    let least = kind.isWritten ? limits?.least?.int.map { Int($0) } ?? 0 : 0
    return count < least ? Fault(code: "minLength", arguments: ["n": "\(least)"]) : nil
  }

  func patternFault(_ text: String) -> Fault? {
    if kind.isWritten, !Self.fits(text, Self.plain) { return Fault(code: "plainText") }
    if let pattern, !Self.fits(text, whole(pattern)) { return Fault(code: "pattern") }
    return nil
  }

  func codeFault(_ text: String, today: CivilDate) -> Fault? {
    switch kind {
    case .choice: options.contains(text) ? nil : Fault(code: "enum")
    case .date: CivilDate(text) == nil ? Fault(code: "date") : nil
    case .dateTime: Instant(rfc3339: text) == nil ? Fault(code: "dateTime") : nil
    case .month: CivilDate(text + "-01") == nil ? Fault(code: "month") : nil
    case .identityNumber: Self.identityFault(text, today).map { Fault(code: $0) }
    case .creditCode: Self.creditFault(text).map { Fault(code: $0) }
    case .partyNumber:
      Self.identityFault(text, today) != nil && Self.creditFault(text) != nil ? Fault(code: "partyNumber") : nil
    case .mobile: (try? PhoneNumber(mobile: text)) == nil ? Fault(code: "mobileForm") : nil
    case .phone: (try? PhoneNumber(any: text)) == nil ? Fault(code: "phoneForm") : nil
    case .bankCard: Self.bankFault(text).map { Fault(code: $0) }
    case .personName: Self.nameFault(text).map { Fault(code: $0) }
    case .mongolianText: Self.fits(text, Self.mongolian) ? nil : Fault(code: "mongolianText")
    case .file: Self.fits(text, "^[0-9A-Z]{26}$") ? nil : Fault(code: "unknownFile")
    default: nil
    }
  }

  func dayFault(_ text: String, today: CivilDate) -> Fault? {
    guard let limits, let day = FormFormats.day(text) else { return nil }
    if limits.isUntilToday, day > today { return Fault(code: "untilToday") }
    switch limits.firstDay {
    case .today?: return day < today ? Fault(code: "fromToday") : nil
    case .tomorrow?: return day <= today ? Fault(code: "afterToday") : nil
    case nil: return nil
    }
  }

  static func fits(_ text: String, _ pattern: String) -> Bool {
    ((try? RegularExpression(pattern).matches(text)) ?? false)
  }

  static func nameFault(_ text: String) -> String? {
    do throws(PersonName.Fault) { _ = try PersonName(text) } catch { return error.rawValue }
    return nil
  }

  private static func identityFault(_ text: String, _ today: CivilDate) -> String? {
    do throws(IdentityNumber.Fault) { _ = try IdentityNumber(text, today: today) } catch { return error.rawValue }
    return nil
  }

  private static func creditFault(_ text: String) -> String? {
    do throws(CreditCode.Fault) { _ = try CreditCode(text) } catch { return error.rawValue }
    return nil
  }

  private static func bankFault(_ text: String) -> String? {
    do throws(BankCard.Fault) { _ = try BankCard(text) } catch { return error.rawValue }
    return nil
  }
}
