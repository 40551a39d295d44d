import CatalogueCore
import Hummingbird
import JSON
import Kernel
public import ReviewsCore
public import WebSupport

/// Reviews and their summary.
public struct ReviewsAPI: Sendable {
  let reviews: Reviews
  /// A league stands for itself and its banners.
  let regionsBelow: @Sendable (String) -> [String]

  public init(reviews: Reviews, regionsBelow: @escaping @Sendable (String) -> [String]) {
    self.reviews = reviews
    self.regionsBelow = regionsBelow
  }

  public func add(to api: API) {
    api.schema(
      "NewReview",
      ["case": "string", "grade": "integer", "indicators": "[string]*", "comment": "string*", "anonymous": "boolean*"])
    api.schema("Review", ["case": "string", "grade": "integer", "at": "instant"])
    api.schema("ReviewSummary", ["total": "integer", "grades": "object", "rate": "string?"])
    api.post("reviews", Operation("Rate a closed case, once", body: "NewReview", status: 201, answer: "Review")) {
      request, context in
      let actor = try context.signedIn()
      let json = try await request.json()
      guard let id = json["case"]?.stringValue else { throw Rejection.invalid([Problem("/case", "required")]) }
      guard let grade = json["grade"]?.intValue else { throw Rejection.invalid([Problem("/grade", "grade")]) }
      let review = try await reviews.rate(
        ReviewInput(
          caseID: CaseID(id), grade: Int(clamping: grade),
          indicators: (json["indicators"]?.arrayValue ?? []).compactMap(\.stringValue),
          comment: json["comment"]?.stringValue, anonymous: json["anonymous"]?.boolValue ?? false), by: actor)
      return Response.json(
        ["case": .string(id), "grade": .number(JSONNumber(review.grade.rawValue)), "at": .string(review.at.rfc3339)],
        status: .created)
    }
    api.get(
      "reviews/summary",
      Operation(
        "How many of each grade, and the rate: exact, cut to three decimals",
        query: ["region": "string", "department": "string", "service": "string", "from": "date", "to": "date"],
        answer: "ReviewSummary", isOpen: true)
    ) { request, _ in
      var problems: [Problem] = []
      func day(_ name: String) -> CivilDate? {
        guard let text = request.query(name) else { return nil }
        guard let date = CivilDate(text) else {
          problems.append(Problem("/\(name)", "date"))
          return nil
        }
        return date
      }
      let slice = ReviewSlice(
        regions: request.query("region").map(regionsBelow), department: request.query("department"),
        service: request.query("service"),
        from: day("from"), to: day("to"))
      guard problems.isEmpty else { throw Rejection.invalid(problems) }
      return Response.json((try await reviews.summary(slice)).json)
    }
  }
}

extension ReviewSummary {
  var json: JSON {
    var grades: JSON = [:]
    for grade in Grade.allCases.reversed() { grades[String(grade.rawValue)] = .number(JSONNumber(counts[grade.rawValue] ?? 0)) }
    return ["total": .number(JSONNumber(total)), "grades": grades, "rate": rate.map(JSON.string) ?? .null]
  }
}
