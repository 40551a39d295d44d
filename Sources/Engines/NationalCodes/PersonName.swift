import Foundation

/// A person's name (姓名) as papers carry it: the separator of names from other languages is `·` U+00B7 and no other (民委发〔2016〕33号).
public struct PersonName: Sendable, Hashable, CustomStringConvertible {
  public enum Fault: String, Error, Sendable {
    case nameEmpty, nameTooShort, nameTooLong, nameCharacters, nameSeparator
  }

  /// In NFC, with U+00B7 as the separator.
  public let text: String
  public var description: String { text }

  /// Reads a name. Other middle dots are taken for the separator; nothing is stripped but space around it.
  public init(_ input: some StringProtocol) throws(Fault) {
    let text = Self.standard(input)
    let scalars = Array(text.unicodeScalars)
    guard !scalars.isEmpty else { throw .nameEmpty }
    guard scalars.count >= 2 else { throw .nameTooShort }
    guard scalars.count <= 50 else { throw .nameTooLong }
    guard scalars.allSatisfy(Self.isAllowed), scalars.contains(where: \.properties.isAlphabetic) else { throw .nameCharacters }
    let dot: Unicode.Scalar = "\u{B7}"
    guard scalars.first != dot, scalars.last != dot,
      !zip(scalars, scalars.dropFirst()).contains(where: { $0 == dot && $1 == dot })
    else { throw .nameSeparator }
    self.text = text
  }

  /// A text in the form in which names are kept, whether it is a name or not: NFC, U+00B7 for other middle dots, no space around it.
  public static func standard(_ input: some StringProtocol) -> String {
    // Most names are in Han characters and separators alone, and are in this form already.
    if !input.isEmpty, input.unicodeScalars.allSatisfy({ (0x4E00...0x9FFF).contains($0.value) || $0 == "\u{B7}" }) {
      return String(input)
    }
    let text = String(input).trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
    guard text.unicodeScalars.contains(where: dots.contains) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { dots.contains($0) ? "\u{B7}" : $0 }))
  }

  private static let dots: Set<Unicode.Scalar> = ["\u{2022}", "\u{30FB}", "\u{FF0E}", "\u{2027}"]

  /// Han of every extension, Mongolian with its selectors, Latin for people from elsewhere, the separator, hyphen, apostrophe and space inside.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF, 0x3007: true
    case 0x1800...0x18AF, 0x202F: true
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0x17F: scalar.value != 0xD7 && scalar.value != 0xF7
    case 0xB7, 0x20, 0x27, 0x2D: true
    default: scalar.properties.isAlphabetic && scalar.value > 0x17F
    }
  }
}
