import Kernel

/// Who does what for a service in a region. Pure: change the data and the outcome changes.
public enum OfferingRules {
  /// The department whose unified window accepts for all (行政审批和政务服务局).
  public static let windowDepartment = "ZSJ"

  /// nil when the region does not offer the service, or has withdrawn it.
  ///
  /// At a banner without an office of the department, the service's own stand-in handles it, else the department's.
  public static func offering(
    _ service: Service, in region: Region, department: Department?, terms: RegionalTerms? = nil
  ) -> Offering? {
    guard service.isOffered(in: region), terms?.state != .withdrawn else { return nil }
    let service = terms.map(service.taking) ?? service
    let acting: String
    if region.tier == .league || department?.exists(in: region) == true && department?.isOrgan == true {
      acting = service.department
    } else {
      acting = service.bannerDepartment.isEmpty ? department?.bannerDepartment ?? windowDepartment : service.bannerDepartment
    }
    let responsible = AgencyID(region: region.code, department: acting)
    let counter =
      service.channel == .unifiedWindow ? AgencyID(region: region.code, department: windowDepartment) : responsible
    return Offering(
      service: service.key, region: region.code, responsible: responsible, accepting: counter, issuing: counter,
      promisedDays: service.promisedDays, legalDays: service.legalDays, procedure: service.procedure,
      suspended: terms?.state == .suspended ? terms?.reason : nil)
  }
}
