public import Kernel

/// What somebody may want to do. Each asks for a resource of its kind.
public enum Deed: Sendable, Hashable {
  /// See a case: its state, events and papers.
  case viewCase
  /// What the applicant does: supplement, withdraw, confirm, review.
  case actAsApplicant
  /// Act on a task that waits for this role at this agency.
  case actOnTask(Role, AgencyID)
  /// See a masked number in full; always recorded with a reason.
  case revealIdentity
  /// Take an application from a person standing at the counter.
  case intake
  /// Change and publish the catalogue.
  case editCatalogue
  /// Make, name, disable and enable accounts, and give them a new password; gives nobody a right (系统管理员).
  case manageAccounts
  /// Give a post to somebody, or take it (安全保密管理员).
  case grantPost(Post)
  /// Take away a second factor or tokens (安全保密管理员).
  case resetAccess
  /// Enter somebody's leave.
  case recordLeave
  /// Say who stands in for somebody in a post: it gives a right.
  case nameDeputy(Post)
  /// End somebody's sessions.
  case endSessions
  /// See staff, their posts and the state of their accounts.
  case seeStaff
  /// Read the record of what administrators and staff did, and the history of sign-ins (安全审计员).
  case readRecord
  /// Look at marked reviews and decide whether they count.
  case judgeReviews
  /// Make and change halls, their windows and when they are closed (系统管理员).
  case manageHalls
  /// Connect other systems that are told what happens (系统管理员).
  case manageConnections
  /// Say who sits at which window when.
  case planRoster
  /// See the tasks of an agency.
  case seeInbox(Role, AgencyID)
}

/// What is wanted of.
public enum Resource: Sendable, Hashable {
  case caseFile(CaseRelations)
  case agency(AgencyID)
  case region(String)
  case staff(StaffRelations)
  case everything
}

/// A member of staff as rights see them.
public struct StaffRelations: Sendable, Hashable {
  public let party: PartyID
  /// The agency that employs them.
  public let home: AgencyID
  public let posts: Set<Post>

  public init(party: PartyID, home: AgencyID, posts: Set<Post>) {
    self.party = party
    self.home = home
    self.posts = posts
  }

  /// Where they belong or may do something.
  public var regions: Set<String> { Set(posts.map(\.agency.region)).union([home.region]) }
}

/// Who has to do with a case.
public struct CaseRelations: Sendable, Hashable {
  /// The person or organisation whose matter it is.
  public let applicant: PartyID
  /// The person who filed it for them, if another.
  public let agent: PartyID?
  public let accepting: AgencyID
  public let responsible: AgencyID
  public let issuing: AgencyID
  /// A draft is nobody's but the applicant's.
  public let draft: Bool

  public init(
    applicant: PartyID, agent: PartyID?, accepting: AgencyID, responsible: AgencyID, issuing: AgencyID, draft: Bool
  ) {
    self.applicant = applicant
    self.agent = agent
    self.accepting = accepting
    self.responsible = responsible
    self.issuing = issuing
    self.draft = draft
  }
}

/// All rights of the product, in one pure function.
///
/// `league` is the code of the league: its supervisors and administrators answer for the banners below it.
public func may(_ actor: Actor?, _ deed: Deed, on resource: Resource, league: String) -> Bool {
  guard let actor else { return false }
  if actor.kind == .system { return true }
  func has(_ role: Role, in region: String) -> Bool {
    actor.posts.contains { $0.role == role && ($0.agency.region == region || $0.agency.region == league) }
  }
  switch (deed, resource) {
  case (.viewCase, .caseFile(let relations)):
    if concerns(actor, relations) { return true }
    if relations.draft { return relations.agent == actor.party }
    return handles(actor, relations) || has(.supervisor, in: relations.responsible.region)
      || has(.supervisor, in: relations.accepting.region)
  case (.actAsApplicant, .caseFile(let relations)):
    return concerns(actor, relations)
  case (.actOnTask(let role, let agency), .caseFile(let relations)):
    // Nobody decides their own matter (行政许可法: 回避), nor has it decided by who stands in for them.
    let post = Post(role: role, agency: agency)
    let whose = actor.standsInFor[post]
    return !relations.draft && !concerns(actor, relations) && actor.posts.contains(post) && whose != relations.applicant
      && (whose == nil || whose != relations.agent)
  case (.revealIdentity, .caseFile(let relations)):
    return !relations.draft && handles(actor, relations)
  case (.intake, .agency(let agency)):
    return actor.posts.contains(Post(role: .windowClerk, agency: agency))
  case (.seeInbox(let role, let agency), .agency(let asked)):
    return agency == asked && actor.posts.contains(Post(role: role, agency: agency))
  case (.editCatalogue, .region(let region)):
    return has(.editor, in: region)
  case (.editCatalogue, .everything):
    return actor.posts.contains { $0.role == .editor && $0.agency.region == league }
  case (.manageAccounts, .region(let region)):
    return has(.administrator, in: region)
  case (.manageAccounts, .staff(let staff)):
    // Over somebody who has a post in another region as well, only one who answers for both.
    return staff.party != actor.party && staff.regions.allSatisfy { has(.administrator, in: $0) }
  case (.grantPost(let post), .staff(let staff)):
    return staff.party != actor.party && has(.securityAdministrator, in: post.agency.region)
  case (.resetAccess, .staff(let staff)):
    return staff.party != actor.party && staff.regions.allSatisfy { has(.securityAdministrator, in: $0) }
  case (.endSessions, .staff(let staff)):
    return staff.party == actor.party || staff.regions.allSatisfy { has(.administrator, in: $0) }
      || staff.regions.allSatisfy { has(.securityAdministrator, in: $0) }
  case (.recordLeave, .staff(let staff)):
    return staff.party == actor.party || has(.administrator, in: staff.home.region)
  case (.nameDeputy(let post), .staff(let staff)):
    return staff.party == actor.party || has(.securityAdministrator, in: post.agency.region)
  case (.seeStaff, .staff(let staff)):
    return staff.party == actor.party
      || staff.regions.contains { region in ThreeAdministrators.roles.contains { has($0, in: region) } }
  case (.seeStaff, .region(let region)):
    return ThreeAdministrators.roles.contains { has($0, in: region) }
  case (.judgeReviews, .region(let region)):
    return has(.supervisor, in: region)
  case (.readRecord, .region(let region)):
    return has(.auditor, in: region)
  case (.readRecord, .staff(let staff)):
    return has(.auditor, in: staff.home.region)
  case (.manageHalls, .region(let region)), (.manageConnections, .region(let region)):
    return has(.administrator, in: region)
  case (.planRoster, .region(let region)):
    return has(.supervisor, in: region) || has(.administrator, in: region)
  default:
    return false
  }
}

/// It is the actor's own matter, or that of an organisation the actor may act for.
private func concerns(_ actor: Actor, _ relations: CaseRelations) -> Bool {
  relations.applicant == actor.party || actor.mandates.contains(relations.applicant)
}

/// The actor works at an agency that handles the case, in a role that handles cases.
private func handles(_ actor: Actor, _ relations: CaseRelations) -> Bool {
  actor.posts.contains { post in
    switch post.role {
    case .windowClerk: post.agency == relations.accepting
    case .reviewer, .approver: post.agency == relations.responsible
    case .issuer: post.agency == relations.issuing
    case .editor, .supervisor, .administrator, .securityAdministrator, .auditor: false
    }
  }
}
