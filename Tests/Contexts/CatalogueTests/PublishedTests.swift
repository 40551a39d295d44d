import Kernel
import NationalCodes
import Store
import TestDatabases
import Testing

@testable import CatalogueCore

@Suite("The published catalogue of the product")
struct PublishedTests {
  @Test("who does what follows the rules for each of its offerings", arguments: TestEngine.allCases)
  func rules(engine: TestEngine) async throws {
    let snapshot = try await withStore(engine) { store in
      try await CatalogueFixture.load(into: store)
      let all = try await CataloguePublication.regions(in: store)
      try await CataloguePublication.publish(all, by: .system, at: CatalogueFixture.now, in: store)
      return try await CatalogueFixture.snapshot(store)
    }
    try expectNearest(snapshot)
    #expect(snapshot.regions.first?.tier == .league)
    #expect(snapshot.regions.dropFirst().allSatisfy { $0.tier == .banner })
    var standIns = 0
    var atLeague = 0
    var unifiedAtLeague = 0
    var wrong: [String] = []
    for service in snapshot.services {
      let department = try #require(snapshot.department(service.department), "\(service.key)")
      for offering in snapshot.offerings(of: service.key) {
        let region = try #require(snapshot.region(offering.region))
        let responsible = try #require(snapshot.department(offering.responsible.department), "\(offering)")
        let isUnified = service.channel == .unifiedWindow
        let counter = isUnified ? OfferingRules.windowDepartment : responsible.key
        let isStandIn = responsible != department
        standIns += isStandIn ? 1 : 0
        atLeague += region.tier == .league ? 1 : 0
        unifiedAtLeague += region.tier == .league && isUnified ? 1 : 0
        let rules = [
          // Whoever is responsible is an organ with an office there; somebody stands in only where the department has none.
          "office": responsible.isOrgan && responsible.exists(in: region),
          "standIn": !isStandIn || region.tier == .banner && !(department.exists(in: region) && department.isOrgan),
          "tier": service.tiers.contains(region.tier), "place": offering.responsible.region == region.code,
          "counter": offering.accepting == AgencyID(region: region.code, department: counter),
          "issuing": offering.issuing == offering.accepting, "days": offering.promisedDays <= offering.legalDays,
        ]
        wrong += rules.filter { !$0.value }.map { "\(service.key) \(region.code) \($0.key)" }
      }
    }
    #expect(wrong == [])
    #expect(standIns == 3796)
    #expect(atLeague == 639)
    #expect(unifiedAtLeague == 347)
  }

  @Test("every guide of the product has the elements of its list and a code of its own", arguments: TestEngine.allCases)
  func elements(engine: TestEngine) async throws {
    let snapshot = try await withStore(engine) { store in
      try await CatalogueFixture.load(into: store)
      let all = try await CataloguePublication.regions(in: store)
      try await CataloguePublication.publish(all, by: .system, at: CatalogueFixture.now, in: store)
      return try await CatalogueFixture.snapshot(store)
    }
    var codes = Set<String>()
    var agencies: [String: AgencyID] = [:]
    var wrong: [String] = []
    for service in snapshot.services {
      let elements = try #require(snapshot.elements(of: service.key), "\(service.key)")
      if !elements.synthetic || elements.rights.isEmpty || elements.hours.isEmpty { wrong.append("\(service.key) elements") }
      for offering in snapshot.offerings(of: service.key) {
        let tier = try #require(snapshot.region(offering.region)).tier
        let code = try #require(ImplementationList.code(offering, tier: tier, elements: elements), "\(service.key)")
        let creditCode = try CreditCode(code.prefix(18))
        let holder = agencies[creditCode.text, default: offering.responsible]
        agencies[creditCode.text] = holder
        if holder != offering.responsible || !codes.insert(code).inserted { wrong.append("\(service.key) \(offering.region)") }
      }
    }
    #expect(wrong == [])
    #expect(codes.count == 11_227)
    let papers = snapshot.services.flatMap { snapshot.evidence(of: $0.key) }
    #expect(papers.count == 4481)
    #expect(papers.contains { $0.tolerance > 0 } && papers.contains { $0.form == .electronic })
  }

  /// Where a region does not offer a service, the league's stands in, then that of a banner.
  private func expectNearest(_ snapshot: CatalogueSnapshot) throws {
    var atLeague = 0
    var nearby = 0
    var wrong: [String] = []
    for service in snapshot.services {
      let above = snapshot.offering(service: service.key, region: snapshot.league)
      for region in snapshot.regions {
        let hit = try #require(snapshot.nearestOffering(service, to: region.code))
        if let own = snapshot.offering(service: service.key, region: region.code) {
          if hit != own { wrong.append("\(service.key) \(region.code)") }
        } else if let above {
          atLeague += 1
          if hit != above { wrong.append("\(service.key) \(region.code)") }
        } else {
          nearby += 1
        }
      }
    }
    #expect(wrong == [])
    #expect(atLeague > 0)
    #expect(nearby > 0)
    #expect(atLeague + nearby == 14 * 1001 - 11_227)
  }

  @Test(
    "a pilot shows its own offerings everywhere and no other region's anywhere; the rest comes later",
    arguments: TestEngine.allCases)
  func pilot(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await CatalogueFixture.load(into: store)
      try await CataloguePublication.publish(["152502"], by: .system, at: CatalogueFixture.now, in: store)
      let snapshot = try await CatalogueFixture.snapshot(store)
      let offerings = snapshot.services.flatMap { snapshot.offerings(of: $0.key) }
      #expect(offerings.count == 814)
      #expect(Set(offerings.map(\.region)) == ["152502"])
      #expect(snapshot.publishedRegions == ["152502"])
      for region in snapshot.regions.map(\.code) + ["nowhere"] {
        let found = snapshot.search(ServiceQuery(region: region), offset: 0, limit: 2000)
        #expect(found.total == 814)
        #expect(found.hits.allSatisfy { $0.offering.region == "152502" })
      }
      #expect(snapshot.name(of: AgencyID(region: "152502", department: "GAJ")) == "锡林浩特市公安局")
      #expect(snapshot.name(of: AgencyID(region: "152500", department: "GAJ")) == "锡林郭勒盟公安局")
      #expect(snapshot.below("152500").count == 14)
      #expect(snapshot.below("152502") == ["152502"])
      // More regions add to the pilot; publishing one again changes nothing.
      for regions in [["152501", "152500"], ["152502"]] {
        try await CataloguePublication.publish(regions, by: .system, at: CatalogueFixture.now, in: store)
        let later = try await CatalogueFixture.snapshot(store)
        #expect(later.services.reduce(0) { $0 + later.offerings(of: $1.key).count } == 814 + 817 + 639)
      }
    }
  }
}
