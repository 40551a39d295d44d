public import CaseworkCore
import JSON
public import Kernel
public import Store

/// Which part of the reviews; nil leaves a side open.
public struct ReviewSlice: Sendable {
  /// Regions taken together: a league with its banners, or one.
  public var regions: [String]?
  public var department: String?
  public var service: String?
  /// Civil days, both included.
  public var from: CivilDate?
  public var to: CivilDate?

  public init(
    regions: [String]? = nil, department: String? = nil, service: String? = nil, from: CivilDate? = nil, to: CivilDate? = nil
  ) {
    self.regions = regions
    self.department = department
    self.service = service
    self.from = from
    self.to = to
  }
}

/// The door of reviews.
public struct Reviews: Sendable {
  let store: any Store
  let clock: WallClock
  let casework: Casework
  public let indicators: IndicatorTable

  public init(store: any Store, clock: WallClock, casework: Casework, indicators: IndicatorTable) {
    self.store = store
    self.clock = clock
    self.casework = casework
    self.indicators = indicators
  }

  /// Rates a closed case: by whose matter it was, once. Staff neither rate nor hide.
  public func rate(_ input: ReviewInput, by actor: Actor) async throws -> Review {
    let grade = try ReviewRules.check(input, indicators)
    let view = try await casework.view(input.caseID, by: actor)
    let state = view.record.state
    guard view.isApplicant else { throw Rejection.forbidden }
    guard state.status == .closed else { throw Rejection(.conflict, "caseNotClosed") }
    let comment = input.comment.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    let review = Review(
      caseID: input.caseID, grade: grade, indicators: input.indicators, comment: comment, anonymous: input.anonymous,
      at: clock.now,
      party: actor.party, service: state.terms.service, region: state.terms.region,
      department: state.terms.responsible.department,
      channel: state.channel.rawValue)
    try await store.write { transaction in
      guard try ReviewStore.review(transaction, input.caseID) == nil else { throw Rejection(.conflict, "alreadyReviewed") }
      try ReviewStore.insert(review, transaction)
      try transaction.append(
        stream: input.caseID.text + ".review", kind: "reviewed", at: review.at, actor: actor.party.text,
        body: (["grade": .number(JSONNumber(grade.rawValue))] as JSON).text, payload: nil)
    }
    return review
  }

  /// The review of a case, for somebody who may see the case; nil when there is none.
  public func review(of id: CaseID, by actor: Actor) async throws -> Review? {
    _ = try await casework.view(id, by: actor)
    return try await store.read { try ReviewStore.review($0, id) }
  }

  /// Exact at every commit.
  public func summary(_ slice: ReviewSlice = ReviewSlice()) async throws -> ReviewSummary {
    try await store.read { try ReviewStore.summary($0, slice) }
  }

  /// Newest comments for the public page; who wrote them is never among what comes back.
  public func latest(_ slice: ReviewSlice, bad: Bool, limit: Int) async throws -> [Review] {
    try await store.read { try ReviewStore.latest($0, slice, bad: bad, limit: limit) }
  }

  /// Summaries by region, for a chart.
  public func byRegion(_ slice: ReviewSlice) async throws -> [String: ReviewSummary] {
    try await store.read { try ReviewStore.grouped($0, slice, by: "region") }
  }

  /// Summaries by department.
  public func byDepartment(_ slice: ReviewSlice) async throws -> [String: ReviewSummary] {
    try await store.read { try ReviewStore.grouped($0, slice, by: "department") }
  }
}
