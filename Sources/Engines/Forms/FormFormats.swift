import JSONSchema
import Kernel
import NationalCodes

/// The day by which dates of answers are judged.
enum JudgedDay {
  @TaskLocal static var today = CivilDate(daysSince1970: 0)
}

/// `format` of forms' schemas: dates, the codes of national standards, and days by today's.
enum FormFormats {
  static let options = SchemaOptions(
    checksFormats: true,
    formats: [
      "date": { CivilDate(text($0)) != nil }, "date-time": { Instant(rfc3339: text($0)) != nil },
      "year-month": { CivilDate(text($0) + "-01") != nil },
      "until-today": { day(text($0)).map { $0 <= JudgedDay.today } ?? false },
      "from-today": { day(text($0)).map { $0 >= JudgedDay.today } ?? false },
      "after-today": { day(text($0)).map { $0 > JudgedDay.today } ?? false },
      "identity-number": { isIdentity(text($0)) }, "credit-code": { isCredit(text($0)) },
      "party-number": { span in
        let text = text(span)
        return isIdentity(text) || isCredit(text)
      },
      "mobile-number": { (try? PhoneNumber(mobile: text($0))) != nil },
      "phone-number": { (try? PhoneNumber(any: text($0))) != nil },
      "bank-card": { (try? BankCard(text($0))) != nil }, "person-name": { (try? PersonName(text($0))) != nil },
    ])

  private static func text(_ span: Span<UInt8>) -> String {
    span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }

  /// The civil day of a date, or of a moment at +08:00.
  static func day(_ text: String) -> CivilDate? { CivilDate(text) ?? Instant(rfc3339: text)?.civilDate }

  private static func isIdentity(_ text: String) -> Bool { (try? IdentityNumber(text, today: JudgedDay.today)) != nil }
  private static func isCredit(_ text: String) -> Bool { (try? CreditCode(text)) != nil }
}
