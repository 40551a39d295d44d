/// How much of what is offered can be done online, with how many visits, and how fast. Pure.
///
/// Counted are offerings in force (在用的实施清单) of what people apply for (依申请): a service that ten banners offer counts ten times, as
/// each has its own implementation list. The other usual way counts base items once; it stands beside.
public struct OnlineRates: Sendable, Hashable {
  public enum Measure: String, Sendable, CaseIterable {
    /// 网上可办率: can be applied for online ÷ applied for.
    case online
    /// 全程网办率: online from end to end, without a visit ÷ applied for.
    case wholly
    /// 最多跑一次率: at most one visit ÷ all.
    case oneVisit
    /// 零跑率: no visit ÷ all.
    case noVisit
    /// 即办率: done on the spot ÷ all.
    case atOnce

    func holds(_ service: Service) -> Bool {
      switch self {
      case .online: service.isOnline
      case .wholly: service.onlineDepth == 4 && service.visits == 0
      case .oneVisit: service.visits <= 1
      case .noVisit: service.visits == 0
      case .atOnce: service.promisedDays == 0
      }
    }
  }

  public struct Figure: Sendable, Hashable {
    public let part: Int
    public let whole: Int
    public static let none = Figure(part: 0, whole: 0)

    /// In percent with one decimal, cut and never rounded up; nil when there is nothing to count.
    public var percent: String? {
      guard whole > 0 else { return nil }
      let tenths = part * 1000 / whole
      return "\(tenths / 10).\(tenths % 10)"
    }
  }

  /// By offerings.
  public let offerings: [Measure: Figure]
  /// By base items: one counts for a measure when it does wherever it is offered.
  public let items: [Measure: Figure]

  /// Of the regions and, if given, one department of the base catalogue.
  public init(_ snapshot: CatalogueSnapshot, regions: [String], department: String? = nil) {
    var offerings: [Measure: Figure] = [:]
    var items: [Measure: Figure] = [:]
    let all = Self.offered(snapshot, regions: regions, department: department)
    let byItem = Dictionary(grouping: all, by: \.key)
    for measure in Measure.allCases {
      offerings[measure] = Figure(part: all.count(where: measure.holds), whole: all.count)
      items[measure] = Figure(part: byItem.values.count { $0.allSatisfy(measure.holds) }, whole: byItem.count)
    }
    self.offerings = offerings
    self.items = items
  }

  /// The offerings behind a figure: those that count, or those that stand in the way of 100 %.
  public static func list(
    _ snapshot: CatalogueSnapshot, regions: [String], department: String? = nil, _ measure: Measure, holds: Bool
  ) -> [(service: Service, region: String)] {
    regions.flatMap { region in
      offered(snapshot, regions: [region], department: department).filter { measure.holds($0) == holds }.map { ($0, region) }
    }
  }

  private static func offered(_ snapshot: CatalogueSnapshot, regions: [String], department: String?) -> [Service] {
    regions.flatMap { region in
      snapshot.services.compactMap { service -> Service? in
        guard department == nil || service.department == department, isAppliedFor(service),
          let offering = snapshot.offering(service: service.key, region: region), offering.suspended == nil
        else { return nil }
        return snapshot.service(service.key, in: region)
      }
    }
  }

  /// 依申请: all types but punishment, coercion and inspection (GB/T 39046 table A.1: 02, 03, 06), which nobody applies for.
  private static func isAppliedFor(_ service: Service) -> Bool { !["02", "03", "06"].contains(service.type) }
}
