public import Forms
import JSON
public import Store

/// Builds the snapshot from the database.
public enum CatalogueLoader {
  /// `forms`: by service key; `""` is the base form.
  public static func snapshot(_ store: any Store, forms: [String: Form]) async throws -> CatalogueSnapshot {
    let (epoch, published) = try await store.read { reading in
      let rows = try reading.query("SELECT region FROM catalogue_publication")
      return (try reading.catalogueEpoch(), Set(try rows.map { try $0.text("region") }))
    }
    let data = try await data(store, forms: forms)
    return CatalogueSnapshot(data, epoch: epoch, published: published)
  }

  /// The rows as they stand, published or not.
  static func data(_ store: any Store, forms: [String: Form] = [:]) async throws -> CatalogueData {
    let kinds = try await [CatalogueKind: [JSON]].gather(store)
    func rows(_ kind: CatalogueKind) -> [JSON] { kinds[kind] ?? [] }
    var papers: [String: JSON] = [:]
    for row in rows(.evidence) { papers[row.cell("key")] = row }
    var evidence: [String: [ServiceEvidence]] = [:]
    for row in rows(.serviceEvidence) {
      guard let paper = papers[row.cell("evidence")] else { continue }
      evidence[row.cell("service"), default: []].append(
        ServiceEvidence(
          evidence: row.cell("evidence"), name: paper.cell("name"), kind: paper.cell("kind"),
          required: row.cell("required") == "1",
          shareable: paper.cell("shareable") == "1"))
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
      evidence: evidence,
      questions: questions, elements: elements, forms: forms, baseForm: forms[""] ?? Form(name: "", fields: []))
  }

  static func documents(_ kind: CatalogueKind, _ store: any Store) async throws -> [JSON] {
    try await store.read { reading in
      try reading.query("SELECT document FROM catalogue_entry WHERE kind = ? ORDER BY position", [.text(kind.rawValue)]).map {
        row in
        do { return try JSON.parse(try row.text("document")) } catch is JSONError {
          throw StoreError.misuse("stored catalogue row")
        }
      }
    }
  }
}

extension [CatalogueKind: [JSON]] {
  fileprivate static func gather(_ store: any Store) async throws -> Self {
    var kinds: Self = [:]
    for kind in CatalogueKind.allCases { kinds[kind] = try await CatalogueLoader.documents(kind, store) }
    return kinds
  }
}

extension JSON {
  fileprivate func cell(_ column: String) -> String { self[column]?.stringValue ?? "" }
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
      keywords: row.list("keywords"))
  }
}

extension Elements {
  fileprivate init(_ row: JSON) {
    self.init(
      conditions: row.list("conditions"), steps: row.list("steps"), visitReason: row.cell("visitReason"),
      mailIn: row.cell("mailIn") == "1", feeBasis: row.cell("feeBasis"), feeItem: row.cell("feeItem"),
      onlinePayment: row.cell("onlinePayment") == "1", resultSample: row.cell("resultSample"),
      consultPhone: row.cell("consultPhone"), complaintPhone: row.cell("complaintPhone"),
      synthetic: row.cell("synthetic") == "1")
  }
}
