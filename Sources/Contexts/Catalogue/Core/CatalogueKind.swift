import Forms

/// The kinds of tables a catalogue is made of.
public enum CatalogueKind: String, Sendable, CaseIterable {
  case regions, departments, services, evidence, serviceEvidence = "service-evidence", themes, questions, elements
  /// Lists to choose from (字典): ethnic groups, relations, banks.
  case dictionaries
  /// Forms (表单): what is asked of everybody, and what services ask beyond it.
  case forms
  /// The questions of forms.
  case formFields = "form-fields"
  /// What a region says of its own about a service (实施清单): only where it differs from the base catalogue.
  case offerings
  /// Which paper the result of a service is.
  case serviceYields = "service-yields"
  /// Which paper proves what another proves.
  case evidenceImplies = "evidence-implies"
  /// Things that people do at once (一件事): services, their order, the questions of their one form.
  case bundles
  case bundleParts = "bundle-parts"
  case bundleLinks = "bundle-links"
  case bundleFields = "bundle-fields"
  /// Situational guidance (情形引导), each a decision model (DMN).
  case situations

  public var file: String { rawValue.replacing("-", with: "_") + ".csv" }

  /// A column of a table, and what its cells may hold.
  public struct Column: Sendable {
    public enum Shape: Sendable {
      case text
      /// More than a line.
      case prose
      /// Key of a department, or nothing.
      case department
      /// Several, joined with `|`.
      case list
      case flag
      case number(ClosedRange<Int>)
      /// A number or nothing.
      case optionalNumber(ClosedRange<Int>)
      /// Degrees, up to so many.
      case degrees(Double)
      case word([String])
      /// Several words, at least one.
      case words([String])
    }

    public let name: String
    public let shape: Shape
    public let isRequired: Bool
    /// A table may lack it: it came later, and its cells are empty then.
    public let isLater: Bool

    init(_ name: String, _ shape: Shape = .text, required: Bool = false, later: Bool = false) {
      self.name = name
      self.shape = shape
      isRequired = required
      isLater = later
    }
  }

  /// In the order in which people fill them in.
  public var columns: [Column] {
    switch self {
    case .regions:
      [
        Column("code", required: true), Column("name", required: true), Column("nameEn"), Column("tier", .word(Self.tiers)),
        Column("parent"), Column("lon", .degrees(180)), Column("lat", .degrees(90)),
      ]
    case .departments:
      [
        Column("key", required: true), Column("nameLeague", required: true), Column("nameBanner", required: true),
        Column("short"), Column("nameEn"), Column("kind", .word(["organ", "partner"])), Column("atLeague", .flag),
        Column("atBanner", .list), Column("bannerDepartment", .department),
      ]
    case .services:
      [
        Column("key", required: true), Column("name", required: true), Column("keywords", .list, required: true),
        Column("type", .word(["01", "04", "05", "07", "08", "09", "10", "20"])),
        Column("department", .department, required: true),
        Column("bannerDepartment", .department), Column("tiers", .words(Self.tiers)), Column("regions", .list),
        Column("audience", .words(Self.audiences)), Column("theme"), Column("legalDays", .number(0...1000)),
        Column("promisedDays", .number(0...1000)), Column("visits", .number(0...9)), Column("onlineDepth", .number(1...4)),
        Column("fee"), Column("result", required: true), Column("scope"),
        Column("channel", .word(["unifiedWindow", "ownCounter", "mobile"])), Column("venue"), Column("legalBasis", .prose),
        Column("formKey", later: true),
      ]
    case .evidence:
      [
        Column("key", required: true), Column("name", required: true),
        Column("kind", .word(["original", "copy", "credential", "electronic"])), Column("shareable", .flag),
        Column("situation", later: true),
      ]
    case .serviceEvidence:
      [
        Column("service", required: true), Column("evidence", required: true), Column("required", .flag),
        Column("originals", .number(0...20)), Column("copies", .number(0...20)),
        Column("form", .word(ServiceEvidence.Form.allCases.map(\.rawValue))),
        Column("origin", .word(ServiceEvidence.Origin.allCases.map(\.rawValue))), Column("issuer"),
        Column("guidance", .prose), Column("tolerance", .number(0...30)),
      ]
    case .themes:
      [Column("name", required: true), Column("audience", .words(Self.audiences)), Column("order")]
    case .questions:
      [
        Column("key", required: true), Column("service", required: true), Column("question", required: true),
        Column("answer", .prose, required: true),
      ]
    case .elements:
      [
        Column("service", required: true), Column("conditions", .list), Column("steps", .list, required: true),
        Column("visitReason"), Column("mailIn", .flag), Column("feeBasis"), Column("feeItem"), Column("onlinePayment", .flag),
        Column("resultSample"), Column("consultPhone", required: true), Column("complaintPhone", required: true),
        Column("basicCode"), Column("authority", required: true), Column("quantityLimit", required: true),
        Column("intermediary"), Column("rights", .prose, required: true), Column("hours", required: true),
        Column("appointment", .flag), Column("mailOut", .flag), Column("kiosk", .flag), Column("synthetic", .flag),
      ]
    case .dictionaries:
      [
        Column("key", required: true), Column("name", required: true), Column("source"),
        Column("values", .list, required: true),
      ]
    case .forms:
      [
        Column("key", required: true), Column("name", required: true),
        Column("level", .word(FormLevel.allCases.map(\.rawValue))), Column("base"),
      ]
    case .formFields:
      [
        Column("formKey", required: true), Column("key", required: true), Column("order", .number(0...9999)),
        Column("label", required: true), Column("control", .word(FormField.Kind.allCases.map(\.rawValue))),
        Column("required", .flag), Column("hint"), Column("pattern"), Column("options", .list), Column("condition"),
        Column("prefill"), Column("canonical"), Column("limits", later: true), Column("dictionary", later: true),
        Column("columns", .list, later: true), Column("step", later: true), Column("group", later: true),
        Column("help", .prose, later: true),
      ]
    case .offerings:
      [
        Column("service", required: true), Column("region", required: true),
        Column("state", .word(RegionalTerms.State.allCases.map(\.rawValue))), Column("reason"),
        Column("promisedDays", .optionalNumber(0...1000)), Column("visits", .optionalNumber(0...9)), Column("visitReason"),
        Column("venue"), Column("hours"), Column("consultPhone"), Column("complaintPhone"),
      ]
    case .serviceYields, .evidenceImplies, .bundles, .bundleParts, .bundleLinks, .bundleFields, .situations: bundleColumns
    }
  }

