import Kernel
import Testing

@testable import CatalogueCore

@Suite("How much can be done online, with how many visits and how fast")
struct RateTests {
  private static let banners = ["A", "B"].map {
    Region(code: $0, name: $0, nameEn: $0, tier: .banner, parent: "L", longitude: 0, latitude: 0)
  }

  private static func service(
    _ key: String, depth: Int = 1, visits: Int = 3, days: Int = 5, type: String = "20", department: String = "D",
    regions: Set<String>? = nil
  ) -> Service {
    Service(
      key: key, name: key, type: type, department: department, bannerDepartment: "", tiers: [.banner], regions: regions,
      audience: ["person"], theme: "t", legalDays: 20, promisedDays: days, visits: visits, onlineDepth: depth, fee: "",
      result: "r", scope: "", channel: .unifiedWindow, venue: "", legalBasis: "", keywords: [])
  }

  private static func snapshot(_ services: [Service], _ regional: [String: RegionalTerms] = [:]) -> CatalogueSnapshot {
    CatalogueSnapshot(
      CatalogueData(
        regions: banners, departments: [], services: services, themes: [], evidence: [:], unknownEvidence: [], questions: [:],
        elements: [:], regional: regional, forms: .none), epoch: 1, published: ["A", "B"])
  }

  private static func terms(_ state: RegionalTerms.State, visits: Int? = nil) -> RegionalTerms {
    RegionalTerms(
      state: state, reason: "x", promisedDays: nil, visits: visits, visitReason: nil, venue: nil, hours: nil, consultPhone: nil,
      complaintPhone: nil)
  }

  private static func parts(_ snapshot: CatalogueSnapshot, _ regions: [String] = ["A"], department: String? = nil) -> [String] {
    let rates = OnlineRates(snapshot, regions: regions, department: department)
    return OnlineRates.Measure.allCases.map { measure in
      let figure = rates.offerings[measure] ?? .none
      return "\(figure.part)/\(figure.whole)"
    }
  }

  @Test(
    "each measure counts what its formula says: online, wholly, at most one visit, none, on the spot",
    arguments: [
      (1, 3, 5, [0, 0, 0, 0, 0]), (2, 3, 5, [0, 0, 0, 0, 0]), (3, 3, 5, [1, 0, 0, 0, 0]), (4, 3, 5, [1, 0, 0, 0, 0]),
      (4, 0, 5, [1, 1, 1, 1, 0]), (3, 0, 5, [1, 0, 1, 1, 0]), (1, 2, 5, [0, 0, 0, 0, 0]), (1, 1, 5, [0, 0, 1, 0, 0]),
      (1, 0, 5, [0, 0, 1, 1, 0]), (1, 3, 1, [0, 0, 0, 0, 0]), (1, 3, 0, [0, 0, 0, 0, 1]),
    ] as [(Int, Int, Int, [Int])])
  func formulas(depth: Int, visits: Int, days: Int, counted: [Int]) {
    let found = Self.parts(Self.snapshot([Self.service("S", depth: depth, visits: visits, days: days)]))
    #expect(found == counted.map { "\($0)/1" })
  }

  @Test("only what people apply for counts, where it is in force, for each region of its own")
  func counted() {
    let services = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"].map { Self.service("S\($0)", type: $0) }
    #expect(Self.parts(Self.snapshot(services)).first == "0/8")
    let one = [Self.service("S", depth: 4, visits: 0), Self.service("T", depth: 4, visits: 0, regions: ["B"])]
    #expect(Self.parts(Self.snapshot(one), ["A", "B"])[1] == "3/3")
    for state in [RegionalTerms.State.suspended, .withdrawn] {
      #expect(Self.parts(Self.snapshot(one, ["S/A": Self.terms(state)]), ["A", "B"])[1] == "2/2", "\(state)")
    }
    // What a region says of its own counts there.
    #expect(Self.parts(Self.snapshot(one, ["S/A": Self.terms(.active, visits: 1)]), ["A", "B"])[1] == "2/3")
    #expect(Self.parts(Self.snapshot(one + [Self.service("U", department: "E")]), ["A"], department: "E")[0] == "0/1")
  }

  @Test("a base item counts once, and for a measure only if it does wherever it is offered")
  func items() {
    let services = [Self.service("S", depth: 4, visits: 0), Self.service("T", depth: 4, visits: 0)]
    let rates = OnlineRates(Self.snapshot(services, ["S/A": Self.terms(.active, visits: 1)]), regions: ["A", "B"])
    #expect(rates.items[.wholly] == .init(part: 1, whole: 2))
    #expect(rates.items[.online] == .init(part: 2, whole: 2))
    let list = OnlineRates.list(
      Self.snapshot(services, ["S/A": Self.terms(.active, visits: 1)]), regions: ["A", "B"], .wholly, holds: false)
    #expect(list.map { "\($0.service.key)/\($0.region)" } == ["S/A"])
  }

  @Test(
    "percentages are cut after one decimal, never rounded up; there is none of nothing",
    arguments: [(0, 0, nil), (0, 7, "0.0"), (2, 3, "66.6"), (999, 1000, "99.9"), (1999, 2000, "99.9"), (5, 5, "100.0")]
      as [(Int, Int, String?)])
  func percent(part: Int, whole: Int, text: String?) {
    #expect(OnlineRates.Figure(part: part, whole: whole).percent == text)
  }
}
