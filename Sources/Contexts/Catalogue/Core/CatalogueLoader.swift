import JSON
public import Store

/// Builds the snapshot from the database.
public enum CatalogueLoader {
  /// The two copies of the catalogue.
  enum Edition: String {
    /// What is being prepared: imports change it.
    case draft = "catalogue_entry"
    /// What was checked and published.
    case published = "catalogue_published"
  }

  public static func snapshot(_ store: any Store) async throws -> CatalogueSnapshot {
    // One snapshot of the database: rows, regions, versions and epoch belong together.
    let (epoch, published, rows, versions) = try await store.read { reading in
      (
        try reading.catalogueEpoch(), try Self.publishedRegions(reading), try Self.rows(.published, reading),
        try VersionStore.newest(reading)
      )
    }
    return CatalogueSnapshot(try data(rows), epoch: epoch, published: published, versions: versions)
  }

  static func isPublished(_ reading: any Reading) throws -> Bool {
    try reading.first("SELECT key FROM catalogue_published LIMIT 1") != nil
  }

  static func publishedRegions(_ reading: any Reading) throws -> Set<String> {
    Set(try reading.query("SELECT region FROM catalogue_publication").map { try $0.text("region") })
  }

  /// All rows of an edition by kind, in their order.
  static func rows(_ edition: Edition, _ reading: any Reading) throws -> [CatalogueKind: [String]] {
    var found: [CatalogueKind: [String]] = [:]
    for kind in CatalogueKind.allCases { found[kind] = try documents(kind, edition, reading) }
    return found
  }

  /// `places`: what regions of forms choose from, where the documents have no regions.
  static func data(_ documents: [CatalogueKind: [String]], places: [String] = []) throws -> CatalogueData {
    let kinds = try documents.mapValues { try $0.map(parsed) }
    func rows(_ kind: CatalogueKind) -> [JSON] { kinds[kind] ?? [] }
    var papers: [String: JSON] = [:]
    for row in rows(.evidence) { papers[row.cell("key")] = row }
    var evidence: [String: [ServiceEvidence]] = [:]
    var unknownEvidence: Set<String> = []
    for row in rows(.serviceEvidence) {
      guard let paper = papers[row.cell("evidence")] else {
        unknownEvidence.insert(row.cell("service"))
        continue
      }
      evidence[row.cell("service"), default: []].append(
        ServiceEvidence(
          evidence: row.cell("evidence"), name: paper.cell("name"), kind: paper.cell("kind"),
          required: row.cell("required") == "1",
          shareable: paper.cell("shareable") == "1", originals: row.number("originals"), copies: row.number("copies"),
          form: ServiceEvidence.Form(rawValue: row.cell("form")) ?? .paper,
          origin: ServiceEvidence.Origin(rawValue: row.cell("origin")) ?? .applicant, issuer: row.cell("issuer"),
          guidance: row.cell("guidance"), tolerance: row.number("tolerance"), situation: paper.cell("situation")))
    }
    var questions: [String: [Question]] = [:]
    for row in rows(.questions) {
      questions[row.cell("service"), default: []].append(
        Question(question: row.cell("question"), answer: row.cell("answer"), synthetic: row.cell("synthetic") == "1"))
    }
    var elements: [String: Elements] = [:]
    for row in rows(.elements) { elements[row.cell("service")] = Elements(row) }
    return CatalogueData(
      regions: rows(.regions).map(Region.init), departments: rows(.departments).map(Department.init),
      services: rows(.services).map(Service.init),
      themes: rows(.themes).map { CatalogueSnapshot.Theme(name: $0.cell("name"), audience: $0.cell("audience")) },
      evidence: evidence, unknownEvidence: unknownEvidence,
      questions: questions, elements: elements,
      regional: Dictionary(
        rows(.offerings).map { ("\($0.cell("service"))/\($0.cell("region"))", RegionalTerms($0)) }, uniquingKeysWith: { $1 }),
      forms: FormBook(
        forms: rows(.forms), fields: rows(.formFields), dictionaries: rows(.dictionaries),
        places: rows(.regions).isEmpty ? places : self.places(rows(.regions), rows(.dictionaries))),
      bundles: BundleBook(kinds), papers: papers.mapValues(ServiceEvidence.init))
  }

  /// The league, its banners, then the provinces for who comes from elsewhere.
  private static func places(_ regions: [JSON], _ dictionaries: [JSON]) -> [String] {
    let own = regions.sorted {
      ($0.cell("tier") == "league" ? 0 : 1, $0.cell("code")) < ($1.cell("tier") == "league" ? 0 : 1, $1.cell("code"))
    }
    .map { "\($0.cell("code")) \($0.cell("name"))" }
    return own + (dictionaries.first { $0.cell("key") == FormBook.provinces }?.list("values") ?? [])
  }

