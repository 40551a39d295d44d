public import CatalogueCore
import Forms
public import Hummingbird
import JSON
import Kernel
public import WebSupport

/// Regions, departments, services, guides and forms: open to all, out of memory.
public struct CatalogueAPI: Sendable {
  let catalogue: CatalogueHolder

  public init(catalogue: CatalogueHolder) { self.catalogue = catalogue }

  public func add(to api: RouterGroup<WebContext>) {
    api.get("regions") { _, _ in
      let regions = catalogue.current.regions
      return Response.json(list(regions.map(\.json), total: regions.count))
    }
    api.get("departments") { _, _ in
      let departments = catalogue.current.departments
      return Response.json(list(departments.map(\.json), total: departments.count))
    }
    api.get("services") { request, _ in
      let snapshot = catalogue.current
      let (limit, offset) = try paging(request)
      let query = ServiceQuery(
        text: request.query("q") ?? "", region: try region(request, snapshot), audience: request.query("audience"),
        theme: request.query("theme"), department: request.query("department"), type: request.query("type"),
        online: request.query("online").map { $0 == "true" || $0 == "1" })
      let (hits, total) = snapshot.search(query, offset: offset, limit: limit)
      let next = offset + hits.count < total ? String(offset + hits.count) : nil
      return Response.json(list(hits.map { $0.json(snapshot) }, total: total, next: next))
    }
    api.get("services/{key}") { request, context in
      let snapshot = catalogue.current
      guard let service = snapshot.service(try context.parameters.require("key")) else { throw Rejection.notFound }
      let region = try region(request, snapshot)
      guard let offering = snapshot.nearestOffering(service, to: region) else { throw Rejection.notFound }
      var json = ServiceHit(service: service, offering: offering).json(snapshot)
      json["evidence"] = .array(snapshot.evidence(of: service.key).map(\.json))
      json["questions"] = .array(
        snapshot.questions(of: service.key).map { ["question": .string($0.question), "answer": .string($0.answer)] })
      json["legalBasis"] = .string(service.legalBasis)
      json["fee"] = .string(service.fee)
      json["result"] = .string(service.result)
      json["procedure"] = .string(service.procedure)
      json["accepting"] = .string(offering.accepting.description)
      json["responsible"] = .string(offering.responsible.description)
      return Response.json(json)
    }
    api.get("services/{key}/form") { _, context in
      guard let form = catalogue.current.form(of: try context.parameters.require("key")) else { throw Rejection.notFound }
      return Response.json(["schema": form.schema, "ui": form.layout, "example": form.example])
    }
  }

  private func region(_ request: Request, _ snapshot: CatalogueSnapshot) throws(Rejection) -> String {
    guard let code = request.query("region") else { return snapshot.league }
    guard snapshot.region(code) != nil else { throw Rejection.invalid([Problem("/region", "unknownRegion")]) }
    return code
  }
}

/// `limit` 1–200 (default 20) and where to begin.
func paging(_ request: Request) throws(Rejection) -> (limit: Int, offset: Int) {
  let limit = request.query("limit").map { Int($0) ?? 0 } ?? 20
  let offset = request.query("cursor").map { Int($0) ?? -1 } ?? 0
  var problems: [Problem] = []
  if !(1...200).contains(limit) { problems.append(Problem("/limit", "limit")) }
  if offset < 0 { problems.append(Problem("/cursor", "cursor")) }
  guard problems.isEmpty else { throw Rejection.invalid(problems) }
  return (limit, offset)
}

func list(_ items: [JSON], total: Int, next: String? = nil) -> JSON {
  ["items": .array(items), "total": .number(JSONNumber(total)), "next": next.map(JSON.string) ?? .null]
}

extension Region {
  var json: JSON {
    [
      "code": .string(code), "name": .string(name), "nameEn": .string(nameEn), "tier": .string(tier.rawValue),
      "parent": .string(parent),
    ]
  }
}

extension Department {
  var json: JSON {
    [
      "key": .string(key), "name": .string(nameLeague), "nameBanner": .string(nameBanner), "short": .string(short),
      "nameEn": .string(nameEn), "atLeague": .bool(atLeague),
    ]
  }
}

extension ServiceEvidence {
  var json: JSON {
    [
      "key": .string(evidence), "name": .string(name), "kind": .string(kind), "required": .bool(required),
      "source": .string(shareable ? "dataSource" : "applicant"),
    ]
  }
}

extension ServiceHit {
  func json(_ snapshot: CatalogueSnapshot) -> JSON {
    [
      "key": .string(service.key), "name": .string(service.name), "plainName": .string(service.plainName),
      "region": .string(offering.region), "department": .string(service.department),
      "agency": .string(snapshot.name(of: offering.responsible)), "type": .string(service.type),
      "promisedDays": .number(JSONNumber(offering.promisedDays)), "legalDays": .number(JSONNumber(offering.legalDays)),
      "visits": .number(JSONNumber(service.visits)), "onlineDepth": .number(JSONNumber(service.onlineDepth)),
      "offerings": .number(JSONNumber(snapshot.offerings(of: service.key).count)),
    ]
  }
}
