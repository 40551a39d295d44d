public import Kernel
import NationalCodes

/// What follows for one offering from the elements of its service. Pure.
public enum ImplementationList {
  /// 四办: what the service lets people do.
  public enum Ease: String, Sendable, CaseIterable {
    /// 马上办
    case atOnce
    /// 网上办
    case online
    /// 就近办
    case nearby
    /// 一次办
    case oneVisit
  }

  public static func eases(_ service: Service, _ elements: Elements?) -> [Ease] {
    Ease.allCases.filter { ease in
      switch ease {
      case .atOnce: service.promisedDays == 0
      case .online: service.isOnline
      case .nearby: service.tiers.contains(.banner) || elements?.kiosk == true
      case .oneVisit: service.visits <= 1
      }
    }
  }

  /// 实施编码: the agency's credit code (18), level of exercise (GB/T 39046 A.2: 3 prefecture, 4 county), basic code (12); nil without one.
  public static func code(_ offering: Offering, tier: Region.Tier, elements: Elements) -> String? {
    guard elements.basicCode.utf8.count == 12, let agency = creditCode(of: offering.responsible) else { return nil }
    return agency + (tier == .league ? "3" : "4") + elements.basicCode
  }

  /// A synthetic unified social credit code (GB 32100) of an agency: registered as an organ, in its region, with valid check characters.
  /// It stands for the real one, which public lists do not give. nil for a key that is not three capital letters.
  public static func creditCode(of agency: AgencyID) -> String? {
    let letters = agency.department.utf8.map { Int($0) - 65 }
    guard letters.count == 3, letters.allSatisfy({ (0..<26).contains($0) }), agency.region.utf8.count == 6 else { return nil }
    let organisation = "\(letters.reduce(0) { $0 * 26 + $1 }, digits: 8)"
    guard let inner = CreditCode.organisationCheck(organisation) else { return nil }
    let body = "11\(agency.region)\(organisation)\(inner)"
    return CreditCode.check(body).map { body + String($0) }
  }

  /// Departments of taxation, which are led from above alone.
  static let taxDepartment = "SHW"

  /// The organ that hears an appeal against an agency: the government of its own level (行政复议法 2023, art. 24); against a management area, the
  /// league's, whose branch it is; nil against a tax authority, where it is the tax authority one level up (art. 27).
  public static func appealBody(against agency: AgencyID, in region: Region, league: Region?) -> String? {
    if agency.department == taxDepartment { return nil }
    if region.tier == .league { return region.name + "行政公署" }
    guard let league, region.name.hasSuffix("管理区") || region.name.hasSuffix("管委会") else { return region.name + "人民政府" }
    return league.name + "行政公署"
  }
}
