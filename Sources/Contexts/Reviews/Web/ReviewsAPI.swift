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
    describe(api)
    api.post(
      "reviews",
      Operation(
        "Rate a closed case, once", body: "NewReview", status: 201, answer: "Review",
        refusals: [409: ["caseNotClosed", "alreadyReviewed"]], faults: ["grade", "indicatorOfOtherGrade"])
    ) { request, context in
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
        query: [
          "region": "RegionCode # With all below it", "department": "DepartmentKey", "service": "ServiceKey",
          "from": "date # First day", "to": "date # Last day",
        ], answer: "ReviewSummary", isOpen: true, refusals: [:])
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

extension ReviewsAPI {
  private func describe(_ api: API) {
    let grades = Grade.allCases.map(\.rawValue)
    api.raw(
      "Grade",
      [
        "type": "integer", "minimum": .number(JSONNumber(grades.min() ?? 1)), "maximum": .number(JSONNumber(grades.max() ?? 5)),
        "x-problem-code": "grade", "description": "5 very satisfied … 1 very dissatisfied", "examples": [5],
      ])
    api.raw(
      "Indicators",
      [
        "type": "array", "items": ["type": "string", "minLength": 1, "maxLength": 20], "uniqueItems": true, "maxItems": 50,
        "description": "Reasons of this grade, by code",
      ])
    api.schema(
      "NewReview",
      [
        "case": "CaseID", "grade": "Grade", "indicators": "Indicators*", "comment": "string(..\(ReviewRules.longestComment))*",
        "anonymous": "boolean* # The name is not shown",
      ])
    api.schema("Review", ["case": "CaseID", "grade": "Grade", "at": "instant"])
    api.schema(
      "ReviewSummary",
      [
        "total": "integer(0..)", "grades": "map(integer(0..)) # How many of each grade",
        "rate": "string? # Share of the grades 3 to 5 in percent, cut to three decimals; null without reviews",
      ])
  }
}

extension ReviewSummary {
  var json: JSON {
    var grades: JSON = [:]
    for grade in Grade.allCases.reversed() { grades[String(grade.rawValue)] = .number(JSONNumber(counts[grade.rawValue] ?? 0)) }
    return ["total": .number(JSONNumber(total)), "grades": grades, "rate": rate.map(JSON.string) ?? .null]
  }
}
