/// An agency (部门 of one region): the one that accepts, handles or issues.
///
/// Written `region/department`, as in `152502/GAJ`: the public security bureau of Xilinhot.
public struct AgencyID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// GB/T 2260 code of the region.
  public let region: String
  /// Key of the department, as in `GAJ`.
  public let department: String

  public init(region: String, department: String) {
    self.region = region
    self.department = department
  }

  /// nil when the text is not `region/department`.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    self.init(region: String(parts[0]), department: String(parts[1]))
  }

  public var description: String { "\(region)/\(department)" }
  public static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

/// What a member of staff may be at an agency.
public enum Role: String, Sendable, Hashable, CaseIterable {
  /// 综合窗口受理员: accepts for all departments at the unified window, or at the department's own counter.
  case windowClerk
  /// 审查人员: examines an accepted case.
  case reviewer
  /// 审批人: decides.
  case approver
  /// 出件窗口人员: makes and hands out results.
  case issuer
  /// 事项编辑: keeps the catalogue.
  case editor
  /// 督查人员: sees the cases of a region and their clocks.
  case supervisor
  /// 系统管理员: agencies, windows, rosters and accounts; gives nobody rights (三员分立).
  case administrator
  /// 安全保密管理员: gives accounts their roles, second factors and tokens; neither makes accounts nor reads the record of it.
  case securityAdministrator
  /// 安全审计员: reads the record of what administrators and staff did; changes nothing.
  case auditor
}

/// A role at an agency.
public struct Post: Sendable, Hashable {
  public let role: Role
  public let agency: AgencyID

  public init(role: Role, agency: AgencyID) {
    self.role = role
    self.agency = agency
  }
}

/// Who asks: loaded once for a request, then handed to pure rules.
public struct Actor: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable { case person, organisation, staff, system }

  public let party: PartyID
  public let kind: Kind
  public let name: String
  /// Empty for the public.
  public let posts: Set<Post>
  /// Organisations this person may act for (经办人), by party.
  public let mandates: Set<PartyID>
  /// Those of the posts that are a colleague's on leave, with whose (代理).
  public let standsInFor: [Post: PartyID]

  public init(
    party: PartyID, kind: Kind, name: String, posts: Set<Post> = [], mandates: Set<PartyID> = [],
    standsInFor: [Post: PartyID] = [:]
  ) {
    self.party = party
    self.kind = kind
    self.name = name
    self.posts = posts
    self.mandates = mandates
    self.standsInFor = standsInFor
  }

  /// What the program does by itself: timers, the demo's set-up.
  public static let system = Actor(party: PartyID("system"), kind: .system, name: "system")
}
