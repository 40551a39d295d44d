import Kernel
import Testing

@testable import CatalogueCore

private func service(
  type: String = "20", promised: Int = 5, legal: Int = 20, visits: Int = 1, depth: Int = 3, fee: String = "",
  result: String = "证",
  tiers: Set<Region.Tier> = [.banner, .league], regions: Set<String>? = nil, channel: Service.Channel = .unifiedWindow,
  bannerDepartment: String = ""
) -> Service {
  Service(
    key: "T1", name: "测试", type: type, department: "D", bannerDepartment: bannerDepartment, tiers: tiers, regions: regions,
    audience: ["person"], theme: "测", legalDays: legal, promisedDays: promised, visits: visits, onlineDepth: depth, fee: fee,
    result: result, scope: "", channel: channel, venue: "", legalBasis: "", keywords: [])
}

private func elements(
  steps: Int = 6, reason: String = "核对原件", mail: Bool = false, basis: String = "", item: String = "", payment: Bool = false,
  sample: String = "样本", consult: String = "0479-8220100", complain: String = "0479-8212345"
) -> Elements {
  Elements(
    conditions: [], steps: Array(repeating: "步", count: steps), visitReason: reason, mailIn: mail, feeBasis: basis,
    feeItem: item,
    onlinePayment: payment, resultSample: sample, consultPhone: consult, complaintPhone: complain, synthetic: true)
}

private let question = Question(question: "?", answer: "!", synthetic: true)
private let league = Region(code: "152500", name: "盟", nameEn: "L", tier: .league, parent: "", longitude: 0, latitude: 0)
private let banner = Region(code: "152502", name: "市", nameEn: "B", tier: .banner, parent: "152500", longitude: 0, latitude: 0)

private func department(
  atLeague: Bool = true, banners: Set<String>? = nil, acting: String = "ZSJ", organ: Bool = true
) -> Department {
  Department(
    key: "D", nameLeague: "局", nameBanner: "局", short: "", nameEn: "", atLeague: atLeague, bannerRegions: banners,
    bannerDepartment: acting, isOrgan: organ)
}

@Suite("An implementation list holds together")
struct PublicationRuleTests {
  private func broken(_ service: Service, _ elements: Elements?, questions: [Question] = [question]) -> [PublicationRules.Rule]
  {
    PublicationRules.faults(of: service, elements: elements, questions: questions, audiencesOfTheme: ["person"])
  }

  @Test("a list in order breaks no rule")
  func inOrder() {
    #expect(broken(service(), elements()) == [])
    #expect(broken(service(type: "01", visits: 0, depth: 4), elements(reason: "")) == [])
    #expect(broken(service(fee: "10 元"), elements(basis: "目录", item: "工本费", payment: true)) == [])
  }

  @Test("each rule is broken by what it forbids, and by nothing else")
  func each() {
    #expect(broken(service(), nil) == [.elementsMissing])
    #expect(broken(service(promised: 21), elements()) == [.promisedBeyondLegal])
    #expect(broken(service(), elements(reason: "")) == [.visitWithoutReason])
    #expect(broken(service(visits: 0, depth: 1), elements()) == [.neitherVisitOnlineNorMail])
    #expect(broken(service(visits: 0, depth: 1), elements(mail: true)) == [])
    #expect(broken(service(visits: 1, depth: 4), elements()) == [.onlineButVisits])
    #expect(broken(service(fee: "10 元"), elements(basis: "目录", item: "", payment: true)) == [.feeWithoutBasis])
    #expect(broken(service(fee: "10 元"), elements(basis: "目录", item: "费")) == [.feeWithoutBasis])
    #expect(broken(service(), elements(payment: true)) == [.freeButPayment])
    #expect(broken(service(), elements(consult: "0479-8212345")) == [.phones])
    #expect(broken(service(), elements(consult: "8220100")) == [.phones])
    #expect(broken(service(type: "01"), elements(), questions: []) == [.permitWithoutQuestion])
    #expect(broken(service(type: "01"), elements(steps: 4)) == [.permitWithFewSteps])
    #expect(broken(service(), elements(sample: "")) == [.resultWithoutSample])
    #expect(
      PublicationRules.faults(of: service(), elements: elements(), questions: [], audiencesOfTheme: ["organisation"])
        == [.themeOfOtherAudience])
  }
}

@Suite("Who does what for a service in a region")
struct OfferingRuleTests {
  @Test("a tier that does not offer it has no offering")
  func tiers() {
    #expect(OfferingRules.offering(service(tiers: [.league]), in: banner, department: department()) == nil)
    #expect(OfferingRules.offering(service(tiers: [.banner]), in: league, department: department()) == nil)
    #expect(OfferingRules.offering(service(regions: ["152501"]), in: banner, department: department()) == nil)
  }

  @Test("the unified window accepts for all; an own counter is the department's")
  func counters() throws {
    let unified = try #require(OfferingRules.offering(service(), in: banner, department: department()))
    #expect(unified.accepting == AgencyID(region: "152502", department: OfferingRules.windowDepartment))
    #expect(unified.responsible == AgencyID(region: "152502", department: "D"))
    let own = try #require(OfferingRules.offering(service(channel: .ownCounter), in: banner, department: department()))
    #expect(own.accepting == own.responsible)
  }

  @Test("where a banner has no office of the department, its stand-in handles")
  func standIn() throws {
    let lacking = department(banners: ["152501"], acting: "NMJ")
    #expect(OfferingRules.offering(service(), in: banner, department: lacking)?.responsible.department == "NMJ")
    #expect(
      OfferingRules.offering(service(bannerDepartment: "SLJ"), in: banner, department: lacking)?.responsible.department == "SLJ"
    )
    #expect(OfferingRules.offering(service(), in: league, department: lacking)?.responsible.department == "D")
  }

  @Test("what is promised within no day is done on the spot")
  func instant() {
    #expect(service(promised: 0).procedure == "instant")
    #expect(service(promised: 1).procedure == "permit")
  }
}
