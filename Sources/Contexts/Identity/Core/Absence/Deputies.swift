public import Kernel

/// Somebody's absence (请假), from the first to the last day.
public struct Leave: Sendable, Hashable {
  public let id: String
  public let party: PartyID
  public let from: CivilDate
  public let to: CivilDate

  public init(id: String, party: PartyID, from: CivilDate, to: CivilDate) {
    self.id = id
    self.party = party
    self.from = from
    self.to = to
  }

  public func covers(_ day: CivilDate) -> Bool { from <= day && day <= to }
}

/// Who stands in for somebody in one post during a leave (代理).
public struct Deputy: Sendable, Hashable {
  public let id: String
  public let leave: Leave
  public let post: Post
  public let deputy: PartyID
  public let from: CivilDate
  public let to: CivilDate

  public init(id: String, leave: Leave, post: Post, deputy: PartyID, from: CivilDate, to: CivilDate) {
    self.id = id
    self.leave = leave
    self.post = post
    self.deputy = deputy
    self.from = from
    self.to = to
  }
}

/// The rules of standing in. Pure.
public enum DeputyRules {
  /// All that speaks against naming a deputy.
  ///
  /// `held`: posts of the one on leave; `deputy`: the one who is to stand in, with their own posts; nil when there is no such colleague.
  public static func problems(
    _ post: Post, from: CivilDate, to: CivilDate, in leave: Leave, held: Set<Post>, deputy: StaffRelations?,
    home: AgencyID
  ) -> [Problem] {
    var problems: [Problem] = []
    if ThreeAdministrators.roles.contains(post.role) { problems.append(Problem("/role", "deputyNotForThree")) }
    if !held.contains(post) { problems.append(Problem("/role", "deputyPostNotHeld")) }
    if let deputy {
      if deputy.party == leave.party { problems.append(Problem("/deputy", "deputySelf")) }
      if deputy.home.region != home.region { problems.append(Problem("/deputy", "deputyElsewhere")) }
      if ThreeAdministrators.objection(to: post.role, holding: deputy.posts) != nil {
        problems.append(Problem("/deputy", "rolesApart"))
      }
    } else {
      problems.append(Problem("/deputy", "deputyUnknown"))
    }
    if from > to { problems.append(Problem("/to", "periodOrder")) }
    if from < leave.from || to > leave.to { problems.append(Problem("/to", "deputyBeyondLeave")) }
    return problems
  }

  /// What somebody may act in on a day: their own posts, and those of colleagues on leave whom they stand in for, with for whom.
  ///
  /// `standing`: deputies that name this person, each with what the one on leave holds of their own that day. A post that somebody
  /// holds only as a deputy is not theirs to pass on, and one of the three is never passed on.
  public static func posts(
    own: Set<Post>, standing: [(deputy: Deputy, held: Set<Post>)], on day: CivilDate
  ) -> (
    posts: Set<Post>, standsInFor: [Post: PartyID]
  ) {
    var standsInFor: [Post: PartyID] = [:]
    for (deputy, held) in standing.sorted(by: { $0.deputy.id < $1.deputy.id }) {
      let isDay = deputy.from <= day && day <= deputy.to && deputy.leave.covers(day)
      guard isDay, held.contains(deputy.post), !own.contains(deputy.post), standsInFor[deputy.post] == nil,
        ThreeAdministrators.objection(to: deputy.post.role, holding: own) == nil,
        !ThreeAdministrators.roles.contains(deputy.post.role)
      else { continue }
      standsInFor[deputy.post] = deputy.leave.party
    }
    return (own.union(standsInFor.keys), standsInFor)
  }
}
