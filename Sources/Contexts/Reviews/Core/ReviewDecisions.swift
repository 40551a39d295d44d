import CaseworkCore
import JSON
public import Kernel
import Store

/// What was decided about a marked review (误评、恶意评价不予采纳: 国办发〔2019〕51号), and why.
public struct ReviewDecision: Sendable, Hashable {
  public let adopts: Bool
  public let reason: String
  public let by: PartyID
  public let at: Instant
}

/// A review that has marks. Who gave it is no part of what is shown of it.
public struct MarkedReview: Sendable, Hashable {
  public let review: Review
  public let marks: [ReviewMark]
  /// In the order they were made; the last one holds.
  public let decisions: [ReviewDecision]
}

extension Reviews {
  public static let longestReason = 500
  private static let lookedAtOnce = 50

  /// Looks at reviews that came lately, with the others of their operators. Returns how many; call again while there are some.
  @discardableResult
  public func lookForMarks(limits: ReviewMarkLimits = ReviewMarkLimits()) async throws -> Int {
    let since = clock.now.adding(days: -Int64(limits.days))
    let rules = ReviewMarkRules(limits: limits)
    let groups = try await store.read { try ReviewMarkStore.unlooked($0, limit: Self.lookedAtOnce) }
    for (party, unit, keys) in groups {
      let (reviews, shares) = try await store.read { reading in
        (
          try ReviewMarkStore.reviews(reading, operator: party, since: since),
          try ReviewMarkStore.shares(reading, operator: party, unit: unit, since: since)
        )
      }
      let marks = rules.marks(reviews, shares)
      try await store.write { transaction in
        for review in reviews {
          if let marks = marks[review.key] { try ReviewMarkStore.keep(marks, of: review, transaction) }
        }
        try ReviewMarkStore.looked(keys, transaction)
      }
    }
    return groups.reduce(0) { $0 + $1.keys.count }
  }

  /// Marked reviews of the regions that the actor answers for, newest first. Throws `forbidden` for who answers for none.
  ///
  /// `after`: `next` of the portion before. Throws `invalid` at `/cursor` for one that is none.
  public func marked(
    kind: ReviewMarkKind? = nil, isDecided: Bool = false, limit: Int = 20, after: String? = nil, by actor: Actor
  ) async throws -> (items: [MarkedReview], total: Int, next: String?) {
    let mayJudge = mayJudge
    guard actor.kind == .staff, actor.posts.contains(where: { mayJudge(actor, $0.agency.region) }) else {
      throw Rejection.forbidden
    }
    let start = try after.map { text throws(Rejection) -> (Int64, String) in
      let parts = text.split(separator: "~", maxSplits: 1)
      guard parts.count == 2, let at = Int64(parts[0]) else { throw Rejection.invalid([Problem("/cursor", "cursor")]) }
      return (at, String(parts[1]))
    }
    let (rows, total) = try await store.read { reading in
      let regions = try ReviewMarkStore.regions(reading).filter { mayJudge(actor, $0) }
      return try ReviewMarkStore.list(
        reading, regions: regions, kind: kind, isDecided: isDecided, limit: limit + 1, after: start)
    }
    let items = Array(rows.prefix(limit))
    let next = rows.count > limit ? items.last.map { "\($0.review.at.milliseconds)~\($0.review.key)" } : nil
    return (items, total, next)
  }

  /// One marked review. Throws `notFound` for one without marks, and for one of a region the actor does not answer for.
  public func marked(_ key: String, by actor: Actor) async throws -> MarkedReview {
    let mayJudge = mayJudge
    return try await store.read { try Self.marked(key, by: actor, mayJudge, $0) }
  }

  private static func marked(
    _ key: String, by actor: Actor, _ mayJudge: (Actor, String) -> Bool, _ reading: any Reading
  ) throws -> MarkedReview {
    guard actor.kind == .staff, let marked = try ReviewMarkStore.marked(reading, key),
      mayJudge(actor, marked.review.region)
    else { throw Rejection.notFound }
    return marked
  }

  /// Decides whether a marked review counts: not adopted, it leaves the counters in the same commit and stays to be seen; a later
  /// decision may bring it back. By somebody who is not the one rated.
  public func decide(_ key: String, adopts: Bool, reason: String, by actor: Actor) async throws {
    let reason = String(reason.drop(while: \.isWhitespace))
    guard !reason.isEmpty else { throw Rejection.invalid([Problem("/reason", "required")]) }
    guard reason.unicodeScalars.count <= Self.longestReason else {
      throw Rejection.invalid([Problem("/reason", "maxLength", ["n": "\(Self.longestReason)"])])
    }
    let before = try await marked(key, by: actor)
    // Of a named review everybody is known who had a hand in the case; a closed case does not change any more.
    var rated: Set<PartyID> = Set([before.review.operatorParty, before.review.party].compactMap(\.self))
    if !before.review.anonymous { rated.formUnion(try await handlers(of: CaseID(key))) }
    guard !rated.contains(actor.party) else { throw Rejection(.forbidden, "ownReview") }
    let decision = ReviewDecision(adopts: adopts, reason: reason, by: actor.party, at: clock.now)
    let mayJudge = mayJudge
    try await store.write { transaction in
      let marked = try Self.marked(key, by: actor, mayJudge, transaction)
      guard marked.decisions.last?.adopts != adopts else { throw Rejection(.conflict, "alreadyDecidedSo") }
      if marked.review.isAdopted != adopts {
        try ReviewStore.count(marked.review, by: adopts ? 1 : -1, transaction)
      }
      try ReviewMarkStore.insert(decision, number: marked.decisions.count + 1, of: key, transaction)
      try transaction.append(
        stream: Self.stream(marked.review), kind: adopts ? "adopted" : "notAdopted", at: decision.at,
        actor: actor.party.text, body: "{}", payload: (["reason": .string(reason)] as JSON).text)
    }
  }

  private func handlers(of id: CaseID) async throws -> Set<PartyID> {
    Set(try await casework.view(id, by: .system).record.state.doneBy.values)
  }
}
