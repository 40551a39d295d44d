import Kernel
import SeededRandom
import Testing

@testable import NationalCodes

private func fault(_ text: String) -> CreditCode.Fault? {
  do throws(CreditCode.Fault) { _ = try CreditCode(text) } catch { return error }
  return nil
}

@Suite("GB 32100: unified social credit codes")
struct CreditCodeTests {
  @Test(
    "the example of the standard and synthetic codes are taken",
    arguments: ["91350100M000100Y43", "11152500000000000R", "91152500000000019E"])
  func vectors(text: String) { #expect(fault(text) == nil) }

  @Test("registrar and region stand in the code; small letters and spaces are taken")
  func parts() throws {
    let code = try CreditCode(" 91350100 m000100y43 ")
    #expect(code.text == "91350100M000100Y43")
    #expect(code.registrar == "9")
    #expect(code.region == "350100")
    #expect(try CreditCode("11152500000000000R").registrar == "1")
  }

  @Test(
    "each fault has its name",
    arguments: [
      ("", CreditCode.Fault.creditCodeForm), ("91350100M000100Y4", .creditCodeForm), ("91350100M000100Y433", .creditCodeForm),
      ("9135O100M000100Y43", .creditCodeForm), ("91A50100M000100Y43", .creditCodeForm),
      ("91350100M000100X43", .creditCodeOrganisation),
      ("91350100M000100Y44", .creditCodeCheck), ("92350100M000100Y43", .creditCodeCheck),
      ("91350100-000100Y43", .creditCodeForm),
    ])
  func faults(text: String, expected: CreditCode.Fault) { #expect(fault(text) == expected) }

  @Test(
    "an organisation code of other signs has no check character", arguments: ["!!!!!!!!", "        ", "a2345678", "甲2345678"])
  func noOrganisation(body: String) { #expect(CreditCode.organisationCheck(body) == nil) }

  @Test("I, O, S, V and Z stand nowhere in a code")
  func lettersLeftOut() {
    for letter in "IOSVZ" {
      for place in 0..<18 {
        var characters = Array("91350100M000100Y43")
        characters[place] = letter
        #expect(fault(String(characters)) == .creditCodeForm)
      }
    }
  }

  @Test("a sign that only looks like a letter of the alphabet is refused")
  func lookalikes() throws {
    // A code whose check character is K, then the Kelvin sign in its place.
    let body = try #require(
      (0..<2000).lazy.map { index -> String in
        let organisation = "\(index, digits: 8)"
        return "91152502\(organisation)\(CreditCode.organisationCheck(organisation) ?? "0")"
      }.first { CreditCode.check($0) == "K" })
    #expect(fault(body + "K") == nil)
    #expect(fault(body + "\u{212A}") == .creditCodeForm)
    #expect(fault("９1350100M000100Y43") == .creditCodeForm)
  }

  @Test("every made-up valid code is taken, and one with any single character changed is not")
  func property() throws {
    var random = SplitMix(state: 32_100)
    let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
    for _ in 0..<40 {
      let organisation = String((0..<8).map { _ in alphabet[Int.random(in: 0..<31, using: &random)] })
      let head = String(["11", "51", "91", "92", "93"][Int.random(in: 0..<5, using: &random)])
      let body = head + "152502" + organisation + String(try #require(CreditCode.organisationCheck(organisation)))
      let code = body + String(try #require(CreditCode.check(body)))
      #expect(fault(code) == nil, "\(code)")
      let characters = Array(code)
      for place in 0..<18 {
        for other in alphabet where other != characters[place] {
          var changed = characters
          changed[place] = other
          #expect(fault(String(changed)) != nil, "\(code) \(place) \(other)")
        }
      }
    }
  }
}

@Suite("ISO/IEC 7064 MOD 37,36: check characters of electronic papers")
struct Mod37x36Tests {
  @Test(
    "identifiers of electronic papers end in the character that their parts give",
    arguments: [
      ("11100000000013338W011.11430000006122244L.20230000403.001", "U"),
      ("11100000MB03271699022.340100.000000016.001", "9"),
      ("11100000000013338W009.11330105002500287C.2025052201.002", "0"),
      ("11100000MB0341032Y002.11152500000000000R.00000000000000000001.001", "B"),
    ])
  func vectors(parts: String, check: Character) {
    let body = parts.filter { $0 != "." }
    #expect(CheckCharacter.mod37x36(body) == check)
    #expect(CheckCharacter.isValidMod37x36(body + String(check)))
  }

  @Test("any single wrong character is found")
  func singleErrors() throws {
    var random = SplitMix(state: 36_904)
    let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for _ in 0..<60 {
      let body = String(
        (0..<Int.random(in: 1...50, using: &random)).map { _ in alphabet[Int.random(in: 0..<36, using: &random)] })
      let whole = Array(body + String(try #require(CheckCharacter.mod37x36(body))))
      let place = Int.random(in: whole.indices, using: &random)
      for other in alphabet {
        var changed = whole
        changed[place] = other
        #expect(CheckCharacter.isValidMod37x36(String(changed)) == (other == whole[place]))
      }
    }
  }

  @Test(
    "other characters than digits and capital letters have no check character", arguments: ["a", "1.2", "１", "\u{212A}", " "])
  func others(body: String) {
    #expect(CheckCharacter.mod37x36(body) == nil)
    #expect(!CheckCharacter.isValidMod37x36(body + "1"))
  }

  @Test("nothing is not valid") func empty() { #expect(!CheckCharacter.isValidMod37x36("")) }
}
