/// What a region says of its own about a service (实施清单), where it differs from the base catalogue.
public struct RegionalTerms: Sendable, Hashable {
  public enum State: String, Sendable, CaseIterable {
    /// 在用
    case active
    /// 暂停: shown, and nobody can apply.
    case suspended
    /// 取消: not offered here any more.
    case withdrawn
  }

  public let state: State
  /// Why it is suspended or withdrawn, for people to read.
  public let reason: String
  public let promisedDays: Int?
  public let visits: Int?
  public let visitReason: String?
  public let venue: String?
  public let hours: String?
  public let consultPhone: String?
  public let complaintPhone: String?
}

extension Service {
  /// The service as a region offers it.
  func taking(_ terms: RegionalTerms) -> Service {
    var service = self
    if let days = terms.promisedDays { service.promisedDays = days }
    if let visits = terms.visits { service.visits = visits }
    if let venue = terms.venue { service.venue = venue }
    return service
  }
}

extension Elements {
  /// The elements as a region has them.
  func taking(_ terms: RegionalTerms) -> Elements {
    var elements = self
    if let reason = terms.visitReason { elements.visitReason = reason }
    if let hours = terms.hours { elements.hours = hours }
    if let phone = terms.consultPhone { elements.consultPhone = phone }
    if let phone = terms.complaintPhone { elements.complaintPhone = phone }
    return elements
  }
}