  static func documents(_ kind: CatalogueKind, _ edition: Edition, _ reading: any Reading) throws -> [String] {
    try reading.query("SELECT document FROM \(edition.rawValue) WHERE kind = ? ORDER BY position", [.text(kind.rawValue)]).map {
      try $0.text("document")
    }
  }

  /// A row that we wrote ourselves.
  static func parsed(_ document: String) throws -> JSON {
    do { return try JSON.parse(document) } catch { throw StoreError.misuse("stored catalogue row") }
  }
}

extension JSON {
  func cell(_ column: String) -> String { self[column]?.stringValue ?? "" }
  fileprivate func list(_ column: String) -> [String] { cell(column).split(separator: "|").map(String.init) }
  fileprivate func number(_ column: String) -> Int { Int(cell(column)) ?? 0 }
}

// Rows have been checked when they were brought in.

extension Region {
  fileprivate init(_ row: JSON) {
    self.init(
      code: row.cell("code"), name: row.cell("name"), nameEn: row.cell("nameEn"),
      tier: Tier(rawValue: row.cell("tier")) ?? .banner,
      parent: row.cell("parent"), longitude: Double(row.cell("lon")) ?? 0, latitude: Double(row.cell("lat")) ?? 0)
  }
}

extension Department {
  fileprivate init(_ row: JSON) {
    self.init(
      key: row.cell("key"), nameLeague: row.cell("nameLeague"), nameBanner: row.cell("nameBanner"), short: row.cell("short"),
      nameEn: row.cell("nameEn"), atLeague: row.cell("atLeague") == "1",
      bannerRegions: row.cell("atBanner") == "all" ? nil : Set(row.list("atBanner")),
      bannerDepartment: row.cell("bannerDepartment"),
      isOrgan: row.cell("kind") == "organ")
  }
}

extension Service {
  fileprivate init(_ row: JSON) {
    let regions = row.list("regions")
    self.init(
      key: row.cell("key"), name: row.cell("name"), type: row.cell("type"), department: row.cell("department"),
      bannerDepartment: row.cell("bannerDepartment"), tiers: Set(row.list("tiers").compactMap(Region.Tier.init)),
      regions: regions.isEmpty ? nil : Set(regions), audience: Set(row.list("audience")), theme: row.cell("theme"),
      legalDays: row.number("legalDays"), promisedDays: row.number("promisedDays"), visits: row.number("visits"),
      onlineDepth: row.number("onlineDepth"), fee: row.cell("fee"), result: row.cell("result"), scope: row.cell("scope"),
      channel: Channel(rawValue: row.cell("channel")) ?? .unifiedWindow, venue: row.cell("venue"),
      legalBasis: row.cell("legalBasis"),
      keywords: row.list("keywords"), formKey: row.cell("formKey"))
  }
}

extension ServiceEvidence {
  /// A kind of paper by itself: one of it.
  fileprivate init(_ row: JSON) {
    let kind = row.cell("kind")
    self.init(
      evidence: row.cell("key"), name: row.cell("name"), kind: kind, required: true, shareable: row.cell("shareable") == "1",
      originals: ["original", "credential"].contains(kind) ? 1 : 0, copies: kind == "copy" ? 1 : 0,
      form: kind == "electronic" ? .electronic : .paper, origin: .applicant, issuer: "", guidance: "", tolerance: 0,
      situation: row.cell("situation"))
  }
}

extension Elements {
  fileprivate init(_ row: JSON) {
    self.init(
      conditions: row.list("conditions"), steps: row.list("steps"), visitReason: row.cell("visitReason"),
      mailIn: row.cell("mailIn") == "1", feeBasis: row.cell("feeBasis"), feeItem: row.cell("feeItem"),
      onlinePayment: row.cell("onlinePayment") == "1", resultSample: row.cell("resultSample"),
      consultPhone: row.cell("consultPhone"), complaintPhone: row.cell("complaintPhone"), basicCode: row.cell("basicCode"),
      authority: row.cell("authority"), quantityLimit: row.cell("quantityLimit"), intermediary: row.cell("intermediary"),
      rights: row.cell("rights"), hours: row.cell("hours"), appointment: row.cell("appointment") == "1",
      mailOut: row.cell("mailOut") == "1", kiosk: row.cell("kiosk") == "1",
      synthetic: row.cell("synthetic") == "1")
  }
}

extension RegionalTerms {
  fileprivate init(_ row: JSON) {
    func text(_ column: String) -> String? { row.cell(column).isEmpty ? nil : row.cell(column) }
    self.init(
      state: State(rawValue: row.cell("state")) ?? .active, reason: row.cell("reason"),
      promisedDays: Int(row.cell("promisedDays")), visits: Int(row.cell("visits")), visitReason: text("visitReason"),
      venue: text("venue"), hours: text("hours"), consultPhone: text("consultPhone"), complaintPhone: text("complaintPhone"))
  }
}
