/// A telephone number in mainland China: a mobile of 11 digits, or a landline with its area code.
public struct PhoneNumber: Sendable, Hashable, CustomStringConvertible {
  public enum Fault: String, Error, Sendable { case mobileForm, phoneForm }

  public let text: String
  public var description: String { text }

  /// 1, then 3 to 9, then nine digits; spaces, hyphens and +86 are taken off.
  public init(mobile input: some StringProtocol) throws(Fault) {
    var digits = String(input).filter { $0 != " " && $0 != "-" }
    if digits.hasPrefix("+86") { digits.removeFirst(3) }
    let bytes = Array(digits.utf8)
    guard bytes.count == 11, bytes[0] == 49, (51...57).contains(bytes[1]), bytes.allSatisfy({ (48...57).contains($0) }) else {
      throw .mobileForm
    }
    text = digits
  }

  /// Area code (0, two or three digits), then seven or eight digits: `0479-8202345`; or a mobile.
  public init(any input: some StringProtocol) throws(Fault) {
    if let mobile = try? Self(mobile: input) {
      self = mobile
      return
    }
    let parts = input.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].first == "0", (3...4).contains(parts[0].count), (7...8).contains(parts[1].count),
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { throw .phoneForm }
    text = String(input)
  }
}

/// A bank card's number: 16 to 19 digits with a Luhn check (ISO/IEC 7812).
public struct BankCard: Sendable, Hashable {
  public enum Fault: String, Error, Sendable { case bankCardForm, bankCardCheck }

  public let text: String

  public init(_ input: some StringProtocol) throws(Fault) {
    let digits = String(input).filter { $0 != " " }
    let bytes = Array(digits.utf8)
    guard (16...19).contains(bytes.count), bytes.allSatisfy({ (48...57).contains($0) }) else { throw .bankCardForm }
    let sum = bytes.reversed().enumerated().reduce(0) { sum, next in
      let digit = Int(next.element - 48)
      guard next.offset % 2 == 1 else { return sum + digit }
      return sum + (digit > 4 ? digit * 2 - 9 : digit * 2)
    }
    guard sum % 10 == 0 else { throw .bankCardCheck }
    text = digits
  }
}

/// What lists show of personal data.
public enum Mask {
  /// `152502********0019`: region and last four of an identity number or credit code.
  public static func identity(_ text: String) -> String { middle(text, keepFirst: 6, keepLast: 4) }
  /// `138****1234`
  public static func phone(_ text: String) -> String { middle(text, keepFirst: 3, keepLast: 4) }
  /// `哈**`: the first character.
  public static func name(_ text: String) -> String {
    guard let first = text.first else { return "" }
    return String(first) + String(repeating: "*", count: min(2, max(1, text.count - 1)))
  }

  private static func middle(_ text: String, keepFirst: Int, keepLast: Int) -> String {
    guard text.count > keepFirst + keepLast else { return String(repeating: "*", count: text.count) }
    return text.prefix(keepFirst) + String(repeating: "*", count: text.count - keepFirst - keepLast) + text.suffix(keepLast)
  }
}
