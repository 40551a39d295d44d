import Decimals
import Temporal
import Testing

@Suite struct FirstTests {
  @Test("round trips", arguments: ["2017-12-31", "-2017-12-31", "999999999-12-31"]) func dates(_ text: String) throws {
    #expect(CivilDate(text)?.description == text)
  }
}
