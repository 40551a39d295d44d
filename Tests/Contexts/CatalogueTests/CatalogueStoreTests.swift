import Forms
import Foundation
import Kernel
import Store
import Tables
import TestDatabases
import Testing

@testable import CatalogueCore

@Suite("The catalogue is brought in whole, published by region, and read as one value")
struct CatalogueStoreTests {
  @Test("the catalogue of the product has the figures it promises", arguments: TestEngine.allCases)
  func figures(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await CatalogueFixture.load(into: store)
      let all = try await CataloguePublication.regions(in: store)
      try await CataloguePublication.publish(all, by: .system, at: CatalogueFixture.now, in: store)
      let snapshot = try await CatalogueFixture.snapshot(store)
      let offerings = snapshot.services.flatMap { snapshot.offerings(of: $0.key) }
      #expect(snapshot.regions.count == 14)
      #expect(snapshot.services.count == 1001)
      #expect(offerings.count == 11_227)
      let unified = offerings.filter { snapshot.service($0.service)?.channel == .unifiedWindow }
      #expect(unified.count == 7055)
      // Every one of them is accepted by the window of its own region.
      #expect(unified.allSatisfy { $0.accepting == AgencyID(region: $0.region, department: OfferingRules.windowDepartment) })
      // A department as a type, once for each tier that has one, and each banner's own.
      let agencies = snapshot.regions.flatMap { region in snapshot.departments.filter { $0.isOrgan && $0.exists(in: region) } }
      #expect(agencies.count == 204)
    }
  }

  @Test("the pilot region is published first, and nothing else is seen", arguments: TestEngine.allCases)
  func pilot(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await CatalogueFixture.load(into: store)
      let holder = try await CatalogueHolder(store: store)
      #expect(holder.current.search(ServiceQuery(region: "152502"), offset: 0, limit: 20).total == 0)
      try await CataloguePublication.publish(["152502"], by: .system, at: CatalogueFixture.now, in: store)
      #expect(try await holder.refresh())
      let pilot = holder.current
      #expect(pilot.offerings(of: "GAJ001").map(\.region) == ["152502"])
      #expect(pilot.offering(service: "GAJ001", region: "152501") == nil)
      let offered = pilot.services.filter { !pilot.offerings(of: $0.key).isEmpty }.count
      #expect(pilot.search(ServiceQuery(region: "152501"), offset: 0, limit: 1).total == offered)
      #expect(try await !holder.refresh())
    }
  }

  @Test("a bad row is told with file, line, column and reason, and nothing of the file is kept", arguments: TestEngine.allCases)
  func badRow(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await CatalogueFixture.load(into: store)
      let before = try await CatalogueImport.export(.services, from: store)
      var lines = before.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let bad = try #require(lines.indices.dropFirst(10).first { lines[$0].contains(",unifiedWindow,") })
      lines[bad] = lines[bad].replacingOccurrences(of: ",unifiedWindow,", with: ",somewhere,")
      lines[7] = lines[6]
      let bytes = Array(lines.joined(separator: "\n").utf8)
      do {
        try await CatalogueImport.bring(.services, [.init(name: "s.csv", bytes: bytes)], into: store)
        Issue.record("was kept")
      } catch let refusal as ImportRefusal {
        #expect(refusal.problems.contains { $0.file == "s.csv" && $0.line == bad + 1 && $0.column == "channel" })
        #expect(refusal.problems.contains { $0.line == 8 && $0.code == "keyTwice" })
      }
      #expect(try await CatalogueImport.export(.services, from: store) == before)
      let (kept, problems) = try await CatalogueImport.bring(
        .services, [.init(name: "s.csv", bytes: bytes)], keepGood: true, into: store)
      #expect(kept == 999)
      #expect(problems.count == 2)
    }
  }

  @Test("what is exported comes back the same", arguments: TestEngine.allCases)
  func roundTrip(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await CatalogueFixture.load(into: store)
      for kind in CatalogueKind.allCases {
        let text = try await CatalogueImport.export(kind, from: store)
        try await CatalogueImport.bring(kind, [.init(name: kind.file, bytes: Array(text.utf8))], into: store)
        #expect(try await CatalogueImport.export(kind, from: store) == text)
      }
    }
  }

  @Test("a service that breaks a rule cannot be published, and nothing is", arguments: TestEngine.allCases)
  func refusedPublication(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await CatalogueFixture.load(into: store)
      let elements = try await CatalogueImport.export(.elements, from: store)
      let bad = elements.replacingOccurrences(of: "0479-8220106,0479-8212345", with: "0479-8212345,0479-8212345")
      try await CatalogueImport.bring(.elements, [.init(name: "e.csv", bytes: Array(bad.utf8))], into: store)
      do {
        try await CataloguePublication.publish(["152502"], by: .system, at: CatalogueFixture.now, in: store)
        Issue.record("was published")
      } catch let refusal as PublicationRefusal {
        #expect(refusal.faults.contains(PublicationFault(service: "GAJ001", rule: .phones)))
        #expect(refusal.faults.allSatisfy { $0.rule == .phones })
      }
      #expect(try await CatalogueFixture.snapshot(store).publishedRegions.isEmpty)
    }
  }

  @Test("tables that do not fit each other are not published", arguments: [TestEngine.sqlite])
  func misfits(engine: TestEngine) async throws {
    let cases: [(CatalogueKind, String, String, PublicationRules.Rule)] = [
      (.services, "GAJ001,出生登记（国内出生）,07,GAJ,", "GAJ001,出生登记（国内出生）,07,XXX,", .unknownDepartment),
      (.serviceEvidence, "GAJ001,csyx,", "GAJ001,nowhere,", .unknownEvidence),
      (.elements, "150707001000", "150707002000", .basicCode),
    ]
    for (kind, text, changed, rule) in cases {
      try await withStore(engine) { store in
        try await CatalogueFixture.load(into: store)
        try await CataloguePublication.check(["152502"], in: store)
        let table = try await CatalogueImport.export(kind, from: store)
        #expect(table.contains(text), "\(text)")
        let bytes = Array(table.replacing(text, with: changed).utf8)
        try await CatalogueImport.bring(kind, [.init(name: kind.file, bytes: bytes)], into: store)
        do {
          try await CataloguePublication.check(["152502"], in: store)
          Issue.record("\(rule) was not noticed")
        } catch let refusal as PublicationRefusal {
          #expect(refusal.faults.contains(PublicationFault(service: "GAJ001", rule: rule)))
          #expect(refusal.faults.allSatisfy { $0.rule == rule }, "\(refusal.faults)")
        }
      }
    }
  }

  @Test("filters narrow the hits, and the total is exact on every page", arguments: TestEngine.allCases)
  func filters(engine: TestEngine) async throws {
    try await withStore(engine) { store in
      try await CatalogueFixture.load(into: store)
      let all = try await CataloguePublication.regions(in: store)
      try await CataloguePublication.publish(all, by: .system, at: CatalogueFixture.now, in: store)
      let snapshot = try await CatalogueFixture.snapshot(store)
      for query in [
        ServiceQuery(region: "152502", audience: "organisation"), ServiceQuery(text: "登记", region: "152502", type: "01"),
        ServiceQuery(text: "社保", region: "152502", online: true), ServiceQuery(region: "152502", department: "GAJ"),
      ] {
        var keys: [String] = []
        var offset = 0
        let total = snapshot.search(query, offset: 0, limit: 7).total
        while offset < total {
          let page = snapshot.search(query, offset: offset, limit: 7)
          #expect(page.total == total)
          keys += page.hits.map(\.service.key)
          offset += 7
        }
        #expect(keys.count == total)
        #expect(Set(keys).count == total)
        #expect(total > 0)
        for service in keys.compactMap(snapshot.service) {
          #expect(query.audience.map(service.audience.contains) ?? true)
          #expect(query.type.map { $0 == service.type } ?? true)
          #expect(query.department.map { $0 == service.department } ?? true)
          #expect(query.online.map { $0 == service.isOnline } ?? true)
        }
      }
    }
  }
}
