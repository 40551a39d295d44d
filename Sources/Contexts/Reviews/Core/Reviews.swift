public import CaseworkCore
import JSON
public import Kernel
public import Store

/// What an installation may set about reviews.
public struct ReviewSettings: Sendable {
  /// For how many days a link on a receipt works.
  public var tokenDays: Int

  public init(tokenDays: Int = 60) { self.tokenDays = tokenDays }
}

/// The door of reviews.
public struct Reviews: Sendable {
  let store: any Store
  let clock: WallClock
  let casework: Casework
  /// What is counted, for those who need no case.
  public let reader: ReviewReader
  let settings: ReviewSettings
  let mayJudge: @Sendable (_ actor: Actor, _ region: String) -> Bool
  public let indicators: IndicatorTable

  /// `mayJudge`: whether somebody may look at the marked reviews of a region and decide whether they count.
  public init(
    store: any Store, clock: WallClock, casework: Casework, indicators: IndicatorTable,
    settings: ReviewSettings = ReviewSettings(),
    mayJudge: @escaping @Sendable (_ actor: Actor, _ region: String) -> Bool = { _, _ in false }
  ) {
    self.store = store
    reader = ReviewReader(store: store)
    self.clock = clock
    self.casework = casework
    self.indicators = indicators
    self.settings = settings
    self.mayJudge = mayJudge
  }

  /// Rates a closed case: by whose matter it was, once. Staff neither rate nor hide.
  ///
  /// `token`: with it what was said can be read and added to later; for an anonymous review nothing else leads to it.
  public func rate(_ input: ReviewInput, by actor: Actor) async throws -> (review: Review, token: String) {
    let grade = try ReviewRules.check(input, indicators)
    let view = try await casework.view(input.caseID, by: actor)
    let state = view.record.state
    guard view.isApplicant else { throw Rejection.forbidden }
    guard state.status == .closed else { throw Rejection(.conflict, "caseNotClosed") }
    let token = ReviewToken.fresh()
    let review = Review(
      key: input.anonymous ? ReviewToken.key(token) : input.caseID.text, grade: grade, indicators: input.indicators,
      comment: ReviewRules.comment(input.comment), anonymous: input.anonymous, at: clock.now,
      party: input.anonymous ? nil : actor.party, place: Self.place(state),
      closedMonth: state.closedAt?.civilDate.firstOfMonth)
    let expiry = clock.now.adding(days: Int64(settings.tokenDays))
    try await store.write { transaction in
      guard try !ReviewStore.given(transaction, input.caseID).isGiven else { throw Rejection(.conflict, "alreadyReviewed") }
      try ReviewStore.insert(
        ReviewToken(
          caseID: input.caseID, act: "account", operatorParty: nil, expiresAt: expiry, openedAt: nil, used: true),
        digest: ReviewToken.digest(token), transaction)
      try Self.keep(review, case: input.caseID, transaction)
    }
    return (review, token)
  }

  /// Who stands in the ledger for somebody who is not to be known.
  static let anybody = "anybody"

  /// An anonymous review's stream bears its own key and not the case's.
  static func stream(_ review: Review) -> String { review.key + ".review" }

  static func place(_ state: CaseState) -> ReviewPlace {
    ReviewPlace(
      region: state.terms.region, department: state.terms.responsible.department, service: state.terms.service,
      channel: state.channel.rawValue)
  }

  static func keep(_ review: Review, case id: CaseID, _ transaction: any Transaction) throws {
    try ReviewStore.insert(review, case: id, transaction)
    try transaction.append(
      stream: stream(review), kind: "reviewed", at: review.at, actor: review.party?.text ?? anybody,
      body: (["grade": .number(JSONNumber(review.grade.rawValue))] as JSON).text, payload: nil)
  }

  /// What somebody who may see the case may know of its review.
  public enum OfCase: Sendable {
    case none
    /// It was given anonymously: that it was is all that the case tells, to staff and applicant alike.
    case anonymous
    case named(Review)
  }

  /// The review of a case, for somebody who may see the case.
  public func review(of id: CaseID, by actor: Actor) async throws -> OfCase {
    _ = try await casework.view(id, by: actor)
    return try await store.read { reading in
      let (isGiven, key) = try ReviewStore.given(reading, id)
      guard isGiven else { return .none }
      return try key.flatMap { try ReviewStore.review(reading, $0) }.map { .named($0) } ?? .anonymous
    }
  }

  /// For how many days a link on a receipt works.
  public var tokenDays: Int { settings.tokenDays }

  /// Exact at every commit.
  public func summary(_ slice: ReviewSlice = ReviewSlice()) async throws -> ReviewSummary { try await reader.summary(slice) }

  /// Summaries of the parts of a slice, by their names; parts without reviews are not among them.
  public func summaries(_ slice: ReviewSlice, by grouping: ReviewGrouping?) async throws -> [String: ReviewSummary] {
    try await reader.summaries(slice, by: grouping)
  }

  /// Newest comments for the public page; who wrote them is never among what comes back.
  public func latest(_ slice: ReviewSlice, bad: Bool, limit: Int) async throws -> [Review] {
    try await store.read { try ReviewStore.latest($0, slice, bad: bad, limit: limit) }
  }

  static let foldedAtOnce = 2000

  /// Packs single counts once there are many. Returns how many were packed.
  @discardableResult
  public func foldCounters(least: Int = 500) async throws -> Int {
    let now = clock.now
    return try await store.write { try ReviewStore.fold(least: least, limit: Self.foldedAtOnce, at: now, $0) }
  }
}
