import Kernel
import NationalCodes
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
  sample: String = "样本", consult: String = "0479-8220100", complain: String = "0479-8212345",
  code: String = "152001001000", stages: [String]? = nil
) -> Elements {
  Elements(
    conditions: [], steps: stages ?? Array(["受理", "审核", "审批", "办结", "送达", "归档"].prefix(steps)), visitReason: reason,
    mailIn: mail, feeBasis: basis,
    feeItem: item,
    onlinePayment: payment, resultSample: sample, consultPhone: consult, complaintPhone: complain, basicCode: code,
    authority: "盟级", quantityLimit: "无", intermediary: "无", rights: "有", hours: "周一至周五", appointment: true, mailOut: false,
    kiosk: false, synthetic: true)
}

private func paper(
  required: Bool = true, kind: String = "original", originals: Int = 1, copies: Int = 0, form: ServiceEvidence.Form = .paper,
  origin: ServiceEvidence.Origin = .applicant, issuer: String = "", tolerance: Int = 0
) -> ServiceEvidence {
  ServiceEvidence(
    evidence: "p1", name: "证", kind: kind, required: required, shareable: false, originals: originals, copies: copies,
    form: form,
    origin: origin, issuer: issuer, guidance: "", tolerance: tolerance)
}

extension Elements {
  fileprivate func with(type: String) -> Elements {
    Elements(
      conditions: conditions, steps: steps, visitReason: visitReason, mailIn: mailIn, feeBasis: feeBasis, feeItem: feeItem,
      onlinePayment: onlinePayment, resultSample: resultSample, consultPhone: consultPhone, complaintPhone: complaintPhone,
      basicCode: "15\(type)01001000", authority: authority, quantityLimit: quantityLimit, intermediary: intermediary,
      rights: rights,
      hours: hours, appointment: appointment, mailOut: mailOut, kiosk: kiosk, synthetic: synthetic)
  }
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
  private func broken(
    _ service: Service, _ elements: Elements?, questions: [Question] = [question], evidence: [ServiceEvidence] = []
  ) -> [PublicationRules.Rule] {
    // The code of a list in order has the type of its service.
    PublicationRules.faults(
      of: service, elements: elements.map { $0.basicCode == "152001001000" ? $0.with(type: service.type) : $0 },
      questions: questions, evidence: evidence, audiencesOfTheme: ["person"])
  }

  @Test("papers: who issues them is named, only what is needed may come later, and paper is asked for in some number")
  func papers() {
    #expect(broken(service(), elements(), evidence: [paper(), paper(origin: .government, issuer: "公安局")]) == [])
    #expect(broken(service(), elements(), evidence: [paper(origin: .government)]) == [.issuerMissing])
    #expect(broken(service(), elements(), evidence: [paper(tolerance: 5)]) == [])
    #expect(broken(service(), elements(), evidence: [paper(required: false, tolerance: 5)]) == [.tolerantOfOptional])
    #expect(broken(service(), elements(), evidence: [paper(originals: 0)]) == [.paperWithoutCount])
    #expect(broken(service(), elements(), evidence: [paper(originals: 0, copies: 2)]) == [])
    #expect(broken(service(), elements(), evidence: [paper(originals: 0, form: .electronic)]) == [])
  }

  @Test("a permit goes through its stages in order, and what is done on the spot is not examined")
  func stages() {
    let order = ["申请", "受理", "审核", "审批", "办结", "送达"]
    #expect(broken(service(type: "01"), elements(stages: order)) == [])
    #expect(broken(service(type: "01"), elements(stages: order.reversed())) == [.permitWithoutStage])
    #expect(broken(service(type: "01"), elements(stages: order.filter { $0 != "审批" })) == [.permitWithoutStage])
    #expect(broken(service(promised: 0), elements(stages: ["受理", "办结"])) == [])
    #expect(broken(service(promised: 0), elements(stages: ["受理", "审核", "办结"])) == [.instantWithExamination])
    #expect(broken(service(promised: 5), elements(stages: ["受理", "审核", "办结"])) == [])
  }

  @Test("the basic code has the type of its service")
  func basicCode() {
    #expect(broken(service(type: "20"), elements(code: "152001001001")) == [])
    #expect(broken(service(type: "07"), elements(code: "152001001001")) == [.basicCode])
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

@Suite("What follows from an implementation list")
struct ImplementationListTests {
  private let offering = Offering(
    service: "T1", region: "152502", responsible: AgencyID(region: "152502", department: "GAJ"),
    accepting: AgencyID(region: "152502", department: "ZSJ"), issuing: AgencyID(region: "152502", department: "ZSJ"),
    promisedDays: 0,
    legalDays: 1, procedure: "instant", suspended: nil)

  @Test("the implementation code is the agency's credit code, the level and the basic code: 31 characters")
  func code() throws {
    let code = try #require(ImplementationList.code(offering, tier: .banner, elements: elements()))
    #expect(code.count == 31)
    #expect(code.hasSuffix("4152001001000"))
    #expect(throws: Never.self) { try CreditCode(code.prefix(18)) }
    #expect(code.dropFirst(2).prefix(6) == "152502")
    #expect(ImplementationList.code(offering, tier: .league, elements: elements())?.dropFirst(18).first == "3")
    #expect(ImplementationList.code(offering, tier: .banner, elements: elements(code: "")) == nil)
  }

  @Test("no two agencies have one code, and each is valid")
  func creditCodes() throws {
    var seen = Set<String>()
    for department in ["GAJ", "ZSJ", "SJJ", "AAA", "ZZZ", "GAK"] {
      for region in ["152500", "152502", "152571"] {
        let code = try #require(ImplementationList.creditCode(of: AgencyID(region: region, department: department)))
        #expect(throws: Never.self) { try CreditCode(code) }
        #expect(seen.insert(code).inserted)
      }
    }
    #expect(ImplementationList.creditCode(of: AgencyID(region: "152502", department: "ga")) == nil)
  }

  @Test("the four eases follow from term, depth, tier and visits")
  func eases() {
    #expect(
      ImplementationList.eases(service(promised: 0, visits: 0, depth: 4), elements()) == [.atOnce, .online, .nearby, .oneVisit])
    #expect(ImplementationList.eases(service(visits: 2, depth: 2, tiers: [.league]), elements()) == [])
    #expect(ImplementationList.eases(service(visits: 1, depth: 2, tiers: [.league]), elements()) == [.oneVisit])
  }

  @Test("an appeal goes to the government of the agency's own level; a management area's to the league's")
  func appeals() {
    let area = Region(code: "152571", name: "某管理区", nameEn: "", tier: .banner, parent: "152500", longitude: 0, latitude: 0)
    func body(_ region: Region, _ department: String = "GAJ") -> String? {
      ImplementationList.appealBody(
        against: AgencyID(region: region.code, department: department), in: region, league: league)
    }
    #expect(body(league) == "盟行政公署")
    #expect(body(banner) == "市人民政府")
    #expect(body(area) == "盟行政公署")
    #expect(body(banner, "SHW") == nil, "the tax authority one level up")
  }
}
