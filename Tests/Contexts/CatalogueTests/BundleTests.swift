import BundleCompiler
import Forms
import Kernel
import Situations
import Store
import TestDatabases
import Testing

@testable import CatalogueCore

/// The catalogue as it comes with the program, read once.
private let catalogue = Result { try CatalogueFixture.snapshot() }

private func plan(
  _ key: String, _ answers: [String: [String]] = [:], services: [String]? = nil, region: String = "152502"
) throws -> BundlePlan {
  try catalogue.get().plan(bundle: key, BundleRequest(region: region, answers: answers, services: services))
}

private func codes(_ body: () throws -> Void) -> [String] {
  do {
    try body()
    return []
  } catch let rejection as Rejection {
    return rejection.problems.isEmpty ? [rejection.code] : rejection.problems.map { "\($0.pointer) \($0.code)" }
  } catch { return ["\(error)"] }
}

private func cuts(_ plan: BundlePlan) -> [String] {
  plan.compiled.removed.map { cut in
    switch cut.cut {
    case .duplicate(let service): "\(cut.service) \(cut.key) duplicate \(service)"
    case .yielded(let service, _): "\(cut.service) \(cut.key) yielded \(service)"
    case .implied(let paper, _): "\(cut.service) \(cut.key) implied \(paper)"
    case .situation(let rule, _): "\(cut.service) \(cut.key) situation \(rule)"
    }
  }
}

@Suite("The bundles that come with the program")
struct BundledBundleTests {
  @Test("a newborn's four papers: 11 by the services' own lists, 4 that are left, each cut by its rule, on the spot")
  func newborn() throws {
    let plan = try plan("newborn")
    #expect(plan.compiled.before == 11)
    #expect(plan.compiled.items.map(\.key) == ["sqs", "fmsfz", "fmjhz", "fmhkb"])
    #expect(
      Set(cuts(plan)) == [
        "WJW029 csyx yielded ZCY001", "WJW029 jhrsfz implied fmsfz", "GAJ001 csyx yielded ZCY001",
        "GAJ001 sqs duplicate ZCY001",
        "GAJ001 fmsfz duplicate ZCY001", "YBJ001 sfz yielded GAJ001", "YBJ001 jhrsfz implied fmsfz",
      ])
    #expect(plan.compiled.bring == 1 && plan.compiled.days == 0 && plan.results.count == 4)
    #expect(plan.compiled.steps.map(\.key) == ["ZCY001", "WJW029", "GAJ001", "YBJ001"])
    #expect(plan.compiled.steps.map(\.after) == [[], ["ZCY001"], ["ZCY001"], ["GAJ001"]])
  }

  @Test("a company: six procedures, the licence first, the account after the seal, each optional, half a day, the seal free")
  func company() throws {
    let plan = try plan("company_open")
    let after = Dictionary(uniqueKeysWithValues: plan.compiled.steps.map { ($0.key, $0.after) })
    #expect(after.count == 6 && after["SJJ001"] == [])
    #expect(after.filter { $0.key != "SJJ001" && $0.key != "YHK001" }.allSatisfy { $0.value == ["SJJ001"] })
    #expect(after["YHK001"] == ["GZK001"])
    #expect(plan.optional.isSuperset(of: after.keys))
    #expect(plan.compiled.days == 0.5)
    #expect(plan.fees.first { $0.service == "GZK001" }?.bearer == "government")
    #expect(plan.offers.map(\.key).contains("bundle:hire"))
    #expect(plan.compiled.before == 18 && plan.compiled.items.count == 6)
  }

  @Test("each of the six may be left out; who has the licence brings it, or has it fetched")
  func companyByParts() throws {
    let six = try plan("company_open").compiled.steps.map(\.key)
    for gone in six {
      let plan = try plan("company_open", services: six.filter { $0 != gone })
      #expect(plan.compiled.steps.count == 5 && !plan.compiled.steps.contains { $0.key == gone })
    }
    let licensed = try plan("company_open", services: ["GZK001", "YHK001"])
    #expect(licensed.compiled.items.map(\.key).contains("yyzz"))
    let hiring = try plan("company_open", services: six + ["bundle:hire"])
    #expect(hiring.compiled.steps.map(\.key).contains("RSJ040") && hiring.compiled.steps.count == 10)
  }

  @Test(
    "all 17: papers by the services' own lists, what is left and to bring, and the time of the longest path",
    arguments: [
      ("newborn", 11, 4, 1, 0.0), ("enroll", 3, 3, 0, 15), ("marriage", 11, 5, 2, 3), ("company_open", 18, 6, 2, 0.5),
      ("company_close", 10, 4, 3, 20), ("restaurant", 20, 13, 9, 5), ("flexjob", 4, 2, 1, 1), ("veteran", 19, 6, 1, 31),
      ("hire", 10, 3, 0, 0), ("retire", 10, 4, 2, 20), ("afterlife", 25, 7, 1, 7), ("realestate", 14, 5, 1, 2),
      ("assist", 18, 7, 2, 28), ("sscard", 7, 3, 0, 0), ("ranch", 14, 6, 3, 18), ("house_loan", 20, 8, 1, 8),
      ("company_change", 12, 6, 2, 0),
    ])
  func figures(key: String, before: Int, after: Int, bring: Int, days: Double) throws {
    let plan = try plan(key)
    #expect([plan.compiled.before, plan.compiled.items.count, plan.compiled.bring] == [before, after, bring], "\(key)")
    #expect(plan.compiled.days == days)
  }

  @Test("every bundle compiles in every region, with any of its services; its form can be asked, and has a valid instance")
  func everywhere() throws {
    let snapshot = try catalogue.get()
    #expect(snapshot.bundles.bundles.count == 17)
    for bundle in snapshot.bundles.bundles {
      for region in snapshot.regions {
        #expect(try plan(bundle.key, region: region.code).compiled.steps.count == bundle.parts.count { $0.choice != .offered })
      }
      let whole = try plan(bundle.key, services: bundle.parts.map(\.key))
      #expect(whole.compiled.form.faults.isEmpty)
      let today = try #require(CivilDate("2026-11-25"))
      #expect(whole.compiled.form.problems(whole.compiled.form.example, at: "", today: today).isEmpty, "\(bundle.key)")
      for part in bundle.parts { _ = try plan(bundle.key, services: [part.key]) }
    }
  }

  @Test("a newborn's form asks a name once, and the child's number of nobody")
  func form() throws {
    let compiled = try plan("newborn").compiled
    let asked = compiled.form.fields.map(\.key)
    #expect(asked.filter { $0.lowercased().contains("name") && $0.contains("aby") } == ["babyName", "babyNameMn"])
    #expect(!asked.contains("idNo") && !asked.contains("babyIdNo"))
    #expect(
      compiled.removedFields.contains { $0.service == "YBJ001" && $0.key == "idNo" && $0.reason == .passed(service: "GAJ001") })
    #expect(compiled.removedFields.contains { $0.service == "YBJ001" && $0.key == "name" && $0.reason == .same(service: "") })
  }
}

