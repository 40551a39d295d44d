import CatalogueCore
import JSON
import WebSupport

// What the operations on the catalogue say of themselves.
extension CatalogueAPI {
  func describe(_ api: API) {
    describeNames(api)
    describeServices(api)
    describeEvidence(api)
  }

  private func describeNames(_ api: API) {
    api.raw(
      "RegionCode",
      [
        "type": "string", "minLength": 1, "maxLength": 12, "description": "A region of the catalogue (GB/T 2260)",
        "examples": ["152502"],
      ])
    api.raw(
      "DepartmentKey",
      ["type": "string", "minLength": 1, "maxLength": 20, "description": "A department of the catalogue", "examples": ["GAJ"]])
    api.raw(
      "ServiceKey",
      ["type": "string", "minLength": 1, "maxLength": 40, "description": "A service of the catalogue", "examples": ["GAJ001"]])
    api.raw(
      "Offset",
      [
        "type": "string", "pattern": "^$|^(0|[1-9][0-9]{0,17})$|^9223372036854775807$", "x-problem-code": "cursor",
        "description": "Where to go on: `next` of the portion before",
      ])
    api.schema(
      "Region",
      [
        "code": "RegionCode", "name": "string", "nameEn": "string", "tier": "league|banner",
        "parent": "string # Of a banner: its league",
      ])
    api.schema(
      "Department",
      [
        "key": "DepartmentKey", "name": "string # At the league", "nameBanner": "string", "short": "string", "nameEn": "string",
        "atLeague": "boolean", "isOrgan": "boolean # An organ of government, or else a partner",
      ])
  }

  private static let service: [(String, String)] = [
    ("key", "ServiceKey"), ("name", "string"), ("plainName", "string # In everyday words"),
    ("region", "RegionCode # Whose offering it is"),
    ("department", "DepartmentKey"), ("agency", "string # Who is responsible"), ("type", "string # GB/T 39046 table A.1"),
    ("promisedDays", "integer(0..) # Working days; 0: on the spot"), ("legalDays", "integer(0..)"),
    ("visits", "integer(0..) # How often one must come"),
    ("onlineDepth", "integer(1..4) # 1 information, 2 booking, 3 pre-check, 4 fully online"),
    ("offerings", "integer(0..) # How many regions offer it"),
  ]

  private func describeServices(_ api: API) {
    api.schema("Service", Self.service)
    api.schema(
      "Guide",
      Self.service + [
        ("evidence", "[Evidence]"), ("questions", "[Question]"), ("legalBasis", "string"), ("fee", "string # Empty: free"),
        ("result", "string"), ("procedure", "string"), ("accepting", "string # Region and department that takes it in"),
        ("responsible", "string # Region and department that decides"), ("elements", "Elements?"),
        ("implementationCode", "string?"),
        ("eases", "[atOnce|online|nearby|oneVisit]"), ("suspended", "string? # Why it is not offered at present"),
        ("version", "integer? # Of the guide"),
      ])
    api.schema("Form", ["schema": "object # JSON Schema", "ui": "[object] # Layout", "example": "object # Valid and made up"])
  }

  private func describeEvidence(_ api: API) {
    api.schema(
      "Evidence",
      [
        "key": "string", "name": "string", "kind": "string", "required": "boolean",
        "source": "applicant|dataSource # dataSource: fetched, nothing to bring", "originals": "integer(0..)",
        "copies": "integer(0..)",
        "form": "paper|electronic|both", "origin": "applicant|government|other", "issuer": "string", "guidance": "string",
        "toleranceDays": "integer(0..) # How many days later it may be sent",
      ])
    api.schema("Question", ["question": "string", "answer": "string"])
    api.schema(
      "Elements",
      [
        "conditions": "[string]", "steps": "[string]", "visitReason": "string", "mailIn": "boolean", "feeBasis": "string",
        "feeItem": "string", "onlinePayment": "boolean", "resultSample": "string", "consultPhone": "string",
        "complaintPhone": "string", "basicCode": "string", "authority": "string", "quantityLimit": "string",
        "intermediary": "string", "rights": "string", "hours": "string", "appointment": "boolean", "mailOut": "boolean",
        "kiosk": "boolean", "synthetic": "boolean # Made up for a demonstration",
      ], about: "Elements of an implementation list")
  }
}
