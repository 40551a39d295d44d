public import Kernel

/// 三员分立 (GB/T 22239 level 3, 8.1.5; BMB 20): who makes accounts gives no rights, who gives rights makes no accounts, who reads the
/// record of both changes nothing. Pure.
public enum ThreeAdministrators {
  public static let roles: Set<Role> = [.administrator, .securityAdministrator, .auditor]

  /// Why somebody who holds `posts` may not have `role` as well; nil when they may.
  ///
  /// One of the three holds that one role, at as many agencies as it takes, and no other: neither a second of the three nor work on cases.
  public static func objection(to role: Role, holding posts: some Sequence<Post>) -> Rejection? {
    let others = Set(posts.map(\.role)).subtracting([role])
    guard !others.isEmpty else { return nil }
    return roles.contains(role) || !roles.isDisjoint(with: others) ? Rejection(.conflict, "rolesApart") : nil
  }

  /// The same for posts given together, as when an account is made.
  public static func objection(among posts: [Post]) -> Rejection? {
    for post in posts {
      if let objection = objection(to: post.role, holding: posts) { return objection }
    }
    return nil
  }
}
