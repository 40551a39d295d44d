/// A service or a form that must not be published as it stands.
public struct PublicationFault: Sendable, Hashable, CustomStringConvertible {
  /// Empty for a form's.
  public let service: String
  /// nil when it is the base catalogue's; else the region whose own terms break the rule.
  public var region: String?
  /// Key of the form; nil for a service's.
  public var form: String?
  /// Key of the question of the form.
  public var field: String?
  /// What is neither a service nor a form: `bundles/newborn/links/GAJ001/ZCY001`.
  public var elsewhere: String?
  public let rule: PublicationRules.Rule

  init(service: String, region: String? = nil, rule: PublicationRules.Rule) {
    self.service = service
    self.region = region
    self.rule = rule
  }

  init(form: String, field: String? = nil, rule: PublicationRules.Rule) {
    service = ""
    self.form = form
    self.field = field
    self.rule = rule
  }

  init(elsewhere: String, rule: PublicationRules.Rule) {
    service = ""
    self.elsewhere = elsewhere
    self.rule = rule
  }

  /// What breaks it: `GAJ001`, `GAJ001/152502`, `forms/base`, `forms/base/address`.
  public var place: String {
    elsewhere ?? ((form.map { ["forms", $0] } ?? [service]) + [region ?? field].compactMap(\.self)).joined(separator: "/")
  }
  public var description: String { "\(place): \(rule.rawValue)" }
}

/// Publication was refused, with every fault of every service and form.
public struct PublicationRefusal: Error, Sendable, CustomStringConvertible {
  public let faults: [PublicationFault]
  public var description: String { faults.map(\.description).joined(separator: "\n") }
}

/// What the elements of an implementation list (实施清单) must be together. Pure.
public enum PublicationRules {
  public enum Rule: String, Sendable, CaseIterable {
    /// A list has its elements at all.
    case elementsMissing
    /// 承诺 ≤ 法定
    case promisedBeyondLegal
    /// 现场次数 > 0 ⇒ 原因
    case visitWithoutReason
    /// 现场次数 = 0 ∧ ¬网办 ⇒ 邮寄申请
    case neitherVisitOnlineNorMail
    /// 全程网办 ⇒ 现场次数 = 0
    case onlineButVisits
    /// 收费 ⇒ 依据 + 项目 + 网上支付
    case feeWithoutBasis
    /// ¬收费 ⇒ ¬网上支付
    case freeButPayment
    /// 咨询电话 ≠ 投诉电话, both with area code
    case phones
    /// 主题分类 matches 服务对象
    case themeOfOtherAudience
    /// 行政许可 has at least one question
    case permitWithoutQuestion
    /// 行政许可 has at least five steps
    case permitWithFewSteps
    /// 行政许可 has 受理, 审核, 审批, 办结 and 送达, in this order
    case permitWithoutStage
    /// 承诺=即办 ⇔ 即办件: the steps of what is done on the spot, and is no permit, are not those of an examination
    case instantWithExamination
    /// 结果名称 ⇒ 样本
    case resultWithoutSample
    /// 基本编码: its digits of the type are the service's, and no other service has it.
    case basicCode
    /// 政府部门核发 ⇒ 出具机构
    case issuerMissing
    /// 容缺 is for papers that are needed.
    case tolerantOfOptional
    /// 纸质 ⇒ at least one original or copy
    case paperWithoutCount
    /// The table of departments has it.
    case unknownDepartment
    /// The table of evidence has every paper that is asked for.
    case unknownEvidence
    /// The form that a service names is there, or else one of its own key, or the standard one.
    case unknownForm
    /// 业务表单 ⇒ follows a base form that is there; 基础表单 ⇒ follows none
    case formBase
    /// Questions belong to a form that is there.
    case fieldsWithoutForm
    /// A form asks something.
    case formEmpty
    /// The kind of a question is known.
    case fieldKind
    /// No key twice, in a form or in it and its base form.
    case fieldTwice
    /// A choice has something to choose from.
    case fieldWithoutOptions
    /// A pattern is a regular expression.
    case fieldPattern
    /// A condition names a question before it, and what can be its answer.
    case fieldCondition
    /// Limits mean something for the kind of the question.
    case fieldLimits
    /// A table has columns that can be read, and nothing else has.
    case fieldColumns
    /// The list that a question chooses from is there.
    case fieldDictionary
    /// The same datum is asked for in one way everywhere.
    case canonicalKinds
    /// A paper that a result is: service and paper are there.
    case yieldNames
    /// A paper that proves another: both are there and not the same, and so are the services it is handed in for.
    case impliesNames
    /// Rows of a bundle belong to one that is there.
    case rowsWithoutBundle
    /// A bundle has parts.
    case bundleEmpty
    /// A part is a service that is offered, or another bundle.
    case bundlePart
    /// Bundles do not hold each other.
    case bundleNesting
    /// What comes after what are services of the bundle.
    case bundleLink
    /// What is passed on are questions of the bundle.
    case bundlePasses
    /// Who alone asks a question is a service of the bundle; what it answers are questions of forms.
    case bundleField
    /// Services do not wait for each other in a ring.
    case bundleCycle
    /// One question is asked in one way, whichever service asks it.
    case bundleFieldKinds
    /// The one form can be asked.
    case bundleForm
    /// A situation is a decision model that can be read as one.
    case situationModel
    /// What it is about is there.
    case situationTarget
    /// What its rules name is there.
    case situationNames
  }

