public import Forms
public import Kernel
import TextIndex

/// The published catalogue: one immutable value in memory, swapped whole.
public struct CatalogueSnapshot: Sendable {
  /// Grows with every publication.
  public let epoch: Int64
  /// League first, then the banners by code.
  public let regions: [Region]
  public let departments: [Department]
  /// In the order of the file.
  public let services: [Service]
  public let themes: [Theme]
  /// Regions whose offerings the public sees.
  public let publishedRegions: Set<String>

  private let regionByCode: [String: Region]
  private let departmentByKey: [String: Department]
  private let serviceByKey: [String: Int]
  private let evidenceByService: [String: [ServiceEvidence]]
  private let questionsByService: [String: [Question]]
  private let elementsByService: [String: Elements]
  /// What regions say of their own, by `service/region`.
  private let regional: [String: RegionalTerms]
  private let versions: NewestVersions
  public let forms: FormBook
  public let bundles: BundleBook
  /// Kinds of papers by key, as where no service's list says how many.
  let papers: [String: ServiceEvidence]
  let index: TextIndex
  /// Whether the public sees the service anywhere, by its place.
  let isOfferedSomewhere: [Bool]

  public struct Theme: Sendable, Hashable {
    public let name: String
    public let audience: String
  }

  /// `isSearched`: without it nothing is found in it, and it is made sooner.
  init(
    _ data: CatalogueData, epoch: Int64, published: Set<String>, versions: NewestVersions = NewestVersions(),
    isSearched: Bool = true
  ) {
    self.epoch = epoch
    regions = data.regions.sorted { ($0.tier == .league ? 0 : 1, $0.code) < ($1.tier == .league ? 0 : 1, $1.code) }
    departments = data.departments
    services = data.services
    themes = data.themes
    publishedRegions = published
    regionByCode = Dictionary(data.regions.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    departmentByKey = Dictionary(data.departments.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    serviceByKey = Dictionary(data.services.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    evidenceByService = data.evidence
    questionsByService = data.questions
    elementsByService = data.elements
    regional = data.regional
    self.versions = versions
    forms = data.forms
    bundles = data.bundles
    papers = data.papers
    index = TextIndex(isSearched ? data.services.map { TextIndex.Document(titles: [$0.name] + $0.keywords) } : [])
    let open = regions.filter { published.contains($0.code) }
    isOfferedSomewhere = data.services.map { service in
      open.contains { region in
        service.isOffered(in: region) && data.regional["\(service.key)/\(region.code)"]?.state != .withdrawn
      }
    }
  }

  public var league: String { regions.first { $0.tier == .league }?.code ?? "" }

  public func region(_ code: String) -> Region? { regionByCode[code] }
  public func department(_ key: String) -> Department? { departmentByKey[key] }
  public func service(_ key: String) -> Service? { serviceByKey[key].map { services[$0] } }

  /// The offering of a service in a region; nil when it is not offered there, or the region is not published.
  public func offering(service key: String, region code: String) -> Offering? {
    guard publishedRegions.contains(code), let service = service(key), let region = region(code) else { return nil }
    return OfferingRules.offering(
      service, in: region, department: department(service.department), terms: terms(of: key, in: code))
  }

  /// The offering of the region, or of the nearest that has it: the league first, then the others by distance.
  public func nearestOffering(_ service: Service, to code: String) -> Offering? {
    if let own = offering(service: service.key, region: code) { return own }
    if let above = offering(service: service.key, region: league) { return above }
    let home = region(code)
    let others = regions.filter { $0.code != code }.sorted { distance($0, home) < distance($1, home) }
    return others.lazy.compactMap { offering(service: service.key, region: $0.code) }.first
  }

  /// What a region says of its own about a service (实施清单); nil when it is as the base catalogue has it.
  public func terms(of key: String, in region: String) -> RegionalTerms? {
    regional.isEmpty ? nil : regional["\(key)/\(region)"]
  }

  /// The service as a region offers it.
  public func service(_ key: String, in region: String) -> Service? {
    service(key).map { service in terms(of: key, in: region).map(service.taking) ?? service }
  }

  /// The elements of the implementation list of a region.
  public func elements(of key: String, in region: String) -> Elements? {
    elements(of: key).map { elements in terms(of: key, in: region).map(elements.taking) ?? elements }
  }

  /// Which version of the guide this is; nil before the first publication.
  public func guideVersion(of key: String) -> GuideVersion? { versions.guides[key] }

  /// The epoch at which the guide, a paper it names, or its form changed last.
  func changedLast(_ key: String) -> Int64 {
    let papers = evidence(of: key).compactMap { versions.evidence[$0.evidence] }.max() ?? 0
    let form = formKey(of: key)
    let forms = [key, form, form.flatMap(forms.entry)?.base].compactMap { $0.flatMap(formVersion)?.epoch }.max() ?? 0
    let lists = form.map { self.forms.dictionaries(of: $0).compactMap { versions.dictionaries[$0] }.max() ?? 0 } ?? 0
    return max(papers, forms, lists, versions.guides[key]?.epoch ?? 0)
  }

  public func offerings(of key: String) -> [Offering] { regions.compactMap { offering(service: key, region: $0.code) } }
  /// How many regions offer a service to the public.
  public func offeringCount(of service: Service) -> Int {
    regions.count { publishedRegions.contains($0.code) && service.isOffered(in: $0) }
  }
  public func evidence(of key: String) -> [ServiceEvidence] { evidenceByService[key] ?? [] }
  public func elements(of key: String) -> Elements? { elementsByService[key] }
  public func questions(of key: String) -> [Question] { questionsByService[key] ?? [] }

  /// The form of a service: its base form, and what is asked beyond it. nil for an unknown service.
  public func form(of key: String) -> Form? { formKey(of: key).flatMap(forms.whole) }

  /// Key of the form of a service.
  public func formKey(of key: String) -> String? { service(key).flatMap(forms.key) }

  /// Whether a service asks more than a base form.
  public func hasOwnForm(_ key: String) -> Bool {
    formKey(of: key).flatMap(forms.entry)?.level == .service
  }

  /// Which version of a form this is; nil before the first publication.
  public func formVersion(of key: String) -> GuideVersion? { versions.guides[FormBook.owner(key)] }

  /// A league stands for itself and its banners, a banner for itself.
  public func below(_ code: String) -> [String] { code == league ? regions.map(\.code) : [code] }

  /// `锡林浩特市公安局`
  public func name(of agency: AgencyID) -> String {
    guard let region = region(agency.region), let department = department(agency.department) else { return agency.description }
    return region.name + (region.tier == .league ? department.nameLeague : department.nameBanner)
  }

  private func distance(_ one: Region, _ other: Region?) -> Double {
    guard let other else { return 0 }
    let (x, y) = ((one.longitude - other.longitude) * 0.72, one.latitude - other.latitude)
    return x * x + y * y
  }
}

/// The rows of a catalogue before they are published.
struct CatalogueData: Sendable {
  var regions: [Region]
  var departments: [Department]
  var services: [Service]
  var themes: [CatalogueSnapshot.Theme]
  var evidence: [String: [ServiceEvidence]]
  /// Services that ask for a paper which the table of evidence lacks.
  var unknownEvidence: Set<String>
  var questions: [String: [Question]]
  var elements: [String: Elements]
  var regional: [String: RegionalTerms]
  var forms: FormBook
  var bundles = BundleBook.none
  var papers: [String: ServiceEvidence] = [:]
}
