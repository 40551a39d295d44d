public import CatalogueCore
import Forms
import Hummingbird
import JSON
import Kernel
public import WebSupport

/// Regions, departments, services, guides and forms: open to all, out of memory.
public struct CatalogueAPI: Sendable {
  let catalogue: CatalogueHolder
  private let answers = PageCache(limit: 2 << 20)

  public init(catalogue: CatalogueHolder) { self.catalogue = catalogue }

  public func add(to api: API) {
    describe(api)
    api.get("regions", Operation("The two tiers", answer: "list(Region)", isOpen: true, refusals: [:])) { _, _ in
      let regions = catalogue.current.regions
      return Response.json(list(regions.map(\.json), total: regions.count))
    }
    api.get("departments", Operation("Departments of both tiers", answer: "list(Department)", isOpen: true, refusals: [:])) {
      _, _ in
      let departments = catalogue.current.departments
      return Response.json(list(departments.map(\.json), total: departments.count))
    }
    api.get(
      "services",
      Operation(
        "Search and browse: one hit for each service, with the offering of the region or of the nearest that has it",
        query: [
          "q": "string(..200) # Words, pinyin or initials", "region": "RegionCode", "audience": "person|organisation",
          "theme": "string(..60) # A theme of services", "event": "string(..60) # A theme, when no theme is given",
          "department": "DepartmentKey", "type": "string(..10) # GB/T 39046 table A.1",
          "online": "boolean # Whether it is done fully online", "limit": "integer", "cursor": "Offset",
        ], answer: "list(Service)", isOpen: true, refusals: [:], faults: ["unknownRegion"])
    ) { request, _ in
      let snapshot = catalogue.current
      return try answers.answer(request, stamp: "\(snapshot.epoch)") { try services(request, snapshot) }
    }
    api.get(
      "services/{key}",
      Operation(
        "The guide", query: ["region": "RegionCode"], answer: "Guide", isOpen: true,
        about: "Of the region, or of the nearest that offers the service.", path: ["key": "ServiceKey"], refusals: [:],
        faults: ["unknownRegion"])
    ) { request, context in
      let snapshot = catalogue.current
      guard let service = snapshot.service(try context.parameters.require("key")) else { throw Rejection.notFound }
      let region = try region(request, snapshot)
      guard let offering = snapshot.nearestOffering(service, to: region) else { throw Rejection.notFound }
      let hit = snapshot.hit(service, offering)
      var json = hit.json(snapshot)
      json["evidence"] = .array(snapshot.evidence(of: service.key).map(\.json))
      json["questions"] = .array(
        snapshot.questions(of: service.key).map { ["question": .string($0.question), "answer": .string($0.answer)] })
      json["legalBasis"] = .string(service.legalBasis)
      json["fee"] = .string(service.fee)
      json["result"] = .string(service.result)
      json["procedure"] = .string(service.procedure)
      json["accepting"] = .string(offering.accepting.description)
      json["responsible"] = .string(offering.responsible.description)
      let elements = snapshot.elements(of: service.key, in: offering.region)
      json["elements"] = elements?.json ?? .null
      let code = elements.flatMap { elements in
        snapshot.region(offering.region).flatMap { ImplementationList.code(offering, tier: $0.tier, elements: elements) }
      }
      json["implementationCode"] = code.map(JSON.string) ?? .null
      json["eases"] = .array(ImplementationList.eases(hit.service, elements).map { .string($0.rawValue) })
      json["suspended"] = offering.suspended.map(JSON.string) ?? .null
      json["version"] = snapshot.guideVersion(of: service.key).map { .number(JSONNumber($0.number)) } ?? .null
      return Response.json(json)
    }
    api.get(
      "services/{key}/form",
      Operation(
        "The form: schema, layout, and a valid synthetic instance", query: ["region": "RegionCode"], answer: "Form",
        isOpen: true,
        path: ["key": "ServiceKey"], refusals: [:])
    ) { _, context in
      guard let form = catalogue.current.form(of: try context.parameters.require("key")) else { throw Rejection.notFound }
      return Response.json(["schema": form.schema, "ui": form.layout, "example": form.example])
    }
  }

  private func services(_ request: Request, _ snapshot: CatalogueSnapshot) throws -> JSON {
    let (limit, offset) = try paging(request)
    let query = ServiceQuery(
      text: request.query("q") ?? "", region: try region(request, snapshot), audience: request.query("audience"),
      theme: request.query("theme") ?? request.query("event"), department: request.query("department"),
      type: request.query("type"),
      online: request.query("online").map { $0 == "true" || $0 == "1" })
    let (hits, total) = snapshot.search(query, offset: offset, limit: limit)
    let next = offset + hits.count < total ? String(offset + hits.count) : nil
    return list(hits.map { $0.json(snapshot) }, total: total, next: next)
  }

  private func region(_ request: Request, _ snapshot: CatalogueSnapshot) throws(Rejection) -> String {
    guard let code = request.query("region") else { return snapshot.league }
    guard snapshot.region(code) != nil else { throw Rejection.invalid([Problem("/region", "unknownRegion")]) }
    return code
  }
}

/// How many, and where to begin; all that is wrong at once.
func paging(_ request: Request) throws(Rejection) -> (limit: Int, offset: Int) {
  var limit = 0
  let offset = request.query("cursor").map { Int($0) ?? -1 } ?? 0
  var problems: [Problem] = []
  do throws(Rejection) { limit = try request.limit() } catch { problems += error.problems }
  if offset < 0 { problems.append(Problem("/cursor", "cursor")) }
  guard problems.isEmpty else { throw Rejection.invalid(problems) }
  return (limit, offset)
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
      "nameEn": .string(nameEn), "atLeague": .bool(atLeague), "isOrgan": .bool(isOrgan),
    ]
  }
}

extension ServiceEvidence {
  var json: JSON {
    [
      "key": .string(evidence), "name": .string(name), "kind": .string(kind), "required": .bool(required),
      "source": .string(shareable ? "dataSource" : "applicant"), "originals": .number(JSONNumber(originals)),
      "copies": .number(JSONNumber(copies)), "form": .string(form.rawValue), "origin": .string(origin.rawValue),
      "issuer": .string(issuer), "guidance": .string(guidance), "toleranceDays": .number(JSONNumber(tolerance)),
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
      "offerings": .number(JSONNumber(snapshot.offeringCount(of: service))),
    ]
  }
}

extension Elements {
  var json: JSON {
    [
      "conditions": .array(conditions.map(JSON.string)), "steps": .array(steps.map(JSON.string)),
      "visitReason": .string(visitReason), "mailIn": .bool(mailIn), "feeBasis": .string(feeBasis), "feeItem": .string(feeItem),
      "onlinePayment": .bool(onlinePayment), "resultSample": .string(resultSample), "consultPhone": .string(consultPhone),
      "complaintPhone": .string(complaintPhone), "basicCode": .string(basicCode), "authority": .string(authority),
      "quantityLimit": .string(quantityLimit), "intermediary": .string(intermediary), "rights": .string(rights),
      "hours": .string(hours), "appointment": .bool(appointment), "mailOut": .bool(mailOut), "kiosk": .bool(kiosk),
      "synthetic": .bool(synthetic),
    ]
  }
}
