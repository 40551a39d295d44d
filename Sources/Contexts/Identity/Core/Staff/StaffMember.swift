public import Kernel

/// A post that somebody holds, and until when; nil without an end.
public struct HeldPost: Sendable, Hashable {
  public let post: Post
  public let until: Instant?

  public init(post: Post, until: Instant?) {
    self.post = post
    self.until = until
  }
}

/// A member of staff as administrators see them.
public struct StaffMember: Sendable {
  public let party: PartyID
  public let account: String
  public let name: String
  /// The agency that employs them.
  public let home: AgencyID
  /// What they hold now, by agency and role.
  public let posts: [HeldPost]
  public let disabled: Bool
  /// Until when sign-in rests after wrong passwords; nil while it does not.
  public let lockedUntil: Instant?
  public let lastSignInAt: Instant?
  public let createdAt: Instant

  public var relations: StaffRelations { StaffRelations(party: party, home: home, posts: Set(posts.map(\.post))) }
}

/// Which staff somebody wants to see; always within the regions they answer for.
public struct StaffQuery: Sendable {
  public enum State: String, Sendable, CaseIterable { case open, disabled, locked }

  public var region: String?
  public var agency: AgencyID?
  public var role: Role?
  public var state: State?
  /// Part of a name or account.
  public var text: String?
  public var limit: Int
  /// The account after which the list goes on.
  public var after: String?

  public init(
    region: String? = nil, agency: AgencyID? = nil, role: Role? = nil, state: State? = nil, text: String? = nil,
    limit: Int = 20,
    after: String? = nil
  ) {
    self.region = region
    self.agency = agency
    self.role = role
    self.state = state
    self.text = text
    self.limit = limit
    self.after = after
  }
}

/// A portion of a list with the number of all of it.
public struct StaffPortion<Item: Sendable>: Sendable {
  public let items: [Item]
  public let total: Int
  /// Where to go on; nil at the end.
  public let next: String?
}

/// How many people hold a role at an agency.
public struct PostCount: Sendable, Hashable {
  public let post: Post
  public let people: Int
}
