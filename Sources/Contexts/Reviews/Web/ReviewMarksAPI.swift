import HTTPTypes
import Hummingbird
import JSON
import Kernel
import ReviewsCore
import WebSupport

// Marked reviews, for supervisors.
extension ReviewsAPI {
  func addMarks(to api: API) {
    let kinds = ReviewMarkKind.allCases.map(\.rawValue).joined(separator: "|")
    api.schema("ReviewMark", ["kind": kinds, "figures": "map(string) # What the rule found"])
    api.schema(
      "ReviewDecision",
      ["adopts": "boolean", "reason": "string", "by": "string # Party of the member of staff", "at": "instant"])
    api.schema(
      "MarkedReview",
      [
        "key": "string", "case": "string? # null for an anonymous one", "region": "string", "department": "string",
        "service": "string", "channel": "string", "grade": "Grade", "comment": "string?", "at": "instant",
        "operator": "string? # Party of the member of staff who handed the receipt out", "marks": "[ReviewMark]",
        "decisions": "[ReviewDecision] # The last one holds", "adopted": "boolean # Whether it counts",
      ])
    api.schema(
      "NewReviewDecision",
      ["adopts": "boolean # false: the review leaves all counters", "reason": "string(1..\(Reviews.longestReason))"])
    api.get(
      "reviews/marks",
      Operation(
        "Reviews that rules have marked, newest first: of the regions that a supervisor answers for",
        query: [
          "kind": kinds, "decided": "true|false # Those that have been decided; else those that have not", "limit": "Limit*",
          "cursor": "Cursor*",
        ], answer: "list(MarkedReview)", refusals: [403: ["forbidden"]])
    ) { request, context in
      let found = try await reviews.marked(
        kind: try request.query("kind", as: ReviewMarkKind.self), isDecided: request.query("decided") == "true",
        limit: try request.limit(), after: request.query("cursor"), by: try context.signedIn())
      return Response.json(list(found.items.map(answer), total: found.total, next: found.next))
    }
    api.post(
      "reviews/marks/{key}/decisions",
      Operation(
        "Decide whether a marked review counts; a later decision may turn it round", body: "NewReviewDecision", status: 201,
        answer: "MarkedReview", path: ["key": "string(1..100)"],
        refusals: [403: ["ownReview"], 404: ["notFound"], 409: ["alreadyDecidedSo"]], faults: ["required"])
    ) { request, context in
      let actor = try context.signedIn()
      let key = try context.parameters.require("key")
      let json = try await request.json()
      try await reviews.decide(
        key, adopts: json["adopts"]?.boolValue ?? true, reason: json["reason"]?.stringValue ?? "", by: actor)
      return Response.json(answer(try await reviews.marked(key, by: actor)), status: .created)
    }
  }

  private func answer(_ item: MarkedReview) -> JSON {
    let review = item.review
    func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
    return [
      "key": .string(review.key), "case": review.anonymous ? .null : .string(review.key), "region": .string(review.region),
      "department": .string(review.place.department), "service": .string(review.service),
      "channel": .string(review.place.channel), "grade": .number(JSONNumber(review.grade.rawValue)),
      "comment": text(review.comment), "at": .string(review.at.rfc3339), "operator": text(review.operatorParty?.text),
      "marks": .array(
        item.marks.map { mark in
          var figures: JSON = [:]
          for (name, value) in mark.figures.sorted(by: { $0.key < $1.key }) { figures[name] = .string(value) }
          return ["kind": .string(mark.kind.rawValue), "figures": figures]
        }),
      "decisions": .array(
        item.decisions.map {
          [
            "adopts": .bool($0.adopts), "reason": .string($0.reason), "by": .string($0.by.text),
            "at": .string($0.at.rfc3339),
          ]
        }), "adopted": .bool(review.isAdopted),
    ]
  }
}