  /// Faults of all services that the regions would offer, in the order of the catalogue, then those of all forms, bundles and situations.
  static func faults(in data: CatalogueData, regions codes: Set<String>) -> [PublicationFault] {
    serviceFaults(in: data, regions: codes) + data.forms.faults() + bundleFaults(in: data, regions: codes)
  }

  private static func bundleFaults(in data: CatalogueData, regions codes: Set<String>) -> [PublicationFault] {
    BundleRules.faults(in: CatalogueSnapshot(data, epoch: 0, published: codes, isSearched: false))
  }

  private static func serviceFaults(in data: CatalogueData, regions codes: Set<String>) -> [PublicationFault] {
    let regions = data.regions.filter { codes.contains($0.code) }
    var audiences: [String: Set<String>] = [:]
    for theme in data.themes { audiences[theme.name, default: []].insert(theme.audience) }
    let codes = Dictionary(data.elements.values.map { ($0.basicCode, 1) }, uniquingKeysWith: +)
    let departments = Set(data.departments.map(\.key))
    return data.services.filter { service in regions.contains(where: service.isOffered) }.flatMap { service in
      var broken = faults(
        of: service, elements: data.elements[service.key], questions: data.questions[service.key] ?? [],
        evidence: data.evidence[service.key] ?? [], audiencesOfTheme: audiences[service.theme] ?? [])
      if let code = data.elements[service.key]?.basicCode, codes[code] != 1, !broken.contains(.basicCode) {
        broken.append(.basicCode)
      }
      if !departments.contains(service.department) { broken.append(.unknownDepartment) }
      if data.unknownEvidence.contains(service.key) { broken.append(.unknownEvidence) }
      if data.forms.key(of: service) == nil { broken.append(.unknownForm) }
      let regional = regions.flatMap { region -> [PublicationFault] in
        guard let terms = data.regional["\(service.key)/\(region.code)"], service.isOffered(in: region) else { return [] }
        return faults(
          of: service.taking(terms), elements: data.elements[service.key].map { $0.taking(terms) },
          questions: data.questions[service.key] ?? [], evidence: data.evidence[service.key] ?? [],
          audiencesOfTheme: audiences[service.theme] ?? []
        ).filter { !broken.contains($0) }.map { PublicationFault(service: service.key, region: region.code, rule: $0) }
      }
      return broken.map { PublicationFault(service: service.key, rule: $0) } + regional
    }
  }

  /// The rules that one service breaks.
  static func faults(
    of service: Service, elements: Elements?, questions: [Question], evidence: [ServiceEvidence] = [],
    audiencesOfTheme: Set<String>
  ) -> [Rule] {
    guard let elements else { return [.elementsMissing] }
    var broken: [Rule] = []
    func rule(_ rule: Rule, holds: Bool) { if !holds { broken.append(rule) } }
    let isPermit = service.type == "01"
    let hasFee = !service.fee.isEmpty
    rule(.promisedBeyondLegal, holds: service.promisedDays <= service.legalDays)
    rule(.visitWithoutReason, holds: service.visits == 0 || !elements.visitReason.isEmpty)
    rule(.neitherVisitOnlineNorMail, holds: service.visits > 0 || service.isOnline || elements.mailIn)
    rule(.onlineButVisits, holds: service.onlineDepth < 4 || service.visits == 0)
    rule(
      .feeWithoutBasis,
      holds: !hasFee || (!elements.feeBasis.isEmpty && !elements.feeItem.isEmpty && elements.onlinePayment))
    rule(.freeButPayment, holds: hasFee || !elements.onlinePayment)
    rule(
      .phones,
      holds: elements.consultPhone != elements.complaintPhone && hasAreaCode(elements.consultPhone)
        && hasAreaCode(elements.complaintPhone))
    rule(.themeOfOtherAudience, holds: !audiencesOfTheme.isDisjoint(with: service.audience))
    rule(.permitWithoutQuestion, holds: !isPermit || !questions.isEmpty)
    rule(.permitWithFewSteps, holds: !isPermit || elements.steps.count >= 5)
    rule(
      .permitWithoutStage, holds: !isPermit || elements.steps.count < 5 || elements.steps.filter(stages.contains) == stages)
    rule(
      .instantWithExamination,
      holds: service.promisedDays > 0 || isPermit || Set(elements.steps).isDisjoint(with: ["审核", "审批"]))
    rule(.resultWithoutSample, holds: service.result.isEmpty || !elements.resultSample.isEmpty)
    rule(.basicCode, holds: elements.basicCode.dropFirst(2).prefix(2) == service.type)
    rule(.issuerMissing, holds: evidence.allSatisfy { $0.origin != .government || !$0.issuer.isEmpty })
    rule(.tolerantOfOptional, holds: evidence.allSatisfy { $0.tolerance == 0 || $0.required })
    rule(
      .paperWithoutCount,
      holds: evidence.allSatisfy { $0.form == .electronic || $0.originals + $0.copies > 0 || $0.kind == "electronic" })
    return broken
  }

  /// What a permit goes through, whatever else.
  private static let stages = ["受理", "审核", "审批", "办结", "送达"]

  /// `0479-8212345`: three or four digits, a dash, seven or eight digits.
  private static func hasAreaCode(_ phone: String) -> Bool {
    let parts = phone.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && (3...4).contains(parts[0].count) && parts[0].hasPrefix("0") && (7...8).contains(parts[1].count)
      && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
  }
}
