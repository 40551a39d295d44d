import CaseworkCore
import Cryptography
public import Kernel
import Store

/// What a token stands for: one review of one act. Kept under the digest of the token; the token itself is on paper only.
struct ReviewToken: Sendable, Hashable {
  let caseID: CaseID
  /// Which paper of the case it was printed on.
  let act: String
  /// The member of staff who handed it out.
  let operatorParty: PartyID?
  /// Agency of that member of staff.
  var unit: String?
  var issuedAt: Instant?
  let expiresAt: Instant
  let openedAt: Instant?
  let used: Bool

  /// 128 bits of chance and more, as text for a link.
  static func fresh() -> String { SecureRandom.token(bytes: 20) }

  static func digest(_ token: String) -> [UInt8] { SHA256.hash(Array("review token \(token)".utf8)) }
  /// The key under which an anonymous review is kept: it follows from the token, and from nothing that is stored.
  static func key(_ token: String) -> String { Hex.text(SHA256.hash(Array("review key \(token)".utf8))) }
}

/// What the holder of a token finds.
public enum ReviewByToken: Sendable {
  /// The act may be rated.
  case open(ReviewPlace)
  /// It has been, by this token: what was said, without who said it.
  case said(Review)
  /// It has been, in another way.
  case given
}

extension Reviews {
  /// How many tokens of one case may wait to be used.
  private static let mostTokens = 20

  /// A new token for a closed case that has no review yet, for whoever may see the case; nil when it has one or is not closed,
  /// or when so many are out that another one is no help.
  public func issueToken(for id: CaseID, act: String, by actor: Actor) async throws -> String? {
    let view = try await casework.view(id, by: actor)
    guard view.record.state.status == .closed else { return nil }
    let token = ReviewToken.fresh()
    let now = clock.now
    let expiry = now.adding(days: Int64(settings.tokenDays))
    let operatorParty = actor.kind == .staff ? actor.party : nil
    let terms = view.record.state.terms
    let unit = operatorParty == nil ? nil : Self.unit(of: actor, among: [terms.issuing, terms.accepting, terms.responsible])
    return try await store.write { transaction in
      guard try !ReviewStore.given(transaction, id).isGiven,
        try ReviewStore.openTokens(transaction, id) < Self.mostTokens
      else { return nil }
      try ReviewStore.insert(
        ReviewToken(
          caseID: id, act: act, operatorParty: operatorParty, unit: unit, issuedAt: now, expiresAt: expiry, openedAt: nil,
          used: false),
        digest: ReviewToken.digest(token), transaction)
      return token
    }
  }

  /// The agency for which somebody handed a receipt out: one that handles the case, if they work there.
  private static func unit(of actor: Actor, among agencies: [AgencyID]) -> String? {
    let own = Set(actor.posts.map(\.agency))
    return (agencies.first(where: own.contains) ?? own.min())?.description
  }

  /// What stands behind a token. Throws `notFound` for one that is wrong or expired, after the same work: the digest of what was sent
  /// is looked up, so that time tells nothing about tokens there are.
  public func look(_ token: String) async throws -> ReviewByToken {
    let (digest, key, now) = (ReviewToken.digest(token), ReviewToken.key(token), clock.now)
    let (found, said, isGiven) = try await store.read { reading in
      let found = try ReviewStore.token(reading, digest: digest)
      let said = try ReviewStore.review(reading, key)
      let given = try ReviewStore.given(reading, found?.caseID ?? CaseID(""))
      return (
        found, try said ?? (found?.used == true ? given.key.flatMap { try ReviewStore.review(reading, $0) } : nil),
        given.isGiven
      )
    }
    guard let found, now <= found.expiresAt else { throw Rejection.notFound }
    if found.used, let said { return .said(said) }
    if isGiven { return .given }
    if found.openedAt == nil {
      // That it was looked at is no part of what a request does.
      try await Companions.none { try await store.write { try ReviewStore.open(digest: digest, at: now, $0) } }
    }
    return .open(Self.place(try await state(of: found.caseID)))
  }

  /// Rates by token: no account is needed. A signed-in member of staff is refused, whoever's paper it is.
  @discardableResult
  public func rate(_ input: ReviewInput, token: String, by actor: Actor?) async throws -> Review {
    let (digest, now) = (ReviewToken.digest(token), clock.now)
    guard let found = try await store.read({ try ReviewStore.token($0, digest: digest) }), now <= found.expiresAt else {
      throw Rejection.notFound
    }
    if actor?.kind == .staff { throw Rejection.forbidden }
    let grade = try ReviewRules.check(input, indicators)
    let state = try await state(of: found.caseID)
    func short(_ since: Instant?) -> Int64? {
      since.map { now.since($0) }.flatMap { $0 <= ReviewMarkLimits.remembered ? $0 : nil }
    }
    let review = Review(
      key: input.anonymous ? ReviewToken.key(token) : found.caseID.text, grade: grade, indicators: input.indicators,
      comment: ReviewRules.comment(input.comment), anonymous: input.anonymous, at: now, party: nil,
      place: Self.place(state), operatorParty: found.operatorParty, unit: found.unit, answered: short(found.openedAt),
      handed: short(found.issuedAt), closedMonth: state.closedAt?.civilDate.firstOfMonth)
    try await store.write { transaction in
      guard let token = try ReviewStore.token(transaction, digest: digest) else { throw Rejection.notFound }
      guard !token.used, try !ReviewStore.given(transaction, token.caseID).isGiven else {
        throw Rejection(.conflict, "alreadyReviewed")
      }
      try ReviewStore.use(digest: digest, transaction)
      try Self.keep(review, case: token.caseID, transaction)
    }
    return review
  }

  /// 追评: one later comment to what was said by this token. What was said before stays as it is.
  public func add(_ comment: String, token: String, by actor: Actor?) async throws {
    guard case .said(let review) = try await look(token) else { throw Rejection.notFound }
    if actor?.kind == .staff { throw Rejection.forbidden }
    let comment = try ReviewRules.addition(comment)
    let now = clock.now
    try await store.write { transaction in
      guard let known = try ReviewStore.review(transaction, review.key) else { throw Rejection.notFound }
      guard known.addition == nil else { throw Rejection(.conflict, "alreadyAdded") }
      try ReviewStore.add(comment, to: review.key, at: now, transaction)
      try transaction.append(
        stream: Self.stream(review), kind: "added", at: now, actor: Self.anybody, body: "{}", payload: nil)
    }
  }

  /// A case, whoever asks: a token has been checked before.
  private func state(of id: CaseID) async throws -> CaseState { try await casework.view(id, by: .system).record.state }

  /// Forgets expired tokens, looks for marks, packs the counters, and reads them into memory before somebody asks.
  public func sweep() async throws {
    let now = clock.now
    try await store.write { try ReviewStore.sweepTokens(before: now, limit: 500, $0) }
    for _ in 0..<20 where try await lookForMarks() == 0 { break }
    for _ in 0..<20 where try await foldCounters() < Self.foldedAtOnce { break }
    try await reader.warm()
  }
}
