import TextIndex

/// Which services somebody looks for.
public struct ServiceQuery: Sendable {
  public var text: String
  public var region: String
  public var audience: String?
  public var theme: String?
  public var department: String?
  public var type: String?
  public var online: Bool?

  public init(
    text: String = "", region: String, audience: String? = nil, theme: String? = nil, department: String? = nil,
    type: String? = nil,
    online: Bool? = nil
  ) {
    self.text = text
    self.region = region
    self.audience = audience
    self.theme = theme
    self.department = department
    self.type = type
    self.online = online
  }
}

/// A service that was found, with the offering nearest to the one who asks.
public struct ServiceHit: Sendable {
  public let service: Service
  public let offering: Offering

  public init(service: Service, offering: Offering) {
    self.service = service
    self.offering = offering
  }
}

extension CatalogueSnapshot {
  /// One hit for each service, best first; the total is exact.
  public func search(_ query: ServiceQuery, offset: Int, limit: Int) -> (hits: [ServiceHit], total: Int) {
    let places = query.text.isEmpty ? Array(services.indices) : index.search(query.text).map(\.document)
    var hits: [ServiceHit] = []
    var total = 0
    for place in places where isOfferedSomewhere[place] && fits(services[place], query) {
      if total >= offset, hits.count < limit, let offering = nearestOffering(services[place], to: query.region) {
        hits.append(hit(services[place], offering))
      }
      total += 1
    }
    return (hits, total)
  }

  /// A service as the region of the offering has it.
  public func hit(_ service: Service, _ offering: Offering) -> ServiceHit {
    ServiceHit(service: self.service(service.key, in: offering.region) ?? service, offering: offering)
  }

  private func fits(_ service: Service, _ query: ServiceQuery) -> Bool {
    (query.audience.map(service.audience.contains) ?? true) && (query.theme.map { $0 == service.theme } ?? true)
      && (query.department.map { $0 == service.department } ?? true) && (query.type.map { $0 == service.type } ?? true)
      && (query.online.map { $0 == service.isOnline } ?? true)
  }
}
