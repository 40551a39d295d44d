import JSON
public import Kernel
import Store

// What the security administrator does: who may do what, never who there is.

extension Identity {
  /// The longest for which a post is given in one act, in days; nil as an end is for good.
  public static let longestPost: Int64 = 3660

  /// Gives a post until the end of a day, or for good.
  ///
  /// Refused inside the transaction: to oneself (`forbidden`), and a second of the three roles or one of them beside work on cases
  /// (`rolesApart`).
  public func grant(_ post: Post, until day: CivilDate?, to party: PartyID, by actor: Actor) async throws {
    let today = clock.today
    if let day, !(today...today.adding(days: Int(Self.longestPost))).contains(day) {
      throw Rejection.invalid([Problem("/until", "postUntil", ["years": "10"])])
    }
    try await change(party, .grantPost(post), by: actor) { member, now, transaction in
      if let objection = ThreeAdministrators.objection(to: post.role, holding: member.posts.map(\.post)) { throw objection }
      try IdentityStore.insert(post, of: party, until: day?.end, transaction)
      try transaction.record(.postGranted, of: party, by: actor, at: now, Self.details(post, day))
    }
  }

  /// Takes a post; the next request of whoever held it finds it gone. `notFound` when they do not hold it.
  public func revoke(_ post: Post, of party: PartyID, by actor: Actor) async throws {
    try await change(party, .grantPost(post), by: actor) { _, now, transaction in
      guard try StaffStore.remove(post, of: party, transaction) else { throw Rejection.notFound }
      try transaction.record(.postRevoked, of: party, by: actor, at: now, Self.details(post, nil))
    }
  }

  static func details(_ post: Post, _ until: CivilDate?) -> JSON {
    var json: JSON = ["role": .string(post.role.rawValue), "agency": .string(post.agency.description)]
    if let until { json["until"] = .string(until.description) }
    return json
  }
}
