import Kernel
import Testing

@Suite("Agencies and clocks")
struct NameTests {
  @Test("an agency reads back from its own text")
  func agency() {
    #expect(AgencyID("152502/GAJ") == AgencyID(region: "152502", department: "GAJ"))
    #expect(AgencyID("152502/GAJ")?.description == "152502/GAJ")
  }

  @Test("what is no agency is refused", arguments: ["", "152502", "/GAJ", "152502/", "152502/GAJ/x"])
  func refused(_ text: String) { #expect(AgencyID(text) == nil) }

  @Test("a fixed clock stands still; the system's goes on")
  func clocks() {
    let fixed = WallClock.fixed(Instant(milliseconds: 42))
    #expect(fixed.now == fixed.now)
    #expect(fixed.today.description == "1970-01-01")
    let earlier = WallClock.system.now
    #expect(WallClock.system.now >= earlier)
    #expect(earlier.civilDate > CivilDate(daysSince1970: 20_000))
  }
}
