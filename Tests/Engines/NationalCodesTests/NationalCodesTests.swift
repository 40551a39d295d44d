import Kernel
import Testing

@testable import NationalCodes

private let today = CivilDate(daysSince1970: 20_781)

@Suite("National codes are checked by their standards")
struct NationalCodesTests {
  private func identity(_ region: String, _ date: String, _ sequence: Int) -> String {
    let body = "\(region)\(date)\(sequence, digits: 3)"
    return body + String(UnicodeScalar(IdentityNumber.check(body.utf8)))
  }

  @Test("GB 11643: every valid number is taken, and one with any other single character is not")
  func identitySingleErrors() throws {
    for sequence in stride(from: 1, to: 999, by: 83) {
      let number = identity("152502", "18990115", sequence)
      #expect(throws: Never.self) { try IdentityNumber(number, today: today) }
      for place in 0..<18 {
        for other in "0123456789X" where other != Array(number)[place] {
          var changed = Array(number)
          changed[place] = other
          #expect(throws: IdentityNumber.Fault.self, "\(String(changed))") { try IdentityNumber(String(changed), today: today) }
        }
      }
    }
  }

  @Test(
    "GB 11643: each fault has its name",
    arguments: [
      ("152502900115001", IdentityNumber.Fault.identityOld), ("15250218990115001", .identityForm),
      ("1525021899011500１X", .identityForm),
      ("992502189901150018", .identityRegion), ("152502189902300018", .identityDate), ("152502299901010019", .identityFuture),
      ("152502188001010018", .identityCheck), ("", .identityForm),
    ])
  func identityFaults(text: String, fault: IdentityNumber.Fault) {
    do {
      _ = try IdentityNumber(text, today: today)
      Issue.record("was taken: \(text)")
    } catch { #expect(error == fault) }
  }

  @Test("GB 11643: birth, sex and age stand in the number; a small x is taken as X")
  func identityParts() throws {
    let number = try IdentityNumber("152502188001010019", today: today)
    #expect(number.birthDate == CivilDate(year: 1880, month: 1, day: 1))
    #expect(number.sex == .male)
    #expect(number.region == "152502")
    #expect(number.age(on: CivilDate(year: 1898, month: 1, day: 1) ?? today) == 18)
    #expect(number.age(on: CivilDate(year: 1897, month: 12, day: 31) ?? today) == 17)
    let small = (1...400).map { identity("152502", "18880808", $0) }.first { $0.hasSuffix("X") }
    #expect(try IdentityNumber(try #require(small).lowercased(), today: today).text == small)
  }

  @Test("GB 32100: every valid code is taken, and one with any other single character is not")
  func creditSingleErrors() throws {
    for index in [1, 4711, 98_765] {
      let organisation = "\(index, digits: 8)"
      let body = "91152502\(organisation)" + String(try #require(CreditCode.organisationCheck(organisation)))
      let code = body + String(try #require(CreditCode.check(body)))
      #expect(throws: Never.self) { try CreditCode(code) }
      #expect(try CreditCode(code.lowercased()).text == code)
      for place in 0..<18 {
        for other in "0123456789ABCDEFGHJKLMNPQRTUWXY" where other != Array(code)[place] {
          var changed = Array(code)
          changed[place] = other
          #expect(throws: CreditCode.Fault.self, "\(String(changed))") { try CreditCode(String(changed)) }
        }
      }
    }
  }

  @Test(
    "GB 32100: letters that look like digits are refused",
    arguments: ["9115250200000I0019", "91152502000O000019", "9115250200000Z0019"])
  func creditLetters(code: String) { #expect(throws: CreditCode.Fault.creditCodeForm) { try CreditCode(code) } }

  @Test(
    "names: Chinese, Mongolian and Latin ones; the separator stands inside",
    arguments: ["王小川", "哈斯·巴特尔", "ᠮᠣᠩᠭᠣᠯ", "Anna Maria", "欧阳娜娜"])
  func names(name: String) { #expect(throws: Never.self) { try PersonName(name) } }

  @Test(
    "names: what is none is refused",
    arguments: ["", "王", "·巴特尔", "巴特尔·", "哈斯··巴", "王1川", "王<b>", "王\u{202E}川", String(repeating: "王", count: 51)])
  func noNames(name: String) { #expect(throws: PersonName.Fault.self) { try PersonName(name) } }

  @Test("telephones: mobiles, and landlines with area code")
  func phones() throws {
    #expect(try PhoneNumber(mobile: "139 0000 0000").text == "13900000000")
    #expect(throws: Never.self) { try PhoneNumber(any: "0479-8202345") }
    for wrong in ["12900000000", "1390000000", "139000000000", "８６", "", "+1 202 555"] {
      #expect(throws: PhoneNumber.Fault.self, "\(wrong)") { try PhoneNumber(mobile: wrong) }
    }
  }

  @Test("bank cards: Luhn, and every single wrong digit is found")
  func cards() throws {
    let card = "6222020000000000000"
    #expect(throws: Never.self) { try BankCard(card) }
    for place in card.indices {
      var wrong = card
      wrong.replaceSubrange(place...place, with: card[place] == "9" ? "0" : String((card[place].wholeNumberValue ?? 0) + 1))
      #expect(throws: BankCard.Fault.self) { try BankCard(wrong) }
    }
  }

  @Test("ISO 7064 MOD 37,36: the character that was made is the one that is valid, and no other")
  func mod37x36() throws {
    for body in ["1", "ABC123", "15250220261124000001", "ZZZZ9999"] {
      let check = try #require(CheckCharacter.mod37x36(body))
      for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
        #expect(CheckCharacter.isValidMod37x36(body + String(other)) == (other == check))
      }
    }
    #expect(CheckCharacter.mod37x36("a") == nil)
  }

  @Test("a mask shows neither the birth date nor the middle of anything")
  func masks() {
    #expect(Mask.identity("152502188001010019") == "152502********0019")
    #expect(Mask.phone("13912345678") == "139****5678")
    #expect(Mask.name("哈斯测") == "哈**")
    #expect(Mask.name("王测") == "王*")
    #expect(Mask.name("") == "")
    #expect(Mask.identity("123") == "***")
  }
}
