/// Check characters of numbers.
public enum CheckCharacter {
  private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

  /// ISO/IEC 7064 MOD 37,36 over 0–9 and A–Z (as in GB/T 36904 for electronic papers). nil when another character stands in the body.
  public static func mod37x36(_ body: some StringProtocol) -> Character? {
    var product = 36
    for character in body {
      guard character.isASCII, let value = alphabet.firstIndex(of: character) else { return nil }
      product = (product + value) % 36
      if product == 0 { product = 36 }
      product = product * 2 % 37
    }
    return alphabet[(37 - product) % 36]
  }

  /// Whether the last character is the check character of those before it.
  public static func isValidMod37x36(_ text: some StringProtocol) -> Bool {
    guard let last = text.last, last.isASCII else { return false }
    return mod37x36(text.dropLast()) == last
  }
}
