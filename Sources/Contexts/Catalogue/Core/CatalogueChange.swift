public import Kernel
public import Store

/// A change of the catalogue (变更): edits that belong together, made by one person, reviewed by another, published on a day.
public struct CatalogueChange: Sendable, Hashable, Referable {
  public enum State: String, Sendable, CaseIterable {
    /// 草稿: its author edits it; also after it was returned.
    case draft
    /// 待审核: waits for a second person.
    case review
    /// 已审核: may be published.
    case approved
    /// 待生效: is published on its day.
    case scheduled
    /// 已公布
    case published
    /// 已作废
    case discarded

    public var isOver: Bool { self == .published || self == .discarded }
  }

  public let id: String
  public var title: String
  /// Why, for those who read the history.
  public var reason: String
  public var state: State
  /// Regions that become public with it, beside those that are.
  public var regions: [String]
  public let author: PartyID
  public let authorName: String
  public var reviewer: PartyID?
  public var reviewerName: String?
  /// What the reviewer said.
  public var comment: String?
  /// The day from which it holds; nil before it is decided.
  public var takesEffect: CivilDate?
  public let createdAt: Instant
  public var changedAt: Instant
  /// Of the catalogue, once it is published.
  public var epoch: Int64?
  public var revision: Int64

  public var reference: String { id }
}

/// One row of a change, as it shall be.
public struct CatalogueEdit: Sendable, Hashable {
  public let kind: CatalogueKind
  public let key: String
  public let service: String
  /// The version of the row that was edited; 0 for a new one.
  public let base: Int64
  /// The row as JSON text; nil when it shall go.
  let document: String?

  public var isRemoval: Bool { document == nil }
  /// Key of the form it is part of; nil for other rows.
  public var form: String? {
    switch kind {
    case .forms: key
    case .formFields: key.split(separator: "/").first.map(String.init)
    default: nil
    }
  }
}

/// What somebody does with a change.
public enum ChangeDeed: Sendable, Hashable {
  case edit
  /// 提交审核
  case handIn
  /// 审核通过
  case approve
  /// 退回
  case giveBack(comment: String)
  case publish(CivilDate)
  case discard
}

/// Who may do what with a change, and what follows. Pure.
public enum ChangeRules {
  /// The change after the deed.
  ///
  /// Throws `conflict` when it is not possible in its state, `forbidden` for the author who would review their own (双人复核),
  /// `invalid` for a comment that is missing or a day that is past.
  public static func decide(
    _ change: CatalogueChange, _ deed: ChangeDeed, edits: Int, by actor: Actor, at now: Instant
  ) throws(Rejection) -> CatalogueChange {
    var after = change
    after.changedAt = now
    func require(_ states: CatalogueChange.State...) throws(Rejection) {
      guard states.contains(change.state) else { throw Rejection(.conflict, "changeNotPossible") }
    }
    switch deed {
    case .edit:
      try require(.draft)
      guard actor.party == change.author else { throw Rejection(.forbidden, "changeOfOther") }
    case .handIn:
      try require(.draft)
      guard actor.party == change.author else { throw Rejection(.forbidden, "changeOfOther") }
      guard edits > 0 || !change.regions.isEmpty else { throw Rejection.invalid([Problem("", "changeEmpty")]) }
      after.state = .review
      after.comment = nil
    case .approve, .giveBack:
      try require(.review)
      guard actor.party != change.author else { throw Rejection(.forbidden, "ownChange") }
      after.reviewer = actor.party
      after.reviewerName = actor.name
      after.state = .approved
      if case .giveBack(let comment) = deed {
        guard !comment.isEmpty else { throw Rejection.invalid([Problem("/comment", "required")]) }
        guard comment.unicodeScalars.count <= 1000 else {
          throw Rejection.invalid([Problem("/comment", "maxLength", ["n": "1000"])])
        }
        after.comment = comment
        after.state = .draft
      }
    case .publish(let day):
      try require(.approved, .scheduled)
      guard day >= now.civilDate else { throw Rejection.invalid([Problem("/takesEffect", "dayPast")]) }
      guard day <= now.adding(days: 366).civilDate else { throw Rejection.invalid([Problem("/takesEffect", "dayTooFar")]) }
      after.takesEffect = day
      after.state = day == now.civilDate ? .published : .scheduled
    case .discard:
      try require(.draft, .review, .approved, .scheduled)
      after.state = .discarded
    }
    return after
  }

  /// The region whose own matter a change is; nil when it touches what all regions share.
  public static func region(of edits: [CatalogueEdit], opening regions: [String]) -> String? {
    let touched = Set(edits.map { $0.kind == .offerings ? String($0.key.split(separator: "/").last ?? "") : "" } + regions)
    return touched.count == 1 ? touched.first.flatMap { $0.isEmpty ? nil : $0 } : nil
  }
}
