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
    addMarks(to: api)
    api.post(
      "reviews",
      Operation(
        "Rate a closed case, once: one's own, or any by the token on its receipt, which needs no sign-in", body: "NewReview",
        status: 201, answer: "Review", isOpen: true,
        refusals: [
          401: ["unauthenticated"], 403: ["forbidden"], 404: ["notFound"], 409: ["caseNotClosed", "alreadyReviewed"],
        ],
        faults: ["grade", "indicatorOfOtherGrade", "required"])
    ) { request, context in
      let json = try await request.json()
      guard let grade = json["grade"]?.intValue else { throw Rejection.invalid([Problem("/grade", "grade")]) }
      var input = ReviewInput(
        grade: Int(clamping: grade), indicators: (json["indicators"]?.arrayValue ?? []).compactMap(\.stringValue),
        comment: json["comment"]?.stringValue, anonymous: json["anonymous"]?.boolValue ?? false)
      if let token = json["token"]?.stringValue {
        let review = try await reviews.rate(input, token: token, by: context.actor)
        return Response.json(answer(review, token: token), status: .created)
      }
      let actor = try context.signedIn()
      guard let id = json["case"]?.stringValue else { throw Rejection.invalid([Problem("/case", "required")]) }
      input.caseID = CaseID(id)
      let (review, token) = try await reviews.rate(input, by: actor)
      return Response.json(answer(review, token: token), status: .created)
    }
    api.post(
      "reviews/additions",
      Operation(
        "Add one later comment to a review; what was said stays", body: "ReviewAddition", status: 204, isOpen: true,
        refusals: [403: ["forbidden"], 404: ["notFound"], 409: ["alreadyAdded"]])
    ) { request, context in
      let json = try await request.json()
      try await reviews.add(json["comment"]?.stringValue ?? "", token: json["token"]?.stringValue ?? "", by: context.actor)
      return Response(status: .noContent)
    }
    api.get(
      "reviews/summary",
      Operation(
        "How many of each grade, and the rate: exact, cut to three decimals; `group` splits it by one side",
        query: [
          "region": "RegionCode # With all below it", "department": "DepartmentKey", "service": "ServiceKey",
          "channel": "\(ReviewChannels.all.joined(separator: "|"))", "month": "ReviewMonth # As in 2022-03",
          "from": "date # First day",
          "to": "date # Last day",
          "group": "\(ReviewGrouping.allCases.map(\.rawValue).joined(separator: "|"))",
        ], answer: "ReviewSummary", isOpen: true, refusals: [:])
    ) { request, _ in
      let slice = try request.reviewSlice(regionsBelow)
      var grouping: ReviewGrouping?
      if let text = request.query("group") {
        guard let known = ReviewGrouping(rawValue: text) else { throw Rejection.invalid([Problem("/group", "enum")]) }
        grouping = known
      }
      var json = (try await reviews.summary(slice)).json
      if let grouping {
        let parts = try await reviews.summaries(slice, by: grouping).sorted { $0.key < $1.key }
        json["groups"] = .array(
          parts.map { part in
            var json = part.value.json
            json["key"] = .string(part.key)
            return json
          })
      }
      return Response.json(json)
    }
  }

  private func answer(_ review: Review, token: String) -> JSON {
    [
      "case": review.anonymous ? .null : .string(review.key), "grade": .number(JSONNumber(review.grade.rawValue)),
      "at": .string(review.at.rfc3339), "token": .string(token),
    ]
  }
}

extension Request {
  /// `region`, `department`, `service`, `channel`, `month` (as in 2022-03) or `from` and `to`.
  func reviewSlice(_ regionsBelow: (String) -> [String]) throws(Rejection) -> ReviewSlice {
    var problems: [Problem] = []
    func day(_ name: String) -> CivilDate? {
      guard let text = query(name) else { return nil }
      guard let date = CivilDate(text) else {
        problems.append(Problem("/\(name)", "date"))
        return nil
      }
      return date
    }
    var slice = ReviewSlice(
      regions: query("region").map(regionsBelow), department: query("department"), service: query("service"),
      channel: query("channel"), from: day("from"), to: day("to"))
    if let month = query("month") {
      if let first = CivilDate("\(month)-01") {
        let next =
          first.month == 12
          ? CivilDate(year: first.year + 1, month: 1, day: 1) : CivilDate(year: first.year, month: first.month + 1, day: 1)
        slice.from = max(first, slice.from ?? first)
        let last = next?.adding(days: -1)
        slice.to = [last, slice.to].compactMap(\.self).min()
      } else {
        problems.append(Problem("/month", "date"))
      }
    }
    guard problems.isEmpty else { throw Rejection.invalid(problems) }
    return slice
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
        "case": "CaseID*", "token": "string(1..200)* # From the receipt, in place of the case", "grade": "Grade",
        "indicators": "Indicators*", "comment": "string(..\(ReviewRules.longestComment))*",
        "anonymous": "boolean* # The name is not shown",
      ])
    api.schema(
      "Review",
      [
        "case": "string? # null for an anonymous one", "grade": "Grade", "at": "instant",
        "token": "string # With which one later comment may be added",
      ])
    api.schema("ReviewAddition", ["token": "string(1..200)", "comment": "string(1..\(ReviewRules.longestComment))"])
    api.raw(
      "ReviewMonth",
      [
        "type": "string", "pattern": "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$", "x-problem-code": "date",
        "description": "Year and month", "examples": ["2022-03"],
      ])
    api.schema(
      "ReviewGiving",
      [
        ("closed", "integer(0..) # Cases closed in these months"), ("rated", "integer(0..) # Of these, rated by people"),
        ("defaults", "integer(0..) # Rated by nobody within the time"), ("silent", "integer(0..) # Not rated at all"),
      ]
        + ["rated", "defaults", "silent"].map {
          ("\($0)Rate", "string? # Share of the closed in percent, cut to three decimals; null without cases")
        })
    let summary: [(String, String)] = [
      ("total", "integer(0..)"), ("grades", "map(integer(0..)) # How many of each grade"),
      ("rate", "string? # Share of the grades 3 to 5 in percent, cut to three decimals; null without reviews"),
      ("defaults", "integer(0..) # Given by nobody within the time; not counted in the rest"),
      (
        "giving",
        "ReviewGiving? # Whether those whose cases were closed said anything; null when the days asked for cut a month"
      ),
    ]
    api.schema("ReviewGroup", [("key", "string")] + summary)
    api.schema("ReviewSummary", summary + [("groups", "[ReviewGroup]*")])
  }
}

extension ReviewSummary {
  var json: JSON {
    var grades: JSON = [:]
    for grade in Grade.allCases.reversed() { grades[String(grade.rawValue)] = .number(JSONNumber(counts[grade.rawValue] ?? 0)) }
    return [
      "total": .number(JSONNumber(total)), "grades": grades, "rate": rate.map(JSON.string) ?? .null,
      "defaults": .number(JSONNumber(byDefault)), "giving": giving?.json ?? .null,
    ]
  }
}

extension ReviewGiving {
  var json: JSON {
    func count(_ value: Int) -> JSON { .number(JSONNumber(value)) }
    func rate(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
    return [
      "closed": count(closed), "rated": count(rated), "defaults": count(byDefault), "silent": count(silent),
      "ratedRate": rate(ratedRate), "defaultsRate": rate(byDefaultRate), "silentRate": rate(silentRate),
    ]
  }
}
