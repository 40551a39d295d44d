import Kernel
import SeededRandom
import Testing

@testable import NationalCodes

private func fault(ofName text: String) -> PersonName.Fault? {
  do throws(PersonName.Fault) { _ = try PersonName(text) } catch { return error }
  return nil
}

@Suite("Names as papers carry them")
struct PersonNameTests {
  @Test("other middle dots become the one separator", arguments: ["\u{2022}", "\u{30FB}", "\u{FF0E}", "\u{2027}", "\u{B7}"])
  func separators(dot: String) throws {
    #expect(try PersonName("哈斯\(dot)测试").text.unicodeScalars.map(\.value) == [0x54C8, 0x65AF, 0xB7, 0x6D4B, 0x8BD5])
  }

  @Test("a full stop, a slash or a space at the ends is no separator")
  func otherMarks() throws {
    #expect(fault(ofName: "哈斯.测试") == .nameCharacters)
    #expect(fault(ofName: "哈斯/测试") == .nameCharacters)
    #expect(try PersonName(" 哈斯测试\u{3000}").text == "哈斯测试")
  }

  @Test(
    "each fault has its name",
    arguments: [
      ("", PersonName.Fault.nameEmpty), ("   ", .nameEmpty), ("测", .nameTooShort), ("·测试", .nameSeparator),
      ("测试·", .nameSeparator),
      ("测··试", .nameSeparator), ("测·•试", .nameSeparator), ("测9试", .nameCharacters), ("测<试", .nameCharacters),
      ("测\u{0}试", .nameCharacters), ("测\u{200B}试", .nameCharacters), ("测\n试", .nameCharacters), ("测😀", .nameCharacters),
      ("--", .nameCharacters), ("' '", .nameCharacters),
    ])
  func faults(text: String, expected: PersonName.Fault) { #expect(fault(ofName: text) == expected) }

  @Test("fifty characters are the longest name, of whatever plane")
  func length() {
    for character in ["测", "\u{20BB7}"] {
      #expect(fault(ofName: String(repeating: character, count: 50)) == nil)
      #expect(fault(ofName: String(repeating: character, count: 51)) == .nameTooLong)
    }
  }

  @Test("a letter and its accent are kept as one character")
  func composed() throws {
    #expect(try PersonName("Rene\u{301} Test").text.unicodeScalars.contains("\u{E9}"))
  }
}

@Suite("Telephones, bank cards and masks")
struct ContactTests {
  @Test(
    "a mobile has eleven digits, the second from 3 to 9",
    arguments: [
      ("13900000000", "13900000000"), ("+86 139-0000-0000", "13900000000"), ("19900000000", "19900000000"),
      ("12900000000", nil),
      ("10900000000", nil), ("23900000000", nil), ("1390000000", nil), ("139000000000", nil), ("８613900000000", nil),
      ("1390000000x", nil), ("１３９００００００００", nil), ("", nil), ("+8613900000000+86", nil),
    ])
  func mobiles(text: String, kept: String?) { #expect((try? PhoneNumber(mobile: text))?.text == kept) }

  @Test(
    "a landline has its area code, a dash, and seven or eight digits",
    arguments: [
      ("0479-8200000", true), ("010-12345678", true), ("13900000000", true), ("8200000", false), ("479-8200000", false),
      ("04790-8200000", false), ("0479-820000", false), ("0479-820000000", false), ("0479-82000a0", false),
      ("0479-8200000-1", false),
      ("0479－8200000", false), ("", false),
    ])
  func landlines(text: String, fits: Bool) { #expect(((try? PhoneNumber(any: text)) != nil) == fits) }

  @Test(
    "a bank card has sixteen to nineteen digits",
    arguments: ["", "411111111111111", "41111111111111111111", "4111x11111111111", "４111111111111111", "-4111111111111111"])
  func cardForms(text: String) { #expect(throws: BankCard.Fault.bankCardForm) { try BankCard(text) } }

  @Test("spaces in a card's number are taken off")
  func cardSpaces() throws { #expect(try BankCard("4111 1111 1111 1111").text == "4111111111111111") }

  @Test("every made-up card with a right Luhn digit is taken, and one with any single digit changed is not")
  func cards() {
    var random = SplitMix(state: 7812)
    for length in 16...19 {
      for _ in 0..<20 {
        let body = (1..<length).map { _ in Int.random(in: 0...9, using: &random) }
        let accepted = (0...9).filter { last in (try? BankCard((body + [last]).map(String.init).joined())) != nil }
        #expect(accepted.count == 1, "\(body)")
        let whole = body + accepted
        for place in whole.indices {
          for other in 0...9 where other != whole[place] {
            var changed = whole
            changed[place] = other
            #expect(throws: BankCard.Fault.bankCardCheck) { try BankCard(changed.map(String.init).joined()) }
          }
        }
      }
    }
  }

  @Test("a mask keeps the length and hides the middle, of short texts everything")
  func masks() {
    var random = SplitMix(state: 5)
    for length in 0...30 {
      let text = String((0..<length).map { _ in Character(String(Int.random(in: 0...9, using: &random))) })
      for (masked, open) in [(Mask.identity(text), 10), (Mask.phone(text), 7)] {
        #expect(masked.count == text.count)
        #expect(masked.filter { $0 == "*" }.count == (length > open ? length - open : length))
      }
    }
    #expect(!Mask.identity("152502188001010019").contains("1880"))
    #expect(Mask.identity("91350100M000100Y43") == "913501********0Y43")
    #expect(Mask.name("欧阳测试人") == "欧**")
  }
}
