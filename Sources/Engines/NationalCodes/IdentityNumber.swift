public import Kernel

/// A citizen's identity number (公民身份号码, GB 11643-1999): 18 characters, region, birth date, sequence, check.
public struct IdentityNumber: Sendable, Hashable, CustomStringConvertible {
  public enum Fault: String, Error, Sendable {
    /// Fifteen digits: of a card that is no longer valid.
    case identityOld
    case identityForm, identityRegion, identityDate, identityFuture, identityCheck
  }

  public enum Sex: String, Sendable { case male, female }

  /// Upper case.
  public let text: String
  public let birthDate: CivilDate
  public let sex: Sex

  /// Six digits; regions that no longer exist stay valid in numbers.
  public var region: String { String(text.prefix(6)) }
  public var description: String { text }

  /// Reads a number; spaces around it and a small x are accepted. `today` bounds the birth date.
  public init(_ input: some StringProtocol, today: CivilDate) throws(Fault) {
    let text = String(input).filter { !$0.isWhitespace }.uppercased()
    let bytes = Array(text.utf8)
    let digits = { (range: Range<Int>) in bytes[range].allSatisfy { (48...57).contains($0) } }
    if bytes.count == 15, digits(0..<15) { throw .identityOld }
    guard bytes.count == 18, digits(0..<17), digits(17..<18) || bytes[17] == UInt8(ascii: "X") else { throw .identityForm }
    guard let province = Int(text.prefix(2)), Self.provinces.contains(province) else { throw .identityRegion }
    let day = String(decoding: bytes[6..<14], as: UTF8.self)
    guard let year = Int(day.prefix(4)), let month = Int(day.dropFirst(4).prefix(2)), let dayOfMonth = Int(day.suffix(2)),
      year >= 1850, let birth = CivilDate(year: year, month: month, day: dayOfMonth)
    else { throw .identityDate }
    guard birth <= today else { throw .identityFuture }
    guard Self.check(bytes[0..<17]) == bytes[17] else { throw .identityCheck }
    self.text = text
    birthDate = birth
    sex = bytes[16] % 2 == 1 ? .male : .female
  }

  /// The first two digits of GB/T 2260; 71 Taiwan, 81 Hong Kong, 82 Macao, 83 residence permits for people from Taiwan.
  private static let provinces: Set<Int> = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65,
    71, 81, 82, 83,
  ]

  /// Whole years of age on a day.
  public func age(on day: CivilDate) -> Int {
    day.year - birthDate.year - ((day.month, day.day) < (birthDate.month, birthDate.day) ? 1 : 0)
  }

  /// The check character of seventeen digits.
  public static func check(_ body: some Sequence<UInt8>) -> UInt8 {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(body, weights).reduce(0) { $0 + Int($1.0 - 48) * $1.1 }
    return Array("10X98765432".utf8)[sum % 11]
  }
}
