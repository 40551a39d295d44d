import Kernel
import SeededRandom
import Testing

@testable import NationalCodes

private let today = CivilDate(daysSince1970: 20_781)

/// Number with the right check character, whatever its date.
private func number(_ region: String, _ date: String, _ sequence: Int) -> String {
  let body = "\(region)\(date)\(sequence, digits: 3)"
  return body + String(UnicodeScalar(IdentityNumber.check(body.utf8)))
}

private func fault(_ text: String, today: CivilDate = today) -> IdentityNumber.Fault? {
  do throws(IdentityNumber.Fault) { _ = try IdentityNumber(text, today: today) } catch { return error }
  return nil
}

@Suite("GB 11643: identity numbers")
struct IdentityNumberTests {
  @Test(
    "the examples of the standard and numbers of nobody alive are taken",
    arguments: ["11010519491231002X", "440524188001010014", "152502188001010019", "152523188002290026"])
  func vectors(text: String) { #expect(fault(text) == nil) }

  @Test(
    "a right check character does not save a day that never was",
    arguments: ["152502190002300010", "152525189913010037", "152502190002290018", "152502188000010010", "152502188001000012"])
  func dates(text: String) { #expect(fault(text) == .identityDate) }

  @Test("a leap day stands in leap years only")
  func leapDays() {
    #expect(fault(number("152502", "18880229", 1)) == nil)
    #expect(fault(number("152502", "18890229", 1)) == .identityDate)
    #expect(fault(number("152502", "19000229", 1)) == .identityDate)
  }

  @Test("nobody is born after today; somebody may be born today")
  func future() throws {
    let newborn = number("152502", "18991231", 1)
    #expect(fault(newborn, today: try #require(CivilDate("1899-12-30"))) == .identityFuture)
    #expect(fault(newborn, today: try #require(CivilDate("1899-12-31"))) == nil)
  }

  @Test("the first two digits are a province that exists, and no other two digits are")
  func provinces() {
    let known = Set(Array(11...15) + Array(21...23) + Array(31...37) + Array(41...46) + Array(50...54) + Array(61...65) + [71])
      .union([81, 82, 83])
    for province in 0...99 {
      let found = fault(number("\(province, digits: 2)0101", "18991231", 1))
      #expect(found == (known.contains(province) ? nil : .identityRegion), "\(province)")
    }
  }

  @Test("a district that was dissolved stays in the numbers of those born there")
  func historicRegions() { #expect(fault(number("110103", "18991231", 1)) == nil) }

  @Test(
    "fifteen digits are an old number; anything else of another length or kind is no number",
    arguments: [
      ("152502991231001", IdentityNumber.Fault.identityOld), ("15250299123100X", .identityForm),
      ("1525021880010100", .identityForm), ("1525021880010100190", .identityForm), ("X52502188001010019", .identityForm),
      ("１５２５０２１８８００１０１００１９", .identityForm), ("15250218800101001Y", .identityForm), ("152502-8800101001", .identityForm),
    ])
  func forms(text: String, expected: IdentityNumber.Fault) { #expect(fault(text) == expected) }

  @Test("a small x and space around a number are taken, and both are gone from what is kept")
  func normalised() throws {
    let number = try IdentityNumber("  11010519491231002x\n", today: today)
    #expect(Array(number.text.utf8) == Array("11010519491231002X".utf8))
    #expect(number == (try IdentityNumber("11010519491231002X", today: today)))
  }

  @Test("every made-up valid number is taken and its parts read back; one changed digit or two swapped ones are refused")
  func property() throws {
    var random = SplitMix(state: 11_643)
    for _ in 0..<150 {
      let birth = CivilDate(daysSince1970: -Int.random(in: 25_567...43_000, using: &random))
      let digits = "\(birth)".filter { $0 != "-" }
      let sequence = Int.random(in: 0...999, using: &random)
      let text = number("1525\(Int.random(in: 1...99, using: &random), digits: 2)", digits, sequence)
      let read = try IdentityNumber(text, today: today)
      #expect(read.text == text)
      #expect(read.birthDate == birth)
      #expect(read.sex == (sequence % 2 == 1 ? .male : .female))
      let characters = Array(text)
      for place in 0..<18 {
        for other in "0123456789X" where other != characters[place] {
          var changed = characters
          changed[place] = other
          #expect(fault(String(changed)) != nil, "\(text) \(place) \(other)")
        }
        guard place > 0, characters[place] != characters[place - 1] else { continue }
        var swapped = characters
        swapped.swapAt(place, place - 1)
        #expect(fault(String(swapped)) != nil, "\(text) swapped at \(place)")
      }
    }
  }
}