@Suite("A bundle for somebody")
struct BundleChoiceTests {
  @Test("answers take papers, services and questions away, put others in, and say by which rule")
  func answers() throws {
    let unmarried = try plan("newborn", ["married": ["not_yet"]])
    #expect(cuts(unmarried).contains("ZCY001 fmjhz situation newborn-04") && unmarried.compiled.items.count == 3)
    let elsewhere = try plan("newborn", ["born_in": ["in_china"]])
    #expect(elsewhere.leftOut.map(\.service) == ["ZCY001"] && elsewhere.compiled.items.map(\.key).contains("csyx"))
    let home = try plan("newborn", ["born_in": ["home"]])
    #expect(home.compiled.items.filter { $0.rule == "newborn-02" }.map(\.key) == ["qzjd", "ssxx"])
    let abroad = try plan("newborn", ["born_in": ["abroad"]])
    #expect(abroad.compiled.steps.map(\.key).contains("GAJ002") && !abroad.compiled.steps.map(\.key).contains("GAJ001"))
    #expect(abroad.broughtBy["GAJ002"]?.rule == "newborn-03")
    #expect(abroad.compiled.steps.first { $0.key == "YBJ001" }?.after == ["GAJ002"])
    let fee = try plan("newborn", ["extra": ["fee"]])
    // The mother's own card is no child's: it is asked for, and she waits for nobody.
    #expect(fee.compiled.items.contains { $0.key == "sfz" && $0.service == "YBJ017" })
    #expect(fee.compiled.steps.first { $0.key == "YBJ017" }?.after == ["ZCY001"])
    #expect(fee.broughtBy["YBJ017"]?.rule == "newborn-11" && fee.compiled.items.map(\.key).contains("ylfp"))
    let none = try plan("company_open", ["invoice": ["no_"], "staff": ["zero"], "bank": ["no_"]])
    #expect(none.compiled.steps.map(\.key) == ["SJJ001", "GZK001", "SHW001"])
    #expect(
      none.compiled.removedFields.filter { $0.reason == .situation(rule: "company_open-12") }.map(\.key) == [
        "invoiceKind", "invoiceCount",
      ])
    let own = try plan("company_open", ["place": ["own"]])
    #expect(own.compiled.items.first { $0.key == "zswj" }?.fetchedFrom == "不动产登记信息共享")
  }

  @Test("what is wrong in a question is told with its place")
  func refused() throws {
    #expect(codes { _ = try plan("nowhere") } == ["notFound"])
    #expect(
      codes { _ = try plan("newborn", ["moon": ["x"], "married": ["perhaps"]], services: ["GAJ001", "SJJ001"], region: "1") }
        == [
          "/region unknownRegion", "/answers/married enum", "/answers/moon unknownQuestion", "/services/1 notInBundle",
        ])
    #expect(codes { _ = try plan("enroll", ["basis": ["house"]]) } == ["/answers/basis unknownQuestion"])
  }

  @Test("a definition that is tried out: what is wrong is told with its place in it; what is right compiles")
  func trial() throws {
    let snapshot = try catalogue.get()
    func tried(_ definition: BundleDefinition) -> [String] {
      codes { _ = try snapshot.plan(trying: definition, BundleRequest(region: "152502")) }
    }
    func parts(_ keys: String...) -> [BundleDefinition.Part] { keys.map { .init(key: $0, choice: .chosen) } }
    func link(_ service: String, _ after: String, _ passes: [String] = []) -> BundleLink {
      BundleLink(service: service, after: after, passes: passes)
    }
    #expect(tried(.init(key: "", name: "t", parts: [])) == ["/bundle/services bundleEmpty"])
    #expect(tried(.init(key: "", name: "t", parts: parts("GAJ001", "X1"))) == ["/bundle/services/1 bundlePart"])
    #expect(tried(.init(key: "", name: "t", parts: parts("bundle:none"))) == ["/bundle/services/0 bundlePart"])
    #expect(
      tried(.init(key: "newborn", name: "t", parts: parts("GAJ001", "bundle:newborn"))) == ["/bundle/services/1 bundleNesting"])
    #expect(
      tried(.init(key: "", name: "t", parts: parts("GAJ001"), links: [link("GAJ001", "YBJ001")])) == [
        "/bundle/links/0 bundleLink"
      ])
    #expect(
      tried(.init(key: "", name: "t", parts: parts("GAJ001", "YBJ001"), links: [link("YBJ001", "GAJ001", ["x"])])) == [
        "/bundle/links/0 bundlePasses"
      ])
    #expect(
      tried(
        .init(
          key: "", name: "t", parts: parts("GAJ001", "YBJ001"), links: [link("YBJ001", "GAJ001"), link("GAJ001", "YBJ001")]))
        == ["/bundle/links/1 bundleCycle"])
    let text = FormFieldFixture.field("sex", .text)
    #expect(
      tried(.init(key: "", name: "t", parts: parts("GAJ001"), fields: [BundleField(field: text, same: ["GAJ001/babySex"])]))
        == [
          "/bundle/fields/0 bundleFieldKinds"
        ])
    #expect(
      tried(.init(key: "", name: "t", parts: parts("GAJ001"), fields: [BundleField(field: text, same: ["GAJ001/none"])])) == [
        "/bundle/fields/0 bundleField"
      ])
    #expect(tried(.init(key: "", name: "t", parts: parts("GAJ001", "YBJ001"))).isEmpty)
  }

  @Test("guidance of a service: the list, what rules add, take away, leave to a data source or may still ask for")
  func guidance() throws {
    let snapshot = try catalogue.get()
    func guide(_ key: String, _ answers: [String: [String]] = [:]) throws -> ServiceGuidance {
      try snapshot.guidance(service: key, region: "152502", answers: answers)
    }
    let blank = try guide("GJJ014")
    #expect(!blank.isComplete && blank.possible.map(\.key).contains("ldht"))
    let done = try guide("GJJ014", ["marry": ["married"], "rent": ["market"], "place": ["local"]])
    #expect(done.isComplete && done.possible.isEmpty)
    #expect(done.papers.first { $0.key == "jhz" }?.fetchedFrom == "婚姻登记信息共享")
    #expect(done.papers.first { $0.key == "wfcx" }?.rule == "fund_rent-03")
    #expect(done.papers.count < blank.papers.count + blank.possible.count)
    let shed = try guide("LCJ003", ["area": ["small"]])
    #expect(shed.promisedDays == 3 && shed.promisedBy == "ranch_shed-03")
    let canteen = try guide("SJJ024", ["mode": ["canteen"]])
    #expect(canteen.dropped.map(\.key) == ["yyzz"] && canteen.papers.map(\.key).contains("tyxydm"))
    let well = try guide("LCJ003", ["what": ["well"]])
    #expect(well.fields.first { $0.key == "wellNeed" }?.label == "是否需要打井")
    let unguided = try guide("GAJ002")
    #expect(unguided.isComplete && unguided.finding == nil && !unguided.papers.isEmpty)
    #expect(codes { _ = try guide("GJJ014", ["place": ["moon"]]) } == ["/answers/place enum"])
    #expect(codes { _ = try guide("X") } == ["notFound"])
  }

  @Test("the papers that a guide asks for, whatever is answered, are its list's and its rules', each once")
  func guidanceCovers() throws {
    let snapshot = try catalogue.get()
    for situation in snapshot.bundles.situations where situation.target.hasPrefix("service:") {
      let key = String(situation.target.dropFirst(8))
      let list = snapshot.evidence(of: key)
      for question in situation.questions {
        for option in question.options {
          guard let guide = try? snapshot.guidance(service: key, region: "152502", answers: [question.key: [option.key]]) else {
            continue
          }
          let papers = guide.papers.map(\.key)
          #expect(Set(papers).count == papers.count)
          #expect(Set(papers).isDisjoint(with: guide.dropped.map(\.key)))
          for paper in list where paper.required {
            #expect(papers.contains(paper.evidence) || guide.dropped.contains { $0.key == paper.evidence })
          }
        }
      }
    }
  }
}
