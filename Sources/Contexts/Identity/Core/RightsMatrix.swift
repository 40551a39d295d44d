public import Kernel

/// All rights as a table, found out by asking `may` for every combination; there is no second list of them.
public struct RightsMatrix: Sendable {
  /// How the reader's agency stands to the agency that something is about.
  public enum Place: String, Sendable, CaseIterable {
    /// The same agency.
    case same
    /// Another agency of the region.
    case region
    /// An agency of another banner.
    case elsewhere
    /// An agency of the league, above.
    case league
  }

  /// Something that somebody may do, with the part their agency would have to play in it.
  public struct Action: Sendable, Hashable {
    /// As in `viewCase.accepting`; key of its words.
    public let name: String
    let deed: Deed
    let resource: Resource
  }

  public struct Line: Sendable, Hashable {
    public let role: Role
    public let action: String
    /// Where the role has to be held.
    public let places: Set<Place>
  }

  private static let league = "000000"
  private static let here = AgencyID(region: "000001", department: "A")
  private static let other = PartyID("other")
  private static let reader = PartyID("reader")

  static func agency(_ place: Place) -> AgencyID {
    switch place {
    case .same: here
    case .region: AgencyID(region: here.region, department: "B")
    case .elsewhere: AgencyID(region: "000002", department: "A")
    case .league: AgencyID(region: league, department: "A")
    }
  }

  /// A case of another's, where `here` plays one part and agencies nobody belongs to the others.
  private static func file(_ part: String, applicant: PartyID = other, draft: Bool = false) -> Resource {
    let nobody = AgencyID(region: here.region, department: "Z")
    return .caseFile(
      CaseRelations(
        applicant: applicant, agent: nil, accepting: part == "accepting" ? here : nobody,
        responsible: part == "responsible" ? here : nobody, issuing: part == "issuing" ? here : nobody, draft: draft))
  }

  private static let colleague = Resource.staff(StaffRelations(party: other, home: here, posts: []))
  private static let oneself = Resource.staff(StaffRelations(party: reader, home: here, posts: []))

  /// Each kind of deed with the resources it is about. The switch has no default: a new deed does not compile before it stands here.
  private static func actions(_ deed: Deed) -> [Action] {
    func one(_ name: String, _ resource: Resource, _ deed: Deed = deed) -> Action {
      Action(name: name, deed: deed, resource: resource)
    }
    let parts = ["accepting", "responsible", "issuing"]
    switch deed {
    case .viewCase:
      return parts.map { one("viewCase.\($0)", file($0)) } + [one("viewCase.draft", file("accepting", draft: true))]
    case .actAsApplicant: return [one("actAsApplicant", file("accepting"))]
    case .actOnTask(let role, _):
      return [
        one("actOnTask.\(role.rawValue)", file("responsible")),
        one("actOnTask.\(role.rawValue).own", file("responsible", applicant: reader)),
      ]
    case .revealIdentity: return parts.map { one("revealIdentity.\($0)", file($0)) }
    case .intake: return [one("intake", .agency(here))]
    case .editCatalogue: return [one("editCatalogue.region", .region(here.region)), one("editCatalogue.all", .everything)]
    case .manageAccounts: return [one("manageAccounts", colleague), one("manageAccounts.self", oneself)]
    case .grantPost: return [one("grantPost", colleague), one("grantPost.self", oneself)]
    case .resetAccess: return [one("resetAccess", colleague), one("resetAccess.self", oneself)]
    case .endSessions: return [one("endSessions", colleague)]
    case .seeStaff: return [one("seeStaff", colleague)]
    case .recordLeave: return [one("recordLeave", colleague)]
    case .nameDeputy: return [one("nameDeputy", colleague)]
    case .judgeReviews: return [one("judgeReviews", .region(here.region))]
    case .readRecord: return [one("readRecord", .region(here.region))]
    case .manageHalls: return [one("manageHalls", .region(here.region))]
    case .manageConnections: return [one("manageConnections", .region(here.region))]
    case .planRoster: return [one("planRoster", .region(here.region))]
    case .seeInbox(let role, _): return [one("seeInbox.\(role.rawValue)", .agency(here))]
    }
  }

  /// All that is asked about.
  public static let actions: [Action] = {
    let handling: [Role] = [.windowClerk, .reviewer, .approver, .issuer]
    let post = Post(role: .reviewer, agency: here)
    let deeds: [Deed] =
      [.viewCase, .actAsApplicant, .revealIdentity, .intake]
      + handling.map { .actOnTask($0, here) } + handling.map { .seeInbox($0, here) }
      + [
        .editCatalogue, .manageAccounts, .grantPost(post), .resetAccess, .endSessions, .seeStaff, .recordLeave,
        .nameDeputy(post),
        .readRecord, .judgeReviews, .manageHalls, .manageConnections, .planRoster,
      ]
    return deeds.flatMap(actions)
  }()

  /// Every role with every action, whatever comes of it.
  public static let lines: [Line] = Role.allCases.flatMap { role in
    actions.map { action in
      Line(
        role: role, action: action.name,
        places: Set(
          Place.allCases.filter { place in
            let actor = Actor(party: reader, kind: .staff, name: "", posts: [Post(role: role, agency: agency(place))])
            return may(actor, action.deed, on: action.resource, league: league)
          }))
    }
  }

  /// The table as CSV, to be compared with the one that was agreed: role, action, places.
  public static var csv: String {
    "role,action,places\n"
      + lines.map { line in
        "\(line.role.rawValue),\(line.action),\(Place.allCases.filter(line.places.contains).map(\.rawValue).joined(separator: " "))\n"
      }.joined()
  }
}
