/// A unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, with the organisation code (GB 11714) inside.
public struct CreditCode: Sendable, Hashable, CustomStringConvertible {
  public enum Fault: String, Error, Sendable {
    case creditCodeForm, creditCodeOrganisation, creditCodeCheck
  }

  /// Upper case.
  public let text: String

  public var description: String { text }
  /// 1 organs and institutions, 5 civil affairs, 9 market regulation, Y others.
  public var registrar: Character { text.first ?? "9" }
  public var region: String { String(text.dropFirst(2).prefix(6)) }

  public init(_ input: some StringProtocol) throws(Fault) {
    let text = String(input).filter { !$0.isWhitespace }.uppercased()
    let characters = Array(text)
    // Equal characters need not be the same bytes: the Kelvin sign is equal to K.
    guard characters.count == 18, text.utf8.count == 18, characters.allSatisfy({ Self.values[$0] != nil }),
      Int(text.dropFirst(2).prefix(6)) != nil
    else {
      throw .creditCodeForm
    }
    guard Self.organisationCheck(characters[8..<16]) == characters[16] else { throw .creditCodeOrganisation }
    guard Self.check(characters[0..<17]) == characters[17] else { throw .creditCodeCheck }
    self.text = text
  }

  private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
  private static let values = Dictionary(uniqueKeysWithValues: alphabet.enumerated().map { ($1, $0) })

  /// The last character for the first seventeen; nil when one is not of the alphabet.
  public static func check(_ body: some Sequence<Character>) -> Character? {
    let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    var sum = 0
    for (character, weight) in zip(body, weights) {
      guard let value = values[character] else { return nil }
      sum += value * weight
    }
    return alphabet[(31 - sum % 31) % 31]
  }

  /// The check character of an organisation code's eight (GB 11714): letters count from A = 10. nil when one is neither
  /// a digit nor a capital letter.
  public static func organisationCheck(_ body: some Sequence<Character>) -> Character? {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2]
    var sum = 0
    for (character, weight) in zip(body, weights) {
      guard let ascii = character.asciiValue, (48...57).contains(ascii) || (65...90).contains(ascii) else { return nil }
      let value = (48...57).contains(ascii) ? Int(ascii) - 48 : Int(ascii) - 55
      sum += value * weight
    }
    switch 11 - sum % 11 {
    case 10: return "X"
    case 11: return "0"
    case let check: return Character(String(check))
    }
  }
}