  private var bundleColumns: [Column] {
    switch self {
    case .serviceYields:
      [
        Column("service", required: true), Column("evidence", required: true), Column("services", .list),
        Column("basis", required: true),
      ]
    case .evidenceImplies:
      [
        Column("evidence", required: true), Column("implies", required: true), Column("services", .list),
        Column("basis", required: true),
      ]
    case .bundles:
      [
        Column("key", required: true), Column("name", required: true), Column("audience", .words(Self.audiences)),
        Column("department", .department, required: true), Column("intro", .prose, required: true), Column("facts", .list),
        Column("term"), Column("termBasis"), Column("channels", .list),
      ]
    case .bundleParts:
      [
        Column("bundle", required: true), Column("part", required: true), Column("order", .number(0...9999)),
        Column("choice", .word(BundleDefinition.Choice.allCases.map(\.rawValue))), Column("bearer"), Column("bearerBasis"),
      ]
    case .bundleLinks:
      [
        Column("bundle", required: true), Column("service", required: true), Column("after", required: true),
        Column("passes", .list), Column("why", required: true),
      ]
    case .bundleFields:
      [
        Column("bundle", required: true), Column("key", required: true), Column("order", .number(0...9999)),
        Column("label", required: true), Column("control", .word(FormField.Kind.allCases.map(\.rawValue))),
        Column("required", .flag), Column("options", .list), Column("prefill"), Column("canonical"), Column("same", .list),
        Column("service"),
      ]
    case .situations: [Column("key", required: true), Column("model", .prose, required: true)]
    default: []
    }
  }

  private static let tiers = ["league", "banner"]
  private static let audiences = ["person", "organisation"]

  /// Columns that name a row: they are set once.
  public var naming: [String] {
    switch self {
    case .regions: ["code"]
    case .elements: ["service"]
    case .serviceEvidence: ["service", "evidence"]
    case .themes: ["name"]
    case .formFields: ["formKey", "key"]
    case .offerings: ["service", "region"]
    case .serviceYields: ["service", "evidence"]
    case .evidenceImplies: ["evidence", "implies"]
    case .bundleParts: ["bundle", "part"]
    case .bundleLinks: ["bundle", "service", "after"]
    case .bundleFields: ["bundle", "key"]
    default: ["key"]
    }
  }

  /// The key of a row, from its cells.
  public func key(_ cell: (String) -> String) -> String { naming.map(cell).joined(separator: "/") }

  /// The service whose guide a row is part of, `form:KEY` for a form, `bundle:KEY` for a bundle; empty for what stands for itself.
  func service(_ cell: (String) -> String) -> String {
    switch self {
    case .services: cell("key")
    case .elements, .serviceEvidence, .questions, .offerings, .serviceYields: cell("service")
    case .bundles: BundleBook.owner(cell("key"))
    case .bundleParts, .bundleLinks, .bundleFields: BundleBook.owner(cell("bundle"))
    case .forms: FormBook.owner(cell("key"))
    case .formFields: FormBook.owner(cell("formKey"))
    case .regions, .departments, .evidence, .themes, .dictionaries, .evidenceImplies, .situations: ""
    }
  }
}
